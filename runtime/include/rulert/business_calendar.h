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
    const auto working = static_cast<std::uint8_t>(~weekend & 0x7f);
    const std::int64_t rest = DaysSinceMonday(day);
    const std::int64_t weeks = (day - rest - kMonday) / 7;
    const auto of_rest = static_cast<std::uint8_t>(working & ((1 << rest) - 1));
    return weeks * std::popcount(working) + std::popcount(of_rest) - HolidaysBefore(day);
  }

 private:
  static constexpr std::int64_t kMonday = std::int64_t{kMinDate.days} - 7;  // 0001-01-01 is a Monday

  static constexpr std::int64_t DaysSinceMonday(std::int64_t day) noexcept { return (day - kMonday) % 7; }

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
