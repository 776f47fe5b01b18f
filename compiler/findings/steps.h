#pragma once
#include <cstdint>

namespace rulec::findings {

/// Steps that an analysis may still take: counted, never timed, so that findings are the same everywhere.
struct Steps {
  std::uint64_t left = 0;
  bool Take(std::uint64_t count) {
    if (left < count) return false;
    left -= count;
    return true;
  }
};

}  // namespace rulec::findings
