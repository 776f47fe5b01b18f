#include "tests/support/naive_calendar.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "compiler/base/check.h"
#include "rulert/civil.h"

namespace rulec::testing {
namespace {

constexpr std::int64_t kFirst = 1'293'840'000;  // 2011-01-01, in seconds
constexpr std::int64_t kLast = 1'893'456'000;   // 2030-01-01
constexpr std::int64_t kStep = 900;             // in these years every clock is changed at a quarter of an hour

/// Days since 1970, or months.
std::int64_t Shown(std::int64_t second, ir::Calendar::Unit unit) {
  const std::time_t time = second;
  std::tm local{};
  RULEC_CHECK(localtime_r(&time, &local) != nullptr, "the C library shows a time");
  if (unit == ir::Calendar::Unit::kMonth) return (local.tm_year - 70) * std::int64_t{12} + local.tm_mon;
  return rulert::DaysFromCivil({local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
}

}  // namespace

NaiveCalendar::NaiveCalendar(const std::string& zone, ir::Calendar::Unit unit) {
  RULEC_CHECK(setenv("TZ", (":" + zone).c_str(), 1) == 0, "the zone is set");
  tzset();
  for (std::int64_t second = kFirst; second < kLast; second += kStep) {
    const std::int64_t shown = Shown(second, unit);
    // What is shown once more belongs to the day that has begun.
    if (begins_.empty() || shown > begins_.back().number) begins_.push_back({second * 1'000'000, shown});
  }
  unsetenv("TZ");
  tzset();
}

std::int64_t NaiveCalendar::NumberOf(std::int64_t instant) const {
  const auto behind = std::upper_bound(begins_.begin(), begins_.end(), instant,
                                       [](std::int64_t at, const Begin& begin) { return at < begin.instant; });
  RULEC_CHECK(behind != begins_.begin() && behind != begins_.end(), "an instant of the years that are known");
  return std::prev(behind)->number;
}

std::int64_t NaiveCalendar::InstantOf(std::int64_t number) const {
  const auto begin = std::lower_bound(begins_.begin(), begins_.end(), number,
                                      [](const Begin& one, std::int64_t wanted) { return one.number < wanted; });
  RULEC_CHECK(begin != begins_.begin() && begin != begins_.end(), "a day of the years that are known");
  return begin->instant;
}

}  // namespace rulec::testing
