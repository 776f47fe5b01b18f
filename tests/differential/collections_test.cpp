// Random histories over processes whose state is lists, sets and maps: the engine against the naive model, against
// itself with other numbers of workers, and against itself with other cuts into epochs.
#include <algorithm>
#include <map>

#include "compiler/eval/json.h"
#include "tests/differential/histories.h"
#include "tests/support/catch.h"
#include "tests/support/random_collections.h"
#include "tests/support/random_history.h"

namespace rulec::testing {
namespace {

using rulert::testing::Script;

constexpr std::uint64_t kCollectionModules = 6;

TEST_CASE("histories of lists, sets and maps: workers and cuts write what the model says") {
  std::map<std::string, std::uint64_t> lines;  // by output
  const std::vector<NativeRules> modules = CompileModules(MakeRandomCollectionModule, kCollectionModules);
  for (std::uint64_t history = 0; history < 240; ++history) {
    const NativeRules& rules = ModuleFor(modules, history);
    HistoryShape shape;
    shape.keys = history % 5 == 0 ? 1 : 4;
    shape.partitions = history % 3 == 0 ? 3 : 1;
    shape.watermarks = history % 4 == 1;
    const Script script = Uncut(MakeRandomHistory(history + 5'000, shape));
    INFO("module " << history % kCollectionModules << ", history " << history);
    const Lines one = CompareWorkers(rules, script, history);
    CompareCuts(rules, script, one, history);
    for (const std::string& line : one) ++lines[eval::ParseJson(line)->Find("output")->text];
  }
  // They are about something.
  CHECK(lines["outs"] + lines["others"] > 10'000);
  CHECK(lines["overflow"] > 1'500);
  CHECK(lines["errors"] > 5'000);
}

}  // namespace
}  // namespace rulec::testing
