#pragma once
// Random keyed processes and random event histories for them, from a seed.
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/random.h"

namespace rulec::testing {

/// A module with two streams and one to four processes (by one field, by two, by (), without `by`; in order of arrival
/// or of time; of streams and of what others emit): state cells of every built kind, look-backs with every aggregate,
/// rules with and without `once per`, timers (by clock too), late events, operations that fail now and then.
std::string MakeRandomProcessModule(std::uint64_t seed);

struct HistoryShape {
  int events = 200;
  int keys = 5;
  int partitions = 1;
  bool bad_records = true;    // not JSON, wrong type, missing field
  bool watermarks = false;    // explicit watermark lines
  bool idle = false;          // lines that say what is idle and how late it is
  bool clocks = false;        // more lines that say how late it is
  bool wrong_clocks = false;  // events far ahead of the others
  // Times of the day 2026-01-01, unless said otherwise: that day, drawn out so many times, begins then.
  std::int64_t starts_at = 1'767'225'600;  // s
  std::int64_t drawn_out = 1;
  bool on_the_hour = false;  // many events at full hours, or just before
};

/// What the events are records of, for the modules that read them.
extern const char* const kHistoryRecords;

/// Envelope lines for such a module, in arrival order; times jump, repeat, and come out of order beyond the delay.
std::vector<std::string> MakeRandomHistory(std::uint64_t seed, const HistoryShape& shape);

}  // namespace rulec::testing
