#include "compiler/types/time_text.h"

#include "tests/support/catch.h"

namespace rulec::types {

TEST_CASE("dates that exist") {
  CHECK(ParseDate("1970-01-01") == 0);
  CHECK(ParseDate("1969-12-31") == -1);
  CHECK(ParseDate("2000-02-29") == 11'016);
  CHECK(ParseDate("0001-01-01") == kFirstDay);
  CHECK(ParseDate("9999-12-31") == kLastDay);
  CHECK_FALSE(ParseDate("1900-02-29"));
  CHECK_FALSE(ParseDate("2026-13-01"));
  CHECK_FALSE(ParseDate("2026-04-31"));
  CHECK_FALSE(ParseDate("0000-01-01"));
  CHECK_FALSE(ParseDate("2026-01-00"));
  CHECK_FALSE(ParseDate("2026x01x01"));
  CHECK_FALSE(ParseDate("2026-01-01Z"));
  CHECK_FALSE(ParseDate("2026-1-01"));
}

TEST_CASE("every day has one text") {
  for (std::int64_t day = kFirstDay; day <= kLastDay; day += 97) {
    const std::string text = DateText(day);
    INFO(text);
    REQUIRE(ParseDate(text) == day);
  }
}

TEST_CASE("timestamps with fractions and offsets") {
  CHECK(ParseTimestamp("1970-01-01T00:00:00Z") == 0);
  CHECK(ParseTimestamp("1970-01-01T00:00Z") == 0);
  CHECK(ParseTimestamp("1970-01-01T01:00:00.000001+01:00") == 1);
  CHECK(ParseTimestamp("1969-12-31T23:59:59.5Z") == -500'000);
  CHECK(ParseTimestamp("1970-01-01T00:00:00.1234560Z") == 123'456);
  CHECK_FALSE(ParseTimestamp("1970-01-01T00:00:00.1234567Z"));
  CHECK_FALSE(ParseTimestamp("1970-01-01T24:00:00Z"));
  CHECK_FALSE(ParseTimestamp("1970-01-01T00:00:60Z"));
  CHECK_FALSE(ParseTimestamp("0001-01-01T00:00:00+00:01"));
  CHECK_FALSE(ParseTimestamp("9999-12-31T23:59:59-00:01"));
  CHECK_FALSE(ParseTimestamp("1970-01-01"));
  CHECK_FALSE(ParseTimestamp("1970-01-01T00:00:00"));
  CHECK_FALSE(ParseTimestamp("1970-01-01T00:00:00Zx"));
  CHECK_FALSE(ParseTimestamp("1970-01-01x00:00:00Z"));
  CHECK_FALSE(ParseTimestamp("1970-01-01T00x00:00Z"));
  CHECK_FALSE(ParseTimestamp("1970-01-01T00:00:00+01x00"));
  CHECK(TimestampText(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(TimestampText(1'769'853'600'250'000) == "2026-01-31T10:00:00.25Z");
}

TEST_CASE("durations add their units up") {
  CHECK(ParseDuration("1h30m") == 5'400'000'000);
  CHECK(ParseDuration("1w") == 7 * kDayUs);
  CHECK(ParseDuration("250ms") == 250'000);
  CHECK(ParseDuration("1_000us") == 1'000);
  CHECK_FALSE(ParseDuration("9999999999d"));
  CHECK_FALSE(ParseDuration("15250284w106751991d4h"));
  CHECK_FALSE(ParseDuration("5"));
  CHECK_FALSE(ParseDuration("x"));
  CHECK_FALSE(ParseDuration(""));
  CHECK(DurationText(0) == "0s");
  CHECK(DurationText(-5'400'000'001) == "-1h30m1us");
  CHECK(DurationText(INT64_MIN) == "-106751991d4h54s775ms808us");
}

}  // namespace rulec::types
