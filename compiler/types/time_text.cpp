#include "compiler/types/time_text.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace rulec::types {
namespace {

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Digits [at, at + count) as a number, or less than 0.
int Number(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

std::optional<std::int64_t> DaysOf(int year, int month, int day) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  static constexpr int kBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  if (year < 1 || year > 9999 || month < 1 || month > 12) return std::nullopt;
  const int in_month = kDays[month - 1] + (month == 2 && IsLeap(year) ? 1 : 0);
  if (day < 1 || day > in_month) return std::nullopt;
  const std::int64_t before = year - 1;  // whole years
  std::int64_t days = before * 365 + before / 4 - before / 100 + before / 400;
  days += kBefore[month - 1] + (month > 2 && IsLeap(year) ? 1 : 0) + day - 1;
  return days + kFirstDay;
}

std::optional<std::int64_t> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return DaysOf(Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
}

std::optional<std::int64_t> ParseTimestamp(std::string_view text) {
  const auto days = ParseDate(text.substr(0, 10));
  if (!days || text.size() < 17 || text[10] != 'T' || text[13] != ':') return std::nullopt;
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
        if (unit == 1 && text[at] != '0') return std::nullopt;  // finer than a microsecond
        if (unit > 1) {
          unit /= 10;
          fraction += unit * (text[at] - '0');
        }
      }
    }
  }
  const bool clock = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  if (!clock || at >= text.size()) return std::nullopt;
  std::int64_t offset_minutes = 0;
  if (text.size() != at + (text[at] == 'Z' ? 1 : 6)) return std::nullopt;
  if (text[at] != 'Z') {
    if (text[at] != '+' && text[at] != '-') return std::nullopt;
    const int hours = Number(text, at + 1, 2);
    const int minutes = Number(text, at + 4, 2);
    if (text[at + 3] != ':') return std::nullopt;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    offset_minutes = (hours * 60 + minutes) * (text[at] == '-' ? -1 : 1);
  }
  const std::int64_t us = *days * kDayUs + ((hour * 60 + minute - offset_minutes) * 60 + second) * 1'000'000 + fraction;
  if (us < kFirstDay * kDayUs || us >= (kLastDay + 1) * kDayUs) return std::nullopt;
  return us;
}

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
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

// Civil date of a day count since 1970 (proleptic Gregorian), by eras of 400 years.
std::string DateText(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::string TimestampText(std::int64_t us) {
  std::int64_t days = us / kDayUs;
  std::int64_t rest = us % kDayUs;
  if (rest < 0) {
    rest += kDayUs;
    --days;
  }
  const std::int64_t seconds = rest / 1'000'000;
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", DateText(days), seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (rest % 1'000'000 != 0) {
    std::string fraction = fmt::format("{:06}", rest % 1'000'000);
    while (fraction.back() == '0') fraction.pop_back();
    text += "." + fraction;
  }
  return text + "Z";
}

std::string DurationText(std::int64_t duration) {
  if (duration == 0) return "0s";
  std::string text = duration < 0 ? "-" : "";
  auto us =
      duration < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(duration) : static_cast<std::uint64_t>(duration);
  static constexpr std::pair<std::uint64_t, const char*> kUnits[] = {
      {kDayUs, "d"}, {3'600'000'000, "h"}, {60'000'000, "m"}, {1'000'000, "s"}, {1'000, "ms"}, {1, "us"}};
  for (const auto& [unit, name] : kUnits) {
    if (us >= unit) text += std::to_string(us / unit) + name;
    us %= unit;
  }
  return text;
}

}  // namespace rulec::types
