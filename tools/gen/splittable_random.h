#pragma once
// The generator of java.util.SplittableRandom (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
// OOPSLA 2014), draw for draw: the data set nexmark-frozen-1 is defined by it.
#include <cstdint>

#include "tools/gen/draw.h"

namespace rulec::gen {

class SplittableRandom {
 public:
  explicit constexpr SplittableRandom(std::uint64_t seed) : seed_(seed) {}

  constexpr std::int32_t Int() {
    std::uint64_t z = Next();
    z = (z ^ (z >> 33)) * 0x62a9d9ed799705f5ULL;
    z = (z ^ (z >> 28)) * 0xcb24d0a5c88c35b3ULL;
    return static_cast<std::int32_t>(z >> 32);
  }
  constexpr std::int64_t Long() { return static_cast<std::int64_t>(Mix(Next())); }
  /// Uniform in [0, 1), 53 bits.
  constexpr double Real() { return Unit(Mix(Next())); }

  /// Uniform in [0, bound), bound above 0: draws in an incomplete last stretch of the range are thrown away.
  constexpr std::int32_t Below(std::int32_t bound) {
    const std::int32_t last = bound - 1;
    const auto draw = static_cast<std::uint32_t>(Int());
    if ((bound & last) == 0) return static_cast<std::int32_t>(draw) & last;
    for (std::uint32_t u = draw >> 1;; u = static_cast<std::uint32_t>(Int()) >> 1) {
      const std::uint32_t result = u % static_cast<std::uint32_t>(bound);
      if (static_cast<std::int32_t>(u + static_cast<std::uint32_t>(last) - result) >= 0) {
        return static_cast<std::int32_t>(result);
      }
    }
  }

 private:
  constexpr std::uint64_t Next() { return seed_ += kGamma; }

  std::uint64_t seed_;
};

}  // namespace rulec::gen
