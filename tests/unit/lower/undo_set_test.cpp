// What a trigger saves: members that it writes before something that can fail, and no others.
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/lower/plan_of.h"

using rulec::test::PlanOf;
namespace plan = rulec::plan;

namespace {

plan::Process Lower(const std::string& body) {
  return PlanOf(
             "module m.n\n"
             "record T { id: string  amount: decimal(12,2)  n: int  f: float  at: timestamp }\n"
             "record A { id: string  n: int }\n"
             "stream ts: T { time at }\nstream us: T { time at }\noutput outs: A\nparam limit: int = 5\n"
             "process P by id {\n"
             "  state risk: int = 0 expires 1d after write\n"
             "  state best: int = 0 unbounded\n"
             "  state seen: set<string> up to 9 expires 1h after access\n"
             "  state marks: list<int> up to 9 unbounded\n"
             "  state counts: map<string, int> up to 9 expires 1h after access\n"
             "  timer check\n" +
             body + "\n}\n")
      .processes[0];
}

std::string Text(const std::vector<std::string>& members) {
  std::string text;
  for (const std::string& member : members) text += (text.empty() ? "" : " ") + member;
  return text;
}

/// Of `on ts as t { body }`.
std::string SavedBy(const std::string& body, const std::string& windows = "") {
  return Text(Lower(windows + "  on ts as t {\n" + body + "\n  }").handlers[0].saved);
}

std::string Due(const plan::Process& process, const std::string& member) {
  for (const plan::DueWork& due : process.due) {
    if (due.member == member) return Text(due.saved);
  }
  return "no such work";
}

const std::string kEmit = " then emit outs { id: t.id, n: 1 }";

}  // namespace

TEST_CASE("nothing is saved where nothing can fail after a write") {
  CHECK(SavedBy("risk = t.n  best = t.n").empty());
  CHECK(SavedBy("risk = t.n + 1").empty());
  CHECK(SavedBy("let a = t.n + 1\n risk = a  best = t.n").empty());
  CHECK(SavedBy("emit outs { id: t.id, n: 1 }\n emit outs { id: t.id, n: t.n + 1 }").empty());
  CHECK(SavedBy("rule r when t.n + 1 > limit then risk = 1").empty());
}

TEST_CASE("what is written before something that can fail is saved") {
  CHECK(SavedBy("risk = t.n\n best = t.n + 1") == "risk");
  CHECK(SavedBy("risk = t.n\n risk += 1") == "risk");
  CHECK(SavedBy("risk = t.n\n best = t.n + 1\n risk = 2") == "risk");
  CHECK(SavedBy("risk = t.n\n best = 1\n emit outs { id: t.id, n: t.n + 1 }") == "risk best");
  CHECK(SavedBy("start check after 1m\n risk = t.n + 1") == "check");
  CHECK(SavedBy("stop check\n risk = t.n + 1") == "check");
  CHECK(SavedBy("risk = t.n\n start check after 1m") == "risk");
  CHECK(SavedBy("risk = t.n\n start check at 2026-01-01T00:00:00Z").empty());
  CHECK(SavedBy("add t.n to marks\n risk = t.n + 1") == "marks");
  CHECK(SavedBy("risk = 1\n marks[0] = 2") == "risk");
  CHECK(SavedBy("counts[t.id] = t.n + 1").empty());
  CHECK(SavedBy("counts[t.id] = (counts[t.id] ?? 0) + 1") == "counts");
}

TEST_CASE("an element that lives on by being read is written where it is read") {
  CHECK(SavedBy("rule r when t.id in seen then risk = t.n + 1") == "seen");
  CHECK(SavedBy("rule r when t.id in seen then risk = t.n").empty());
  CHECK(SavedBy("rule r when t.n + 1 > 0 and t.id in seen then risk = t.n") == "seen");
}

TEST_CASE("a firing is written before what the rule does, and after its condition") {
  CHECK(SavedBy("rule r once per 1h when t.n + 1 > 1" + kEmit).empty());
  CHECK(SavedBy("rule r once per 1h when t.n > 1 then emit outs { id: t.id, n: t.n + 1 }") == "r_fired");
}

