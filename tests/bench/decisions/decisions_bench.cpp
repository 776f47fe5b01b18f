// Decisions of 10, 100, 1,000 and 10,000 rules on twelve fields, all matches, beside a hand-written if-chain at the
// same -O2 in the same file (support/decision_rules.h). Above 1,000 rules the chain is cut into functions of 64, since
// g++ takes minutes for one function of all. `./x bench decisions --peers DIR` runs Drools on the same rules and facts.
//   rulec_bench_decisions [rules=10,100,1000,10000] [facts=20000] [rounds=7]
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/support/decision_rules.h"
#include "tests/bench/support/harness.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

constexpr int kRulesOfOneChain = 1000;
constexpr int kRulesOfAPiece = 64;

std::string Tests(int first, int last) {
  std::string text;
  for (int r = first; r < last; ++r) {
    text += "    if (" + ConditionText(MakeRule(r), "x", " && ") + ") hits[count++] = " + std::to_string(r + 1) + ";\n";
  }
  return text;
}

/// The tests of all rules; above it the functions that it calls.
std::string ChainText(int rules, std::string& functions) {
  if (rules <= kRulesOfOneChain) return Tests(0, rules);
  std::string text;
  for (int first = 0; first < rules; first += kRulesOfAPiece) {
    const std::string name = "From" + std::to_string(first);
    functions += "static int " + name + "(const bench::Fact& x, std::int64_t* hits, int count) {\n" +
                 Tests(first, std::min(rules, first + kRulesOfAPiece)) + "  return count;\n}\n";
    text += "    count = " + name + "(x, hits, count);\n";
  }
  return text;
}

/// Both sides sum the ids of the rules that match, over facts laid out alike.
std::string HarnessText(int rules) {
  std::string functions;
  const std::string chain = ChainText(rules, functions);
  return "#include \"bench.rules.h\"\n" + functions +
         "extern \"C\" std::int64_t Ours(const bench::Fact* facts, std::int64_t n) {\n"
         "  static ::rulert::Scratch scratch;\n  std::int64_t sum = 0;\n  for (std::int64_t i = 0; i < n; ++i) {\n"
         "    scratch.Reset();\n    const auto answers = bench::Match::Decide(facts[i], scratch);\n"
         "    for (const auto& answer : *answers) sum += answer.value.id;\n  }\n  return sum;\n}\n"
         "extern \"C\" std::int64_t Chain(const bench::Fact* facts, std::int64_t n) {\n"
         "  std::int64_t sum = 0;\n  static std::int64_t hits[" +
         std::to_string(rules) +
         "];\n  for (std::int64_t i = 0; i < n; ++i) {\n"
         "    const bench::Fact& x = facts[i];\n    int count = 0;\n" +
         chain + "    for (int k = 0; k < count; ++k) sum += hits[k];\n  }\n  return sum;\n}\n";
}

using Side = std::int64_t(const void*, std::int64_t);

void Measure(int rules, std::int64_t count, int rounds) {
  const Harness harness("decisions-" + std::to_string(rules), DecisionText(rules), "", HarnessText(rules));
  std::printf("# %d rules: g++ -O2 of both sides took %.1f s\n", rules, harness.seconds());
  const std::vector<std::int64_t> facts = MakeFacts(count);
  std::int64_t our_sum = 0;
  std::int64_t chain_sum = 0;
  const auto time = [&](Side* side, std::int64_t& sum) {
    const double start = ThreadCpuSeconds();
    sum = side(facts.data(), count);
    return (ThreadCpuSeconds() - start) * 1e9 / static_cast<double>(count);
  };
  const Pairs pairs = MeasurePairs(
      rounds, [&] { return time(harness.Find<Side>("Chain"), chain_sum); },
      [&] { return time(harness.Find<Side>("Ours"), our_sum); });
  if (our_sum != chain_sum) Die("answers differ: " + std::to_string(our_sum) + " and " + std::to_string(chain_sum));
  const std::string label = std::to_string(rules) + "_rules";
  Report("decisions", label, "rulec", "ns", Median(pairs.second));
  Report("decisions", label, "if_chain", "ns", Median(pairs.first));
  // What Drools prints of the same facts.
  std::printf("# %s: %lld facts sum=%lld\n", label.c_str(), static_cast<long long>(count),
              static_cast<long long>(our_sum));
  ReportRatio("decisions", label, "speed_over_if_chain", pairs.ratios);
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rules", "facts", "rounds"});
  const std::string sizes = arguments.Text("rules", "10,100,1000,10000");
  const std::int64_t facts = arguments.Number("facts", 20'000, 1, 100'000'000);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 7, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  for (std::size_t begin = 0; begin < sizes.size();) {
    const std::size_t end = std::min(sizes.find(',', begin), sizes.size());
    const int rules = std::stoi(sizes.substr(begin, end - begin));
    // A hundred thousand tests a fact: fewer facts say as much.
    Measure(rules, rules > kRulesOfOneChain ? facts / 10 : facts, rounds);
    begin = end + 1;
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
