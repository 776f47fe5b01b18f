#pragma once
// decimal(P, S): an exact number of at most P digits, S of them after the point. The value is mantissa / 10^S.
// Invariant, kept by every rulert operation and due from whoever writes `mantissa`: |mantissa| < 10^P.
#include <compare>
#include <cstdint>
#include <type_traits>

#include "rulert/int128.h"

namespace rulert {

template <int P, int S>
struct Decimal {
  static_assert(P >= 1 && P <= 38, "a decimal has 1 to 38 digits");
  static_assert(S >= 0 && S <= P, "the scale of a decimal is 0 to its precision");
  using Mantissa = std::conditional_t<(P <= 18), std::int64_t, Int128>;
  static constexpr int kPrecision = P;
  static constexpr int kScale = S;
  /// 10^P: the least mantissa that no longer fits. Of the mantissa's type.
  static constexpr Mantissa kLimit = static_cast<Mantissa>(PowerOfTen(P));

  Mantissa mantissa = 0;

  static constexpr Decimal Max() noexcept { return {static_cast<Mantissa>(kLimit - 1)}; }
  static constexpr Decimal Min() noexcept { return {static_cast<Mantissa>(1 - kLimit)}; }
};

template <class T>
inline constexpr bool kIsDecimal = false;
template <int P, int S>
inline constexpr bool kIsDecimal<Decimal<P, S>> = true;
template <class T>
concept AnyDecimal = kIsDecimal<T>;

namespace detail {

/// Of values `a` and `b` x 10^-K: compares without overflow at any width.
template <int K>
constexpr std::strong_ordering CompareToFraction(Int128 a, Int128 b) noexcept {
  const Int128 unit = PowerOfTen(K);
  Int128 quotient = b / unit;
  Int128 rest = b % unit;
  if (rest < 0) {
    rest += unit;
    --quotient;
  }
  if (a != quotient) return a < quotient ? std::strong_ordering::less : std::strong_ordering::greater;
  return rest > 0 ? std::strong_ordering::less : std::strong_ordering::equal;
}

}  // namespace detail

/// By value: 1.50 of decimal(3,2) equals 1.5 of decimal(2,1).
template <int P1, int S1, int P2, int S2>
constexpr std::strong_ordering operator<=>(const Decimal<P1, S1>& a, const Decimal<P2, S2>& b) noexcept {
  if constexpr (S1 == S2) {
    using Wider = typename Decimal<(P1 > P2 ? P1 : P2), 0>::Mantissa;
    const auto x = static_cast<Wider>(a.mantissa);
    const auto y = static_cast<Wider>(b.mantissa);
    return x < y ? std::strong_ordering::less : x > y ? std::strong_ordering::greater : std::strong_ordering::equal;
  } else if constexpr (S1 < S2) {
    if constexpr (P1 + (S2 - S1) <= 38) {
      return Decimal<P1 + (S2 - S1), S2>{static_cast<typename Decimal<P1 + (S2 - S1), S2>::Mantissa>(
                 static_cast<typename Decimal<P1 + (S2 - S1), S2>::Mantissa>(a.mantissa) *
                 static_cast<typename Decimal<P1 + (S2 - S1), S2>::Mantissa>(PowerOfTen(S2 - S1)))} <=> b;
    } else {
      return detail::CompareToFraction<S2 - S1>(a.mantissa, b.mantissa);
    }
  } else {
    return 0 <=> (b <=> a);
  }
}

template <int P1, int S1, int P2, int S2>
constexpr bool operator==(const Decimal<P1, S1>& a, const Decimal<P2, S2>& b) noexcept {
  if constexpr (S1 == S2) {
    return a.mantissa == b.mantissa;
  } else {
    return (a <=> b) == 0;
  }
}

/// Cannot fail: no sign takes more digits.
template <int P, int S>
constexpr Decimal<P, S> Neg(Decimal<P, S> x) noexcept {
  return {static_cast<typename Decimal<P, S>::Mantissa>(-x.mantissa)};
}
template <int P, int S>
constexpr Decimal<P, S> Abs(Decimal<P, S> x) noexcept {
  return x.mantissa < 0 ? Neg(x) : x;
}

/// Exact, cannot fail: R has at least the integer digits and the scale of `x`.
template <AnyDecimal R, int P, int S>
constexpr R Widen(Decimal<P, S> x) noexcept {
  static_assert(R::kScale >= S && R::kPrecision - R::kScale >= P - S, "widening keeps every digit");
  using Mantissa = typename R::Mantissa;
  return {static_cast<Mantissa>(static_cast<Mantissa>(x.mantissa) * static_cast<Mantissa>(PowerOfTen(R::kScale - S)))};
}

}  // namespace rulert
