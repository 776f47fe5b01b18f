#pragma once
// 128-bit integers. The only place that spells the compiler's name for them.
#include <cstdint>

namespace rulert {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

inline constexpr Int128 kInt128Max = static_cast<Int128>(~UInt128{0} >> 1);
inline constexpr Int128 kInt128Min = -kInt128Max - 1;

/// Longest text of an Int128: sign and 39 digits.
inline constexpr int kInt128Chars = 40;

/// |value| without overflow at the least value; no branch.
constexpr UInt128 Magnitude(Int128 value) noexcept {
  const auto sign = static_cast<UInt128>(value >> 127);
  return (static_cast<UInt128>(value) ^ sign) - sign;
}

/// value or -value, modulo 2^128; no branch.
constexpr UInt128 NegatedIf(bool negative, UInt128 value) noexcept {
  const auto sign = static_cast<UInt128>(-static_cast<std::int64_t>(negative));
  return (value ^ sign) - sign;
}

namespace detail {
struct PowersOfTen {
  Int128 value[39];
  constexpr PowersOfTen() : value{} {
    value[0] = 1;
    for (int i = 1; i < 39; ++i) value[i] = value[i - 1] * 10;
  }
};
inline constexpr PowersOfTen kPowersOfTen;
}  // namespace detail

/// 10^n for 0 <= n <= 38.
constexpr Int128 PowerOfTen(int n) noexcept { return detail::kPowersOfTen.value[n]; }

/// Digits without leading zeros, at least one; returns the end. `out` has room for 39 characters.
constexpr char* WriteDigits(char* out, UInt128 value) noexcept {
  char reversed[kInt128Chars] = {};
  int count = 0;
  while (value > UINT64_MAX) {
    reversed[count++] = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  }
  auto low = static_cast<std::uint64_t>(value);
  do {
    reversed[count++] = static_cast<char>('0' + low % 10);
    low /= 10;
  } while (low != 0);
  while (count > 0) *out++ = reversed[--count];
  return out;
}

/// Sign and digits; returns the end. `out` has room for kInt128Chars.
constexpr char* WriteInt128(char* out, Int128 value) noexcept {
  if (value < 0) *out++ = '-';
  return WriteDigits(out, Magnitude(value));
}

}  // namespace rulert
