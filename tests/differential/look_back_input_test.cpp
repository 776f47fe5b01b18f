// Look-backs fed with what nobody hopes for: by native code with 1, 2, 3 and 5 workers, against the model, and against
// what is written here.
#include <cstdio>

#include "tests/differential/transactions.h"
#include "tests/support/catch.h"

namespace rulec::testing {
namespace {

TEST_CASE("look-backs: windows of 1 ms and of 10 years hold what lies in them") {
  const NativeRules rules = Compiled(R"(module extremes
record Tx { card: string  amount: int  at: timestamp }
record Out { brief: int  long: int  least: int?  first: timestamp? }
stream txs: Tx { time at  delay 4000d }
output outs: Out
process P by card {
  window brief = txs in last 1ms
  window long  = txs in last 3650d
  on txs as t { emit outs { brief: brief.count, long: long.count, least: long.min(amount), first: brief.first?.at } }
}
)");
  const Lines lines =
      Answers(rules, {Event("a", "5", "2016-01-01T00:00:00Z"), Event("a", "7", "2025-12-28T23:59:59.999Z"),
                      Event("a", "8", "2025-12-29T00:00:00Z"), Event("a", "9", "2025-12-29T00:00:00.001Z"),
                      Event("a", "4", "2025-12-29T00:00:00.001999Z"), Event("a", "6", "2016-01-01T00:00:00.001Z")});
  CHECK(Values(lines, "outs") == Lines{R"({"brief":1,"long":1,"least":5,"first":"2016-01-01T00:00:00Z"})",
                                       R"({"brief":1,"long":2,"least":5,"first":"2025-12-28T23:59:59.999Z"})",
                                       R"({"brief":2,"long":3,"least":5,"first":"2025-12-28T23:59:59.999Z"})",
                                       R"({"brief":2,"long":3,"least":7,"first":"2025-12-29T00:00:00Z"})",
                                       R"({"brief":2,"long":4,"least":4,"first":"2025-12-29T00:00:00.001Z"})",
                                       R"({"brief":2,"long":2,"least":5,"first":"2016-01-01T00:00:00Z"})"});
}

TEST_CASE("look-backs: one key takes every event") {
  const NativeRules rules = Compiled(R"(module crowd
record Tx { card: string  amount: int  at: timestamp }
record Out { n: int  sum: int  greatest: int?  median: int?  others: int }
stream txs: Tx { time at  delay 1h }
output outs: Out
process P by () {
  window hour = txs in last 1h
  window few  = txs in last 1h up to 1_000
  on txs as t {
    emit outs {
      n: hour.count, sum: hour.sum(amount), greatest: hour.max(amount), median: few.quantile(0.5, amount),
      others: hour.count(card == t.card)
    }
  }
}
)");
  Lines events;
  for (int i = 0; i < 3'000; ++i) {
    const int second = i % 7 == 0 ? i / 2 : i;
    char at[32];
    std::snprintf(at, sizeof at, "2026-01-01T00:%02d:%02dZ", second / 60, second % 60);
    events.push_back(Event("c" + std::to_string(i % 5), std::to_string(i * 31 % 1'009), at));
  }
  const Lines lines = Answers(rules, events);
  CHECK(Count(lines, "outs") == 3'000);
  CHECK(Count(lines, "overflow") == 2'000);
}

TEST_CASE("look-backs: an event that comes twice counts twice") {
  const NativeRules rules = Compiled(R"(module twice
record Tx { card: string  amount: int  at: timestamp }
record Out { n: int  sum: int  distinct: int  all: list<int>  last: int?  previous: int? }
stream txs: Tx { time at }
output outs: Out
process P by card {
  window hour = txs in last 1h
  on txs as t {
    emit outs {
      n: hour.count, sum: hour.sum(amount), distinct: hour.distinct(amount), all: hour.list(amount),
      last: hour.last(amount), previous: hour.previous(amount)
    }
  }
}
)");
  const std::string event = Event("a", "5", "2026-01-01T10:00:00Z");
  const Lines lines = Answers(rules, {event, event, Event("a", "6", "2026-01-01T10:00:00Z"), event});
  CHECK(Values(lines, "outs") == Lines{R"({"n":1,"sum":5,"distinct":1,"all":[5],"last":5})",
                                       R"({"n":2,"sum":10,"distinct":1,"all":[5,5],"last":5,"previous":5})",
                                       R"({"n":3,"sum":16,"distinct":2,"all":[5,5,6],"last":6,"previous":5})",
                                       R"({"n":4,"sum":21,"distinct":2,"all":[5,5,6,5],"last":5,"previous":6})"});
  CHECK(Count(lines, "late") == 0);
}

TEST_CASE("look-backs: a sum that overflows rejects its trigger and leaves the window intact") {
  const NativeRules rules = Compiled(R"(module heavy
record Tx { card: string  amount: decimal(38,2)  at: timestamp }
record Out { n: int  sum: decimal(38,2)  mean: decimal(38,6)?  seen: int }
stream txs: Tx { time at }
output outs: Out
process P by card {
  state seen: int = 0 unbounded
  window hour = txs in last 1h
  window three = txs last 3
  on txs as t {
    seen += 1
    emit outs { n: three.count, sum: hour.sum(amount), mean: three.avg(amount / 1_000_000), seen: seen }
  }
}
)");
  const std::string most = "999999999999999999999999999999999999.99";
  const Lines lines =
      Answers(rules, {Event("a", most, "2026-01-01T10:00:00Z"), Event("a", "0.01", "2026-01-01T10:10:00Z"),
                      Event("a", "-1", "2026-01-01T10:20:00Z"), Event("a", most, "2026-01-01T10:30:00Z"),
                      Event("a", "0.5", "2026-01-01T10:40:00Z"), Event("a", most, "2026-01-01T12:00:00Z")});
  const Lines values = Values(lines, "outs");
  REQUIRE(values.size() == 4);
  CHECK(values[1].starts_with(R"({"n":2,"sum":999999999999999999999999999999999998.99,)"));
  CHECK(values[2].starts_with(R"({"n":3,"sum":999999999999999999999999999999999999.49,)"));
  CHECK(values[2].ends_with(R"("seen":3})"));
  const Lines errors = Values(lines, "errors");
  REQUIRE(errors.size() == 2);
  for (const std::string& error : errors) CHECK(error.find(R"("message":"decimal overflow")") != std::string::npos);
}

TEST_CASE("look-backs: times before 1970 are times; those past 9999 and missing ones are errors") {
  const NativeRules rules = Compiled(R"(module ages
record Tx { card: string  amount: int  at: timestamp }
record Out { n: int  sum: int  start: timestamp  first: timestamp? }
stream txs: Tx { time at  delay 3650000d }
output outs: Out
process P by card {
  window year = txs in last 365d
  on txs as t { emit outs { n: year.count, sum: year.sum(amount), start: year.start, first: year.first?.at } }
}
)");
  const Lines lines =
      Answers(rules, {Event("a", "1", "1969-06-01T00:00:00Z"), Event("a", "2", "1970-01-01T00:00:00Z"),
                      Event("a", "4", "1969-12-31T23:59:59.999999Z"), Event("a", "8", "0002-01-01T00:00:00Z"),
                      Event("a", "16", "0001-06-01T00:00:00Z"), Event("a", "32", "9999-12-31T23:59:59.999999Z"),
                      Event("a", "64", "10000-01-01T00:00:00Z"), Event("a", "64", "0000-12-31T00:00:00Z"),
                      R"({"stream":"txs","value":{"card":"a","amount":64}})",
                      R"({"stream":"txs","value":{"card":"a","amount":64,"at":null}})",
                      Event("a", "128", "9999-06-01T00:00:00Z")});
  CHECK(Values(lines, "outs") ==
        Lines{R"({"n":1,"sum":1,"start":"1968-06-01T00:00:00Z","first":"1969-06-01T00:00:00Z"})",
              R"({"n":2,"sum":3,"start":"1969-01-01T00:00:00Z","first":"1969-06-01T00:00:00Z"})",
              R"({"n":2,"sum":5,"start":"1968-12-31T23:59:59.999999Z","first":"1969-06-01T00:00:00Z"})",
              R"({"n":1,"sum":8,"start":"0001-01-01T00:00:00Z","first":"0002-01-01T00:00:00Z"})",
              R"({"n":1,"sum":32,"start":"9998-12-31T23:59:59.999999Z","first":"9999-12-31T23:59:59.999999Z"})",
              R"({"n":1,"sum":128,"start":"9998-06-01T00:00:00Z","first":"9999-06-01T00:00:00Z"})"});
  // One look-back would start before the year 1; four events cannot be decoded.
  CHECK(Count(lines, "errors") == 5);
}

}  // namespace
}  // namespace rulec::testing
