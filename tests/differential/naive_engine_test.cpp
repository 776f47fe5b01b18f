// The model itself, against answers worked out on paper.
#include "tests/support/naive_engine.h"

#include <fstream>

#include "compiler/base/files.h"
#include "compiler/eval/json.h"
#include "tests/support/catch.h"
#include "tests/support/random_history.h"
#include "tests/support/rules_on_disk.h"

namespace rulec::testing {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The member of `value` of each line of that output, as text.
std::vector<std::string> Members(const std::vector<std::string>& lines, std::string_view output,
                                 std::string_view name) {
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    const auto json = eval::ParseJson(line);
    REQUIRE(json);
    if (json->Find("output")->text != output) continue;
    const eval::Json* member = json->Find("value")->Find(name);
    found.push_back(member == nullptr ? "-" : member->text);
  }
  return found;
}

std::vector<std::string> Run(const std::string& rules, std::vector<std::string> events) {
  const RulesOnDisk file(rules);
  const driver::Compilation compilation = driver::Compile(file.path(), driver::Stage::kCheck);
  INFO(Findings(compilation));
  REQUIRE(compilation.ok());
  rulert::testing::Script script;
  script.lines = std::move(events);
  return RunNaive(*compilation.program, compilation.sources, script);
}

using Texts = std::vector<std::string>;

std::string Event(const std::string& fields) { return R"({"stream":"events","value":{)" + fields + "}}"; }

const std::string kHeader = R"(module model
record Event { who: string  n: int  at: timestamp }
record Out { n: int }
stream events: Event { time at  delay 10s }
output outs: Out
)";

TEST_CASE("model: the example alerts from the sixth transaction within an hour") {
  const auto rules = base::ReadFile("examples/card_velocity/card_velocity.rules", 1 << 20);
  const auto events = base::ReadFile("examples/card_velocity/events.jsonl", 1 << 20);
  REQUIRE(rules);
  REQUIRE(events);
  const auto lines = Run(*rules, Lines(*events));
  // 10:25:00 is the sixth; 10:24:57 does not see it; at 11:00:00 the one of 10:00:00 is still in, a second later it is
  // not, but that second's is.
  CHECK(Members(lines, "alerts", "at") ==
        Texts{"2026-01-01T10:25:00Z", "2026-01-01T10:24:57Z", "2026-01-01T11:00:00Z", "2026-01-01T11:00:01Z"});
  CHECK(Members(lines, "alerts", "count") == Texts{"6", "6", "8", "8"});
}

TEST_CASE("model: a cell expires by the handler's time and by the watermark") {
  const auto lines =
      Run(kHeader + R"(process P by who {
  state sum: int = 0 expires 1m after write
  on events as e { rule r when true then { sum += e.n  emit outs { n: sum } } }
})",
          {Event(R"("who":"a","n":1,"at":"2026-01-01T10:00:00Z")"),
           Event(R"("who":"a","n":2,"at":"2026-01-01T10:00:59.999Z")"),
           Event(R"("who":"a","n":4,"at":"2026-01-01T10:01:59.999Z")"),
           // The watermark is past 10:02:59.999 after this one, so what was written at 10:01:59.999 is gone,
           Event(R"("who":"b","n":0,"at":"2026-01-01T10:04:00Z")"),
           // and stays so when an older event writes: the greatest write time counts.
           Event(R"("who":"a","n":8,"at":"2026-01-01T10:01:00Z")")});
  CHECK(Members(lines, "outs", "n") == Texts{"1", "3", "4", "0", "0"});
}

TEST_CASE("model: a rejected trigger leaves nothing but its error") {
  const auto lines = Run(kHeader + R"(process P by who {
  state sum: int = 0 unbounded
  window all_day = events in last 1d
  on events as e {
    rule first when true then { sum += 1  emit outs { n: all_day.count } }
    rule second when true then emit outs { n: 100 div e.n }
  }
})",
                         {Event(R"("who":"a","n":0,"at":"2026-01-01T10:00:00Z")"),
                          Event(R"("who":"a","n":50,"at":"2026-01-01T10:00:00Z")")});
  REQUIRE(lines.size() == 3);
  CHECK(Members(lines, "errors", "message") == Texts{"division by zero"});
  CHECK(Members(lines, "errors", "rule") == Texts{"second"});
  CHECK(Members(lines, "outs", "n") == Texts{"1", "2"});
}

TEST_CASE("model: once per counts from the latest firing in event time") {
  const auto lines = Run(
      kHeader + R"(process P by who {
  on events as e { rule r once per 1m when true then emit outs { n: e.n } }
})",
      {Event(R"("who":"a","n":1,"at":"2026-01-01T10:00:00Z")"), Event(R"("who":"a","n":2,"at":"2026-01-01T10:00:59Z")"),
       Event(R"("who":"a","n":3,"at":"2026-01-01T10:01:00Z")"),
       Event(R"("who":"a","n":4,"at":"2026-01-01T10:00:30Z")")});
  CHECK(Members(lines, "outs", "n") == Texts{"1", "3"});
}

