// Conformance cases by the evaluator.
#include "compiler/eval/evaluator.h"

#include <string>

#include "compiler/base/source.h"
#include "compiler/check/check.h"
#include "compiler/diagnostics/render.h"
#include "compiler/eval/json_value.h"
#include "compiler/parse/parse.h"
#include "compiler/passes/passes.h"
#include "tests/conformance/conformance.h"
#include "tests/support/catch.h"

namespace rulec::conformance {
namespace {

std::optional<ir::Program> CheckModule(const std::string& text) {
  base::SourceSet sources;
  base::Interner symbols;
  diagnostics::Sink sink;
  const base::SourceFile& file = sources.Add("conformance.rules", text);
  auto tree = parse::Parse(file, symbols, sink);
  std::optional<ir::Program> program;
  if (tree) {
    const auto none = [](const std::string&) { return check::Loaded{std::nullopt, "no imports here"}; };
    auto graph = check::LoadModules("conformance.rules", std::move(*tree), none, sink);
    if (graph) program = check::Check(*graph, symbols, sink);
  }
  UNSCOPED_INFO(diagnostics::RenderText(sink, sources));
  return program;
}

std::optional<ir::DecisionId> Find(const ir::Program& program, const std::string& name) {
  for (const ir::DecisionId id : program.decisions.ids()) {
    if (program.decisions[id].name == name) return id;
  }
  return std::nullopt;
}

void RunCase(const ir::Program& program, const Batch& batch, const Case& one) {
  INFO(batch.path << ":" << one.line << ": " << one.expr << " with " << one.input);
  const auto decision = Find(program, one.decision());
  REQUIRE(decision);
  const auto input = eval::ParseJson(one.input);
  REQUIRE(input);
  auto arguments = eval::ReadArguments(program, *decision, *input);
  REQUIRE(arguments);
  const auto answers = eval::Evaluator(program).Decide(*decision, std::move(*arguments));
  if (!one.error.empty()) {
    REQUIRE_FALSE(answers);
    CHECK(answers.error().message == one.error);
    CHECK_FALSE(answers.error().operands.empty());
    return;
  }
  INFO((answers ? "" : answers.error().message));
  REQUIRE(answers);
  REQUIRE(answers->size() == 1);
  const ir::TypeId type = program.decisions[*decision].result;
  const auto wanted = eval::ParseJson(one.value);
  REQUIRE(wanted);
  const auto expected = eval::ReadValue(program, *wanted, type);
  REQUIRE(expected);
  INFO("got " << eval::WriteValue(program, answers->front().value, type));
  CHECK(eval::Equal(program, answers->front().value, type, *expected, type));
}

}  // namespace

TEST_CASE("the evaluator gives what every conformance case says") {
  const auto batches = ReadBatches("tests/conformance");
  REQUIRE(batches);
  std::size_t count = 0;
  for (const Batch& batch : *batches) {
    INFO(batch.path);
    auto program = CheckModule(BuildConformanceModule(batch));
    REQUIRE(program);
    for (const Case& one : batch.cases) RunCase(*program, batch, one);
    passes::RunAll(*program);
    for (const Case& one : batch.cases) RunCase(*program, batch, one);
    count += batch.cases.size();
  }
  CHECK(count >= 5000);
}

}  // namespace rulec::conformance
