#pragma once
// Functions of rules on calendar days. Days of the week count from Monday, 1, to Sunday, 7 (ISO 8601).
#include <cstdint>
#include <string_view>

#include "rulert/civil.h"
#include "rulert/failure.h"
#include "rulert/scratch.h"
#include "rulert/time.h"

namespace rulert::functions {

namespace detail {

constexpr Date DateOf(CivilDay civil) noexcept { return {DaysFromCivil(civil)}; }
constexpr CivilDay CivilOf(Date day) noexcept { return CivilFromDays(day.days); }

/// 1970-01-01 was a Thursday.
constexpr int WeekdayOf(std::int64_t days) noexcept { return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1; }

constexpr Date DayInRange(ErrorKind& error, std::int64_t days) noexcept {
  if (days < kMinDate.days || days > kMaxDate.days) {
    error = ErrorKind::kDateRange;
    return {};
  }
  return {static_cast<std::int32_t>(days)};
}
/// Months since year 0; the last day of the month where it has no such day.
constexpr Date DayOfMonth(ErrorKind& error, std::int64_t months, int day) noexcept {
  if (months < 12 || months >= std::int64_t{10000} * 12) {
    error = ErrorKind::kDateRange;
    return {};
  }
  const int year = static_cast<int>(months / 12);
  const int month = static_cast<int>(months % 12) + 1;
  const int last = DaysInMonth(year, month);
  return DateOf({year, month, day < last ? day : last});
}
constexpr std::int64_t MonthsOf(CivilDay civil) noexcept { return std::int64_t{civil.year} * 12 + civil.month - 1; }
/// More than any two days of the calendar are apart.
constexpr bool IsFar(std::int64_t count) noexcept { return count > 4'000'000 || count < -4'000'000; }

/// The year of the ISO week, and its number.
struct IsoWeek {
  std::int64_t year;
  std::int64_t week;
};
constexpr IsoWeek IsoWeekOf(std::int64_t days) noexcept {
  // A week is of the year of its Thursday.
  const std::int64_t thursday = days + 4 - WeekdayOf(days);
  const CivilDay civil = CivilFromDays(static_cast<std::int32_t>(thursday));
  return {civil.year, (thursday - DaysFromCivil({civil.year, 1, 1})) / 7 + 1};
}

/// Working days before `days`, from a Monday long ago.
constexpr std::int64_t BusinessDaysBefore(std::int64_t days) noexcept {
  const std::int64_t since = days - (kMinDate.days - 7);  // 0001-01-01 is a Monday
  const std::int64_t rest = since % 7;
  return since / 7 * 5 + (rest < 5 ? rest : 5);
}

}  // namespace detail

// ---- parts ----
constexpr std::int64_t Year(Date day) noexcept { return detail::CivilOf(day).year; }
constexpr std::int64_t Month(Date day) noexcept { return detail::CivilOf(day).month; }
constexpr std::int64_t Day(Date day) noexcept { return detail::CivilOf(day).day; }
constexpr std::int64_t Quarter(Date day) noexcept { return (detail::CivilOf(day).month + 2) / 3; }
constexpr std::int64_t DayOfWeek(Date day) noexcept { return detail::WeekdayOf(day.days); }
constexpr std::int64_t DayOfYear(Date day) noexcept {
  return day.days - DaysFromCivil({detail::CivilOf(day).year, 1, 1}) + 1;
}
constexpr std::int64_t WeekOfYear(Date day) noexcept { return detail::IsoWeekOf(day.days).week; }
constexpr std::int64_t YearOfWeek(Date day) noexcept { return detail::IsoWeekOf(day.days).year; }
constexpr std::int64_t DaysOfMonth(Date day) noexcept {
  const CivilDay civil = detail::CivilOf(day);
  return DaysInMonth(civil.year, civil.month);
}
constexpr bool LeapYear(Date day) noexcept { return IsLeapYear(detail::CivilOf(day).year); }

// ---- made ----
constexpr Date MakeDate(ErrorKind& error, std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  const bool known = year >= 1 && year <= 9999 && month >= 1 && month <= 12;
  if (!known || day < 1 || day > DaysInMonth(static_cast<int>(year), static_cast<int>(month))) {
    error = ErrorKind::kNoSuchDay;
    return {};
  }
  return detail::DateOf({static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)});
}
/// The `nth` of that weekday in a month; from its end where negative.
constexpr Date NthWeekday(ErrorKind& error, std::int64_t year, std::int64_t month, std::int64_t weekday,
                          std::int64_t nth) noexcept {
  if (weekday < 1 || weekday > 7 || nth == 0 || nth > 5 || nth < -5) {
    error = ErrorKind::kNoSuchDay;
    return {};
  }
  const Date first = MakeDate(error, year, month, 1);
  if (error != ErrorKind::kNone) return {};
  const int length = DaysInMonth(static_cast<int>(year), static_cast<int>(month));
  const auto first_weekday = detail::WeekdayOf(first.days);
  std::int64_t day = 1 + (weekday - first_weekday + 7) % 7;
  if (nth > 0) {
    day += (nth - 1) * 7;
  } else {
    day += (length - day) / 7 * 7 + (nth + 1) * 7;
  }
  return MakeDate(error, year, month, day);
}
/// Sunday of Easter by the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
constexpr Date Easter(ErrorKind& error, std::int64_t year) noexcept {
  if (year < 1583 || year > 9999) {
    error = ErrorKind::kDateRange;
    return {};
  }
  const std::int64_t a = year % 19;
  const std::int64_t b = year / 100;
  const std::int64_t c = year % 100;
  const std::int64_t h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const std::int64_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const std::int64_t m = (a + 11 * h + 22 * l) / 451;
  const std::int64_t n = h + l - 7 * m + 114;
  return MakeDate(error, year, n / 31, n % 31 + 1);
}

