#include "compiler/check/calendar.h"

#include <string>

namespace rulec::check {
namespace {

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Digits [at, at + count) as a number; all are digits by the grammar.
int Number(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (std::size_t i = at; i < at + count && i < text.size(); ++i) number = number * 10 + (text[i] - '0');
  return number;
}

}  // namespace

std::optional<std::int64_t> DaysOf(int year, int month, int day) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  static constexpr int kBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  if (year < 1 || year > 9999 || month < 1 || month > 12) return std::nullopt;
  const int in_month = kDays[month - 1] + (month == 2 && IsLeap(year) ? 1 : 0);
  if (day < 1 || day > in_month) return std::nullopt;
  const std::int64_t before = year - 1;   // whole years
  std::int64_t days = before * 365 + before / 4 - before / 100 + before / 400;
  days += kBefore[month - 1] + (month > 2 && IsLeap(year) ? 1 : 0) + day - 1;
  return days + kFirstDay;
}

std::optional<std::int64_t> ParseDate(std::string_view text) {
  return DaysOf(Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
}

std::optional<std::int64_t> ParseTimestamp(std::string_view text) {
  const auto days = ParseDate(text);
  if (!days || text.size() < 17) return std::nullopt;
  const int hour = Number(text, 11, 2);
  const int minute = Number(text, 14, 2);
  std::size_t at = 16;
  int second = 0;
  std::int64_t fraction = 0;
  if (text[at] == ':') {
    second = Number(text, at + 1, 2);
    at += 3;
    if (at < text.size() && text[at] == '.') {
      std::int64_t unit = 1'000'000;
      for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        if (unit == 1 && text[at] != '0') return std::nullopt;   // finer than a microsecond
        if (unit > 1) {
          unit /= 10;
          fraction += unit * (text[at] - '0');
        }
      }
    }
  }
  if (hour > 23 || minute > 59 || second > 59 || at >= text.size()) return std::nullopt;
  std::int64_t offset_minutes = 0;
  if (text[at] != 'Z') {
    if (text.size() < at + 6) return std::nullopt;
    const int hours = Number(text, at + 1, 2);
    const int minutes = Number(text, at + 4, 2);
    if (hours > 18 || minutes > 59) return std::nullopt;
    offset_minutes = (hours * 60 + minutes) * (text[at] == '-' ? -1 : 1);
  }
  const std::int64_t us = *days * kDayUs + ((hour * 60 + minute - offset_minutes) * 60 + second) * 1'000'000 + fraction;
  if (us < kFirstDay * kDayUs || us >= (kLastDay + 1) * kDayUs) return std::nullopt;
  return us;
}

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  std::int64_t total = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::int64_t number = 0;
    for (; at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == '_'); ++at) {
      if (text[at] == '_') continue;
      if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, text[at] - '0', &number)) {
        return std::nullopt;
      }
    }
    std::size_t end = at;
    while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
    const std::string_view unit = text.substr(at, end - at);
    at = end;
    std::int64_t us = 0;
    if (unit == "us") us = 1;
    if (unit == "ms") us = 1'000;
    if (unit == "s") us = 1'000'000;
    if (unit == "m") us = 60'000'000;
    if (unit == "h") us = 3'600'000'000;
    if (unit == "d") us = kDayUs;
    if (unit == "w") us = 7 * kDayUs;
    if (us == 0 || __builtin_mul_overflow(number, us, &number) || __builtin_add_overflow(total, number, &total)) {
      return std::nullopt;
    }
  }
  return total;
}

}  // namespace rulec::check
