// Conformance cases by compiled code: one module for each file of cases, by both compilers. And cases that Python makes
// up and answers while the test runs (live_oracle.py), by the evaluator and by compiled code.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "compiler/driver/child_process.h"
#include "compiler/eval/json.h"
#include "compiler/eval/json_value.h"
#include "tests/conformance/conformance.h"
#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"

namespace rulec::conformance {
namespace {

using testing::CompiledDecision;
using testing::DecideByEvaluator;
using testing::DecisionOutcome;
using testing::NativeRules;

/// The value of a case, as outcomes write it.
std::string ExpectedAnswer(const ir::Program& program, const Case& one) {
  for (const ir::Decision& decision : program.decisions) {
    if (decision.name != one.decision()) continue;
    const auto json = eval::ParseJson(one.value);
    REQUIRE(json);
    const auto value = eval::ReadValue(program, *json, decision.result);
    REQUIRE(value);
    return eval::WriteValue(program, *value, decision.result);
  }
  FAIL("no decision " << one.decision());
  return {};
}

void RunCase(const NativeRules& rules, const Batch& batch, const Case& one) {
  INFO(batch.path << ":" << one.line << ": " << one.expr << " with " << one.input);
  const DecisionOutcome outcome = CompiledDecision(rules, one.decision()).Decide(one.input);
  INFO("got " << outcome);
  if (one.error.empty()) {
    CHECK(outcome.answer == ExpectedAnswer(*rules.checked.program, one));
  } else {
    CHECK(outcome.message == one.error);
  }
  // Which expression failed and on what is the evaluator's word.
  CHECK(outcome == DecideByEvaluator(rules.checked, one.decision(), one.input));
}

/// How many cases there were.
std::size_t RunAll(const std::string& folder, const std::string& compiler) {
  const auto batches = ReadBatches(folder);
  REQUIRE(batches);
  std::vector<testing::NativeTask> tasks;
  for (const Batch& batch : *batches)
    tasks.push_back({BuildConformanceModule(batch), testing::NativeOptionsFor(compiler, "-O0")});
  const std::vector<NativeRules> modules = testing::CompileAll(tasks);
  std::size_t count = 0;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    INFO((*batches)[i].path << " by " << compiler);
    REQUIRE(modules[i].failure == "");
    for (const Case& one : (*batches)[i].cases) RunCase(modules[i], (*batches)[i], one);
    count += (*batches)[i].cases.size();
  }
  return count;
}

TEST_CASE("code by g++ gives what every conformance case says") {
  CHECK(RunAll("tests/conformance", "g++-12") >= 5000);
}

TEST_CASE("code by clang gives what every conformance case says") {
  CHECK(RunAll("tests/conformance", "clang++-19") >= 5000);
}

TEST_CASE("decimals, dates and time zones are what Python says they are, asked now") {
  std::string folder = (std::filesystem::temp_directory_path() / "cases.XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const char* const seed = std::getenv("RULEC_SEED");
  const auto asked =
      driver::RunProcess({"python3", "-B", "tests/conformance/live_oracle.py", folder, seed ? seed : "1"});
  REQUIRE(asked);
  INFO(asked->output);
  REQUIRE(asked->exit_code == 0);
  CHECK(RunAll(folder, "g++-12") >= 6000);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rulec::conformance