TEST_CASE("model: a look-back's late event is not kept, goes to late, and is handled") {
  const auto lines = Run(
      kHeader + R"(process P by who {
  window w = events in last 5s
  on events as e { rule r when true then emit outs { n: w.count } }
})",
      {Event(R"("who":"a","n":1,"at":"2026-01-01T10:00:00Z")"),
       // The watermark is 09:59:49.999999.
       Event(R"("who":"a","n":2,"at":"2026-01-01T09:59:45Z")"), Event(R"("who":"a","n":3,"at":"2026-01-01T09:59:44Z")"),
       Event(R"("who":"a","n":4,"at":"2026-01-01T09:59:46Z")")});
  CHECK(Members(lines, "late", "construct") == Texts{"P.w"});
  CHECK(Members(lines, "late", "watermark") == Texts{"2026-01-01T09:59:49.999999Z"});
  CHECK(Members(lines, "outs", "n") == Texts{"1", "1", "0", "2"});
}

TEST_CASE("model: in order time events wait, and what starts at their time sees them first") {
  const auto lines = Run(
      kHeader + R"(process P by who order time {
  state sum: int = 0 unbounded
  timer t
  on events as e { sum = sum * 10 + e.n  start t at 2026-01-01T10:00:05Z }
  on timer t { emit outs { n: sum } }
})",
      {Event(R"("who":"a","n":3,"at":"2026-01-01T10:00:07Z")"), Event(R"("who":"a","n":2,"at":"2026-01-01T10:00:05Z")"),
       Event(R"("who":"a","n":1,"at":"2026-01-01T10:00:04Z")"), Event(R"("who":"b","n":9,"at":"2026-01-01T10:00:30Z")"),
       // The watermark is 10:00:19.999999 here.
       Event(R"("who":"a","n":4,"at":"2026-01-01T10:00:19Z")")});
  // At 10:00:05 after two events; at 10:00:07 after the third, which asks for what is past; of b in the last pass.
  CHECK(Members(lines, "outs", "n") == Texts{"12", "123", "9"});
  CHECK(Members(lines, "late", "construct") == Texts{"P.events"});
}

TEST_CASE("model: what is emitted is read when time has passed where it was emitted") {
  const auto lines = Run(
      kHeader + R"(output seen: Out
process P by who {
  on events as e { emit outs { n: e.n } }
}
process Q by () {
  state sum: int = 0 unbounded
  on events as e { sum = sum * 10 + e.n }
  on outs as o { emit seen { n: sum } }
})",
      {Event(R"("who":"a","n":3,"at":"2026-01-01T10:00:07Z")"), Event(R"("who":"b","n":2,"at":"2026-01-01T10:00:05Z")"),
       Event(R"("who":"a","n":1,"at":"2026-01-01T10:00:30Z")"),
       // P handles it though it is late; its readers are at 10:00:20 then.
       Event(R"("who":"a","n":4,"at":"2026-01-01T10:00:01Z")")});
  CHECK(Members(lines, "outs", "n") == Texts{"3", "2", "1", "4"});
  CHECK(Members(lines, "seen", "n") == Texts{"2", "23", "23", "231"});
}

TEST_CASE("model: what cannot be decoded is an error, and time goes on") {
  const auto lines = Run(kHeader + R"(process P by who { on events as e { emit outs { n: e.n } } })",
                         {"nonsense", Event(R"("who":"a","n":"1","at":"2026-01-01T10:00:00Z")"), "  ",
                          R"({"stream":"other","value":{}})", Event(R"("who":"a","n":7,"at":"2026-01-01T10:00:00Z")")});
  CHECK(Members(lines, "errors", "stream") == Texts{"-", "events", "-"});
  CHECK(Members(lines, "outs", "n") == Texts{"7"});
}

TEST_CASE("model: lines compare without what it does not answer for") {
  const ir::Program none;
  CHECK(Comparable(
            R"({"output":"errors","id":"1","value":{"message":"m","position":{"file":"f","line":1},"operands":"1"}})",
            none) == R"({"output":"errors","value":{"position":{"file":"f","line":1}}})");
  CHECK(Comparable(R"({"output":"o","id":"1","value":{"a":null,"b":1.50}})", none) ==
        R"({"output":"o","id":"1","value":{"b":1.50}})");
  CHECK(Comparable(R"({"output":"overflow","value":{"construct":"P.last","value":1}})", none) ==
        R"({"output":"overflow","value":{"construct":"P.last","value":1}})");
}

}  // namespace
}  // namespace rulec::testing
