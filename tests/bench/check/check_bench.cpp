// `rulec check` as a program, from its start to its end: files of 1, 100, 1,000 and 10,000 rules
// (support/decision_rules.h), one after the other in each round.
//   rulec_bench_check [rounds=11]
#include <filesystem>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "tests/bench/support/decision_rules.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

struct Case {
  int rules;
  std::string path;
  std::vector<double> wall;
  std::vector<double> cpu;
};

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rounds"});
  const auto rounds = static_cast<int>(arguments.Number("rounds", 11, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  std::vector<Case> cases;
  for (const int rules : {1, 100, 1000, 10'000}) {
    const fs::path path = fs::temp_directory_path() / ("rulec-bench-check-" + std::to_string(rules) + ".rules");
    if (auto written = base::WriteIfChanged(path.string(), DecisionText(rules)); !written) Die(written.error().message);
    cases.push_back({rules, path.string(), {}, {}});
  }
  for (int round = -1; round < rounds; ++round) {
    for (Case& one : cases) {
      const TimedProcess checked = RunOrDie({RULEC_PROGRAM, "check", one.path});
      if (round < 0) continue;
      one.wall.push_back(checked.wall_seconds * 1e3);
      one.cpu.push_back(checked.cpu_seconds * 1e3);
    }
  }
  for (const Case& one : cases) {
    const std::string label = std::to_string(one.rules) + "_rules";
    Report("check", label, "wall", "ms", Median(one.wall));
    Report("check", label, "cpu", "ms", Median(one.cpu));
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
