// Random histories in modules whose shards check after each row that all that has changed is marked.
#include "compiler/base/check.h"
#include "compiler/base/files.h"
#include "tests/differential/histories.h"
#include "tests/support/catch.h"
#include "tests/support/random_collections.h"
#include "tests/support/random_history.h"
#include "tests/support/random_joins.h"

namespace rulec::testing {
namespace {

using rulert::testing::Script;

std::vector<NativeRules> CompileAudited(std::string (*make)(std::uint64_t seed), std::uint64_t count) {
  const auto audit = base::ReadFile(RULEC_SOURCE_DIR "/tests/support/mark_audit.h");
  RULEC_CHECK(audit.has_value(), "the audit is there");
  std::vector<NativeTask> tasks;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    tasks.push_back({make(seed), WithUndefinedBehaviourChecked(NativeOptionsFor("clang++-19", "-O0")), true,
                     audit->substr(audit->find("#include"))});
  }
  return CompileAll(tasks);
}

/// Everything of one key grows over many chunks, and shrinks.
std::string LargeModule(std::uint64_t) {
  return std::string("module large\n") + kHistoryRecords + R"(
record Out { rule: string  n: int  low: decimal(12,2)?  text: string? }
output outs: Out
stream payments: Payment { time at  delay 2m }
stream pings: Ping { time at  delay 5s }

process Large by () {
  state names: set<string>                   expires 3h after write
  state seen:  map<timestamp, decimal(12,2)> expires 2h after access
  state few:   map<int, string>              unbounded up to 40
  state log:   list<string>                  unbounded up to 400
  state risk:  int = 0                       unbounded
  window hours = payments in last 3h late 1h
  window some = payments in last 1d where flag up to 250
  window last = payments last 220
  window slide = payments each 4h every 1m late 1h
  window minutes = payments each 1m late 5h up to 300
  window visits = payments session gap 9s late 5h early every 5m
  join near = payments as a with pings as b within -2h .. 2h

  on payments as t {
    add t.customer + t.region + " for more than sixteen bytes" to names
    seen[t.at] = t.amount
    few[t.n * 7] = t.region
    add t.region + t.customer to log
    risk = 100 div t.n
    rule r1
      when hours.count > 20 and t.flag
      then emit outs { rule: "r1", n: some.count(n > 1), low: hours.min(amount), text: last.max(region) }
    rule r2 when length(seen) > 20 and t.n == 3 then { remove log[0] from log }
    rule r3 when t.n == 4 and t.flag then { clear few  log[0] = "first" }
  }
  on late slide as t { emit outs { rule: "late", n: t.n } }
  on close slide as v { emit outs { rule: "slide", n: v.count, low: v.min(amount), text: v.last.region } }
  on update slide as v { emit outs { rule: "slide again", n: v.count } }
  on close minutes as v { emit outs { rule: "minutes", n: v.distinct(region) } }
  on close visits as v { emit outs { rule: "visits", n: 100 div (v.count - 2), low: v.max(amount) } }
  on update visits as v { emit outs { rule: "visits again", n: v.count } }
  on match near as (a, b) { risk = a.n - b.n }
  on unmatched near as b { emit outs { rule: "alone", n: b.n } }
}
process Ordered by () order time {
  state risk: int = 0 unbounded
  on payments as t { risk += 100 div t.n }
  on pings as p { emit outs { rule: "ordered", n: risk } }
}
)";
}

/// Lines that the histories write.
std::size_t RunHistories(const std::vector<NativeRules>& modules, std::uint64_t first, std::uint64_t count) {
  std::size_t lines = 0;
  for (std::uint64_t history = first; history < first + count; ++history) {
    Script script = OneFile(history);
    script.cuts.assign(script.lines.size(), 1 + static_cast<std::uint32_t>(history % 9));
    INFO("module " << history % modules.size() << ", history " << history);
    lines += RunWithWorkers(ModuleFor(modules, history), script, 1 + history % 2).size();
  }
  return lines;
}

TEST_CASE("marks: all that changes in processes of every kind is marked") {
  CHECK(RunHistories(CompileAudited(MakeRandomProcessModule, 5), 0, 75) > 1'000);
}

TEST_CASE("marks: all that changes in much of one key is marked") {
  const std::vector<NativeRules> modules = CompileAudited(LargeModule, 1);
  std::size_t lines = 0;
  for (std::uint64_t history = 0; history < 2; ++history) {
    HistoryShape shape;
    shape.events = 1'500;
    shape.keys = 60;
    shape.watermarks = history == 1;
    const Script script = Uncut(MakeRandomHistory(history + 9'000, shape));
    INFO("history " << history);
    lines += RunWithWorkers(ModuleFor(modules, 0), script, 1).size();
  }
  CHECK(lines > 2'000);
}

TEST_CASE("marks: all that changes in lists, sets and maps is marked") {
  CHECK(RunHistories(CompileAudited(MakeRandomCollectionModule, 5), 200, 30) > 1'000);
}

TEST_CASE("marks: all that changes in joins is marked") {
  CHECK(RunHistories(CompileAudited(MakeRandomJoinModule, 4), 300, 60) > 1'000);
}

}  // namespace
}  // namespace rulec::testing
