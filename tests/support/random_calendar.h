#pragma once
// Random processes with windows by days, weeks and months of time zones, from a seed; their streams are those of
// MakeRandomHistory.
#include <cstdint>
#include <string>

#include "tests/support/random_history.h"

namespace rulec::testing {

/// One or two processes with two or three windows each: of one day, of several, of weeks, of months; sliding; in zones
/// whose clocks are changed by an hour, by half of one, at midnight, and not at all; with everything that a window that
/// closes may say beside.
std::string MakeRandomCalendarModule(std::uint64_t seed);

/// Weeks in which clocks are changed, forward or back, or in which a zone leaves a day out.
HistoryShape CalendarHistory(std::uint64_t history);

}  // namespace rulec::testing
