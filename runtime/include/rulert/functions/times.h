#pragma once
// Functions of rules on instants: what the clock of a time zone shows, and spans of time. Where a clock is set back, an
// hour comes twice; where it is set forward, one is skipped.
#include <cstdint>
#include <string_view>

#include "rulert/civil.h"
#include "rulert/failure.h"
#include "rulert/functions/dates.h"
#include "rulert/time.h"
#include "rulert/zone.h"

namespace rulert::functions {

namespace detail {

constexpr std::int64_t FloorDiv(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

/// What the clock shows, in seconds since 1970-01-01T00:00:00 by that clock.
constexpr std::int64_t ShownSecond(const Zone& zone, Timestamp at) noexcept {
  const std::int64_t second = FloorDiv(at.us, kMicrosPerSecond);
  return second + zone.SpanAt(second).offset;
}
constexpr std::int64_t ShownDay(const Zone& zone, Timestamp at) noexcept {
  return FloorDiv(ShownSecond(zone, at), 86'400);
}
constexpr std::int64_t ShownSecondOfDay(const Zone& zone, Timestamp at) noexcept {
  return ShownSecond(zone, at) - ShownDay(zone, at) * 86'400;
}
constexpr CivilDay ShownCivil(const Zone& zone, Timestamp at) noexcept {
  return CivilFromDays(static_cast<std::int32_t>(ShownDay(zone, at)));
}

/// When the clock first shows that second or anything after it.
constexpr std::int64_t SecondWhenShown(const Zone& zone, std::int64_t shown) noexcept {
  // No clock is more than 16 hours from UTC.
  Zone::Span span = zone.SpanAt(shown - 86'400);
  for (;;) {
    const std::int64_t second = shown - span.offset;
    const std::int64_t at = second < span.from ? span.from : second;
    if (at < span.until) return at;
    span = zone.SpanAt(span.until);
  }
}
constexpr Timestamp InstantInRange(ErrorKind& error, std::int64_t second, std::int64_t us) noexcept {
  const Timestamp at{second * kMicrosPerSecond + us};
  if (!InRange(at)) {
    error = ErrorKind::kTimestampRange;
    return {};
  }
  return at;
}
constexpr Duration SpanOf(ErrorKind& error, std::int64_t count, std::int64_t us) noexcept {
  Duration span;
  if (__builtin_mul_overflow(count, us, &span.us)) {
    error = ErrorKind::kDurationOverflow;
    return {};
  }
  return span;
}

}  // namespace detail

// ---- what a clock shows ----
constexpr std::int64_t YearIn(const Zone& zone, Timestamp at) noexcept { return detail::ShownCivil(zone, at).year; }
constexpr std::int64_t MonthIn(const Zone& zone, Timestamp at) noexcept { return detail::ShownCivil(zone, at).month; }
constexpr std::int64_t DayIn(const Zone& zone, Timestamp at) noexcept { return detail::ShownCivil(zone, at).day; }
constexpr std::int64_t QuarterIn(const Zone& zone, Timestamp at) noexcept { return (MonthIn(zone, at) + 2) / 3; }
constexpr std::int64_t DayOfWeekIn(const Zone& zone, Timestamp at) noexcept {
  return detail::WeekdayOf(detail::ShownDay(zone, at));
}
constexpr std::int64_t DayOfYearIn(const Zone& zone, Timestamp at) noexcept {
  return detail::ShownDay(zone, at) - DaysFromCivil({detail::ShownCivil(zone, at).year, 1, 1}) + 1;
}
constexpr std::int64_t WeekOfYearIn(const Zone& zone, Timestamp at) noexcept {
  return detail::IsoWeekOf(detail::ShownDay(zone, at)).week;
}
constexpr std::int64_t HourIn(const Zone& zone, Timestamp at) noexcept {
  return detail::ShownSecondOfDay(zone, at) / 3600;
}
constexpr std::int64_t MinuteIn(const Zone& zone, Timestamp at) noexcept {
  return detail::ShownSecondOfDay(zone, at) / 60 % 60;
}
constexpr std::int64_t SecondIn(const Zone& zone, Timestamp at) noexcept {
  return detail::ShownSecondOfDay(zone, at) % 60;
}
constexpr std::int64_t MinuteOfDayIn(const Zone& zone, Timestamp at) noexcept {
  return detail::ShownSecondOfDay(zone, at) / 60;
}
constexpr bool IsWeekendIn(const Zone& zone, Timestamp at) noexcept { return DayOfWeekIn(zone, at) > 5; }
constexpr bool IsBusinessDayIn(const Zone& zone, Timestamp at) noexcept { return !IsWeekendIn(zone, at); }
/// From hour `from` on, until hour `until` begins; across midnight where that is the smaller one.
constexpr bool BetweenHoursIn(const Zone& zone, Timestamp at, std::int64_t from, std::int64_t until) noexcept {
  const std::int64_t hour = HourIn(zone, at);
  return from <= until ? hour >= from && hour < until : hour >= from || hour < until;
}
constexpr Date DateIn(ErrorKind& error, const Zone& zone, Timestamp at) noexcept {
  return detail::DayInRange(error, detail::ShownDay(zone, at));
}
constexpr Duration UtcOffsetIn(const Zone& zone, Timestamp at) noexcept {
  return {zone.SpanAt(detail::FloorDiv(at.us, kMicrosPerSecond)).offset * kMicrosPerSecond};
}

// ---- instants of a clock ----
/// When the clock first shows that time of the day, or the next time that it shows where it is set forward over it.
constexpr Timestamp TimestampIn(ErrorKind& error, const Zone& zone, Date day, std::int64_t hour,
                                std::int64_t minute) noexcept {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
    error = ErrorKind::kOutOfDomain;
    return {};
  }
  const std::int64_t shown = std::int64_t{day.days} * 86'400 + hour * 3600 + minute * 60;
  return detail::InstantInRange(error, detail::SecondWhenShown(zone, shown), 0);
}
constexpr Timestamp StartOfDayIn(ErrorKind& error, const Zone& zone, Timestamp at) noexcept {
  return detail::InstantInRange(error, detail::SecondWhenShown(zone, detail::ShownDay(zone, at) * 86'400), 0);
}

// ---- spans and counts ----
constexpr Duration Days(ErrorKind& error, std::int64_t count) noexcept {
  return detail::SpanOf(error, count, kMicrosPerDay);
}
constexpr Duration Hours(ErrorKind& error, std::int64_t count) noexcept {
  return detail::SpanOf(error, count, 3600 * kMicrosPerSecond);
}
constexpr Duration Minutes(ErrorKind& error, std::int64_t count) noexcept {
  return detail::SpanOf(error, count, 60 * kMicrosPerSecond);
}
constexpr Duration Seconds(ErrorKind& error, std::int64_t count) noexcept {
  return detail::SpanOf(error, count, kMicrosPerSecond);
}
constexpr Duration Milliseconds(ErrorKind& error, std::int64_t count) noexcept {
  return detail::SpanOf(error, count, 1000);
}
/// Toward zero, all of these.
constexpr std::int64_t WholeDays(Duration span) noexcept { return span.us / kMicrosPerDay; }
constexpr std::int64_t WholeHours(Duration span) noexcept { return span.us / (3600 * kMicrosPerSecond); }
constexpr std::int64_t WholeMinutes(Duration span) noexcept { return span.us / (60 * kMicrosPerSecond); }
constexpr std::int64_t WholeSeconds(Duration span) noexcept { return span.us / kMicrosPerSecond; }
constexpr std::int64_t WholeMilliseconds(Duration span) noexcept { return span.us / 1000; }
constexpr double InSeconds(Duration span) noexcept {
  return static_cast<double>(span.us) / static_cast<double>(kMicrosPerSecond);
}
constexpr double InHours(Duration span) noexcept { return InSeconds(span) / 3600; }

constexpr std::int64_t EpochSeconds(Timestamp at) noexcept { return detail::FloorDiv(at.us, kMicrosPerSecond); }
constexpr std::int64_t EpochMilliseconds(Timestamp at) noexcept { return detail::FloorDiv(at.us, 1000); }
constexpr Timestamp FromEpochSeconds(ErrorKind& error, std::int64_t count) noexcept {
  if (count > kMaxTimestamp.us / kMicrosPerSecond || count < kMinTimestamp.us / kMicrosPerSecond) {
    error = ErrorKind::kTimestampRange;
    return {};
  }
  return {count * kMicrosPerSecond};
}
constexpr Timestamp FromEpochMilliseconds(ErrorKind& error, std::int64_t count) noexcept {
  if (count > kMaxTimestamp.us / 1000 || count < kMinTimestamp.us / 1000) {
    error = ErrorKind::kTimestampRange;
    return {};
  }
  return {count * 1000};
}
/// The last multiple of `step` since 1970 UTC up to `at`.
constexpr Timestamp FloorTime(ErrorKind& error, Timestamp at, Duration step) noexcept {
  if (step.us <= 0) {
    error = ErrorKind::kOutOfDomain;
    return {};
  }
  std::int64_t rest = at.us % step.us;
  if (rest < 0) rest += step.us;
  std::int64_t us = 0;
  if (__builtin_sub_overflow(at.us, rest, &us) || !InRange(Timestamp{us})) {
    error = ErrorKind::kTimestampRange;
    return {};
  }
  return {us};
}

}  // namespace rulert::functions
