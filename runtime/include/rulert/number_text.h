#pragma once
// Numbers from text: the tokens of JSON and the digits in strings. Exact: nothing goes through a double on its way to
// an int or a decimal.
#include <charconv>
#include <cstdint>
#include <string_view>

#include "rulert/decimal.h"

namespace rulert {

enum class NumberError : std::uint8_t {
  kNone,
  kSyntax,  // not a number as JSON writes it
  kRange,   // more integer digits than the type has
  kScale,   // digits other than 0 past the scale
};

constexpr const char* Message(NumberError error) noexcept {
  switch (error) {
    case NumberError::kNone:
      return "";
    case NumberError::kSyntax:
      return "not a number";
    case NumberError::kRange:
      return "number out of range";
    case NumberError::kScale:
      return "too many digits after the point";
  }
  return "";
}

/// A JSON number cut into its parts; nothing is computed yet. Views point into the text.
struct NumberToken {
  bool negative = false;
  std::string_view integer;   // without leading zeros unless it is "0"
  std::string_view fraction;  // may be empty
  std::int32_t exponent = 0;  // cut to +-1,000,000,000
};

namespace detail {
constexpr std::size_t CountDigits(std::string_view text) noexcept {
  std::size_t n = 0;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
  return n;
}
}  // namespace detail

/// The grammar of JSON numbers, the whole text: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
constexpr bool ParseNumberToken(std::string_view text, NumberToken& token) noexcept {
  token = {};
  if (!text.empty() && text.front() == '-') {
    token.negative = true;
    text.remove_prefix(1);
  }
  std::size_t n = detail::CountDigits(text);
  if (n == 0 || (n > 1 && text.front() == '0')) return false;
  token.integer = text.substr(0, n);
  text.remove_prefix(n);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    n = detail::CountDigits(text);
    if (n == 0) return false;
    token.fraction = text.substr(0, n);
    text.remove_prefix(n);
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    bool negative = false;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
      negative = text.front() == '-';
      text.remove_prefix(1);
    }
    n = detail::CountDigits(text);
    if (n == 0) return false;
    for (std::size_t i = 0; i < n; ++i) {
      if (token.exponent < 100'000'000) token.exponent = token.exponent * 10 + (text[i] - '0');
    }
    if (negative) token.exponent = -token.exponent;
    text.remove_prefix(n);
  }
  return text.empty();
}

/// The token's value as a mantissa at `scale`. 1 <= precision <= 38.
constexpr NumberError MantissaOf(const NumberToken& token, int precision, int scale, Int128& mantissa) noexcept {
  const std::size_t digits = token.integer.size() + token.fraction.size();
  auto digit_at = [&token](std::size_t i) {
    return (i < token.integer.size() ? token.integer[i] : token.fraction[i - token.integer.size()]) - '0';
  };
  std::size_t first = 0;
  while (first < digits && digit_at(first) == 0) ++first;
  mantissa = 0;
  if (first == digits) return NumberError::kNone;
  // Digits before `point` stand before the scale's end.
  const std::int64_t point =
      static_cast<std::int64_t>(token.integer.size()) + static_cast<std::int64_t>(token.exponent) + scale;
  const auto count = static_cast<std::int64_t>(digits);
  if (point - static_cast<std::int64_t>(first) > precision) return NumberError::kRange;
  for (std::int64_t i = point < static_cast<std::int64_t>(first) ? static_cast<std::int64_t>(first) : point; i < count;
       ++i) {
    if (digit_at(static_cast<std::size_t>(i)) != 0) return NumberError::kScale;
  }
  Int128 value = 0;
  for (auto i = static_cast<std::int64_t>(first); i < point; ++i) {
    value = value * 10 + (i < count ? digit_at(static_cast<std::size_t>(i)) : 0);
  }
  mantissa = token.negative ? -value : value;
  return NumberError::kNone;
}

namespace detail {

/// The usual token, at most 18 characters and no exponent, in one pass. False: no such token, or it does not fit.
constexpr bool ShortDecimal(std::string_view text, int precision, int scale, Int128& mantissa) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18) return false;
  std::int64_t value = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) value = value * 10 + (text[i] - '0');
  if (i == 0 || (i > 1 && text.front() == '0')) return false;
  int missing = scale;  // digits of the scale that the text does not write
  if (i < text.size()) {
    if (text[i] != '.' || i + 1 == text.size()) return false;
    for (++i; i < text.size(); ++i, --missing) {
      if (text[i] < '0' || text[i] > '9' || missing == 0) return false;
      value = value * 10 + (text[i] - '0');
    }
  }
  if (missing > 18) return false;
  const Int128 scaled = value * PowerOfTen(missing);
  if (scaled >= PowerOfTen(precision)) return false;
  mantissa = negative ? -scaled : scaled;
  return true;
}

}  // namespace detail

/// Zeros past the scale are accepted, other excess digits are not: 1.50 is a decimal(3,1), 1.55 is none.
constexpr NumberError DecimalFromText(std::string_view text, int precision, int scale, Int128& mantissa) noexcept {
  if (detail::ShortDecimal(text, precision, scale, mantissa)) return NumberError::kNone;
  NumberToken token;
  if (!ParseNumberToken(text, token)) return NumberError::kSyntax;
  return MantissaOf(token, precision, scale, mantissa);
}

/// Any JSON number with an integral value of 64 bits: 1e3 and 5.0 too.
constexpr NumberError IntFromText(std::string_view text, std::int64_t& value) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view digits = negative ? text.substr(1) : text;
  if (!digits.empty() && digits.size() <= 18 && detail::CountDigits(digits) == digits.size() &&
      (digits.front() != '0' || digits.size() == 1)) {
    std::int64_t magnitude = 0;
    for (const char c : digits) magnitude = magnitude * 10 + (c - '0');
    value = negative ? -magnitude : magnitude;
    return NumberError::kNone;
  }
  Int128 wide = 0;
  const NumberError error = DecimalFromText(text, 19, 0, wide);
  if (error != NumberError::kNone) return error;
  if (wide > INT64_MAX || wide < INT64_MIN) return NumberError::kRange;
  value = static_cast<std::int64_t>(wide);
  return NumberError::kNone;
}

/// Any JSON number, rounded to the nearest double; one beyond the largest double is an error, one too small is 0.
inline NumberError DoubleFromText(std::string_view text, double& value) noexcept {
  NumberToken token;
  if (!ParseNumberToken(text, token)) return NumberError::kSyntax;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // Too large or too small: from_chars does not say which. Where the first digit that counts stands does.
    std::size_t zeros = 0;
    while (zeros < token.fraction.size() && token.fraction[zeros] == '0') ++zeros;
    const std::int64_t magnitude =
        token.exponent +
        (token.integer != "0" ? static_cast<std::int64_t>(token.integer.size()) : -static_cast<std::int64_t>(zeros));
    if (magnitude > 0) return NumberError::kRange;
    value = token.negative ? -0.0 : 0.0;
  }
  return NumberError::kNone;
}

}  // namespace rulert
