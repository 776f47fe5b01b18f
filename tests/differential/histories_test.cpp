// Random keyed histories: the engine against the naive model, against itself with other numbers of workers, and against
// itself with other cuts into epochs. 510 of them over 15 modules.
#include "tests/differential/histories.h"

#include <algorithm>
#include <map>

#include "compiler/eval/json.h"
#include "runtime/testing/script.h"
#include "tests/support/catch.h"
#include "tests/support/naive_engine.h"
#include "tests/support/random_history.h"

namespace rulec::testing {
namespace {

using rulert::testing::Outcome;
using rulert::testing::Run;
using rulert::testing::Script;

/// Lines of each key of each process in their order; those without a key in any.
std::map<std::string, Lines> ByKey(const Lines& lines) {
  std::map<std::string, Lines> keys;
  for (const std::string& line : lines) {
    const auto json = eval::ParseJson(line);
    REQUIRE(json);
    const eval::Json* key = json->Find("key");
    if (key == nullptr) {
      keys[""].push_back(line);
      continue;
    }
    const std::string& rule = json->Find("value")->Find("rule")->text;
    keys[rule.substr(0, rule.find('.')) + eval::JsonText(*key)].push_back(line);
  }
  std::sort(keys[""].begin(), keys[""].end());
  return keys;
}

void CompareWithModel(const NativeRules& rules, const Script& script, const Lines& engine) {
  const Lines model = Comparable(RunNaive(*rules.checked.program, rules.checked.sources, script));
  CHECK(FirstDifference(Comparable(engine), model) == "");
}

void CompareCuts(const NativeRules& rules, Script script, const Lines& whole, std::uint64_t seed) {
  const auto expected = ByKey(whole);
  Random random(seed);
  for (const std::uint32_t longest : {1u, 7u, 60u}) {
    script.cuts.clear();
    for (std::size_t cut = 0; cut < script.lines.size(); cut += script.cuts.back()) {
      script.cuts.push_back(1 + random.Below(longest));
    }
    script.workers = 1 + random.Below(4);
    script.block_records = 1 + random.Below(200);
    INFO("epochs of up to " << longest << ", " << script.workers << " workers");
    const Outcome outcome = Run(rules.module(), script);
    CHECK_FALSE(outcome.failure);
    const auto found = ByKey(outcome.lines);
    CHECK(found.size() == expected.size());
    for (const auto& [key, lines] : expected) {
      INFO("key " << key);
      const auto its = found.find(key);
      CHECK(FirstDifference(lines, its == found.end() ? Lines() : its->second) == "");
    }
  }
}

std::size_t Holding(const Lines& lines, std::string_view part) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [part](const std::string& line) { return line.find(part) != std::string::npos; }));
}

TEST_CASE("histories: every number of workers writes the bytes of the model") {
  std::uint64_t lines = 0;
  std::uint64_t fired = 0;
  std::uint64_t rejected_timers = 0;
  std::uint64_t endless_timers = 0;
  std::uint64_t derived = 0;
  std::uint64_t late = 0;
  std::uint64_t overflows = 0;
  std::uint64_t late_handled = 0;
  for (std::uint64_t history = 0; history < 330; ++history) {
    const NativeRules& rules = ModuleOf(history);
    const Script script = OneFile(history);
    INFO("module " << history % kModules << ", history " << history << " of one file");
    const Lines one = RunWithWorkers(rules, script, 1);
    CompareWithModel(rules, script, one);
    for (const std::uint32_t workers : {2u, 3u, 5u}) {
      INFO(workers << " workers");
      CHECK(FirstDifference(one, RunWithWorkers(rules, script, workers)) == "");
    }
    if (history % 2 == 0) CompareCuts(rules, script, one, history);
    lines += one.size();
    fired += Holding(one, ".r11\"") + Holding(one, ".r12\"");
    rejected_timers += Holding(one, "\"construct\":\"P");
    derived += Holding(one, ".r8\"");
    late += Holding(one, ".r7\"");
    overflows += Holding(one, "{\"output\":\"overflow\"");
    late_handled += Holding(one, ".r20\"") + Holding(one, ".r21\"") + Holding(one, ".r22\"");
    endless_timers += Holding(one, "a timer is started again at or before its own time");
  }
  // They are about something.
  CHECK(lines > 20'000);
  CHECK(fired > 1'500);
  CHECK(rejected_timers > 500);
  CHECK(endless_timers > 100);
  CHECK(derived > 1'000);
  CHECK(late > 100);
  CHECK(overflows > 1'000);
  CHECK(late_handled > 100);
}

TEST_CASE("histories: several topics and partitions have one order of rows") {
  std::uint64_t lines = 0;
  for (std::uint64_t history = 1'000; history < 1'180; ++history) {
    const NativeRules& rules = ModuleOf(history);
    const Script script = TwoTopics(history);
    INFO("module " << history % kModules << ", history " << history << " of two topics");
    const Lines one = RunWithWorkers(rules, script, 1);
    CompareWithModel(rules, script, one);
    for (const std::uint32_t workers : {2u, 3u, 5u}) {
      INFO(workers << " workers");
      CHECK(FirstDifference(one, RunWithWorkers(rules, script, workers)) == "");
    }
    lines += one.size();
  }
  CHECK(lines > 10'000);
}

}  // namespace
}  // namespace rulec::testing
