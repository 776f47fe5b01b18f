// Decisions of 10, 100 and 1,000 rules on twelve fields, all matches, beside a hand-written if-chain at the same -O2 in
// the same file (support/decision_rules.h).
//   rulec_bench_decisions [rules=10,100,1000] [facts=20000] [rounds=7]
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/driver/build.h"
#include "compiler/driver/native_compiler.h"
#include "compiler/driver/pipeline.h"
#include "tests/bench/support/decision_rules.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

/// Both sides sum the ids of the rules that match, over facts laid out alike.
std::string HarnessText(int rules) {
  std::string text = "#include \"bench.rules.h\"\n";
  text +=
      "extern \"C\" std::int64_t Ours(const bench::Fact* facts, std::int64_t n) {\n"
      "  static ::rulert::Scratch scratch;\n  std::int64_t sum = 0;\n  for (std::int64_t i = 0; i < n; ++i) {\n"
      "    scratch.Reset();\n    const auto answers = bench::Match::Decide(facts[i], scratch);\n"
      "    for (const auto& answer : *answers) sum += answer.value.id;\n  }\n  return sum;\n}\n";
  text +=
      "extern \"C\" std::int64_t Chain(const bench::Fact* facts, std::int64_t n) {\n"
      "  std::int64_t sum = 0;\n  std::int64_t hits[" +
      std::to_string(rules) +
      "];\n  for (std::int64_t i = 0; i < n; ++i) {\n"
      "    const bench::Fact& x = facts[i];\n    int count = 0;\n";
  for (int r = 0; r < rules; ++r) {
    text += "    if (" + ConditionText(MakeRule(r), "x", " && ") + ") hits[count++] = " + std::to_string(r + 1) + ";\n";
  }
  return text + "    for (int k = 0; k < count; ++k) sum += hits[k];\n  }\n  return sum;\n}\n";
}

void Write(const fs::path& path, const std::string& text) {
  if (auto written = base::WriteIfChanged(path.string(), text); !written) Die(written.error().message);
}

using Side = std::int64_t (*)(const void*, std::int64_t);

struct Sides {
  Side ours;
  Side chain;
};

/// Compiles both sides in one file, by the compiler that a user's service would be built with.
Sides Build(int rules) {
  const fs::path folder = fs::temp_directory_path() / ("rulec-bench-decisions-" + std::to_string(rules));
  fs::create_directories(folder);
  Write(folder / "bench.rules", DecisionText(rules));
  const auto compilation = driver::Compile((folder / "bench.rules").string(), driver::Stage::kLower);
  if (!compilation.ok()) Die("the generated rules do not compile");
  for (const auto& [path, text] : driver::Generate(compilation, "bench").files) Write(folder / path, text);
  Write(folder / "harness.cpp", HarnessText(rules));
  const auto options = driver::DefaultNativeOptions();
  if (!options) Die(options.error().message);
  const std::string library = folder / "harness.so";
  const TimedProcess built =
      RunOrDie({"g++", "-std=c++20", "-O2", "-march=" + options->cpu, "-fPIC", "-shared", "-fno-gnu-unique",
                "-I" + options->include_dir, "-I" + folder.string(), (folder / "harness.cpp").string(), "-o", library});
  std::printf("# %d rules: g++ -O2 of both sides took %.1f s\n", rules, built.wall_seconds);
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) Die(dlerror());
  return {reinterpret_cast<Side>(dlsym(handle, "Ours")), reinterpret_cast<Side>(dlsym(handle, "Chain"))};
}

void Measure(int rules, std::int64_t count, int rounds) {
  const Sides sides = Build(rules);
  const std::vector<std::int64_t> facts = MakeFacts(count);
  std::int64_t our_sum = 0;
  std::int64_t chain_sum = 0;
  const auto time = [&](Side side, std::int64_t& sum) {
    const double start = ThreadCpuSeconds();
    sum = side(facts.data(), count);
    return (ThreadCpuSeconds() - start) * 1e9 / static_cast<double>(count);
  };
  const Pairs pairs =
      MeasurePairs(rounds, [&] { return time(sides.chain, chain_sum); }, [&] { return time(sides.ours, our_sum); });
  if (our_sum != chain_sum) Die("answers differ: " + std::to_string(our_sum) + " and " + std::to_string(chain_sum));
  const std::string label = std::to_string(rules) + "_rules";
  Report("decisions", label, "rulec", "ns", Median(pairs.second));
  Report("decisions", label, "if_chain", "ns", Median(pairs.first));
  ReportRatio("decisions", label, "speed_over_if_chain", pairs.ratios);
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rules", "facts", "rounds"});
  const std::string sizes = arguments.Text("rules", "10,100,1000");
  const std::int64_t facts = arguments.Number("facts", 20'000, 1, 100'000'000);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 7, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  for (std::size_t begin = 0; begin < sizes.size();) {
    const std::size_t end = std::min(sizes.find(',', begin), sizes.size());
    Measure(std::stoi(sizes.substr(begin, end - begin)), facts, rounds);
    begin = end + 1;
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
