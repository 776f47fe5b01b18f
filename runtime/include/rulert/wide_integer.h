#pragma once
// 256-bit unsigned intermediates of decimal arithmetic: products, sums and scaled dividends of 38-digit numbers.
// Decimals whose intermediate fits 128 bits never come here. Division is in wide_division.h.
#include <cstdint>

#include "rulert/int128.h"

namespace rulert {

struct UInt256 {
  UInt128 low = 0;
  UInt128 high = 0;
  friend constexpr bool operator==(const UInt256&, const UInt256&) = default;
};

constexpr std::uint64_t LowLimb(UInt128 value) noexcept { return static_cast<std::uint64_t>(value); }
constexpr std::uint64_t HighLimb(UInt128 value) noexcept { return static_cast<std::uint64_t>(value >> 64); }
constexpr UInt128 OfLimbs(std::uint64_t high, std::uint64_t low) noexcept { return UInt128{high} << 64 | low; }

constexpr UInt256 ToWide(UInt128 value) noexcept { return {value, 0}; }

constexpr UInt256 MultiplyWide(UInt128 a, UInt128 b) noexcept {
  // The largest limb squared leaves room for one more limb, so no sum below overflows.
  const UInt128 low = UInt128{LowLimb(a)} * LowLimb(b);
  const UInt128 cross = UInt128{HighLimb(a)} * LowLimb(b) + HighLimb(low);
  const UInt128 middle = UInt128{LowLimb(a)} * HighLimb(b) + LowLimb(cross);
  const UInt128 high = UInt128{HighLimb(a)} * HighLimb(b) + HighLimb(cross);
  return {OfLimbs(LowLimb(middle), LowLimb(low)), high + HighLimb(middle)};
}

/// Modulo 2^256.
constexpr UInt256 AddWide(const UInt256& a, const UInt256& b) noexcept {
  const UInt128 low = a.low + b.low;
  return {low, a.high + b.high + (low < b.low ? 1 : 0)};
}

/// a >= b.
constexpr UInt256 SubtractWide(const UInt256& a, const UInt256& b) noexcept {
  return {a.low - b.low, a.high - b.high - (a.low < b.low ? 1 : 0)};
}

constexpr bool LessWide(const UInt256& a, const UInt256& b) noexcept {
  return a.high < b.high || (a.high == b.high && a.low < b.low);
}

/// value x 2^shift, whole part, modulo 2^256. -128 < shift < 128.
constexpr UInt256 ShiftWide(const UInt256& value, int shift) noexcept {
  if (shift == 0) return value;
  if (shift > 0) return {value.low << shift, value.high << shift | value.low >> (128 - shift)};
  return {value.low >> -shift | value.high << (128 + shift), value.high >> -shift};
}

/// 10^n for 0 <= n <= 77.
constexpr UInt256 WidePowerOfTen(int n) noexcept {
  UInt256 power = ToWide(static_cast<UInt128>(PowerOfTen(n < 38 ? n : 38)));
  for (int i = 38; i < n; ++i) power = AddWide(ShiftWide(power, 3), ShiftWide(power, 1));
  return power;
}

/// 5^n for 0 <= n <= 55.
constexpr UInt128 PowerOfFive(int n) noexcept {
  UInt128 power = 1;
  for (int i = 0; i < n; ++i) power *= 5;
  return power;
}

}  // namespace rulert
