#pragma once
// 256-bit unsigned intermediates of decimal arithmetic: products and scaled dividends of 38-digit numbers. Off the hot
// path: decimals whose intermediate fits 128 bits never come here.
#include <cstdint>

#include "rulert/int128.h"

namespace rulert {

/// Least significant limb first.
struct UInt256 {
  std::uint32_t limb[8] = {};
  friend constexpr bool operator==(const UInt256&, const UInt256&) = default;
};

constexpr UInt256 ToWide(UInt128 value) noexcept {
  UInt256 result;
  for (int i = 0; i < 4; ++i) result.limb[i] = static_cast<std::uint32_t>(value >> (32 * i));
  return result;
}

/// The low 128 bits.
constexpr UInt128 LowHalf(const UInt256& value) noexcept {
  UInt128 result = 0;
  for (int i = 3; i >= 0; --i) result = result << 32 | value.limb[i];
  return result;
}

constexpr bool FitsLowHalf(const UInt256& value) noexcept {
  return (value.limb[4] | value.limb[5] | value.limb[6] | value.limb[7]) == 0;
}

constexpr UInt256 MultiplyWide(UInt128 a, UInt128 b) noexcept {
  const UInt256 x = ToWide(a);
  const UInt256 y = ToWide(b);
  UInt256 result;
  for (int i = 0; i < 4; ++i) {
    std::uint64_t carry = 0;
    for (int j = 0; j < 4; ++j) {
      carry += static_cast<std::uint64_t>(x.limb[i]) * y.limb[j] + result.limb[i + j];
      result.limb[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    result.limb[i + 4] = static_cast<std::uint32_t>(carry);
  }
  return result;
}

/// Modulo 2^256.
constexpr UInt256 AddWide(const UInt256& a, const UInt256& b) noexcept {
  UInt256 result;
  std::uint64_t carry = 0;
  for (int i = 0; i < 8; ++i) {
    carry += static_cast<std::uint64_t>(a.limb[i]) + b.limb[i];
    result.limb[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return result;
}

/// a >= b.
constexpr UInt256 SubtractWide(const UInt256& a, const UInt256& b) noexcept {
  UInt256 result;
  std::uint64_t borrow = 0;
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t difference = static_cast<std::uint64_t>(a.limb[i]) - b.limb[i] - borrow;
    result.limb[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
  return result;
}

constexpr bool LessWide(const UInt256& a, const UInt256& b) noexcept {
  for (int i = 7; i >= 0; --i) {
    if (a.limb[i] != b.limb[i]) return a.limb[i] < b.limb[i];
  }
  return false;
}

/// Divides in place, returns the remainder.
constexpr std::uint32_t DivideByLimb(UInt256& value, std::uint32_t divisor) noexcept {
  std::uint64_t rest = 0;
  for (int i = 7; i >= 0; --i) {
    rest = rest << 32 | value.limb[i];
    value.limb[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

struct WideQuotient {
  UInt256 quotient;
  UInt128 remainder = 0;
};

/// Long division in base 2^32 (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D). divisor != 0.
constexpr WideQuotient DivideWide(const UInt256& dividend, UInt128 divisor) noexcept {
  WideQuotient result;
  const UInt256 d = ToWide(divisor);
  int n = 4;
  while (d.limb[n - 1] == 0) --n;
  if (n == 1) {
    result.quotient = dividend;
    result.remainder = DivideByLimb(result.quotient, d.limb[0]);
    return result;
  }
  int shift = 0;
  while ((d.limb[n - 1] << shift & 0x80000000u) == 0) ++shift;
  std::uint32_t v[4] = {};
  std::uint32_t u[9] = {};
  for (int i = n - 1; i >= 0; --i) {
    const std::uint64_t below = i > 0 ? d.limb[i - 1] : 0;
    v[i] = static_cast<std::uint32_t>(((static_cast<std::uint64_t>(d.limb[i]) << 32 | below) << shift) >> 32);
  }
  for (int i = 8; i >= 0; --i) {
    const std::uint64_t high = i < 8 ? dividend.limb[i] : 0;
    const std::uint64_t below = i > 0 ? dividend.limb[i - 1] : 0;
    u[i] = static_cast<std::uint32_t>(((high << 32 | below) << shift) >> 32);
  }
  for (int j = 8 - n; j >= 0; --j) {
    const std::uint64_t head = static_cast<std::uint64_t>(u[j + n]) << 32 | u[j + n - 1];
    std::uint64_t guess = head / v[n - 1];
    std::uint64_t rest = head % v[n - 1];
    while (guess > 0xffffffffu || guess * v[n - 2] > (rest << 32 | u[j + n - 2])) {
      --guess;
      rest += v[n - 1];
      if (rest > 0xffffffffu) break;
    }
    std::int64_t borrow = 0;
    std::uint64_t carry = 0;
    for (int i = 0; i < n; ++i) {
      carry += guess * v[i];
      const std::int64_t t =
          static_cast<std::int64_t>(u[i + j]) - borrow - static_cast<std::int64_t>(carry & 0xffffffffu);
      u[i + j] = static_cast<std::uint32_t>(t);
      borrow = t < 0 ? 1 : 0;
      carry >>= 32;
    }
    const std::int64_t t = static_cast<std::int64_t>(u[j + n]) - borrow - static_cast<std::int64_t>(carry);
    u[j + n] = static_cast<std::uint32_t>(t);
    if (t < 0) {
      --guess;
      std::uint64_t add = 0;
      for (int i = 0; i < n; ++i) {
        add += static_cast<std::uint64_t>(u[i + j]) + v[i];
        u[i + j] = static_cast<std::uint32_t>(add);
        add >>= 32;
      }
      u[j + n] += static_cast<std::uint32_t>(add);
    }
    result.quotient.limb[j] = static_cast<std::uint32_t>(guess);
  }
  UInt128 rest = 0;
  for (int i = n - 1; i >= 0; --i) {
    const std::uint64_t above = static_cast<std::uint64_t>(u[i + 1]) << 32 | u[i];
    rest = rest << 32 | static_cast<std::uint32_t>(above >> shift);
  }
  result.remainder = rest;
  return result;
}

/// value / 10^digits, rounded half up. digits >= 0.
constexpr UInt256 DropDigits(UInt256 value, int digits) noexcept {
  if (digits == 0) return value;
  // The first digit that is lost decides, whatever comes after it.
  int left = digits - 1;
  for (; left >= 9; left -= 9) DivideByLimb(value, 1000000000u);
  if (left > 0) DivideByLimb(value, static_cast<std::uint32_t>(PowerOfTen(left)));
  const bool up = DivideByLimb(value, 10) >= 5;
  return up ? AddWide(value, ToWide(1)) : value;
}

/// a x 10^exponent / b with remainder; false: the quotient has more than 38 digits. a, b < 10^38, b != 0, 0 <= exponent
/// <= 76.
constexpr bool DivideScaled(UInt128 a, int exponent, UInt128 b, UInt128& quotient, UInt128& remainder) noexcept {
  const auto limit = static_cast<UInt128>(PowerOfTen(38));
  quotient = a / b;
  remainder = a % b;
  while (exponent > 0) {
    const int step = exponent < 38 ? exponent : 38;
    exponent -= step;
    const auto factor = static_cast<UInt128>(PowerOfTen(step));
    if (quotient > (limit - 1) / factor) return false;
    const WideQuotient more = DivideWide(MultiplyWide(remainder, factor), b);
    quotient = quotient * factor + LowHalf(more.quotient);
    if (quotient >= limit) return false;
    remainder = more.remainder;
  }
  return quotient < limit;
}

}  // namespace rulert