TEST_CASE("what one rule writes is saved for what a later one does") {
  CHECK(SavedBy("rule a when t.n > 1 then risk = 1\n rule b when t.n > 2 then best = t.n + 1") == "risk");
  CHECK(SavedBy("rule a when t.n > 1 then best = t.n + 1\n rule b when t.n > 2 then risk = 1").empty());
}

TEST_CASE("handlers of one event are one trigger") {
  const plan::Process process = Lower(
      "  on ts as t { risk = 1 }\n  on us as u { best = u.n }\n  on ts as t { emit outs { id: t.id, n: t.n + 1 } }");
  CHECK(Text(process.handlers[0].saved) == "risk");
  CHECK(process.handlers[1].saved.empty());
}

TEST_CASE("handlers of one timer are one trigger") {
  const plan::Process process = Lower(
      "  on ts as t { start check at t.at }\n  on timer check { risk = 1 }\n"
      "  on timer check as f { start check at f.time + 1m }\n  on timer check { best = 2 }");
  CHECK(process.handlers[0].saved.empty());
  CHECK(Due(process, "check") == "risk");
}

TEST_CASE("rows enter before the handlers, those of `excluding current` after them") {
  const std::string hour = "  window hour = ts in last 1h\n";
  CHECK(SavedBy("rule r when hour.count > limit" + kEmit, hour).empty());
  CHECK(SavedBy("rule r when hour.sum(amount) > 5.00" + kEmit, hour).empty());  // has room
  CHECK(SavedBy("rule r when hour.sum(n) > 5" + kEmit, hour) == "hour");
  CHECK(SavedBy("rule r when hour.sum(f) > 5.0" + kEmit, hour) == "hour");
  CHECK(SavedBy("risk = t.n + 1", hour) == "hour");
  const std::string before = "  window before = ts in last 1h excluding current\n";
  CHECK(SavedBy("rule r when before.sum(n) > 5" + kEmit, before).empty());
  const std::string after = before + "  window after = ts in last 1m excluding current where n + 1 > 0\n";
  CHECK(SavedBy("risk = t.n", after) == "before risk");
}

TEST_CASE("what rows are made of can fail after others have entered") {
  const std::string windows =
      "  window a = ts in last 1h where n + 1 > 0\n  window b = ts in last 1h where n + 2 > 0\n"
      "  window c = ts in last 1h\n";
  CHECK(SavedBy("rule r when c.count > 1" + kEmit, windows) == "a");
  CHECK(SavedBy("rule r when c.max(n + 1) is present" + kEmit, windows) == "a b");
}

TEST_CASE("a row that is handled as late has not entered") {
  const std::string head = "  window hour = ts in last 1h\n  on ts as t { best = t.n }\n  on late hour as l { ";
  CHECK(Lower(head + "risk = l.n + 1 }").handlers[0].saved.empty());
  CHECK(Text(Lower(head + "risk = 1  best = l.n + 1 }").handlers[0].saved) == "risk");
}

TEST_CASE("a closing and an update are two triggers") {
  const plan::Process process = Lower(
      "  window w = ts each 1h late 10m\n  on close w as v { risk = 1 }\n"
      "  on update w as v { emit outs { id: key.id, n: v.sum(n) } }");
  CHECK(Due(process, "w").empty());
  CHECK(Due(Lower("  window w = ts each 1h late 10m\n  on close w as v { risk = 1 }\n"
                  "  on close w as v { best = v.sum(n) }\n  on update w as v { best = 1 }"),
            "w") == "risk");
}

TEST_CASE("late events of `order time` are a trigger of their own") {
  const plan::Process process =
      PlanOf(
          "module m\nrecord T { id: string  n: int  at: timestamp }\nstream ts: T { time at }\n"
          "process P by id order time {\n  state a: int = 0 unbounded\n  state b: int = 0 unbounded\n"
          "  on ts as t { a = 1  b = t.n }\n  on late ts as l { b = 1 }\n"
          "  on late ts as l { a = l.n + 1 }\n}\n")
          .processes[0];
  CHECK(process.handlers[0].saved.empty());
  CHECK(Text(process.handlers[0].saved_of_late) == "b");
}
