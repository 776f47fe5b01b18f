#pragma once
// Division of 128 and 256 bits by multiplying with a reciprocal of the divisor. Of a power of ten the reciprocal is a
// constant of the program; of any other divisor it is computed first.
//
// Steps and reciprocals are those of N. Möller and T. Granlund, "Improved division by invariant integers", IEEE
// Transactions on Computers 60 (2011): algorithms 4 (a step by one limb), 5 (by two limbs) and 6 (reciprocal of two).
// 128 bits by a power of ten are T. Granlund and P. L. Montgomery, "Division by invariant integers using
// multiplication", PLDI 1994, theorem 4.2. A limb has 64 bits; a divisor is normalised when its top bit is set.
//
// What goes either way as often as not is computed by masks: a branch on it would be guessed wrong half the time.
#include <bit>
#include <cstdint>

#include "rulert/wide_integer.h"

namespace rulert {

struct Quotient128 {
  UInt128 quotient = 0;
  UInt128 remainder = 0;
};

namespace detail {

/// value != 0.
constexpr int LeadingZeros(UInt128 value) noexcept {
  return HighLimb(value) == 0 ? 64 + std::countl_zero(LowLimb(value)) : std::countl_zero(HighLimb(value));
}

/// All ones or all zeros.
constexpr std::uint64_t Mask(bool all) noexcept { return std::uint64_t{0} - static_cast<std::uint64_t>(all); }

/// Normalised, with floor((2^128 - 1) / limb) - 2^64.
struct LimbDivisor {
  std::uint64_t limb = 0;
  std::uint64_t reciprocal = 0;
};

constexpr LimbDivisor LimbDivisorOf(std::uint64_t limb) noexcept {
  return {limb, LowLimb(OfLimbs(~limb, ~std::uint64_t{0}) / limb)};
}

/// Appends the limb `next` to `rest` < d and divides: returns the quotient, leaves the remainder in `rest`.
constexpr std::uint64_t DivideStep(std::uint64_t& rest, std::uint64_t next, const LimbDivisor& d) noexcept {
  const UInt128 guess = UInt128{d.reciprocal} * rest + OfLimbs(rest, next);
  std::uint64_t quotient = HighLimb(guess) + 1;
  std::uint64_t left = next - quotient * d.limb;
  const std::uint64_t over = Mask(left > LowLimb(guess));
  quotient += over;
  left += d.limb & over;
  if (left >= d.limb) [[unlikely]] {
    ++quotient;
    left -= d.limb;
  }
  rest = left;
  return quotient;
}

/// Normalised, with floor((2^192 - 1) / value) - 2^64.
struct PairDivisor {
  UInt128 value = 0;
  std::uint64_t reciprocal = 0;
};

constexpr PairDivisor PairDivisorOf(UInt128 value) noexcept {
  const std::uint64_t top = HighLimb(value);
  std::uint64_t reciprocal = LimbDivisorOf(top).reciprocal;
  std::uint64_t part = top * reciprocal + LowLimb(value);
  const std::uint64_t carry = Mask(part < LowLimb(value));
  const std::uint64_t again = carry & Mask(part >= top);
  reciprocal += carry + again;
  part -= (top & carry) + (top & again);
  const UInt128 more = UInt128{reciprocal} * LowLimb(value);
  part += HighLimb(more);
  const std::uint64_t over = Mask(part < HighLimb(more));
  reciprocal += over + (over & Mask(OfLimbs(part, LowLimb(more)) >= value));
  return {value, reciprocal};
}

/// Appends the limb `next` to `rest` < d and divides: returns the quotient, leaves the remainder in `rest`.
constexpr std::uint64_t DivideStep(UInt128& rest, std::uint64_t next, const PairDivisor& d) noexcept {
  const UInt128 guess = UInt128{d.reciprocal} * HighLimb(rest) + rest;
  std::uint64_t quotient = HighLimb(guess) + 1;
  const std::uint64_t top = LowLimb(rest) - HighLimb(guess) * HighLimb(d.value);
  UInt128 left = OfLimbs(top, next) - UInt128{LowLimb(d.value)} * HighLimb(guess) - d.value;
  const std::uint64_t over = Mask(HighLimb(left) >= LowLimb(guess));
  quotient += over;
  left += d.value & OfLimbs(over, over);
  if (left >= d.value) [[unlikely]] {
    ++quotient;
    left -= d.value;
  }
  rest = left;
  return quotient;
}

/// The same with both limbs of `next`.
template <class Rest, class Divisor>
constexpr UInt128 DivideTwice(Rest& rest, UInt128 next, const Divisor& d) noexcept {
  const std::uint64_t high = DivideStep(rest, HighLimb(next), d);
  return OfLimbs(high, DivideStep(rest, LowLimb(next), d));
}

/// `value` x 2^shift for a result below 2^256. 0 <= shift < 64.
constexpr UInt256 Normalise(const UInt256& value, int shift) noexcept {
  const auto joined = [shift](std::uint64_t limb, std::uint64_t below) {
    return limb << shift | (below >> 1) >> (63 - shift);
  };
  return {OfLimbs(joined(HighLimb(value.low), LowLimb(value.low)), LowLimb(value.low) << shift),
          OfLimbs(joined(HighLimb(value.high), LowLimb(value.high)), joined(LowLimb(value.high), HighLimb(value.low)))};
}

}  // namespace detail

/// dividend.high < divisor, so that the quotient fits.
constexpr Quotient128 DivideToHalf(const UInt256& dividend, UInt128 divisor) noexcept {
  if (HighLimb(divisor) == 0) {
    const int shift = std::countl_zero(LowLimb(divisor));
    const UInt256 n = detail::Normalise(dividend, shift);
    const detail::LimbDivisor d = detail::LimbDivisorOf(LowLimb(divisor) << shift);
    std::uint64_t rest = LowLimb(n.high);
    const UInt128 quotient = detail::DivideTwice(rest, n.low, d);
    return {quotient, rest >> shift};
  }
  const int shift = std::countl_zero(HighLimb(divisor));
  const UInt256 n = detail::Normalise(dividend, shift);
  const detail::PairDivisor d = detail::PairDivisorOf(divisor << shift);
  UInt128 rest = n.high;
  const UInt128 quotient = detail::DivideTwice(rest, n.low, d);
  return {quotient, rest >> shift};
}

/// divisor != 0.
constexpr UInt128 RemainderWide(const UInt256& dividend, UInt128 divisor) noexcept {
  return DivideToHalf({dividend.low, dividend.high % divisor}, divisor).remainder;
}

/// a x 10^kExponent / b toward zero. false: it has more than 38 digits; where it is true there may be a 39th.
/// a, b < 10^38, b != 0, 0 <= kExponent <= 76.
template <int kExponent>
constexpr bool DivideScaled(UInt128 a, UInt128 b, Quotient128& result) noexcept {
  if constexpr (kExponent <= 38) {
    const UInt256 dividend = MultiplyWide(a, static_cast<UInt128>(PowerOfTen(kExponent)));
    if (dividend.high >= b) return false;
    result = DivideToHalf(dividend, b);
  } else {
    constexpr int rest = kExponent - 38;
    Quotient128 most;
    if (!DivideScaled<38>(a, b, most) || most.quotient >= static_cast<UInt128>(PowerOfTen(38 - rest))) return false;
    DivideScaled<rest>(most.remainder, b, result);
    result.quotient += most.quotient * static_cast<UInt128>(PowerOfTen(rest));
  }
  return true;
}

/// value / 10^kDigits toward zero. 0 <= kDigits <= 38.
template <int kDigits>
constexpr UInt128 DivideByPowerOfTen(UInt128 value) noexcept {
  static_assert(kDigits >= 0 && kDigits <= 38);
  if constexpr (kDigits == 0) {
    return value;
  } else {
    // The theorem wants a factor of one bit more than the dividend has. Shifting the twos of 10^n out first leaves a
    // dividend of at most 127 bits, so 128 are enough.
    constexpr UInt128 fives = PowerOfFive(kDigits);
    constexpr int shift = 127 - detail::LeadingZeros(fives);
    constexpr UInt128 factor = DivideToHalf({0, UInt128{1} << shift}, fives).quotient + 1;
    return MultiplyWide(value >> kDigits, factor).high >> shift;
  }
}

/// The same for a quotient below 2^128. 0 <= kDigits <= 39.
template <int kDigits>
constexpr UInt128 DivideByPowerOfTen(const UInt256& value) noexcept {
  static_assert(kDigits >= 0 && kDigits <= 39);
  // One limb holds up to 5^27.
  constexpr UInt128 fives = PowerOfFive(kDigits);
  if constexpr (kDigits == 0) {
    return value.low;
  } else if constexpr (HighLimb(fives) == 0) {
    constexpr int shift = std::countl_zero(LowLimb(fives));
    constexpr detail::LimbDivisor divisor = detail::LimbDivisorOf(LowLimb(fives) << shift);
    const UInt256 n = ShiftWide(value, shift - kDigits);
    std::uint64_t rest = LowLimb(n.high);
    return detail::DivideTwice(rest, n.low, divisor);
  } else {
    constexpr int shift = detail::LeadingZeros(fives);
    constexpr detail::PairDivisor divisor = detail::PairDivisorOf(fives << shift);
    const UInt256 n = ShiftWide(value, shift - kDigits);
    UInt128 rest = n.high;
    return detail::DivideTwice(rest, n.low, divisor);
  }
}

}  // namespace rulert
