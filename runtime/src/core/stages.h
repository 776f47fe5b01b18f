#pragma once
// Which processes read what others emit: these run a stage after those.
#include <cstdint>
#include <optional>
#include <vector>

#include "rulert/module_abi.h"

namespace rulert::core {

struct Stages {
  std::vector<std::uint32_t> of;                     // by process, from 0
  std::vector<std::vector<std::uint32_t>> emitters;  // by stream: processes that emit to a derived one, ascending
  std::vector<std::vector<std::uint32_t>> derived;   // by process: the streams that its outputs are, ascending
  std::uint32_t count = 1;

  /// Nothing if processes feed each other in a circle.
  static std::optional<Stages> Of(const Module& module);
};

}  // namespace rulert::core
