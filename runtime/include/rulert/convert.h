#pragma once
// Conversions between kinds of value. Those that can fail are spelled m.IntOf(...) and so on (arithmetic.h).
#include <charconv>
#include <cstdint>
#include <string_view>

#include "rulert/decimal.h"
#include "rulert/failure.h"
#include "rulert/number_text.h"
#include "rulert/value_text.h"

namespace rulert {

namespace detail {

template <class T>
struct Conversion {
  T value{};
  ErrorKind error = ErrorKind::kNone;
};

constexpr Conversion<std::int64_t> TruncateToInt(double x) noexcept {
  // 2^63 is a double, the greatest int is none; NaN fails both tests.
  if (!(x >= -0x1p63 && x < 0x1p63)) return {0, ErrorKind::kConversionRange};
  return {static_cast<std::int64_t>(x), ErrorKind::kNone};
}

template <int P, int S>
constexpr Conversion<std::int64_t> TruncateToInt(Decimal<P, S> x) noexcept {
  const auto whole = static_cast<Int128>(x.mantissa / static_cast<typename Decimal<P, S>::Mantissa>(PowerOfTen(S)));
  if (whole > INT64_MAX || whole < INT64_MIN) return {0, ErrorKind::kConversionRange};
  return {static_cast<std::int64_t>(whole), ErrorKind::kNone};
}

/// -?[0-9]+
constexpr Conversion<std::int64_t> ParseInt(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || CountDigits(text) != text.size()) return {0, ErrorKind::kNotANumber};
  std::int64_t value = 0;
  for (const char c : text) {
    const std::int64_t digit = negative ? '0' - c : c - '0';
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value) || __builtin_add_overflow(value, digit, &value)) {
      return {0, ErrorKind::kConversionRange};
    }
  }
  return {value, ErrorKind::kNone};
}

constexpr Conversion<Int128> ParseDecimal(std::string_view text, int precision, int scale) noexcept {
  Int128 mantissa = 0;
  switch (DecimalFromText(text, precision, scale, mantissa)) {
    case NumberError::kNone:
      return {mantissa, ErrorKind::kNone};
    case NumberError::kSyntax:
      return {0, ErrorKind::kNotANumber};
    case NumberError::kRange:
    case NumberError::kScale:
      break;
  }
  return {0, ErrorKind::kConversionRange};
}

inline Conversion<double> ParseFloat(std::string_view text) noexcept {
  double value = 0;
  switch (DoubleFromText(text, value)) {
    case NumberError::kNone:
      return {value, ErrorKind::kNone};
    case NumberError::kSyntax:
      return {0, ErrorKind::kNotANumber};
    case NumberError::kRange:
    case NumberError::kScale:
      break;
  }
  return {0, ErrorKind::kConversionRange};
}

/// The shortest decimal text of x, rounded half up to `scale`.
inline Conversion<Int128> MantissaOfDouble(double x, int precision, int scale) noexcept {
  if (!__builtin_isfinite(x)) return {0, ErrorKind::kDecimalOverflow};
  char text[kDoubleChars + 8];
  const char* const end = std::to_chars(text, text + sizeof(text), x, std::chars_format::scientific).ptr;
  NumberToken token;
  ParseNumberToken({text, static_cast<std::size_t>(end - text)}, token);
  // d.ddd x 10^exponent, at most 17 digits: an integer and what of it lies past the scale.
  Int128 mantissa = 0;
  for (const char c : token.integer) mantissa = mantissa * 10 + (c - '0');
  for (const char c : token.fraction) mantissa = mantissa * 10 + (c - '0');
  const int shift = token.exponent - static_cast<int>(token.fraction.size()) + scale;
  if (mantissa == 0 || shift < -38) return {0, ErrorKind::kNone};
  if (shift > 0) {
    if (shift > 38 || mantissa > (kInt128Max / PowerOfTen(shift))) return {0, ErrorKind::kDecimalOverflow};
    mantissa *= PowerOfTen(shift);
  } else {
    const Int128 unit = PowerOfTen(-shift);
    const Int128 rest = mantissa % unit;
    mantissa = mantissa / unit + (rest >= unit - rest ? 1 : 0);
  }
  if (mantissa >= PowerOfTen(precision)) return {0, ErrorKind::kDecimalOverflow};
  return {token.negative ? -mantissa : mantissa, ErrorKind::kNone};
}

}  // namespace detail

/// Nearest double, ties to even.
constexpr double FloatOf(std::int64_t x) noexcept { return static_cast<double>(x); }

/// Nearest double, ties to even.
template <int P, int S>
inline double FloatOf(Decimal<P, S> x) noexcept {
  constexpr Int128 exact = Int128{1} << 53;
  if (x.mantissa <= exact && x.mantissa >= -exact) {
    if constexpr (S <= 22) {
      // Both are doubles without error, so the division rounds once.
      constexpr auto unit = static_cast<double>(PowerOfTen(S));
      return static_cast<double>(x.mantissa) / unit;
    }
  }
  char text[kDecimalChars];
  const char* const end = WriteDecimal(text, x);
  double value = 0;
  std::from_chars(text, end, value);
  return value;
}

/// avg of ints: the exact sum as the nearest double, divided once. count > 0.
constexpr double AvgInt(Int128 sum, std::int64_t count) noexcept {
  return static_cast<double>(sum) / static_cast<double>(count);
}

/// By the order of the type; of equals the first.
template <class T>
constexpr T Min(const T& a, const T& b) noexcept {
  return b < a ? b : a;
}
template <class T>
constexpr T Max(const T& a, const T& b) noexcept {
  return a < b ? b : a;
}

/// floor, ceil, abs and negation of floats stay finite.
inline double FloorF(double x) noexcept { return __builtin_floor(x); }
inline double CeilF(double x) noexcept { return __builtin_ceil(x); }
/// To a whole number; halves away from zero, or to the even one.
inline double RoundF(double x) noexcept { return __builtin_round(x); }
inline double RoundHalfEvenF(double x) noexcept { return __builtin_roundeven(x); }
inline double AbsF(double x) noexcept { return __builtin_fabs(x); }
constexpr double NegF(double x) noexcept { return -x; }

}  // namespace rulert
