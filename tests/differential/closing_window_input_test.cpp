// Windows that close, fed with what nobody hopes for: by native code with 1, 2, 3 and 5 workers, against the model, and
// against what is written here.
#include <cstdio>

#include "tests/differential/transactions.h"
#include "tests/support/catch.h"

namespace rulec::testing {
namespace {

/// `hh:mm:ss` of 2026-01-01.
std::string At(int second) {
  char at[32];
  std::snprintf(at, sizeof at, "2026-01-01T%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60);
  return at;
}

TEST_CASE("closing windows: of 1 ms and of 10 years") {
  const NativeRules rules = Compiled(R"(module extremes
record Tx { card: string  amount: int  at: timestamp }
record Out { what: string  n: int  start: timestamp  end: timestamp }
stream txs: Tx { time at  delay 1s }
output outs: Out
process P by card {
  window brief = txs each 1ms
  window visit = txs session gap 1ms
  window long  = txs each 3650d
  on close brief as b { emit outs { what: "brief", n: b.count, start: b.start, end: b.end } }
  on close visit as s { emit outs { what: "visit", n: s.count, start: s.start, end: s.end } }
  on close long as l { emit outs { what: "long", n: l.count, start: l.start, end: l.end } }
}
)");
  const Lines lines =
      Answers(rules, {Event("a", "1", "2026-01-01T00:00:00.000999Z"), Event("a", "2", "2026-01-01T00:00:00Z"),
                      Event("a", "3", "2026-01-01T00:00:00.001999Z"), Event("a", "4", "2026-01-01T00:00:00.003Z")});
  CHECK(Values(lines, "outs") ==
        Lines{R"({"what":"brief","n":2,"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:00.001Z"})",
              R"({"what":"brief","n":1,"start":"2026-01-01T00:00:00.001Z","end":"2026-01-01T00:00:00.002Z"})",
              R"({"what":"visit","n":3,"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:00.002999Z"})",
              R"({"what":"brief","n":1,"start":"2026-01-01T00:00:00.003Z","end":"2026-01-01T00:00:00.004Z"})",
              R"({"what":"visit","n":1,"start":"2026-01-01T00:00:00.003Z","end":"2026-01-01T00:00:00.004Z"})",
              R"({"what":"long","n":4,"start":"2019-12-20T00:00:00Z","end":"2029-12-17T00:00:00Z"})"});
}

TEST_CASE("closing windows: one key takes every event, each of them twice") {
  const NativeRules rules = Compiled(R"(module crowd
record Tx { card: string  amount: int  at: timestamp }
record Out { n: int  sum: int  distinct: int  greatest: int?  median: int? }
stream txs: Tx { time at  delay 3m }
output hours: Out
output slides: Out
output visits: Out
process P by () {
  window hour  = txs each 1m
  window slide = txs each 1m every 20s up to 100
  window visit = txs session gap 5s up to 50
  on close hour as w {
    emit hours { n: w.count, sum: w.sum(amount), distinct: w.distinct(amount), greatest: w.max(amount), median: missing }
  }
  on close slide as w {
    emit slides { n: w.count, sum: w.sum(amount), distinct: 0, greatest: w.max(amount), median: w.quantile(0.5, amount) }
  }
  on close visit as w {
    emit visits { n: w.count, sum: w.sum(amount), distinct: w.distinct(card), greatest: w.max(amount), median: missing }
  }
}
)");
  Lines events;
  for (int i = 0; i < 200; ++i) {
    const int second = i % 7 == 0 ? i / 2 : i;
    for (int twice = 0; twice < 2; ++twice) {
      events.push_back(Event("c" + std::to_string(i % 5), std::to_string(i * 31 % 1'009), At(second)));
    }
  }
  const Lines lines = Answers(rules, events);
  const Lines hours = Values(lines, "hours");
  REQUIRE(hours.size() == 4);
  // Of its 20 seconds three, 182, 189 and 196, are those of events that came half as late.
  CHECK(hours[3].find(R"({"n":34,)") == 0);
  // A session that does not end holds what `up to` says; what had to leave it is not lost without a word.
  CHECK(Values(lines, "visits").size() == 1);
  CHECK(Values(lines, "visits")[0].find(R"({"n":50,)") == 0);
  CHECK(Count(lines, "overflow") > 350);
}

TEST_CASE("closing windows: a sum that overflows rejects its closing, and the next window begins anew") {
  const NativeRules rules = Compiled(R"(module heavy
record Tx { card: string  amount: decimal(38,2)  at: timestamp }
record Out { n: int  sum: decimal(38,2)  greatest: decimal(38,2)?  closed: int }
stream txs: Tx { time at }
output outs: Out
output counts: Out
process P by card {
  state closed: int = 0 unbounded
  window hour = txs each 1h
  window slide = txs each 2h every 1h
  on close hour as w {
    closed += 1
    emit outs { n: w.count, sum: w.sum(amount), greatest: w.max(amount), closed: closed }
  }
  on close slide as w { emit counts { n: w.count, sum: 0.00, greatest: w.max(amount), closed: closed } }
}
)");
  const std::string most(36, '9');
  const Lines lines = Answers(rules, {Event("a", most + ".99", At(0)), Event("b", "1.00", At(1)),
                                      Event("a", most + ".98", At(2)), Event("a", "3.00", At(3'600))});
  CHECK(Values(lines, "outs") ==
        Lines{R"({"n":1,"sum":1.00,"greatest":1.00,"closed":1})", R"({"n":1,"sum":3.00,"greatest":3.00,"closed":1})"});
  const Lines errors = Values(lines, "errors");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find(R"("construct":"P.hour")") != std::string::npos);
  CHECK(errors[0].find(R"("key":{"card":"a"})") != std::string::npos);
  CHECK(Count(lines, "counts") == 5);
}

TEST_CASE("closing windows: times before 1970 have windows of their own; a clock that jumps makes the others late") {
  const NativeRules rules = Compiled(R"(module ages
record Tx { card: string  amount: int  at: timestamp }
record Out { n: int  start: timestamp }
stream txs: Tx { time at }
output outs: Out
process P by card {
  window hour = txs each 1h
  on close hour as w { emit outs { n: w.count, start: w.start } }
}
)");
  const Lines lines =
      Answers(rules, {Event("a", "1", "0001-01-01T00:00:00Z"), Event("a", "1", "1969-12-31T23:59:59.999999Z"),
                      Event("a", "1", "1970-01-01T00:00:00Z"), Event("a", "1", "9999-12-31T23:59:59.999999Z"),
                      Event("a", "1", "2026-01-01T00:00:00Z"), Event("a", "1", "10000-01-01T00:00:00Z"),
                      R"({"stream":"txs","value":{"card":"a","amount":1}})",
                      R"({"stream":"txs","value":{"amount":1,"at":"2026-01-01T00:00:00Z"}})"});
  CHECK(Values(lines, "outs") ==
        Lines{R"({"n":1,"start":"0001-01-01T00:00:00Z"})", R"({"n":1,"start":"1969-12-31T23:00:00Z"})",
              R"({"n":1,"start":"1970-01-01T00:00:00Z"})", R"({"n":1,"start":"9999-12-31T23:00:00Z"})"});
  CHECK(Count(lines, "late") == 1);
  CHECK(Count(lines, "errors") == 3);
}

TEST_CASE("closing windows: an event from far ahead is set aside where the stream says so") {
  const NativeRules rules = Compiled(R"(module jumps
record Tx { card: string  amount: int  at: timestamp }
record Out { n: int  start: timestamp }
stream txs: Tx { time at  ahead 1d }
output outs: Out
process P by card {
  window hour = txs each 1h
  on close hour as w { emit outs { n: w.count, start: w.start } }
}
)");
  const Lines lines = Answers(rules, {Event("a", "1", "2026-01-01T00:00:00Z"), Event("a", "1", "9999-01-01T00:00:00Z"),
                                      Event("a", "1", "2026-01-01T00:30:00Z")});
  CHECK(Values(lines, "outs") == Lines{R"({"n":2,"start":"2026-01-01T00:00:00Z"})"});
  CHECK(Count(lines, "late") == 0);
  CHECK(Count(lines, "errors") == 1);
}

}  // namespace
}  // namespace rulec::testing
