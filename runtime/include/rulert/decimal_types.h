#pragma once
// Result types of decimal arithmetic: SQL:2016 as Flink has it, capped at 38 digits. For people who write C++ against
// generated code; generated code itself names every result type.

namespace rulert {

struct DecimalShape {
  int precision = 0;
  int scale = 0;
  friend constexpr bool operator==(const DecimalShape&, const DecimalShape&) = default;
};

inline constexpr int kMaxPrecision = 38;

namespace detail {
constexpr int Larger(int a, int b) noexcept { return a < b ? b : a; }
constexpr int Smaller(int a, int b) noexcept { return b < a ? b : a; }
}  // namespace detail

/// A shape over 38 digits keeps its integer digits first, and up to 6 digits of its scale.
constexpr DecimalShape CapShape(int precision, int scale) noexcept {
  if (precision <= kMaxPrecision) return {precision, scale};
  return {kMaxPrecision, detail::Larger(kMaxPrecision - (precision - scale), detail::Smaller(scale, 6))};
}

/// Also of subtraction.
constexpr DecimalShape AddType(int p1, int s1, int p2, int s2) noexcept {
  const int scale = detail::Larger(s1, s2);
  return CapShape(detail::Larger(p1 - s1, p2 - s2) + scale + 1, scale);
}
constexpr DecimalShape MulType(int p1, int s1, int p2, int s2) noexcept { return CapShape(p1 + p2 + 1, s1 + s2); }
constexpr DecimalShape DivType(int p1, int s1, int p2, int s2) noexcept {
  const int scale = detail::Larger(6, s1 + p2 + 1);
  return CapShape(p1 - s1 + s2 + scale, scale);
}
constexpr DecimalShape ModType(int p1, int s1, int p2, int s2) noexcept {
  const int scale = detail::Larger(s1, s2);
  return CapShape(detail::Smaller(p1 - s1, p2 - s2) + scale, scale);
}
/// round(x, digits).
constexpr DecimalShape RoundType(int p, int s, int digits) noexcept {
  return digits < s ? DecimalShape{p - s + digits + 1, digits} : DecimalShape{p, s};
}

}  // namespace rulert