// ---- moved ----
constexpr Date AddDays(ErrorKind& error, Date day, std::int64_t count) noexcept {
  return detail::DayInRange(error, detail::IsFar(count) ? INT64_MAX : day.days + count);
}
constexpr Date AddWeeks(ErrorKind& error, Date day, std::int64_t count) noexcept {
  return detail::DayInRange(error, detail::IsFar(count) ? INT64_MAX : day.days + count * 7);
}
constexpr Date AddMonths(ErrorKind& error, Date day, std::int64_t count) noexcept {
  const CivilDay civil = detail::CivilOf(day);
  return detail::DayOfMonth(error, detail::IsFar(count) ? -1 : detail::MonthsOf(civil) + count, civil.day);
}
constexpr Date AddYears(ErrorKind& error, Date day, std::int64_t count) noexcept {
  return AddMonths(error, day, detail::IsFar(count) ? count : count * 12);
}
constexpr Date StartOfWeek(Date day) noexcept { return {day.days - detail::WeekdayOf(day.days) + 1}; }
constexpr Date StartOfMonth(Date day) noexcept { return {day.days - detail::CivilOf(day).day + 1}; }
constexpr Date StartOfQuarter(Date day) noexcept {
  const CivilDay civil = detail::CivilOf(day);
  return detail::DateOf({civil.year, (civil.month - 1) / 3 * 3 + 1, 1});
}
constexpr Date StartOfYear(Date day) noexcept { return detail::DateOf({detail::CivilOf(day).year, 1, 1}); }
/// The Sunday.
constexpr Date EndOfWeek(ErrorKind& error, Date day) noexcept {
  return detail::DayInRange(error, day.days + 7 - detail::WeekdayOf(day.days));
}
constexpr Date EndOfMonth(Date day) noexcept {
  const CivilDay civil = detail::CivilOf(day);
  return detail::DateOf({civil.year, civil.month, DaysInMonth(civil.year, civil.month)});
}
constexpr Date EndOfQuarter(Date day) noexcept {
  const CivilDay civil = detail::CivilOf(day);
  const int month = (civil.month - 1) / 3 * 3 + 3;
  return detail::DateOf({civil.year, month, DaysInMonth(civil.year, month)});
}
constexpr Date EndOfYear(Date day) noexcept { return detail::DateOf({detail::CivilOf(day).year, 12, 31}); }

