#pragma once
// Functions of rules on the business days of a calendar. Days outside of the years that it knows fail: nobody has said
// yet which of them are holidays.
#include <cstdint>

#include "rulert/business_calendar.h"
#include "rulert/failure.h"
#include "rulert/functions/dates.h"
#include "rulert/functions/times.h"
#include "rulert/time.h"
#include "rulert/zone.h"

namespace rulert::functions {

namespace detail {

constexpr bool RequireKnown(ErrorKind& error, const BusinessCalendar& calendar, std::int64_t day) noexcept {
  if (calendar.Knows(day)) return true;
  error = ErrorKind::kOutsideCalendar;
  return false;
}

}  // namespace detail

constexpr bool IsBusinessDayBy(ErrorKind& error, const BusinessCalendar& calendar, Date day) noexcept {
  return detail::RequireKnown(error, calendar, day.days) && calendar.IsBusinessDay(day.days);
}
constexpr bool IsBusinessDayInBy(ErrorKind& error, const Zone& zone, const BusinessCalendar& calendar,
                                 Timestamp at) noexcept {
  const std::int64_t day = detail::ShownDay(zone, at);
  return detail::RequireKnown(error, calendar, day) && calendar.IsBusinessDay(day);
}
/// From `from` on, without `until`; of what lies before, less than 0.
constexpr std::int64_t BusinessDaysBetweenBy(ErrorKind& error, const BusinessCalendar& calendar, Date from,
                                             Date until) noexcept {
  const std::int64_t first = from < until ? from.days : until.days;
  const std::int64_t after = from < until ? until.days : from.days;  // the last one is not counted
  if (!detail::RequireKnown(error, calendar, first) ||
      !detail::RequireKnown(error, calendar, after > first ? after - 1 : first))
    return 0;
  return calendar.BusinessDaysBefore(until.days) - calendar.BusinessDaysBefore(from.days);
}
/// The `count`-th business day after it, or before it where negative.
constexpr Date AddBusinessDaysBy(ErrorKind& error, const BusinessCalendar& calendar, Date day,
                                 std::int64_t count) noexcept {
  if (!detail::RequireKnown(error, calendar, day.days)) return {};
  if (count == 0) return day;
  // So many business days lie before the one that is looked for.
  const int itself = count > 0 ? 1 : 0;
  const std::int64_t before =
      detail::IsFar(count) ? -1 : calendar.BusinessDaysBefore(std::int64_t{day.days} + itself) + count - itself;
  if (before < calendar.BusinessDaysBefore(calendar.first) ||
      before >= calendar.BusinessDaysBefore(std::int64_t{calendar.last} + 1)) {
    error = ErrorKind::kOutsideCalendar;
    return {};
  }
  return {static_cast<std::int32_t>(calendar.BusinessDayWith(before))};
}
constexpr Date BusinessDayFromBy(ErrorKind& error, const BusinessCalendar& calendar, Date day) noexcept {
  if (!detail::RequireKnown(error, calendar, day.days)) return {};
  return calendar.IsBusinessDay(day.days) ? day : AddBusinessDaysBy(error, calendar, day, 1);
}
constexpr Date BusinessDayUntilBy(ErrorKind& error, const BusinessCalendar& calendar, Date day) noexcept {
  if (!detail::RequireKnown(error, calendar, day.days)) return {};
  return calendar.IsBusinessDay(day.days) ? day : AddBusinessDaysBy(error, calendar, day, -1);
}
constexpr Date FirstBusinessDayBy(ErrorKind& error, const BusinessCalendar& calendar, Date day) noexcept {
  return BusinessDayFromBy(error, calendar, StartOfMonth(day));
}
constexpr Date LastBusinessDayBy(ErrorKind& error, const BusinessCalendar& calendar, Date day) noexcept {
  return BusinessDayUntilBy(error, calendar, EndOfMonth(day));
}

}  // namespace rulert::functions
