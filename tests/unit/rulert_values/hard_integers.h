#pragma once
// 128-bit integers at which arithmetic in limbs goes wrong first.
#include <random>

#include "rulert/wide_integer.h"

namespace rulert {

inline std::uint64_t HardLimb(std::mt19937_64& random) {
  constexpr std::uint64_t kEdges[] = {0,
                                      1,
                                      2,
                                      0xffffffff,
                                      0xffffffff00000000,
                                      0x7fffffffffffffff,
                                      0x8000000000000000,
                                      0x8000000000000001,
                                      0xfffffffffffffffe,
                                      0xffffffffffffffff};
  const auto pick = random() % 13;
  if (pick < 10) return kEdges[pick];
  const std::uint64_t power = std::uint64_t{1} << (random() % 64);
  return pick == 10 ? power : pick == 11 ? power - 1 : random();
}

/// One of: limbs at the edges, a power of ten or of two or their neighbours, an integer of random length.
inline UInt128 HardInteger(std::mt19937_64& random) {
  const auto near = static_cast<UInt128>(static_cast<Int128>(random() % 3) - 1);
  switch (random() % 6) {
    case 0:
      return static_cast<UInt128>(PowerOfTen(static_cast<int>(random() % 39))) + near;
    case 1:
      return (UInt128{1} << (random() % 128)) + near;
    case 2:
      return OfLimbs(random(), random()) >> (random() % 128);
    default:
      return OfLimbs(random() % 3 == 0 ? 0 : HardLimb(random), HardLimb(random));
  }
}

}  // namespace rulert
