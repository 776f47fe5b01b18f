// Decisions of many rules, found by an index in compiled code, against the evaluator, which tests one rule after the
// other: the same answers in the same order, the same failures. RULEC_SEED=N replays one module.
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"
#include "tests/support/random_indexed_rules.h"

namespace rulec::testing {
namespace {

constexpr int kInputs = 300;

struct Module {
  std::string text;
  std::vector<std::string> decisions;
};

Module MakeModule(std::uint64_t seed) {
  Random random(seed);
  Module module{IndexedFactText(), {}};
  for (const int rules : {33, 50, 64, 65, 100, 129, 300, 1100}) {
    module.decisions.push_back("D" + std::to_string(rules));
    const std::size_t policy = 7 * seed + module.decisions.size();
    module.text += IndexedDecisionText(random, module.decisions.back(), rules, policy);
  }
  for (const int rows : {40, 70, 300}) {
    module.decisions.push_back("Table" + std::to_string(rows));
    module.text += IndexedTableText(random, module.decisions.back(), rows);
  }
  return module;
}

std::vector<std::uint64_t> Seeds(std::vector<std::uint64_t> seeds) {
  if (const char* seed = std::getenv("RULEC_SEED")) return {std::strtoull(seed, nullptr, 10)};
  return seeds;
}

void Run(const std::vector<std::uint64_t>& seeds, const driver::NativeOptions& options) {
  std::vector<Module> modules;
  std::vector<NativeTask> tasks;
  for (const std::uint64_t seed : seeds) {
    modules.push_back(MakeModule(seed));
    tasks.push_back({modules.back().text, options});
  }
  const std::vector<NativeRules> compiled = CompileAll(tasks);
  int answered = 0;
  int failed = 0;
  for (std::size_t m = 0; m < modules.size(); ++m) {
    INFO("replay with RULEC_SEED=" << seeds[m]);
    REQUIRE(compiled[m].failure == "");
    Random random(seeds[m]);
    for (const std::string& name : modules[m].decisions) {
      CompiledDecision decision(compiled[m], name);
      for (int i = 0; i < kInputs; ++i) {
        const std::string input = IndexedFactJson(random);
        const DecisionOutcome expected = DecideByEvaluator(compiled[m].checked, name, input);
        ++(expected.message.empty() ? answered : failed);
        INFO(name << " of " << input);
        REQUIRE(decision.Decide(input) == expected);
      }
    }
  }
  CHECK(answered > failed);
  CHECK(failed > 0);
}

TEST_CASE("rule index: the test is about indexes, with answers of their own and without") {
  int with_answers = 0;
  int with_code = 0;
  int by_rows = 0;
  int by_table = 0;
  int by_bitmap = 0;
  int by_chain = 0;  // what random rules ask for does not always tell values apart
  for (const std::uint64_t seed : {1, 2, 3}) {
    const RulesOnDisk file(MakeModule(seed).text);
    const driver::Compilation lowered = driver::Compile(file.path(), driver::Stage::kLower, driver::Findings::kLeftOut);
    INFO(Findings(lowered));
    REQUIRE(lowered.ok());
    for (const plan::Decision& decision : lowered.plan->decisions) {
      if (!decision.index) {
        ++by_chain;
      } else {
        if (decision.name.starts_with("Table")) ++by_table;
        ++(std::holds_alternative<plan::RowIndex>(decision.index->form) ? by_rows : by_bitmap);
        ++(decision.index->answers.empty() ? with_code : with_answers);
      }
    }
  }
  CHECK(with_answers > 0);
  CHECK(with_code > 0);
  CHECK(by_rows >= 3);
  CHECK(by_bitmap > by_rows);
  CHECK(by_table == 9);
  CHECK(8 * by_chain < with_answers + with_code);
}

TEST_CASE("rule index: code by g++ says what the evaluator says") {
  Run(Seeds({1, 2}), NativeOptionsFor("g++-12", "-O2"));
}

TEST_CASE("rule index: code by clang, undefined behaviour checked, says what the evaluator says") {
  Run(Seeds({3}), WithUndefinedBehaviourChecked(NativeOptionsFor("clang++-19", "-O0")));
}

}  // namespace
}  // namespace rulec::testing
