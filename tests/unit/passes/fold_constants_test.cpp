#include "compiler/ir/print.h"
#include "compiler/passes/passes.h"
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::passes {
namespace {

// The body of a function after the passes.
std::string Folded(const std::string& type, const std::string& body, const PassOptions& options = {}) {
  auto checked = testing::CheckRules("function f(n: int, b: bool, s: string): " + type + " = " + body + "\n");
  INFO(checked.report);
  REQUIRE(checked.program);
  RunAll(*checked.program, options);
  const ir::Function& function = checked.program->functions[ir::FunctionId(0)];
  return ir::ExprText(*checked.program, nullptr, function.body);
}

}  // namespace

TEST_CASE("what is known becomes its value") {
  CHECK(Folded("int", "n + 2 ** 10 * 3") == "(n + 3072)");
  CHECK(Folded("string", "s + upper(\"ab\" + \"c\")") == "(s + \"ABC\")");
  CHECK(Folded("bool", "n > length(\"abc\")") == "(n > 3)");
  CHECK(Folded("timestamp", "2026-01-31T10:00:00Z + 1h * 2") == "2026-01-31T12:00:00Z");
  CHECK(Folded("bool", "3 in [1, 2, 3]") == "true");
  CHECK(Folded("bool", "not (1 > 2) and b") == "b");
  CHECK(Folded("bool", "1 > 2 and b") == "false");
  CHECK(Folded("bool", "1 < 2 or b") == "true");
  CHECK(Folded("int", "if 1 > 2 then n else n + (1 + 1)") == "(n + 2)");
}

TEST_CASE("what fails stays and fails when it is met") {
  CHECK(Folded("int", "n + 1 div 0") == "(n + (1 div 0))");
  CHECK(Folded("int", "9223372036854775807 + 1") == "(9223372036854775807 + 1)");
  CHECK(Folded("bool", "1 div 0 > 3 or 1 < 2") == "(((1 div 0) > 3) or true)");
  CHECK(Folded("bool", "b and 1 > 2") == "(b and false)");
  CHECK(Folded("int", "if 1 > 2 then 1 div 0 else 3") == "3");
}

TEST_CASE("a pass can be turned off, and says whether it did anything") {
  CHECK(Folded("int", "n + 1 * 2", {{"fold_constants"}}) == "(n + (1 * 2))");
  auto checked = testing::CheckRules("function f(n: int): int = n\n");
  REQUIRE(checked.program);
  const auto runs = RunAll(*checked.program);
  REQUIRE(runs.size() == AllPasses().size());
  CHECK(runs[0].name == "fold_constants");
  CHECK_FALSE(runs[0].changed);
}

}  // namespace rulec::passes
