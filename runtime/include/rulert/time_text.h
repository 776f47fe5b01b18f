#pragma once
// Instants, days and spans from text. Writing them: value_text.h.
#include <cstdint>
#include <string_view>

#include "rulert/civil.h"

namespace rulert {

namespace detail {

/// Exactly `count` digits at the front of `text`; false leaves `text` anywhere.
constexpr bool TakeNumber(std::string_view& text, std::size_t count, int& value) noexcept {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

constexpr bool TakeChar(std::string_view& text, char c) noexcept {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

constexpr bool TakeDate(std::string_view& text, std::int32_t& days) noexcept {
  CivilDay civil;
  if (!TakeNumber(text, 4, civil.year) || !TakeChar(text, '-') || !TakeNumber(text, 2, civil.month) ||
      !TakeChar(text, '-') || !TakeNumber(text, 2, civil.day)) {
    return false;
  }
  if (civil.year < 1 || civil.month < 1 || civil.month > 12 || civil.day < 1 ||
      civil.day > DaysInMonth(civil.year, civil.month)) {
    return false;
  }
  days = DaysFromCivil(civil);
  return true;
}

}  // namespace detail

/// YYYY-MM-DD, years 0001 to 9999, and nothing else. False leaves `date` as it was.
constexpr bool ParseDate(std::string_view text, Date& date) noexcept {
  std::int32_t days = 0;
  if (!detail::TakeDate(text, days) || !text.empty()) return false;
  date = {days};
  return true;
}

/// YYYY-MM-DDThh:mm:ss, a fraction of any length whose digits after the sixth are 0, then Z or +hh:mm or -hh:mm. No
/// leap seconds. False, also outside years 0001 to 9999 in UTC, leaves `time` as it was.
constexpr bool ParseTimestamp(std::string_view text, Timestamp& time) noexcept {
  std::int32_t days = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!detail::TakeDate(text, days) || !detail::TakeChar(text, 'T') || !detail::TakeNumber(text, 2, hour) ||
      !detail::TakeChar(text, ':') || !detail::TakeNumber(text, 2, minute) || !detail::TakeChar(text, ':') ||
      !detail::TakeNumber(text, 2, second) || hour > 23 || minute > 59 || second > 59) {
    return false;
  }
  std::int64_t micros = 0;
  if (detail::TakeChar(text, '.')) {
    int digit = 0;
    int count = 0;
    for (; detail::TakeNumber(text, 1, digit); ++count) {
      if (count < 6) {
        micros = micros * 10 + digit;
      } else if (digit != 0) {
        return false;
      }
    }
    if (count == 0) return false;
    for (; count < 6; ++count) micros *= 10;
  }
  int offset_minutes = 0;
  if (!detail::TakeChar(text, 'Z')) {
    const bool west = detail::TakeChar(text, '-');
    int hours = 0;
    int minutes = 0;
    if ((!west && !detail::TakeChar(text, '+')) || !detail::TakeNumber(text, 2, hours) ||
        !detail::TakeChar(text, ':') || !detail::TakeNumber(text, 2, minutes) || hours > 23 || minutes > 59) {
      return false;
    }
    offset_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
  }
  if (!text.empty()) return false;
  const std::int64_t seconds = (hour * 60 + minute - offset_minutes) * 60 + second;
  const Timestamp parsed{days * kMicrosPerDay + seconds * kMicrosPerSecond + micros};
  if (!InRange(parsed)) return false;
  time = parsed;
  return true;
}

/// Integer epoch milliseconds, as JSON may write an instant.
constexpr bool TimestampFromMillis(std::int64_t millis, Timestamp& time) noexcept {
  if (millis < kMinTimestamp.us / 1000 || millis > kMaxTimestamp.us / 1000) return false;
  time = {millis * 1000};
  return true;
}

/// As the language and WriteDuration write it: -? then one or more of number and unit w d h m s ms us, each unit at
/// most once, from large to small. False, also on overflow, leaves `duration` as it was.
constexpr bool ParseDuration(std::string_view text, Duration& duration) noexcept {
  struct Unit {
    std::string_view name;
    std::int64_t us;
  };
  constexpr Unit units[] = {{"w", 7 * kMicrosPerDay},
                            {"d", kMicrosPerDay},
                            {"h", 3600 * kMicrosPerSecond},
                            {"m", 60 * kMicrosPerSecond},
                            {"s", kMicrosPerSecond},
                            {"ms", 1000},
                            {"us", 1}};
  const bool negative = detail::TakeChar(text, '-');
  if (text.empty()) return false;
  std::int64_t total = 0;
  std::size_t unit = 0;
  while (!text.empty()) {
    std::int64_t amount = 0;
    int digit = 0;
    std::size_t digits = 0;
    for (; detail::TakeNumber(text, 1, digit); ++digits) {
      if (__builtin_mul_overflow(amount, std::int64_t{10}, &amount) ||
          __builtin_add_overflow(amount, std::int64_t{negative ? -digit : digit}, &amount)) {
        return false;
      }
    }
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
    const std::string_view name = text.substr(0, letters);
    while (unit < 7 && units[unit].name != name) ++unit;
    if (digits == 0 || unit == 7) return false;
    if (__builtin_mul_overflow(amount, units[unit].us, &amount) || __builtin_add_overflow(total, amount, &total)) {
      return false;
    }
    text.remove_prefix(letters);
    ++unit;
  }
  duration = {total};
  return true;
}

}  // namespace rulert
