#pragma once
// Which days are business days: neither weekend nor holiday. A module carries the calendars it names as tables, so that
// the same rules give the same answers for ever.
#include <bit>
#include <cstdint>

#include "rulert/time.h"

namespace rulert {

/// Days count since 1970-01-01.
struct BusinessCalendar {
  std::uint8_t weekend;  // bit 0 is Monday
  std::int32_t first;    // what it knows: days from this one
  std::int32_t last;     // to this one
  std::uint32_t holiday_count;
  const std::int32_t* holidays;  // ascending; none on a weekend

  constexpr bool Knows(std::int64_t day) const noexcept { return day >= first && day <= last; }

  constexpr bool IsBusinessDay(std::int64_t day) const noexcept {
    if ((weekend >> DaysSinceMonday(day) & 1) != 0) return false;
    const std::uint32_t at = HolidaysBefore(day);
    return at == holiday_count || holidays[at] != day;
  }

  /// From a day long ago on; for differences between days that it knows, and the one after these.
  constexpr std::int64_t BusinessDaysBefore(std::int64_t day) const noexcept {
    return WorkdaysBefore(day) - HolidaysBefore(day);
  }
  /// The business day that has so many before it.
  constexpr std::int64_t BusinessDayWith(std::int64_t before) const noexcept {
    // A holiday comes before it that has no more of them before it.
    std::uint32_t low = 0;
    std::uint32_t high = holiday_count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (WorkdaysBefore(holidays[middle]) - middle <= before) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return WorkdayWith(before + low);
  }

 private:
  static constexpr std::int64_t kMonday = std::int64_t{kMinDate.days} - 7;  // 0001-01-01 is a Monday

  static constexpr std::int64_t DaysSinceMonday(std::int64_t day) noexcept { return (day - kMonday) % 7; }
  constexpr unsigned Workdays() const noexcept { return ~unsigned{weekend} & 0x7f; }

  /// The same without holidays.
  constexpr std::int64_t WorkdaysBefore(std::int64_t day) const noexcept {
    const std::int64_t rest = DaysSinceMonday(day);
    const std::int64_t weeks = (day - rest - kMonday) / 7;
    return weeks * std::popcount(Workdays()) + std::popcount(Workdays() & ((1u << rest) - 1));
  }
  constexpr std::int64_t WorkdayWith(std::int64_t before) const noexcept {
    const int of_week = std::popcount(Workdays());
    unsigned days = Workdays();
    for (std::int64_t rest = before % of_week; rest > 0; --rest) days &= days - 1;
    return kMonday + before / of_week * 7 + std::countr_zero(days);
  }

  constexpr std::uint32_t HolidaysBefore(std::int64_t day) const noexcept {
    std::uint32_t low = 0;
    std::uint32_t high = holiday_count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (holidays[middle] < day) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
};

}  // namespace rulert
