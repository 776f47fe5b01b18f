// Decisions of 10, 100 and 1,000 rules on twelve fields (one equality, three ranges of width 72 in 0..99, all matches)
// beside a hand-written if-chain at the same -O2. Rules and facts are those of the Drools peer: draws of seeds 7 and 8.
//   rulec_bench_decisions [rules=10,100,1000] [facts=20000] [rounds=7]
// The floor of a chain is one compare for each rule; an index that goes below it comes with large rule sets.
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/driver/build.h"
#include "compiler/driver/child_process.h"
#include "compiler/driver/native_compiler.h"
#include "compiler/driver/pipeline.h"
#include "tools/gen/draw.h"

namespace {

namespace fs = std::filesystem;
using rulec::gen::Below;

constexpr int kFields = 12;
constexpr int kDomain = 100;
constexpr int kWidth = 72;

std::uint64_t Draw(std::uint64_t seed, std::uint64_t index, std::uint64_t slot) {
  return rulec::gen::Mix(rulec::gen::Mix(seed) + rulec::gen::kGamma * (16 * index + slot + 1));
}

struct Rule {
  std::uint32_t field;
  std::uint32_t equals;
  std::uint32_t range_field[3];
  std::uint32_t low[3];
};

Rule MakeRule(int r) {
  Rule rule{};
  const auto draw = [r](int slot, int bound) {
    return Below(Draw(7, static_cast<std::uint64_t>(r), static_cast<std::uint64_t>(slot)),
                 static_cast<std::uint32_t>(bound));
  };
  rule.field = draw(0, kFields);
  rule.equals = draw(1, kDomain);
  for (int k = 0; k < 3; ++k) {
    rule.range_field[k] = draw(2 + 2 * k, kFields);
    rule.low[k] = draw(3 + 2 * k, kDomain - kWidth + 1);
  }
  return rule;
}

std::string Condition(const Rule& rule, const std::string& object, const std::string& both) {
  const auto f = [&](std::uint32_t n) { return object + ".f" + std::to_string(n); };
  std::string text = f(rule.field) + " == " + std::to_string(rule.equals);
  for (int k = 0; k < 3; ++k) {
    text += both + f(rule.range_field[k]) + " >= " + std::to_string(rule.low[k]);
    text += both + f(rule.range_field[k]) + " <= " + std::to_string(rule.low[k] + kWidth - 1);
  }
  return text;
}

std::string RulesText(int rules) {
  std::string text = "module bench\nrecord Fact {";
  for (int f = 0; f < kFields; ++f) text += " f" + std::to_string(f) + ": int";
  text += " }\nrecord Hit { id: int }\ndecision Match(x: Fact): Hit all matches {\n";
  for (int r = 0; r < rules; ++r) {
    text += "  rule r" + std::to_string(r) + " when " + Condition(MakeRule(r), "x", " and ") +
            " then { id: " + std::to_string(r + 1) + " }\n";
  }
  return text + "}\n";
}

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
    text += "    if (" + Condition(MakeRule(r), "x", " && ") + ") hits[count++] = " + std::to_string(r + 1) + ";\n";
  }
  return text + "    for (int k = 0; k < count; ++k) sum += hits[k];\n  }\n  return sum;\n}\n";
}

using Side = std::int64_t (*)(const void*, std::int64_t);

double Time(Side side, const std::vector<std::int64_t>& facts, std::int64_t n, std::int64_t& sum) {
  const auto start = std::chrono::steady_clock::now();
  sum = side(facts.data(), n);
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  return took.count() / static_cast<double>(n);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "rulec_bench_decisions: %s\n", message.c_str());
  return 1;
}

