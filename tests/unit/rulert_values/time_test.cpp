// Calendar, and texts of instants, days and spans.
#include <random>
#include <string>

#include "rulert/time_text.h"
#include "rulert/value_text.h"
#include "tests/support/catch.h"

namespace rulert {
namespace {

std::string Written(Timestamp t) {
  char text[kTimestampChars];
  return std::string(text, WriteTimestamp(text, t));
}
std::string Written(Date d) {
  char text[kDateChars];
  return std::string(text, WriteDate(text, d));
}
std::string Written(Duration d) {
  char text[kDurationChars];
  return std::string(text, WriteDuration(text, d));
}
std::string Reread(std::string_view text) {
  Timestamp t;
  return ParseTimestamp(text, t) ? Written(t) : "refused";
}
std::string RereadDuration(std::string_view text) {
  Duration d;
  return ParseDuration(text, d) ? Written(d) : "refused";
}

}  // namespace

TEST_CASE("every day of the calendar follows the one before") {
  CivilDay day{1, 1, 1};
  for (std::int32_t days = kMinDate.days; days <= kMaxDate.days; ++days) {
    const CivilDay got = CivilFromDays(days);
    if (got.year != day.year || got.month != day.month || got.day != day.day || DaysFromCivil(day) != days) FAIL(days);
    if (++day.day > DaysInMonth(day.year, day.month)) {
      day.day = 1;
      if (++day.month > 12) {
        day.month = 1;
        ++day.year;
      }
    }
  }
  CHECK(day.year == 10000);
  static_assert(DaysFromCivil({1970, 1, 1}) == 0 && DaysFromCivil({2000, 3, 1}) == 11017);
}

TEST_CASE("timestamps in ISO 8601") {
  CHECK(Reread("2026-01-31T10:00:00Z") == "2026-01-31T10:00:00Z");
  CHECK(Reread("2026-01-31T10:00:00.5Z") == "2026-01-31T10:00:00.5Z");
  CHECK(Reread("2026-01-31T10:00:00.000001Z") == "2026-01-31T10:00:00.000001Z");
  CHECK(Reread("2026-01-31T10:00:00.120000000Z") == "2026-01-31T10:00:00.12Z");
  CHECK(Reread("2026-01-31T10:00:00.1234567Z") == "refused");
  CHECK(Reread("2026-01-31T10:00:00+01:00") == "2026-01-31T09:00:00Z");
  CHECK(Reread("2026-01-01T00:30:00-05:45") == "2026-01-01T06:15:00Z");
  CHECK(Reread("2026-01-01T00:30:00+05:45") == "2025-12-31T18:45:00Z");
  CHECK(Reread("1969-12-31T23:59:59.999999Z") == "1969-12-31T23:59:59.999999Z");
  CHECK(Reread("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z");
  CHECK(Reread("9999-12-31T23:59:59.999999Z") == "9999-12-31T23:59:59.999999Z");
  CHECK(Reread("0001-01-01T00:00:00+00:01") == "refused");
  CHECK(Reread("9999-12-31T23:59:59-00:01") == "refused");
  CHECK(Reread("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00Z");
  for (const char* text : {"",
                           "2026-01-31",
                           "2026-01-31T10:00:00",
                           "2026-01-31T10:00Z",
                           "2026-01-31 10:00:00Z",
                           "2026-01-31t10:00:00z",
                           "2026-1-31T10:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T10:60:00Z",
                           "2026-01-31T10:00:60Z",
                           "2026-01-31T10:00:00.Z",
                           "2026-01-31T10:00:00+1:00",
                           "2026-01-31T10:00:00+0100",
                           "2026-01-31T10:00:00+01",
                           "2026-01-31T10:00:00+24:00",
                           "2026-01-31T10:00:00+01:60",
                           "2026-01-31T10:00:00Zx",
                           "0000-01-01T00:00:00Z",
                           "-2026-01-31T10:00:00Z",
                           "12026-01-31T10:00:00Z",
                           "2026-01-31T1\xc2\xb9:00:00Z"}) {
    INFO(text);
    CHECK(Reread(text) == "refused");
  }
}

TEST_CASE("a refused text leaves the value alone") {
  Timestamp t{7};
  CHECK_FALSE(ParseTimestamp("2026-01-31T10:00:00", t));
  CHECK(t.us == 7);
  Date d{7};
  CHECK_FALSE(ParseDate("2026-01-32", d));
  CHECK(d.days == 7);
  CHECK_FALSE(ParseDate("2026-01-31T", d));
  CHECK(ParseDate("2026-01-31", d));
  CHECK(Written(d) == "2026-01-31");
}

TEST_CASE("epoch milliseconds keep to the calendar") {
  Timestamp t;
  REQUIRE(TimestampFromMillis(-1, t));
  CHECK(Written(t) == "1969-12-31T23:59:59.999Z");
  REQUIRE(TimestampFromMillis(253402300799999, t));
  CHECK(Written(t) == "9999-12-31T23:59:59.999Z");
  CHECK_FALSE(TimestampFromMillis(253402300800000, t));
  REQUIRE(TimestampFromMillis(-62135596800000, t));
  CHECK(t == kMinTimestamp);
  CHECK_FALSE(TimestampFromMillis(-62135596800001, t));
  CHECK_FALSE(TimestampFromMillis(INT64_MIN, t));
}

TEST_CASE("durations as the language writes them") {
  CHECK(RereadDuration("1h30m") == "1h30m");
  CHECK(RereadDuration("250ms") == "250ms");
  CHECK(RereadDuration("90m") == "1h30m");
  CHECK(RereadDuration("2w") == "14d");
  CHECK(RereadDuration("1w1d") == "8d");
  CHECK(RereadDuration("0s") == "0s");
  CHECK(RereadDuration("-5s") == "-5s");
  CHECK(RereadDuration("1s7us") == "1s7us");
  CHECK(RereadDuration("-106751991d4h54s775ms808us") == "-106751991d4h54s775ms808us");
  CHECK(RereadDuration("-106751991d4h54s775ms809us") == "refused");
  CHECK(RereadDuration("106751991d4h54s775ms808us") == "refused");
  for (const char* text :
       {"", "-", "5", "s", "5x", "1m1h", "1s1s", "5 s", "1.5h", "+5s", "--5s", "99999999999999999999s"}) {
    INFO(text);
    CHECK(RereadDuration(text) == "refused");
  }
}

TEST_CASE("times read back as written") {
  std::mt19937_64 random(4);
  for (int i = 0; i < 50000; ++i) {
    const auto span = static_cast<std::uint64_t>(kMaxTimestamp.us) - static_cast<std::uint64_t>(kMinTimestamp.us);
    const Timestamp t{kMinTimestamp.us + static_cast<std::int64_t>(random() % span)};
    Timestamp back;
    if (!ParseTimestamp(Written(t), back) || back != t) FAIL(Written(t));
    const Duration d{static_cast<std::int64_t>(random()) >> random() % 64};
    Duration duration;
    if (!ParseDuration(Written(d), duration) || duration != d) FAIL(Written(d));
    CHECK(Written(d).size() <= kDurationChars);
  }
}

}  // namespace rulert
