#pragma once
// XXH3 with seed 0, 128 bits: ids of outputs. See hash.h.
#include "rulert/hash.h"

namespace rulert {

struct Hash128Value {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend constexpr bool operator==(const Hash128Value&, const Hash128Value&) = default;
};

namespace xxh3 {

constexpr Hash128Value Product(std::uint64_t a, std::uint64_t b) noexcept {
  const UInt128 product = static_cast<UInt128>(a) * b;
  return {static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64)};
}

inline void Mix32(Hash128Value& sum, const char* a, const char* b, const unsigned char* secret) noexcept {
  sum.low = (sum.low + Mix16(a, secret)) ^ (Read64(b) + Read64(b + 8));
  sum.high = (sum.high + Mix16(b, secret + 16)) ^ (Read64(a) + Read64(a + 8));
}

/// More than 16 bytes.
inline Hash128Value HashLong128(const char* p, std::size_t size) noexcept {
  if (size > 240) {
    Stripes stripes;
    stripes.TakeAll(p, size);
    return {stripes.Merge(kSecret + 11, size * kPrime64A),
            stripes.Merge(kSecret + kSecretSize - 64 - 11, ~(size * kPrime64B))};
  }
  Hash128Value sum{size * kPrime64A, 0};
  if (size <= 128) {
    for (std::size_t i = (size - 1) / 32 + 1; i-- > 0;) {
      Mix32(sum, p + 16 * i, p + size - 16 * (i + 1), kSecret + 32 * i);
    }
  } else {
    for (std::size_t i = 0; i < 4; ++i) Mix32(sum, p + 32 * i, p + 32 * i + 16, kSecret + 32 * i);
    sum = {Avalanche(sum.low), Avalanche(sum.high)};
    for (std::size_t i = 4; i < size / 32; ++i) Mix32(sum, p + 32 * i, p + 32 * i + 16, kSecret + 3 + 32 * (i - 4));
    Mix32(sum, p + size - 16, p + size - 32, kSecret + 136 - 17 - 16);
  }
  return {Avalanche(sum.low + sum.high), 0 - Avalanche(sum.low * kPrime64A + sum.high * kPrime64D + size * kPrime64B)};
}

}  // namespace xxh3

/// XXH3-128, seed 0.
inline Hash128Value Hash128(const char* p, std::size_t size) noexcept {
  using namespace xxh3;
  if (size > 16) return HashLong128(p, size);
  if (size > 8) {
    const std::uint64_t first = Read64(p);
    const std::uint64_t last = Read64(p + size - 8);
    Hash128Value m = Product(first ^ last ^ Read64(kSecret + 32) ^ Read64(kSecret + 40), kPrime64A);
    m.low += static_cast<std::uint64_t>(size - 1) << 54;
    const std::uint64_t keyed = last ^ Read64(kSecret + 48) ^ Read64(kSecret + 56);
    m.high += keyed + (keyed & 0xffffffffu) * (kPrime32B - 1);
    m.low ^= Swap64(m.high);
    Hash128Value h = Product(m.low, kPrime64B);
    h.high += m.high * kPrime64B;
    return {Avalanche(h.low), Avalanche(h.high)};
  }
  if (size >= 4) {
    const std::uint64_t input = Read32(p) + (static_cast<std::uint64_t>(Read32(p + size - 4)) << 32);
    Hash128Value m = Product(input ^ Read64(kSecret + 16) ^ Read64(kSecret + 24), kPrime64A + (size << 2));
    m.high += m.low << 1;
    m.low ^= m.high >> 3;
    m.low = (m.low ^ m.low >> 35) * kPrimeMix;
    return {m.low ^ m.low >> 28, Avalanche(m.high)};
  }
  if (size > 0) {
    const std::uint32_t low = Combine3(p, size);
    const std::uint32_t high = std::rotl(__builtin_bswap32(low), 13);
    return {Avalanche64(low ^ static_cast<std::uint64_t>(Read32(kSecret) ^ Read32(kSecret + 4))),
            Avalanche64(high ^ static_cast<std::uint64_t>(Read32(kSecret + 8) ^ Read32(kSecret + 12)))};
  }
  return {Avalanche64(Read64(kSecret + 64) ^ Read64(kSecret + 72)),
          Avalanche64(Read64(kSecret + 80) ^ Read64(kSecret + 88))};
}

inline Hash128Value Hash128(std::string_view bytes) noexcept { return Hash128(bytes.data(), bytes.size()); }

}  // namespace rulert
