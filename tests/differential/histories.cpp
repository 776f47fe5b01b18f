#include "tests/differential/histories.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "compiler/eval/json.h"
#include "tests/support/catch.h"
#include "tests/support/naive_engine.h"
#include "tests/support/random_history.h"

namespace rulec::testing {

using rulert::testing::Outcome;
using rulert::testing::Run;
using rulert::testing::Script;

namespace {

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

}  // namespace

std::vector<NativeRules> CompileModules(std::string (*make)(std::uint64_t seed), std::uint64_t count) {
  const driver::NativeOptions ways[] = {NativeOptionsFor("clang++-19", "-O1"),
                                        WithUndefinedBehaviourChecked(NativeOptionsFor("clang++-19", "-O0")),
                                        WithUndefinedBehaviourChecked(NativeOptionsFor("g++-12", "-O0"))};
  std::vector<NativeTask> tasks;
  for (std::uint64_t seed = 0; seed < count; ++seed) tasks.push_back({make(seed), ways[seed % 3]});
  return CompileAll(tasks);
}

const NativeRules& ModuleFor(const std::vector<NativeRules>& modules, std::uint64_t history) {
  const std::uint64_t module = history % modules.size();
  INFO("module " << module);
  REQUIRE(modules[module].failure == "");
  return modules[module];
}

const NativeRules& ModuleOf(std::uint64_t history) {
  static const std::vector<NativeRules> modules = CompileModules(MakeRandomProcessModule, kModules);
  return ModuleFor(modules, history);
}

Script Uncut(Lines lines) {
  Script script;
  script.lines = std::move(lines);
  script.cuts = {1'000'000};  // more than there is
  return script;
}

Script OneFile(std::uint64_t history) {
  HistoryShape shape;
  shape.partitions = history % 3 == 0 ? 3 : 1;
  shape.watermarks = history % 4 == 1;
  shape.idle = history % 4 >= 2;
  shape.wrong_clocks = history % 4 >= 2;
  shape.clocks = history % 3 != 2;
  shape.keys = history % 5 == 0 ? 1 : 5;
  return Uncut(MakeRandomHistory(history, shape));
}

Script TwoTopics(std::uint64_t history) {
  HistoryShape shape;
  shape.partitions = 6;
  shape.wrong_clocks = history % 2 == 1;
  Script script = Uncut({});
  script.topics = {{"payments", "card.payments", {}, 3}, {"pings", "card.pings", {}, 2}};
  std::vector<std::int64_t> next[2] = {{0, 0, 0}, {10, 20}};
  for (const std::string& line : MakeRandomHistory(history, shape)) {
    const auto json = eval::ParseJson(line);
    REQUIRE(json);
    const std::size_t to = json->Find("stream")->text == "payments" ? 0 : 1;
    rulert::testing::MemoryRecord record;
    const eval::Json& value = *json->Find("value");
    record.tombstone = value.kind == eval::JsonKind::kNull;
    record.value = record.tombstone ? "" : eval::JsonText(value);
    record.partition =
        static_cast<std::uint32_t>(std::stoul(json->Find("partition")->text)) % script.topics[to].partitions;
    record.offset = next[to][record.partition]++;
    script.topics[to].records.push_back(std::move(record));
  }
  return script;
}

Lines RunWithWorkers(const NativeRules& rules, Script script, std::uint32_t workers) {
  script.workers = workers;
  const rulert::testing::Outcome outcome = rulert::testing::Run(rules.module(), script);
  INFO((outcome.failure ? outcome.failure->message : ""));
  CHECK_FALSE(outcome.failure);
  return outcome.lines;
}

Lines CompareWorkers(const NativeRules& rules, const Script& script, std::uint64_t history) {
  const Lines one = RunWithWorkers(rules, script, 1);
  CHECK(DifferenceFromModel(rules, script, one) == "");
  const std::uint32_t workers = 2 + Random(history).Below(4);
  INFO(workers << " workers");
  CHECK(FirstDifference(one, RunWithWorkers(rules, script, workers)) == "");
  return one;
}

void CompareCuts(const NativeRules& rules, Script script, const Lines& whole, std::uint64_t history) {
  Random random(history);
  const std::uint32_t longest = std::array{1u, 7u, 60u}[random.Below(3)];
  script.cuts.clear();
  for (std::size_t cut = 0; cut < script.lines.size(); cut += script.cuts.back()) {
    script.cuts.push_back(1 + random.Below(longest));
  }
  script.workers = 1 + random.Below(4);
  script.block_records = 1 + random.Below(200);
  INFO("epochs of up to " << longest << ", " << script.workers << " workers");
  const Outcome outcome = Run(rules.module(), script);
  CHECK_FALSE(outcome.failure);
  const auto expected = ByKey(whole);
  const auto found = ByKey(outcome.lines);
  CHECK(found.size() == expected.size());
  for (const auto& [key, lines] : expected) {
    INFO("key " << key);
    const auto its = found.find(key);
    CHECK(FirstDifference(lines, its == found.end() ? Lines() : its->second) == "");
  }
}

std::string DifferenceFromModel(const NativeRules& rules, const Script& script, const Lines& engine) {
  const ir::Program& program = *rules.checked.program;
  Lines model = RunNaive(program, rules.checked.sources, script);
  Lines found = engine;
  // Most lines are equal as they are.
  for (std::size_t i = 0; i < std::min(found.size(), model.size()); ++i) {
    if (found[i] == model[i]) continue;
    found[i] = Comparable(found[i], program);
    model[i] = Comparable(model[i], program);
  }
  return FirstDifference(found, model);
}

std::string FirstDifference(const Lines& a, const Lines& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string& left = i < a.size() ? a[i] : "nothing";
    const std::string& right = i < b.size() ? b[i] : "nothing";
    if (left != right) return "line " + std::to_string(i) + ":\n" + left + "\n" + right;
  }
  return {};
}

}  // namespace rulec::testing
