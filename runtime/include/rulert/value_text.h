#pragma once
// Text forms of values, as string(x), JSON output and messages write them. Each Write function puts at most its
// k...Chars characters at `out` and returns the end; nothing is terminated.
#include <charconv>
#include <cstdint>
#include <string_view>

#include "rulert/civil.h"
#include "rulert/decimal.h"
#include "rulert/time.h"

namespace rulert {

inline constexpr int kIntChars = 20;
inline constexpr int kDecimalChars = 41;  // sign, "0.", 38 digits
inline constexpr int kDoubleChars = 24;
inline constexpr int kTimestampChars = 32;
inline constexpr int kDateChars = 11;
inline constexpr int kDurationChars = 40;

inline char* WriteInt(char* out, std::int64_t value) noexcept { return std::to_chars(out, out + kIntChars, value).ptr; }

/// Shortest text that reads back as the same double; a JSON number as long as `value` is finite.
inline char* WriteDouble(char* out, double value) noexcept { return std::to_chars(out, out + kDoubleChars, value).ptr; }

/// Exactly `scale` digits after the point, at least one before it: -0.05, 12.50, 7.
constexpr char* WriteDecimal(char* out, Int128 mantissa, int scale) noexcept {
  if (mantissa < 0) *out++ = '-';
  char digits[kInt128Chars] = {};
  const int count = static_cast<int>(WriteDigits(digits, Magnitude(mantissa)) - digits);
  int whole = count - scale;
  if (whole <= 0) *out++ = '0';
  for (int i = 0; i < whole; ++i) *out++ = digits[i];
  if (scale > 0) {
    *out++ = '.';
    for (int i = whole; i < count; ++i) *out++ = i < 0 ? '0' : digits[i];
  }
  return out;
}
template <int P, int S>
constexpr char* WriteDecimal(char* out, Decimal<P, S> value) noexcept {
  return WriteDecimal(out, value.mantissa, S);
}

namespace detail {
/// `width` digits, zeros in front.
constexpr char* WritePadded(char* out, std::uint32_t value, int width) noexcept {
  for (int i = width; i > 0; --i) {
    out[i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return out + width;
}
constexpr char* WriteUnit(char* out, std::uint64_t amount, std::string_view unit) noexcept {
  if (amount == 0) return out;
  out = WriteDigits(out, amount);
  for (const char c : unit) *out++ = c;
  return out;
}
}  // namespace detail

/// YYYY-MM-DD.
constexpr char* WriteDate(char* out, Date date) noexcept {
  const CivilDay civil = CivilFromDays(date.days);
  out = detail::WritePadded(out, static_cast<std::uint32_t>(civil.year), 4);
  *out++ = '-';
  out = detail::WritePadded(out, static_cast<std::uint32_t>(civil.month), 2);
  *out++ = '-';
  return detail::WritePadded(out, static_cast<std::uint32_t>(civil.day), 2);
}

/// 2026-01-31T10:00:00Z; a fraction only where there is one, without zeros at its end.
constexpr char* WriteTimestamp(char* out, Timestamp time) noexcept {
  std::int64_t days = time.us / kMicrosPerDay;
  std::int64_t rest = time.us % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  out = WriteDate(out, Date{static_cast<std::int32_t>(days)});
  const auto seconds = static_cast<std::uint32_t>(rest / kMicrosPerSecond);
  auto fraction = static_cast<std::uint32_t>(rest % kMicrosPerSecond);
  *out++ = 'T';
  out = detail::WritePadded(out, seconds / 3600, 2);
  *out++ = ':';
  out = detail::WritePadded(out, seconds / 60 % 60, 2);
  *out++ = ':';
  out = detail::WritePadded(out, seconds % 60, 2);
  if (fraction != 0) {
    int width = 6;
    for (; fraction % 10 == 0; fraction /= 10) --width;
    *out++ = '.';
    out = detail::WritePadded(out, fraction, width);
  }
  *out++ = 'Z';
  return out;
}

/// As the language writes it: 1d12h, 1h30m, 250ms, -5s, 0s. Microseconds, which have no literal, as 7us.
constexpr char* WriteDuration(char* out, Duration duration) noexcept {
  if (duration.us == 0) {
    *out++ = '0';
    *out++ = 's';
    return out;
  }
  auto us = static_cast<std::uint64_t>(duration.us);
  if (duration.us < 0) {
    *out++ = '-';
    us = 0 - us;
  }
  constexpr auto day = static_cast<std::uint64_t>(kMicrosPerDay);
  constexpr auto second = static_cast<std::uint64_t>(kMicrosPerSecond);
  out = detail::WriteUnit(out, us / day, "d");
  out = detail::WriteUnit(out, us / (3600 * second) % 24, "h");
  out = detail::WriteUnit(out, us / (60 * second) % 60, "m");
  out = detail::WriteUnit(out, us / second % 60, "s");
  out = detail::WriteUnit(out, us / 1000 % 1000, "ms");
  return detail::WriteUnit(out, us % 1000, "us");
}

}  // namespace rulert
