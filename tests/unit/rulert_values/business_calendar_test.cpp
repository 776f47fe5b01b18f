// Business days of random calendars, against a look at every single day.
#include "rulert/business_calendar.h"

#include <optional>
#include <random>
#include <set>
#include <vector>

#include "rulert/functions/calendars.h"
#include "tests/support/catch.h"

namespace rulert {
namespace {

constexpr std::int32_t kFirst = 20'454;  // 2026-01-01, a Thursday

/// A calendar, and the same in words that are too simple to be wrong.
struct Sample {
  std::set<std::int32_t> closed;
  std::vector<std::int32_t> holidays;
  BusinessCalendar calendar{};

  explicit Sample(std::mt19937& random) {
    const auto weekend = static_cast<std::uint8_t>(random() % 127);
    const std::int32_t days = 1 + static_cast<std::int32_t>(random() % 400);
    for (std::int32_t day = kFirst; day < kFirst + days; ++day) {
      const int weekday = functions::detail::WeekdayOf(day) - 1;
      const bool on_weekend = (weekend >> weekday & 1) != 0;
      const bool is_holiday = !on_weekend && random() % 12 == 0;
      if (is_holiday) holidays.push_back(day);
      if (on_weekend || is_holiday) closed.insert(day);
    }
    calendar = {weekend, kFirst, kFirst + days - 1, static_cast<std::uint32_t>(holidays.size()), holidays.data()};
  }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  bool IsOpen(std::int32_t day) const { return !closed.contains(day); }
  /// The `count`-th open day from there, if the calendar knows it.
  std::optional<std::int32_t> Walk(std::int32_t day, std::int64_t count) const {
    const std::int32_t step = count < 0 ? -1 : 1;
    for (std::int64_t left = count < 0 ? -count : count; left > 0;) {
      day += step;
      if (!calendar.Knows(day)) return std::nullopt;
      if (IsOpen(day)) --left;
    }
    return day;
  }
};

TEST_CASE("business days are what one finds by looking at every day") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const Sample sample(random);
    const BusinessCalendar& calendar = sample.calendar;
    const auto some_day = [&] {
      return calendar.first +
             static_cast<std::int32_t>(random() % static_cast<unsigned>(calendar.last - calendar.first + 1));
    };
    for (int i = 0; i < 40; ++i) {
      const std::int32_t from = some_day();
      const std::int32_t until = some_day();
      ErrorKind error = ErrorKind::kNone;
      REQUIRE(functions::IsBusinessDayBy(error, calendar, {from}) == sample.IsOpen(from));
      std::int64_t between = 0;
      for (std::int32_t day = from; day < until; ++day) between += sample.IsOpen(day) ? 1 : 0;
      for (std::int32_t day = until; day < from; ++day) between -= sample.IsOpen(day) ? 1 : 0;
      REQUIRE(functions::BusinessDaysBetweenBy(error, calendar, {from}, {until}) == between);
      REQUIRE(error == ErrorKind::kNone);
      const std::int64_t count = static_cast<std::int64_t>(random() % 60) - 30;
      const Date moved = functions::AddBusinessDaysBy(error, calendar, {from}, count);
      const auto expected = sample.Walk(from, count);
      REQUIRE((error == ErrorKind::kNone) == expected.has_value());
      if (expected) REQUIRE(moved.days == *expected);
    }
  }
}

constexpr BusinessCalendar kYear{0x60, kFirst, kFirst + 364, 0, nullptr};

TEST_CASE("days that a calendar does not know fail") {
  const auto fails = [](auto function, auto... arguments) {
    ErrorKind error = ErrorKind::kNone;
    static_cast<void>(function(error, kYear, arguments...));
    return error == ErrorKind::kOutsideCalendar;
  };
  const Date before{kFirst - 1}, first{kFirst}, last{kFirst + 364}, after{kFirst + 365};
  CHECK(fails(functions::IsBusinessDayBy, before));
  CHECK_FALSE(fails(functions::IsBusinessDayBy, last));
  CHECK(fails(functions::IsBusinessDayBy, after));
  CHECK(fails(functions::AddBusinessDaysBy, last, std::int64_t{1}));
  CHECK(fails(functions::AddBusinessDaysBy, first, std::int64_t{-1}));
  CHECK(fails(functions::AddBusinessDaysBy, first, std::int64_t{INT64_MAX}));
  CHECK(fails(functions::AddBusinessDaysBy, first, std::int64_t{INT64_MIN}));
  CHECK(fails(functions::AddBusinessDaysBy, after, std::int64_t{0}));
  // Up to the end of the last day that it knows.
  CHECK_FALSE(fails(functions::BusinessDaysBetweenBy, first, after));
  CHECK(fails(functions::BusinessDaysBetweenBy, first, Date{after.days + 1}));
  CHECK(fails(functions::BusinessDaysBetweenBy, after, after));
}

TEST_CASE("a calendar whose week is all work has no weekend") {
  constexpr BusinessCalendar kOpen{0, kFirst, kFirst + 13, 0, nullptr};
  ErrorKind error = ErrorKind::kNone;
  CHECK(functions::BusinessDaysBetweenBy(error, kOpen, {kFirst}, {kFirst + 14}) == 14);
  CHECK(functions::AddBusinessDaysBy(error, kOpen, {kFirst}, 13).days == kFirst + 13);
}

}  // namespace
}  // namespace rulert
