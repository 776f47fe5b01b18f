// `rulec build` of 1,000 and 10,000 rules (support/decision_rules.h) to a shared object, as a program from its start to
// its end: with an empty cache, and with the precompiled header of the runtime in it but not these rules.
//   rulec_bench_native_build [rules=1000,10000] [rounds=3]
#include <algorithm>
#include <cstdlib>
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

TimedProcess Build(const fs::path& folder, int rules, int edited) {
  const fs::path path = folder / ("rules" + std::to_string(rules) + ".rules");
  if (auto written = base::WriteIfChanged(path.string(), DecisionText(rules, edited)); !written)
    Die(written.error().message);
  return RunOrDie({"env", "RULEC_CACHE_DIR=" + (folder / "cache").string(), RULEC_PROGRAM, "build", path.string(), "-o",
                   (folder / "out").string()});
}

void Measure(int rules, int rounds) {
  const fs::path folder = fs::temp_directory_path() / "rulec-bench-native-build";
  std::vector<double> cold_wall;
  std::vector<double> cold_cpu;
  std::vector<double> warm_wall;
  std::vector<double> warm_cpu;
  for (int round = 0; round < rounds; ++round) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    const TimedProcess cold = Build(folder, rules, 0);
    const TimedProcess warm = Build(folder, rules, 1);
    cold_wall.push_back(cold.wall_seconds);
    cold_cpu.push_back(cold.cpu_seconds);
    warm_wall.push_back(warm.wall_seconds);
    warm_cpu.push_back(warm.cpu_seconds);
  }
  fs::remove_all(folder);
  const std::string label = std::to_string(rules) + "_rules";
  // Neighbours only ever add: the least is what it takes.
  const auto report = [&](const char* side, const std::vector<double>& seconds) {
    Report("native_build", label, side, "s", *std::min_element(seconds.begin(), seconds.end()));
  };
  report("cold_wall", cold_wall);
  report("cold_cpu", cold_cpu);
  report("header_there_wall", warm_wall);
  report("header_there_cpu", warm_cpu);
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rules", "rounds"});
  const std::string sizes = arguments.Text("rules", "1000,10000");
  const auto rounds = static_cast<int>(arguments.Number("rounds", 3, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  for (std::size_t begin = 0; begin < sizes.size();) {
    const std::size_t end = std::min(sizes.find(',', begin), sizes.size());
    Measure(std::stoi(sizes.substr(begin, end - begin)), rounds);
    begin = end + 1;
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
