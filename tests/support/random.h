#pragma once
// Numbers from a seed: same seed, same numbers on every machine (std distributions are not the same everywhere).
#include <cstdint>
#include <string>
#include <vector>

namespace rulec::testing {

class Random {
 public:
  /// Any seeds give sequences that have nothing in common.
  explicit Random(std::uint64_t seed) : state_(seed) { state_ = Next(); }
  std::uint64_t Next();
  /// Uniform in [0, bound).
  std::uint32_t Below(std::uint32_t bound) { return static_cast<std::uint32_t>((Next() >> 32) * bound >> 32); }
  bool OneIn(std::uint32_t n) { return Below(n) == 0; }
  template <class T>
  const T& Pick(const std::vector<T>& items) {
    return items[Below(static_cast<std::uint32_t>(items.size()))];
  }
  std::string Word(const std::vector<std::string>& items) { return Pick(items); }

 private:
  std::uint64_t state_;
};

}  // namespace rulec::testing
