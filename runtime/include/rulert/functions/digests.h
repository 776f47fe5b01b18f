#pragma once
// Functions of rules that make a short value of a text.
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/base64.h"
#include "rulert/failure.h"
#include "rulert/hash.h"
#include "rulert/math.h"
#include "rulert/scratch.h"

namespace rulert::functions {

namespace detail {

constexpr std::uint32_t BigEndian32(const unsigned char* p) noexcept {
  return static_cast<std::uint32_t>(p[0]) << 24 | static_cast<std::uint32_t>(p[1]) << 16 |
         static_cast<std::uint32_t>(p[2]) << 8 | p[3];
}

/// Blocks of 64 bytes of a message as SHA-1, SHA-2 and MD5 end it: a bit, zeros, the length in bits.
template <bool kBigEndian, class Block>
void ForEachBlock(std::string_view text, Block block) noexcept {
  unsigned char buffer[128] = {};
  std::size_t at = 0;
  for (; text.size() - at >= 64; at += 64) {
    std::memcpy(buffer, text.data() + at, 64);
    block(static_cast<const unsigned char*>(buffer));
  }
  const std::size_t rest = text.size() - at;
  std::memset(buffer, 0, sizeof buffer);
  if (rest > 0) std::memcpy(buffer, text.data() + at, rest);
  buffer[rest] = 0x80;
  const std::size_t size = rest < 56 ? 64 : 128;
  const std::uint64_t bits = static_cast<std::uint64_t>(text.size()) * 8;
  for (std::size_t i = 0; i < 8; ++i) {
    buffer[size - 8 + i] = static_cast<unsigned char>(bits >> (kBigEndian ? 56 - 8 * i : 8 * i));
  }
  for (std::size_t i = 0; i < size; i += 64) block(static_cast<const unsigned char*>(buffer + i));
}

/// Words as hexadecimal digits.
template <std::size_t N>
std::string_view HexOf(Scratch& scratch, const std::uint32_t (&words)[N]) noexcept {
  char* const begin = scratch.AllocateChars(N * 8);
  for (std::size_t i = 0; i < N * 8; ++i) {
    begin[i] = "0123456789abcdef"[words[i / 8] >> (28 - i % 8 * 4) & 15];
  }
  return {begin, N * 8};
}

}  // namespace detail

/// XXH3 with seed 0, of 64 bits, as a signed number.
inline std::int64_t Hash(std::string_view text) noexcept { return std::bit_cast<std::int64_t>(Hash64(text)); }
/// By the high bits of the same hash.
inline std::int64_t HashBucket(ErrorKind& error, std::string_view text, std::int64_t count) noexcept {
  if (count <= 0) {
    error = ErrorKind::kOutOfDomain;
    return 0;
  }
  const UInt128 product = static_cast<UInt128>(Hash64(text)) * static_cast<std::uint64_t>(count);
  return static_cast<std::int64_t>(product >> 64);
}
/// As zlib and PNG have it.
constexpr std::int64_t Crc32(std::string_view text) noexcept {
  std::uint32_t crc = 0xffffffff;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
  }
  return static_cast<std::int64_t>(crc ^ 0xffffffff);
}

/// FIPS 180-4.
inline std::string_view Sha256(Scratch& scratch, std::string_view text) noexcept {
  static constexpr std::uint32_t kRounds[64] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
      0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
      0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
      0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
      0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
      0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
      0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
  std::uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                            0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  detail::ForEachBlock<true>(text, [&state](const unsigned char* block) {
    std::uint32_t w[64];
    for (std::size_t i = 0; i < 16; ++i) w[i] = detail::BigEndian32(block + 4 * i);
    for (std::size_t i = 16; i < 64; ++i) {
      const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3;
      const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    std::uint32_t v[8];
    std::memcpy(v, state, sizeof v);
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
      const std::uint32_t one = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + kRounds[i] + w[i];
      const std::uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
      const std::uint32_t two = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      std::memmove(v + 1, v, 7 * sizeof v[0]);
      v[4] += one;
      v[0] = one + two;
    }
    for (std::size_t i = 0; i < 8; ++i) state[i] += v[i];
  });
  return detail::HexOf(scratch, state);
}

/// FIPS 180-4. Not against who wants two texts with one digest.
inline std::string_view Sha1(Scratch& scratch, std::string_view text) noexcept {
  std::uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  detail::ForEachBlock<true>(text, [&state](const unsigned char* block) {
    std::uint32_t w[80];
    for (std::size_t i = 0; i < 16; ++i) w[i] = detail::BigEndian32(block + 4 * i);
    for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    std::uint32_t a = state[0];
    std::uint32_t b = state[1];
    std::uint32_t c = state[2];
    std::uint32_t d = state[3];
    std::uint32_t e = state[4];
    for (std::size_t i = 0; i < 80; ++i) {
      const std::uint32_t mixed = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                                  : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                                  : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                                           : (b ^ c ^ d) + 0xca62c1d6;
      const std::uint32_t next = std::rotl(a, 5) + mixed + e + w[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
  });
  return detail::HexOf(scratch, state);
}

/// RFC 1321. Not against who wants two texts with one digest.
inline std::string_view Md5(Scratch& scratch, std::string_view text) noexcept {
  static constexpr std::uint32_t kRounds[64] = {
      0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
      0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
      0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
      0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
      0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
      0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
      0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
      0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
  static constexpr int kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  std::uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  detail::ForEachBlock<false>(text, [&state](const unsigned char* block) {
    std::uint32_t w[16];
    for (std::size_t i = 0; i < 16; ++i) w[i] = __builtin_bswap32(detail::BigEndian32(block + 4 * i));
    std::uint32_t a = state[0];
    std::uint32_t b = state[1];
    std::uint32_t c = state[2];
    std::uint32_t d = state[3];
    for (std::size_t i = 0; i < 64; ++i) {
      const std::size_t round = i / 16;
      const std::uint32_t mixed = round == 0   ? (b & c) | (~b & d)
                                  : round == 1 ? (d & b) | (~d & c)
                                  : round == 2 ? b ^ c ^ d
                                               : c ^ (b | ~d);
      const std::size_t word = round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i;
      const std::uint32_t turned = std::rotl(a + mixed + kRounds[i] + w[word % 16], kTurns[round][i % 4]);
      a = d;
      d = c;
      c = b;
      b += turned;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  });
  for (std::uint32_t& word : state) word = __builtin_bswap32(word);
  return detail::HexOf(scratch, state);
}

/// RFC 4648, with padding.
inline std::string_view Base64(ErrorKind& error, Scratch& scratch, std::string_view text) noexcept {
  if (text.size() > (std::size_t{1} << 20) / 4 * 3) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  const std::size_t size = Base64Size(text.size());
  char* const begin = scratch.AllocateChars(size);
  WriteBase64(begin, text);
  return {begin, size};
}

/// Bits a byte, by how often each occurs (Shannon).
inline double Entropy(std::string_view text) noexcept {
  std::uint32_t counts[256] = {};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double entropy = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    entropy -= share * math::Log2(share);
  }
  return entropy > 0 ? entropy : 0;
}

}  // namespace rulert::functions