// ---- between ----
constexpr std::int64_t DaysBetween(Date from, Date until) noexcept { return std::int64_t{until.days} - from.days; }
/// Whole months: the day of the month must have come, or the month's end; of what lies before, less than 0.
constexpr std::int64_t MonthsBetween(Date from, Date until) noexcept {
  if (until < from) return -MonthsBetween(until, from);
  const CivilDay a = detail::CivilOf(from);
  const CivilDay b = detail::CivilOf(until);
  const bool has_come = b.day >= a.day || b.day == DaysInMonth(b.year, b.month);
  return detail::MonthsOf(b) - detail::MonthsOf(a) - (has_come ? 0 : 1);
}
constexpr std::int64_t YearsBetween(Date from, Date until) noexcept { return MonthsBetween(from, until) / 12; }
/// A birthday of February 29 comes on March 1 in other years.
constexpr std::int64_t AgeInYears(ErrorKind& error, Date born, Date on) noexcept {
  if (on < born) {
    error = ErrorKind::kOutOfDomain;
    return 0;
  }
  const CivilDay a = detail::CivilOf(born);
  const CivilDay b = detail::CivilOf(on);
  const bool has_come = b.month > a.month || (b.month == a.month && b.day >= a.day);
  return b.year - a.year - (has_come ? 0 : 1);
}

// ---- working days: Monday to Friday ----
constexpr bool IsWeekend(Date day) noexcept { return detail::WeekdayOf(day.days) > 5; }
constexpr bool IsBusinessDay(Date day) noexcept { return !IsWeekend(day); }
/// From `from` on, without `until`; of what lies before, less than 0.
constexpr std::int64_t BusinessDaysBetween(Date from, Date until) noexcept {
  return detail::BusinessDaysBefore(until.days) - detail::BusinessDaysBefore(from.days);
}
/// From a weekend the first step forward is to Monday, the first step back to Friday.
constexpr Date AddBusinessDays(ErrorKind& error, Date day, std::int64_t count) noexcept {
  if (detail::IsFar(count)) {
    error = ErrorKind::kDateRange;
    return {};
  }
  if (count == 0) return day;
  std::int64_t days = day.days;
  const int weekday = detail::WeekdayOf(days);
  if (weekday > 5) days -= count > 0 ? weekday - 5 : weekday - 8;  // Friday, or Monday
  const std::int64_t at = detail::WeekdayOf(days) - 1 + count;     // working days from this week's Monday
  const std::int64_t weeks = at >= 0 ? at / 5 : -((4 - at) / 5);
  return detail::DayInRange(error, days - (detail::WeekdayOf(days) - 1) + weeks * 7 + (at - weeks * 5));
}
constexpr Date BusinessDayFrom(ErrorKind& error, Date day) noexcept {
  return IsWeekend(day) ? AddBusinessDays(error, day, 1) : day;
}
constexpr Date BusinessDayUntil(ErrorKind& error, Date day) noexcept {
  return IsWeekend(day) ? AddBusinessDays(error, day, -1) : day;
}
constexpr Date FirstBusinessDay(ErrorKind& error, Date day) noexcept {
  return BusinessDayFrom(error, StartOfMonth(day));
}
constexpr Date LastBusinessDay(ErrorKind& error, Date day) noexcept { return BusinessDayUntil(error, EndOfMonth(day)); }

// ---- words ----
inline std::string_view DayName(Scratch&, Date day) noexcept {
  constexpr std::string_view kNames[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return kNames[detail::WeekdayOf(day.days) - 1];
}
inline std::string_view MonthName(Scratch&, Date day) noexcept {
  constexpr std::string_view kNames[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
  return kNames[detail::CivilOf(day).month - 1];
}

}  // namespace rulert::functions
