#pragma once
// Counter-based random draws: each is a pure function of (seed, index, slot), so that any event can be made alone.
#include <cstdint>

namespace rulec::gen {

inline constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15ULL;

/// The finalizer of SplitMix64 (Stafford's variant 13). All arithmetic is modulo 2^64.
constexpr std::uint64_t Mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// Uniform in [0, bound), from the upper half of a draw; bound up to 2^31.
constexpr std::uint32_t Below(std::uint64_t draw, std::uint32_t bound) {
  return static_cast<std::uint32_t>(((draw >> 32) * bound) >> 32);
}

/// Uniform in [0, 1), 53 bits.
constexpr double Unit(std::uint64_t draw) { return static_cast<double>(draw >> 11) * 0x1.0p-53; }

}  // namespace rulec::gen
