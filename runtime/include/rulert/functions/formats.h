#pragma once
// Functions of rules between text and dates or times, by a pattern: YYYY is the year, MM the month, DD the day, hh, mm
// and ss the time of the day; everything else stands for itself.
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/dates.h"
#include "rulert/functions/times.h"
#include "rulert/scratch.h"
#include "rulert/zone.h"

namespace rulert::functions {

namespace detail {

enum class DatePart : std::uint8_t { kNone, kYear, kMonth, kDay, kHour, kMinute, kSecond };

/// At the front of a pattern.
constexpr DatePart PartAtFront(std::string_view pattern) noexcept {
  if (pattern.starts_with("YYYY")) return DatePart::kYear;
  if (pattern.starts_with("MM")) return DatePart::kMonth;
  if (pattern.starts_with("DD")) return DatePart::kDay;
  if (pattern.starts_with("hh")) return DatePart::kHour;
  if (pattern.starts_with("mm")) return DatePart::kMinute;
  if (pattern.starts_with("ss")) return DatePart::kSecond;
  return DatePart::kNone;
}
constexpr std::size_t SizeOfPart(DatePart part) noexcept {
  return part == DatePart::kNone ? 1 : part == DatePart::kYear ? 4 : 2;
}

/// `second`: of the day.
inline std::string_view Formatted(Scratch& scratch, CivilDay day, std::int64_t second,
                                  std::string_view pattern) noexcept {
  char* const begin = scratch.AllocateChars(pattern.size());
  char* out = begin;
  while (!pattern.empty()) {
    const DatePart part = PartAtFront(pattern);
    const std::size_t size = SizeOfPart(part);
    std::int64_t value = 0;
    switch (part) {
      case DatePart::kNone:
        break;
      case DatePart::kYear:
        value = day.year;
        break;
      case DatePart::kMonth:
        value = day.month;
        break;
      case DatePart::kDay:
        value = day.day;
        break;
      case DatePart::kHour:
        value = second / 3600;
        break;
      case DatePart::kMinute:
        value = second / 60 % 60;
        break;
      case DatePart::kSecond:
        value = second % 60;
        break;
    }
    if (part == DatePart::kNone) {
      *out++ = pattern.front();
    } else {
      for (std::size_t i = size; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
      out += size;
    }
    pattern.remove_prefix(size);
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

}  // namespace detail

inline std::string_view DateText(Scratch& scratch, Date day, std::string_view pattern) noexcept {
  return detail::Formatted(scratch, detail::CivilOf(day), 0, pattern);
}
inline std::string_view TimestampText(Scratch& scratch, const Zone& zone, Timestamp at,
                                      std::string_view pattern) noexcept {
  return detail::Formatted(scratch, detail::ShownCivil(zone, at), detail::ShownSecondOfDay(zone, at), pattern);
}
/// The pattern has a year, a month and a day, and nothing of the time of the day.
constexpr Date ParseDateBy(ErrorKind& error, std::string_view text, std::string_view pattern) noexcept {
  std::int64_t values[4] = {};  // by DatePart
  while (!pattern.empty()) {
    const detail::DatePart part = detail::PartAtFront(pattern);
    const std::size_t size = detail::SizeOfPart(part);
    if (part > detail::DatePart::kDay) {
      error = ErrorKind::kNotAPattern;
      return {};
    }
    bool fits = text.size() >= size;
    std::int64_t value = 0;
    for (std::size_t i = 0; fits && i < size; ++i) {
      const char c = text[i];
      if (part == detail::DatePart::kNone) {
        fits = c == pattern[i];
      } else {
        fits = c >= '0' && c <= '9';
        value = value * 10 + (c - '0');
      }
    }
    if (!fits) {
      error = ErrorKind::kNotADate;
      return {};
    }
    values[static_cast<std::size_t>(part)] = value;
    text.remove_prefix(size);
    pattern.remove_prefix(size);
  }
  if (!text.empty()) {
    error = ErrorKind::kNotADate;
    return {};
  }
  const Date day = MakeDate(error, values[1], values[2], values[3]);
  if (error != ErrorKind::kNone) error = ErrorKind::kNotADate;
  return day;
}
constexpr Date ParseDate(ErrorKind& error, std::string_view text) noexcept {
  return ParseDateBy(error, text, "YYYY-MM-DD");
}

}  // namespace rulert::functions
