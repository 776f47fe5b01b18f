// Random histories over processes with joins: the engine against the naive model, against itself with other numbers of
// workers, and against itself with other cuts into epochs.
#include <map>

#include "compiler/eval/json.h"
#include "tests/differential/histories.h"
#include "tests/support/catch.h"
#include "tests/support/random_history.h"
#include "tests/support/random_joins.h"

namespace rulec::testing {
namespace {

using rulert::testing::Script;

constexpr std::uint64_t kJoinModules = 6;

TEST_CASE("histories of joins: workers and cuts write what the model says") {
  std::map<std::string, std::uint64_t> lines;  // by output
  std::uint64_t rejected_pairs = 0;
  const std::vector<NativeRules> modules = CompileModules(MakeRandomJoinModule, kJoinModules);
  for (std::uint64_t history = 0; history < 180; ++history) {
    const NativeRules& rules = ModuleFor(modules, history);
    HistoryShape shape;
    shape.keys = history % 5 == 0 ? 1 : 4;
    shape.partitions = history % 3 == 0 ? 3 : 1;
    shape.watermarks = history % 4 == 1;
    shape.idle = history % 4 == 2;
    const Script script = Uncut(MakeRandomHistory(history + 7'000, shape));
    INFO("module " << history % kJoinModules << ", history " << history);
    const Lines one = CompareWorkers(rules, script, history);
    CompareCuts(rules, script, one, history);
    for (const std::string& line : one) {
      ++lines[eval::ParseJson(line)->Find("output")->text];
      if (line.find("\"construct\":\"P") != std::string::npos && line.find("\"errors\"") != std::string::npos) {
        ++rejected_pairs;
      }
    }
  }
  // They are about something.
  CHECK(lines["outs"] + lines["others"] > 10'000);
  CHECK(lines["late"] > 1'000);
  CHECK(rejected_pairs > 1'000);
}

}  // namespace
}  // namespace rulec::testing
