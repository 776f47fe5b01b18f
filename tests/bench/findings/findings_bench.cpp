// Findings of decisions of 1,000 rules: checking with them beside checking without. `all`: rules on twelve fields, all
// matches (support/decision_rules.h); `first`: a table of bands of two inputs that leaves no gap, first match;
// `unique`: the same rows, of which no two may match together.
//   rulec_bench_findings [rules=1000] [rounds=5]
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/driver/pipeline.h"
#include "tests/bench/support/decision_rules.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

/// Bands of `a`, each cut into ten bands of `b`.
std::string BandsText(int rules, const char* policy) {
  std::string text =
      std::string("module bench\ndecision Band(a: int, b: int): int ") + policy + " {\n  table {\n  | a | b || r |\n";
  const int bands = std::max(1, rules / 10);
  const auto cell = [](int band, int count) {
    if (count == 1) return std::string("-");
    if (band == 0) return std::string("< 100");
    if (band + 1 == count) return ">= " + std::to_string(band * 100);
    return std::to_string(band * 100) + "..<" + std::to_string(band * 100 + 100);
  };
  for (int a = 0; a < bands; ++a) {
    for (int b = 0; b < 10; ++b)
      text += "  | " + cell(a, bands) + " | " + cell(b, 10) + " || " + std::to_string(a) + " |\n";
  }
  return text + "  }\n}\n";
}

void Measure(const std::string& name, const std::string& text, int rounds) {
  const fs::path path = fs::temp_directory_path() / ("rulec-bench-findings-" + name + ".rules");
  if (auto written = base::WriteIfChanged(path.string(), text); !written) Die(written.error().message);
  const auto check = [&](driver::Findings findings) {
    const double start = ThreadCpuSeconds();
    const auto checked = driver::Compile(path.string(), driver::Stage::kCheck, findings);
    if (!checked.ok()) Die("the rules of `" + name + "` do not compile");
    return ThreadCpuSeconds() - start;
  };
  const Pairs pairs = MeasurePairs(
      rounds, [&] { return check(driver::Findings::kReported); }, [&] { return check(driver::Findings::kLeftOut); });
  const double without = *std::min_element(pairs.second.begin(), pairs.second.end());
  const double with = *std::min_element(pairs.first.begin(), pairs.first.end());
  Report("findings", name, "findings", "ms", (with - without) * 1e3);
  Report("findings", name, "check_without", "ms", without * 1e3);
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rules", "rounds"});
  const auto rules = static_cast<int>(arguments.Number("rules", 1000, 1, 100'000));
  const auto rounds = static_cast<int>(arguments.Number("rounds", 5, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  Measure("all", DecisionText(rules), rounds);
  Measure("first", BandsText(rules, "first match"), rounds);
  Measure("unique", BandsText(rules, "unique match"), rounds);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