int Measure(int rules, std::int64_t n, int rounds) {
  const fs::path folder = fs::temp_directory_path() / ("rulec-bench-decisions-" + std::to_string(rules));
  fs::create_directories(folder);
  const std::string source = folder / "bench.rules";
  if (auto written = rulec::base::WriteIfChanged(source, RulesText(rules)); !written)
    return Fail(written.error().message);
  const auto compilation = rulec::driver::Compile(source, rulec::driver::Stage::kLower);
  if (!compilation.ok()) return Fail("the generated rules do not compile");
  const auto generated = rulec::driver::Generate(compilation, "bench");
  for (const auto& [path, text] : generated.files) {
    if (auto written = rulec::base::WriteIfChanged((folder / path).string(), text); !written)
      return Fail(written.error().message);
  }
  if (auto written = rulec::base::WriteIfChanged((folder / "harness.cpp").string(), HarnessText(rules)); !written)
    return Fail(written.error().message);
  const auto options = rulec::driver::DefaultNativeOptions();
  if (!options) return Fail(options.error().message);
  const std::string library = folder / "harness.so";
  const auto built_from = std::chrono::steady_clock::now();
  const auto built = rulec::driver::RunProcess({"g++", "-std=c++20", "-O2", "-march=x86-64-v2", "-fPIC", "-shared",
                                                "-I" + options->include_dir, "-I" + folder.string(),
                                                (folder / "harness.cpp").string(), "-o", library});
  if (!built || built->exit_code != 0) return Fail(built ? built->output.substr(0, 2000) : built.error().message);
  const std::chrono::duration<double> build_seconds = std::chrono::steady_clock::now() - built_from;
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return Fail(dlerror());
  const auto ours = reinterpret_cast<Side>(dlsym(handle, "Ours"));
  const auto chain = reinterpret_cast<Side>(dlsym(handle, "Chain"));

  std::vector<std::int64_t> facts(static_cast<std::size_t>(n * kFields));
  for (std::int64_t i = 0; i < n; ++i) {
    for (int f = 0; f < kFields; ++f) {
      facts[static_cast<std::size_t>(i * kFields + f)] =
          Below(Draw(8, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(f)), kDomain);
    }
  }
  std::vector<double> our_ns, chain_ns, ratios;
  std::int64_t our_sum = 0, chain_sum = 0;
  for (int r = -1; r < rounds; ++r) {  // interleaved A B B A; the first round warms up
    double a = Time(ours, facts, n, our_sum);
    double b = Time(chain, facts, n, chain_sum);
    b = (b + Time(chain, facts, n, chain_sum)) / 2;
    a = (a + Time(ours, facts, n, our_sum)) / 2;
    if (r < 0) continue;
    our_ns.push_back(a);
    chain_ns.push_back(b);
    ratios.push_back(b / a);
  }
  if (our_sum != chain_sum)
    return Fail("answers differ: " + std::to_string(our_sum) + " and " + std::to_string(chain_sum));
  std::printf("RESULT bench=decisions case=%d_rules side=rulec unit=ns value=%.1f\n", rules, Median(our_ns));
  std::printf("RESULT bench=decisions case=%d_rules side=if_chain unit=ns value=%.1f\n", rules, Median(chain_ns));
  std::printf("RESULT bench=decisions case=%d_rules side=speedup unit=ratio value=%.2f\n", rules, Median(ratios));
  std::printf("# sum=%lld of both sides, g++ -O2 of both in one file took %.1f s\n", static_cast<long long>(our_sum),
              build_seconds.count());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> arguments = {{"rules", "10,100,1000"}, {"facts", "20000"}, {"rounds", "7"}};
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || !arguments.contains(argument.substr(0, equals)))
      return Fail("unknown argument " + argument);
    arguments[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  std::string sizes = arguments["rules"];
  for (std::size_t begin = 0; begin < sizes.size();) {
    const std::size_t end = std::min(sizes.find(',', begin), sizes.size());
    const int status = Measure(std::stoi(sizes.substr(begin, end - begin)), std::stoll(arguments["facts"]),
                               std::stoi(arguments["rounds"]));
    if (status != 0) return status;
    begin = end + 1;
  }
  return 0;
}
