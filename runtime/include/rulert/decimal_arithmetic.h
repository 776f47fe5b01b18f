#pragma once
// Exact decimal arithmetic. Each function computes the exact result, rounds it once (half up unless said) to the scale
// of the result type R, and sets `failed` when it has more than R's digits; the value is then 0. Which width the
// intermediate needs follows from the types: 64 bits, 128 bits, and 256 bits only where digits were cut to reach 38 and
// the exact result may have more than 39.
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/wide_division.h"

namespace rulert {

/// How digits past a scale are dropped. Half up goes away from zero at ties, half even to the even digit.
enum class Rounding : std::uint8_t { kHalfUp, kHalfEven, kFloor, kCeiling };

}  // namespace rulert

namespace rulert::detail {

template <int Digits>
using IntegerOf = std::conditional_t<(Digits <= 18), std::int64_t, Int128>;

constexpr int LargerOf(int a, int b) noexcept { return a < b ? b : a; }

/// What a magnitude grows by so that dropping digits worth `unit` toward zero rounds it: half up for half even.
template <Rounding kRounding, class Unsigned>
constexpr Unsigned RaiseOf(Unsigned unit, bool negative) noexcept {
  if constexpr (kRounding == Rounding::kFloor) return negative ? unit - 1 : 0;
  if constexpr (kRounding == Rounding::kCeiling) return negative ? 0 : unit - 1;
  return unit / 2;
}

/// value / 10^Drop, rounded.
template <int Drop, Rounding kRounding, class Integer>
constexpr Integer DropDigitsOf(Integer value) noexcept {
  if constexpr (Drop == 0) {
    return value;
  } else {
    static_assert(Drop <= (sizeof(Integer) == 8 ? 18 : 38));
    using Unsigned = std::conditional_t<sizeof(Integer) == 8, std::uint64_t, UInt128>;
    constexpr auto unit = static_cast<Unsigned>(PowerOfTen(Drop));
    const bool negative = value < 0;
    const auto raised = static_cast<Unsigned>(Magnitude(value)) + RaiseOf<kRounding>(unit, negative);
    Unsigned quotient = 0;
    if constexpr (sizeof(Integer) == 8) {
      quotient = raised / unit;
    } else {
      quotient = DivideByPowerOfTen<Drop>(raised);
    }
    if constexpr (kRounding == Rounding::kHalfEven) {
      if (quotient % 2 != 0 && quotient * unit == raised) --quotient;
    }
    return static_cast<Integer>(NegatedIf(negative, quotient));
  }
}

/// The value `mantissa` / 10^S with |mantissa| < 10^Digits, as R.
template <AnyDecimal R, int S, int Digits, Rounding kRounding = Rounding::kHalfUp, class Integer>
constexpr R Fit(Integer mantissa, bool& failed) noexcept {
  using Mantissa = typename R::Mantissa;
  if constexpr (R::kScale < S) {
    const Integer rounded = DropDigitsOf<S - R::kScale, kRounding>(mantissa);
    if constexpr (Digits - (S - R::kScale) + 1 > R::kPrecision) {
      if (rounded >= R::kLimit || rounded <= -R::kLimit) {
        failed = true;
        return {};
      }
    }
    return {static_cast<Mantissa>(rounded)};
  } else {
    constexpr int up = R::kScale - S;
    if constexpr (Digits + up > R::kPrecision) {
      // The bound is at most 10^38 / 10^up, so the product below cannot overflow.
      constexpr Int128 bound = PowerOfTen(R::kPrecision - up);
      if (mantissa >= bound || mantissa <= -bound) {
        failed = true;
        return {};
      }
    }
    return {static_cast<Mantissa>(static_cast<Mantissa>(mantissa) * static_cast<Mantissa>(PowerOfTen(up)))};
  }
}

/// The same for a magnitude of 128 bits below 2 x 10^38, or of 256 bits below 2 x 10^76; half up.
template <AnyDecimal R, int S, class Unsigned>
constexpr R FitMagnitude(const Unsigned& magnitude, bool negative, bool& failed) noexcept {
  static_assert(R::kScale <= S, "a result of more than 38 digits loses digits of its scale");
  constexpr int drop = S - R::kScale;
  static_assert(R::kPrecision + drop <= 77, "10^77 is the largest power in 256 bits");
  constexpr UInt256 half = drop == 0 ? UInt256{} : ShiftWide(WidePowerOfTen(drop), -1);
  constexpr UInt256 limit = WidePowerOfTen(R::kPrecision + drop);
  Unsigned raised = magnitude;
  bool fits = true;
  if constexpr (sizeof(Unsigned) == sizeof(UInt256)) {
    raised = AddWide(raised, half);
    fits = LessWide(raised, limit);
  } else {
    raised += half.low;
    if constexpr (limit.high == 0) fits = raised < limit.low;
  }
  if (!fits) {
    failed = true;
    return {};
  }
  return {static_cast<typename R::Mantissa>(NegatedIf(negative, DivideByPowerOfTen<drop>(raised)))};
}

template <AnyDecimal R, bool kSubtract, int P1, int S1, int P2, int S2>
constexpr R AddDecimals(Decimal<P1, S1> a, Decimal<P2, S2> b, bool& failed) noexcept {
  constexpr int scale = LargerOf(S1, S2);
  constexpr int digits = LargerOf(P1 - S1, P2 - S2) + scale + 1;
  if constexpr (digits <= 38) {
    using Integer = IntegerOf<digits>;
    const auto x =
        static_cast<Integer>(static_cast<Integer>(a.mantissa) * static_cast<Integer>(PowerOfTen(scale - S1)));
    const auto y =
        static_cast<Integer>(static_cast<Integer>(b.mantissa) * static_cast<Integer>(PowerOfTen(scale - S2)));
    return Fit<R, scale, digits>(static_cast<Integer>(kSubtract ? x - y : x + y), failed);
  } else if constexpr (digits == 39) {
    // Both are below 10^38, so the magnitude of the sum fits 128 bits, though not beside a sign.
    const Int128 x = a.mantissa * PowerOfTen(scale - S1);
    const Int128 y = b.mantissa * PowerOfTen(scale - S2);
    Int128 sum = 0;
    const bool overflow = kSubtract ? __builtin_sub_overflow(x, y, &sum) : __builtin_add_overflow(x, y, &sum);
    const bool negative = (sum < 0) != overflow;
    const UInt128 magnitude = NegatedIf(negative, static_cast<UInt128>(sum));
    return FitMagnitude<R, scale>(magnitude, negative, failed);
  } else {
    const UInt256 x = MultiplyWide(Magnitude(a.mantissa), static_cast<UInt128>(PowerOfTen(scale - S1)));
    const UInt256 y = MultiplyWide(Magnitude(b.mantissa), static_cast<UInt128>(PowerOfTen(scale - S2)));
    const bool a_negative = a.mantissa < 0;
    const bool b_negative = kSubtract ? b.mantissa > 0 : b.mantissa < 0;
    if (a_negative == b_negative) return FitMagnitude<R, scale>(AddWide(x, y), a_negative, failed);
    if (LessWide(x, y)) return FitMagnitude<R, scale>(SubtractWide(y, x), b_negative, failed);
    return FitMagnitude<R, scale>(SubtractWide(x, y), a_negative, failed);
  }
}

template <AnyDecimal R, int P1, int S1, int P2, int S2>
constexpr R MultiplyDecimals(Decimal<P1, S1> a, Decimal<P2, S2> b, bool& failed) noexcept {
  if constexpr (P1 + P2 <= 38) {
    using Integer = IntegerOf<P1 + P2>;
    return Fit<R, S1 + S2, P1 + P2>(
        static_cast<Integer>(static_cast<Integer>(a.mantissa) * static_cast<Integer>(b.mantissa)), failed);
  } else {
    return FitMagnitude<R, S1 + S2>(MultiplyWide(Magnitude(a.mantissa), Magnitude(b.mantissa)),
                                    (a.mantissa < 0) != (b.mantissa < 0), failed);
  }
}

/// b != 0.
template <AnyDecimal R, int P1, int S1, int P2, int S2>
constexpr R DivideDecimals(Decimal<P1, S1> a, Decimal<P2, S2> b, bool& failed) noexcept {
  constexpr int exponent = R::kScale + S2 - S1;
  static_assert(exponent >= 0, "the scale of a quotient is at least s1 - s2");
  constexpr int digits = P1 + exponent;
  const bool negative = (a.mantissa < 0) != (b.mantissa < 0);
  if constexpr (digits <= 38) {
    using Integer = IntegerOf<LargerOf(digits, P2)>;
    const auto dividend =
        static_cast<Integer>(static_cast<Integer>(a.mantissa) * static_cast<Integer>(PowerOfTen(exponent)));
    const auto divisor = static_cast<Integer>(b.mantissa);
    Integer quotient = dividend / divisor;
    const Integer rest = dividend % divisor;
    const Integer size = rest < 0 ? -rest : rest;
    if (size >= (divisor < 0 ? -divisor : divisor) - size) quotient += negative ? -1 : 1;
    if constexpr (digits + 1 > R::kPrecision) {
      if (quotient >= R::kLimit || quotient <= -R::kLimit) {
        failed = true;
        return {};
      }
    }
    return {static_cast<typename R::Mantissa>(quotient)};
  } else {
    const UInt128 divisor = Magnitude(b.mantissa);
    Quotient128 exact;
    const bool fits = DivideScaled<exponent>(Magnitude(a.mantissa), divisor, exact);
    // The sign bit of twice the remainder less the divisor: no branch, as it goes either way every other time.
    const std::uint64_t below = HighLimb(2 * exact.remainder - divisor) >> 63;
    exact.quotient += 1 - below;
    if (!fits || exact.quotient >= static_cast<UInt128>(R::kLimit)) {
      failed = true;
      return {};
    }
    return {static_cast<typename R::Mantissa>(NegatedIf(negative, exact.quotient))};
  }
}

/// Sign of the dividend. b != 0.
template <AnyDecimal R, int P1, int S1, int P2, int S2>
constexpr R RemainderDecimals(Decimal<P1, S1> a, Decimal<P2, S2> b, bool& failed) noexcept {
  constexpr int scale = LargerOf(S1, S2);
  constexpr int digits1 = P1 - S1 + scale;
  constexpr int digits2 = P2 - S2 + scale;
  constexpr int digits = P1 - S1 < P2 - S2 ? digits1 : digits2;  // of the result; at most 38
  if constexpr (LargerOf(digits1, digits2) <= 38) {
    using Integer = IntegerOf<LargerOf(digits1, digits2)>;
    const auto x =
        static_cast<Integer>(static_cast<Integer>(a.mantissa) * static_cast<Integer>(PowerOfTen(scale - S1)));
    const auto y =
        static_cast<Integer>(static_cast<Integer>(b.mantissa) * static_cast<Integer>(PowerOfTen(scale - S2)));
    return Fit<R, scale, digits>(static_cast<Integer>(x % y), failed);
  } else {
    const UInt128 x = Magnitude(a.mantissa);
    UInt128 rest = 0;
    if constexpr (S1 >= S2) {
      const UInt256 y = MultiplyWide(Magnitude(b.mantissa), static_cast<UInt128>(PowerOfTen(scale - S2)));
      rest = y.high == 0 ? x % y.low : x;
    } else {
      rest = RemainderWide(MultiplyWide(x, static_cast<UInt128>(PowerOfTen(scale - S1))), Magnitude(b.mantissa));
    }
    const auto value = static_cast<Int128>(rest);
    return Fit<R, scale, digits>(a.mantissa < 0 ? -value : value, failed);
  }
}

/// To another shape.
template <AnyDecimal R, Rounding kRounding, int P, int S>
constexpr R Rescale(Decimal<P, S> x, bool& failed) noexcept {
  return Fit<R, S, P, kRounding>(x.mantissa, failed);
}

/// floor and ceil: to an integral value, written with R's scale.
template <AnyDecimal R, Rounding kRounding, int P, int S>
constexpr R Integral(Decimal<P, S> x, bool& failed) noexcept {
  return Fit<R, 0, (P - S + 1 > 38 ? 38 : P - S + 1)>(DropDigitsOf<S, kRounding>(x.mantissa), failed);
}

}  // namespace rulert::detail
