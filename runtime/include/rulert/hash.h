#pragma once
// XXH3 with seed 0, 64 bits: hashes of keys; 128 bits: hash128.h. Written after the algorithm's description
// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md); the reference header itself takes 110 ms to
// include. Equal, byte for byte, to XXH3_64bits on little-endian machines, which are the only ones supported.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/int128.h"

namespace rulert {

static_assert(std::endian::native == std::endian::little);

namespace xxh3 {

inline constexpr std::uint32_t kPrime32A = 0x9e3779b1u;
inline constexpr std::uint32_t kPrime32B = 0x85ebca77u;
inline constexpr std::uint32_t kPrime32C = 0xc2b2ae3du;
inline constexpr std::uint64_t kPrime64A = 0x9e3779b185ebca87u;
inline constexpr std::uint64_t kPrime64B = 0xc2b2ae3d27d4eb4fu;
inline constexpr std::uint64_t kPrime64C = 0x165667b19e3779f9u;
inline constexpr std::uint64_t kPrime64D = 0x85ebca77c2b2ae63u;
inline constexpr std::uint64_t kPrime64E = 0x27d4eb2f165667c5u;
inline constexpr std::uint64_t kPrimeMix = 0x9fb21c651e98df25u;
inline constexpr std::size_t kSecretSize = 192;

// clang-format off
inline constexpr unsigned char kSecret[kSecretSize] = {
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4, 0x6d, 0xe9,
    0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78,
    0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21, 0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6,
    0x81, 0x3a, 0x26, 0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
    0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8, 0xa8, 0xfa, 0x76, 0x3f,
    0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31,
    0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff,
    0xfa, 0x13, 0x63, 0xeb, 0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
    0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f,
    0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
};
// clang-format on

inline std::uint64_t Read64(const void* p) noexcept {
  std::uint64_t value;
  std::memcpy(&value, p, 8);
  return value;
}
inline std::uint32_t Read32(const void* p) noexcept {
  std::uint32_t value;
  std::memcpy(&value, p, 4);
  return value;
}
constexpr std::uint64_t Swap64(std::uint64_t x) noexcept { return __builtin_bswap64(x); }
constexpr std::uint64_t FoldProduct(std::uint64_t a, std::uint64_t b) noexcept {
  const UInt128 product = static_cast<UInt128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
constexpr std::uint64_t Avalanche(std::uint64_t h) noexcept {
  h ^= h >> 37;
  h *= 0x165667919e3779f9u;
  return h ^ h >> 32;
}
/// The finaliser of XXH64.
constexpr std::uint64_t Avalanche64(std::uint64_t h) noexcept {
  h ^= h >> 33;
  h *= kPrime64B;
  h ^= h >> 29;
  h *= kPrime64C;
  return h ^ h >> 32;
}
inline std::uint64_t Mix16(const char* p, const unsigned char* secret) noexcept {
  return FoldProduct(Read64(p) ^ Read64(secret), Read64(p + 8) ^ Read64(secret + 8));
}
/// 1 to 3 bytes as one number.
inline std::uint32_t Combine3(const char* p, std::size_t size) noexcept {
  const auto byte = [p](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(p[i])); };
  return byte(0) << 16 | byte(size >> 1) << 24 | byte(size - 1) | static_cast<std::uint32_t>(size) << 8;
}

/// State over stripes of 64 bytes, for more than 240.
struct Stripes {
  std::uint64_t lane[8] = {kPrime32C, kPrime64A, kPrime64B, kPrime64C, kPrime64D, kPrime32B, kPrime64E, kPrime32A};

  void Take(const char* p, const unsigned char* secret) noexcept {
    for (int i = 0; i < 8; ++i) {
      const std::uint64_t value = Read64(p + 8 * i);
      const std::uint64_t keyed = value ^ Read64(secret + 8 * i);
      lane[i ^ 1] += value;
      lane[i] += (keyed & 0xffffffffu) * (keyed >> 32);
    }
  }
  void Scramble() noexcept {
    for (int i = 0; i < 8; ++i) {
      lane[i] = (lane[i] ^ lane[i] >> 47 ^ Read64(kSecret + kSecretSize - 64 + 8 * i)) * kPrime32A;
    }
  }
  void TakeAll(const char* p, std::size_t size) noexcept {
    constexpr std::size_t kStripesPerBlock = (kSecretSize - 64) / 8;
    const std::size_t stripes = (size - 1) / 64;
    for (std::size_t i = 0; i < stripes; ++i) {
      Take(p + 64 * i, kSecret + 8 * (i % kStripesPerBlock));
      if (i % kStripesPerBlock == kStripesPerBlock - 1) Scramble();
    }
    Take(p + size - 64, kSecret + kSecretSize - 64 - 7);
  }
  std::uint64_t Merge(const unsigned char* secret, std::uint64_t start) const noexcept {
    for (int i = 0; i < 4; ++i) {
      start += FoldProduct(lane[2 * i] ^ Read64(secret + 16 * i), lane[2 * i + 1] ^ Read64(secret + 16 * i + 8));
    }
    return Avalanche(start);
  }
};

/// More than 16 bytes.
[[gnu::noinline]] inline std::uint64_t HashLong(const char* p, std::size_t size) noexcept {
  if (size > 240) {
    Stripes stripes;
    stripes.TakeAll(p, size);
    return stripes.Merge(kSecret + 11, size * kPrime64A);
  }
  std::uint64_t sum = size * kPrime64A;
  if (size <= 128) {
    for (std::size_t i = (size - 1) / 32 + 1; i-- > 0;) {
      sum += Mix16(p + 16 * i, kSecret + 32 * i) + Mix16(p + size - 16 * (i + 1), kSecret + 32 * i + 16);
    }
    return Avalanche(sum);
  }
  for (std::size_t i = 0; i < 8; ++i) sum += Mix16(p + 16 * i, kSecret + 16 * i);
  sum = Avalanche(sum);
  for (std::size_t i = 8; i < size / 16; ++i) sum += Mix16(p + 16 * i, kSecret + 16 * (i - 8) + 3);
  return Avalanche(sum + Mix16(p + size - 16, kSecret + 136 - 17));
}

}  // namespace xxh3

/// XXH3-64, seed 0.
inline std::uint64_t Hash64(const char* p, std::size_t size) noexcept {
  using namespace xxh3;
  if (size > 16) return HashLong(p, size);
  if (size > 8) {
    const std::uint64_t low = Read64(p) ^ Read64(kSecret + 24) ^ Read64(kSecret + 32);
    const std::uint64_t high = Read64(p + size - 8) ^ Read64(kSecret + 40) ^ Read64(kSecret + 48);
    return Avalanche(size + Swap64(low) + high + FoldProduct(low, high));
  }
  if (size >= 4) {
    const std::uint64_t input = Read32(p + size - 4) + (static_cast<std::uint64_t>(Read32(p)) << 32);
    std::uint64_t h = input ^ Read64(kSecret + 8) ^ Read64(kSecret + 16);
    h ^= std::rotl(h, 49) ^ std::rotl(h, 24);
    h *= kPrimeMix;
    h ^= (h >> 35) + size;
    h *= kPrimeMix;
    return h ^ h >> 28;
  }
  if (size > 0)
    return Avalanche64(Combine3(p, size) ^ static_cast<std::uint64_t>(Read32(kSecret) ^ Read32(kSecret + 4)));
  return Avalanche64(Read64(kSecret + 56) ^ Read64(kSecret + 64));
}
inline std::uint64_t Hash64(std::string_view bytes) noexcept { return Hash64(bytes.data(), bytes.size()); }

}  // namespace rulert
