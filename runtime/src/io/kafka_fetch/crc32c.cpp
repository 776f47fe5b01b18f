#include "runtime/src/io/kafka_fetch/crc32c.h"

#include <array>
#include <cstring>
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace rulert::io::kafka_fetch {
namespace {

constexpr std::uint32_t kReversedPolynomial = 0x82f63b78;

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables MakeTables() {
  Tables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kReversedPolynomial : 0);
    tables[0][i] = crc;
  }
  for (std::size_t t = 1; t < 8; ++t) {
    for (std::uint32_t i = 0; i < 256; ++i) tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xff];
  }
  return tables;
}
constexpr Tables kTables = MakeTables();

std::uint32_t TableStep(std::uint32_t crc, unsigned char byte) { return (crc >> 8) ^ kTables[0][(crc ^ byte) & 0xff]; }

#if defined(__x86_64__)

// The instruction takes three cycles but can start every cycle: three parts of a stretch are summed side by side. The
// sum of a part is then moved over what follows it, which is linear in its bits: four look-ups.
constexpr std::size_t kPart = 1024;
using ShiftTables = std::array<std::array<std::uint32_t, 256>, 4>;

/// What `kPart` zero bytes make of a sum.
ShiftTables MakeShift() {
  std::array<std::uint32_t, 32> of_bit{};
  for (std::size_t bit = 0; bit < 32; ++bit) {
    std::uint32_t crc = std::uint32_t{1} << bit;
    for (std::size_t i = 0; i < kPart; ++i) crc = TableStep(crc, 0);
    of_bit[bit] = crc;
  }
  ShiftTables tables{};
  for (std::size_t byte = 0; byte < 4; ++byte) {
    for (std::size_t value = 0; value < 256; ++value) {
      for (std::size_t bit = 0; bit < 8; ++bit) {
        if ((value >> bit & 1) != 0) tables[byte][value] ^= of_bit[8 * byte + bit];
      }
    }
  }
  return tables;
}

std::uint32_t Shift(const ShiftTables& tables, std::uint64_t crc) {
  return tables[0][crc & 0xff] ^ tables[1][crc >> 8 & 0xff] ^ tables[2][crc >> 16 & 0xff] ^ tables[3][crc >> 24 & 0xff];
}

std::uint64_t Load(const char* from) {
  std::uint64_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

__attribute__((target("sse4.2"))) std::uint32_t ByInstruction(std::string_view bytes) {
  static const ShiftTables shift = MakeShift();
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t crc = 0xffffffff;
  for (; left >= 3 * kPart; left -= 3 * kPart, at += 3 * kPart) {
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t i = 0; i < kPart; i += 8) {
      crc = _mm_crc32_u64(crc, Load(at + i));
      second = _mm_crc32_u64(second, Load(at + kPart + i));
      third = _mm_crc32_u64(third, Load(at + 2 * kPart + i));
    }
    crc = Shift(shift, Shift(shift, crc) ^ second) ^ third;
  }
  for (; left >= 8; left -= 8, at += 8) crc = _mm_crc32_u64(crc, Load(at));
  for (; left > 0; --left, ++at) crc = _mm_crc32_u8(static_cast<std::uint32_t>(crc), static_cast<unsigned char>(*at));
  return ~static_cast<std::uint32_t>(crc);
}

#endif

}  // namespace

std::uint32_t Crc32cByTable(std::string_view bytes) {
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint32_t crc = 0xffffffff;
  for (; left >= 8; left -= 8, at += 8) {
    std::uint32_t sum = 0;
    std::array<unsigned char, 8> eight;
    std::memcpy(eight.data(), at, 8);
    for (std::size_t i = 0; i < 8; ++i) {
      const std::uint32_t byte = i < 4 ? (eight[i] ^ (crc >> (8 * i))) & 0xff : eight[i];
      sum ^= kTables[7 - i][byte];
    }
    crc = sum;
  }
  for (; left > 0; --left, ++at) crc = TableStep(crc, static_cast<unsigned char>(*at));
  return ~crc;
}

std::uint32_t Crc32c(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return ByInstruction(bytes);
#endif
  return Crc32cByTable(bytes);
}

}  // namespace rulert::io::kafka_fetch
