#pragma once
// The wall clock of a time zone: which day or month an instant belongs to, and when each begins. A module carries the
// zones it names as tables, so that the same rules give the same answers whatever a machine knows of zones
// (docs/design/time_zones.md).
//
// A day begins when the clock first shows its midnight or anything after it. Where midnight is skipped it begins later;
// where the clock is set back past midnight it goes on, although the clock shows the day before once more.
#include <cstdint>

#include "rulert/civil.h"
#include "rulert/time.h"

namespace rulert {

/// From `at` on, in seconds since 1970 UTC, clocks are `offset` seconds ahead of UTC.
struct ZoneChange {
  std::int64_t at;
  std::int32_t offset;
};

/// The `week`-th (5: last) `weekday` (0: Sunday) of `month`, that many seconds after its midnight.
struct ZoneDay {
  std::int32_t month;
  std::int32_t week;
  std::int32_t weekday;
  std::int32_t second;
};

/// What holds every year after the last change that is listed.
struct ZoneRule {
  std::int32_t standard;  // offset in seconds
  std::int32_t summer;    // the same: clocks are not changed any more
  ZoneDay begins;         // of summer time, by the clock before it
  ZoneDay ends;           // by the clock before it
};

struct Zone {
  std::int32_t first_offset;  // before the first change
  std::uint32_t change_count;
  const ZoneChange* changes;
  ZoneRule rule;

  /// Between two changes of the clocks.
  struct Span {
    std::int64_t from;
    std::int64_t until;
    std::int32_t offset;
  };
  constexpr Span SpanAt(std::int64_t second) const noexcept {
    if (change_count == 0) return SpanOfRule(kFirst, second);
    if (second >= changes[change_count - 1].at) return SpanOfRule(changes[change_count - 1].at, second);
    std::uint32_t low = 0;  // changes before it have come
    std::uint32_t high = change_count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (changes[middle].at <= second) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) return {kFirst, changes[0].at, first_offset};
    return {changes[low - 1].at, changes[low].at, changes[low - 1].offset};
  }

  /// In seconds since 1970 UTC; days since 1970-01-01.
  constexpr std::int64_t BeginOfDay(std::int64_t day) const noexcept {
    const std::int64_t midnight = day * kSecondsPerDay;
    // No clock is more than 16 hours from UTC.
    Span span = SpanAt(midnight - kSecondsPerDay);
    for (;;) {
      const std::int64_t shown = midnight - span.offset;
      const std::int64_t at = shown < span.from ? span.from : shown;
      if (at < span.until) return at;
      span = SpanAt(span.until);
    }
  }
  constexpr std::int64_t DayOf(std::int64_t second) const noexcept {
    const Span span = SpanAt(second);
    const std::int64_t local = second + span.offset;
    const std::int64_t rest = local % kSecondsPerDay;
    const std::int64_t day = (local - rest) / kSecondsPerDay - (rest < 0 ? 1 : 0);
    // Set back within this day: the next one may have begun before.
    const bool has_begun = second - span.from < kSecondsPerDay && BeginOfDay(day + 1) <= second;
    return has_begun ? day + 1 : day;
  }

 private:
  static constexpr std::int64_t kSecondsPerDay = 86'400;
  static constexpr std::int64_t kFirst = INT64_MIN / 2;
  static constexpr std::int64_t kLast = INT64_MAX / 2;

  static constexpr std::int64_t MidnightOf(int year, const ZoneDay& day) noexcept {
    const std::int32_t first = DaysFromCivil({year, day.month, 1});
    const std::int32_t weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
    std::int32_t of_month = (day.weekday - weekday + 7) % 7 + 7 * (day.week - 1);
    while (of_month >= DaysInMonth(year, day.month)) of_month -= 7;
    return (first + of_month) * kSecondsPerDay;
  }
  constexpr Span SpanOfRule(std::int64_t from, std::int64_t second) const noexcept {
    if (rule.standard == rule.summer) return {from, kLast, rule.standard};
    const std::int64_t local = second + rule.standard;
    const std::int64_t rest = local % kSecondsPerDay;
    const auto day = static_cast<std::int32_t>((local - rest) / kSecondsPerDay - (rest < 0 ? 1 : 0));
    // The last change at or before it, and the next one: of the years around it.
    const int year = CivilFromDays(day).year;
    Span span{from, kLast, rule.standard};
    for (int y = year - 1; y <= year + 1; ++y) {
      const std::int64_t begins = MidnightOf(y, rule.begins) + rule.begins.second - rule.standard;
      const std::int64_t ends = MidnightOf(y, rule.ends) + rule.ends.second - rule.summer;
      const bool summer_first = begins < ends;
      Take(span, second, summer_first ? begins : ends, summer_first ? rule.summer : rule.standard);
      Take(span, second, summer_first ? ends : begins, summer_first ? rule.standard : rule.summer);
    }
    if (span.from < from) span.from = from;
    return span;
  }
  /// Changes come in order.
  static constexpr void Take(Span& span, std::int64_t second, std::int64_t at, std::int32_t offset) noexcept {
    if (at <= second) {
      span.from = at;
      span.offset = offset;
    } else if (at < span.until) {
      span.until = at;
    }
  }
};

namespace detail {
constexpr std::int64_t SecondOf(std::int64_t us) noexcept {
  const std::int64_t rest = us % kMicrosPerSecond;
  return (us - rest) / kMicrosPerSecond - (rest < 0 ? 1 : 0);
}
}  // namespace detail

/// Numbers are days since 1970-01-01; 4 is a Monday.
template <const Zone& kZone>
struct ZoneDays {
  static constexpr std::int64_t At(std::int64_t instant) noexcept { return kZone.DayOf(detail::SecondOf(instant)); }
  static constexpr std::int64_t Instant(std::int64_t day) noexcept { return kZone.BeginOfDay(day) * kMicrosPerSecond; }
  static constexpr std::int64_t Width(std::int64_t days) noexcept { return days * kMicrosPerDay; }
};

/// Numbers are months since January 1970.
template <const Zone& kZone>
struct ZoneMonths {
  static constexpr std::int64_t At(std::int64_t instant) noexcept {
    const CivilDay civil = CivilFromDays(static_cast<std::int32_t>(kZone.DayOf(detail::SecondOf(instant))));
    return (std::int64_t{civil.year} - 1970) * 12 + civil.month - 1;
  }
  static constexpr std::int64_t Instant(std::int64_t month) noexcept {
    const std::int64_t rest = (month % 12 + 12) % 12;
    const int year = static_cast<int>((month - rest) / 12) + 1970;
    return kZone.BeginOfDay(DaysFromCivil({year, static_cast<int>(rest) + 1, 1})) * kMicrosPerSecond;
  }
  static constexpr std::int64_t Width(std::int64_t months) noexcept { return months * 31 * kMicrosPerDay; }
};

}  // namespace rulert
