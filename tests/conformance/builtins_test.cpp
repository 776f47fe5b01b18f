// The example of every built-in function is true: by the evaluator, and by code of both compilers that had to work it
// out when it ran.
#include "compiler/ir/builtins.h"

#include <set>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"

namespace rulec::conformance {
namespace {

using testing::NativeRules;

std::string DecisionOf(std::size_t index) { return "example_" + std::to_string(index); }

std::string ModuleOfExamples() {
  std::string text = "module examples\n";
  std::size_t index = 0;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    text += "\ndecision " + DecisionOf(index++) + "(): bool first match {\n  otherwise " + std::string(info.example) +
            "\n}\n";
  }
  return text;
}

TEST_CASE("every built-in function has a name, a meaning and an example of its own") {
  std::set<std::string_view> signatures;
  std::set<std::string_view> examples;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    INFO(info.text);
    CHECK(signatures.insert(info.text).second);
    CHECK(examples.insert(info.example).second);
    CHECK(info.example.find(std::string(info.name) + "(") != std::string_view::npos);
    CHECK(info.meaning.ends_with("."));
    CHECK((info.errors.empty() || (info.errors.starts_with("Fails ") && info.errors.ends_with("."))));
  }
  CHECK(signatures.size() >= 100);
}

TEST_CASE("the example of every built-in function is true") {
  std::vector<testing::NativeTask> tasks;
  for (const char* compiler : {"g++-12", "clang++-19"}) {
    tasks.push_back({ModuleOfExamples(), testing::NativeOptionsFor(compiler, "-O0"), false});
  }
  const std::vector<NativeRules> modules = testing::CompileAll(tasks);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    INFO(tasks[i].options.compiler);
    REQUIRE(modules[i].failure == "");
    std::size_t index = 0;
    for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
      const std::string decision = DecisionOf(index++);
      INFO(info.example);
      const auto by_evaluator = testing::DecideByEvaluator(modules[i].checked, decision, "{}");
      const auto by_code = testing::CompiledDecision(modules[i], decision).Decide("{}");
      CHECK(by_evaluator.message == "");
      CHECK(by_evaluator.answer == "true");
      CHECK(by_code == by_evaluator);
    }
  }
}

}  // namespace
}  // namespace rulec::conformance
