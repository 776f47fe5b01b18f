#include "compiler/eval/constants.h"
#include "compiler/eval/evaluator.h"
#include "compiler/eval/json_value.h"
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::eval {
namespace {

using testing::CheckRules;

ir::Program Checked(const std::string& text) {
  auto checked = CheckRules(text);
  INFO(checked.report);
  REQUIRE(checked.program);
  return std::move(*checked.program);
}

ir::DecisionId Find(const ir::Program& program, const std::string& name) {
  for (const ir::DecisionId id : program.decisions.ids()) {
    if (program.decisions[id].name == name) return id;
  }
  FAIL("no decision " << name);
  return {};
}

// Answers of a decision as JSON, each with the index of its rule; `! message @ operands` for a failure.
std::string Decide(const ir::Program& program, const std::string& name, const std::string& input) {
  const ir::DecisionId id = Find(program, name);
  const auto json = ParseJson(input);
  REQUIRE(json);
  auto arguments = ReadArguments(program, id, *json);
  if (!arguments) return "! " + arguments.error().message;
  const auto answers = Evaluator(program).Decide(id, std::move(*arguments));
  if (!answers) return "! " + answers.error().message + " @ " + answers.error().operands;
  std::string text;
  for (const Answer& answer : *answers) {
    text += (text.empty() ? "" : " ") + WriteValue(program, answer.value, program.decisions[id].result) + "/" +
            (answer.rule ? std::to_string(*answer.rule) : "otherwise");
  }
  return text;
}

const std::string kRules =
    "record In { n: int  score: int?  d: decimal(9,2) }\n"
    "record Out { tier: string  rate: decimal(5,2)? }\n"
    "decision First(p: In): string first match {\n"
    "  rule thin when p.score is missing then \"thin\"\n"
    "  rule big when p.score > 100 then \"big\"\n"
    "  rule ratio when 100 div p.n > 3 then \"ratio\"\n"
    "  otherwise \"none\"\n}\n"
    "decision All(p: In): string all matches {\n"
    "  rule a when p.n > 1 then \"a\"\n  rule b when p.n > 2 then \"b\"\n  rule c when p.n > 3 then \"c\"\n}\n"
    "decision AllOr(n: int): list<int> all matches { rule a when n > 1 then n  otherwise 0 }\n"
    "decision Maybe(n: int): int? first match { rule a when n > 1 then n }\n"
    "decision Tier(score: int?, d: decimal(9,2)): Out first match { table {\n"
    "| score    | d * 2      || tier | rate    |\n"
    "| missing  | -          || \"M\"  | missing |\n"
    "| 700..749 | < 10.00    || \"A\"  | 1.5     |\n"
    "| not 5, 6 | 10<..<20.5 || \"B\"  | 2       |\n"
    "| present  | where _ % 3 == 0 || \"C\" | missing |\n"
    "} otherwise { tier: \"D\", rate: 9 } }\n";

TEST_CASE("steps bound an evaluation, and are the same each time") {
  const ir::Program program = Checked(
      "function twice(s: string): string = s + s\n"
      "decision D(s: string): int first match { rule r when length(twice(twice(s))) > 3 then 1  otherwise 2 }\n");
  const auto answers = [&](std::uint64_t steps, std::size_t length) {
    Evaluator evaluator(program);
    evaluator.SetSteps(steps);
    const auto given = evaluator.Decide(ir::DecisionId(0), {Value::Text(std::string(length, 'x'))});
    if (!given) CHECK(given.error().gave_up);
    return given.has_value();
  };
  std::uint64_t needed = 1;
  while (!answers(needed, 1)) ++needed;
  CHECK(needed < 20);
  CHECK(answers(needed, 1));
  CHECK_FALSE(answers(needed - 1, 1));
  CHECK_FALSE(answers(1'000, 100'000));  // text by its length
}

}  // namespace

TEST_CASE("first match stops at the first rule, all matches goes on") {
  const ir::Program program = Checked(kRules);
  CHECK(Decide(program, "First", R"({"n":0,"d":1})") == "\"thin\"/0");
  CHECK(Decide(program, "First", R"({"n":0,"score":101,"d":1})") == "\"big\"/1");
  CHECK(Decide(program, "First", R"({"n":0,"score":100,"d":1})") == "! division by zero @ 100 div 0");
  CHECK(Decide(program, "First", R"({"n":20,"score":100,"d":1})") == "\"ratio\"/2");
  CHECK(Decide(program, "First", R"({"n":30,"score":100,"d":1})") == "\"none\"/otherwise");
  CHECK(Decide(program, "All", R"({"n":3,"d":1})") == "\"a\"/0 \"b\"/1");
  CHECK(Decide(program, "All", R"({"n":0,"d":1})").empty());
  CHECK(Decide(program, "AllOr", R"({"n":5})") == "5/0");
  CHECK(Decide(program, "AllOr", R"({"n":1})") == "0/otherwise");
  CHECK(Decide(program, "Maybe", R"({"n":1})").empty());
  CHECK(Decide(program, "Maybe", R"({"n":2})") == "2/0");
}

TEST_CASE("cells of a table") {
  const ir::Program program = Checked(kRules);
  CHECK(Decide(program, "Tier", R"({"d":50})") == R"({"tier":"M","rate":null}/0)");
  CHECK(Decide(program, "Tier", R"({"score":700,"d":4.99})") == R"({"tier":"A","rate":1.50}/1)");
  CHECK(Decide(program, "Tier", R"({"score":750,"d":4.99})") == R"({"tier":"D","rate":9.00}/otherwise)");
  CHECK(Decide(program, "Tier", R"({"score":7,"d":5})") == R"({"tier":"D","rate":9.00}/otherwise)");
  CHECK(Decide(program, "Tier", R"({"score":7,"d":5.01})") == R"({"tier":"B","rate":2.00}/2)");
  CHECK(Decide(program, "Tier", R"({"score":7,"d":10.24})") == R"({"tier":"B","rate":2.00}/2)");
  CHECK(Decide(program, "Tier", R"({"score":6,"d":10.24})") == R"({"tier":"D","rate":9.00}/otherwise)");
  CHECK(Decide(program, "Tier", R"({"score":6,"d":9})") == R"({"tier":"C","rate":null}/3)");
}

TEST_CASE("operands that are strings stand in quotes, long ones cut between characters") {
  const ir::Program program = Checked("decision D(s: string): int first match { otherwise int(s) }\n");
  CHECK(Decide(program, "D", R"({"s":"a\"\\\n\t{b"})") == R"(! text is not a number @ int("a\"\\\n\t{b"))");
  const std::string x(63, 'x');
  CHECK(Decide(program, "D", "{\"s\":\"" + x + "y\"}") == "! text is not a number @ int(\"" + x + "y\")");
  CHECK(Decide(program, "D", "{\"s\":\"" + x + "\u00E9\"}") == "! text is not a number @ int(\"" + x + "...\")");
}

TEST_CASE("parameters have their defaults until they are set") {
  const ir::Program program = Checked(
      "param limit: int = 3\ndecision D(n: int): int first match { rule a when n > limit then limit otherwise 0 }\n");
  const ir::DecisionId id = Find(program, "D");
  Evaluator evaluator(program);
  CHECK(evaluator.Decide(id, {Value::Number(4)})->front().value.number == 3);
  evaluator.SetParam(ir::ParamId(0), Value::Number(10));
  CHECK(evaluator.Decide(id, {Value::Number(4)})->front().value.number == 0);
}

TEST_CASE("a constant expression becomes its value, everything else says where it varies") {
  ir::Program program = Checked(
      "param a: int = 2\nfunction f(n: int): decimal(9,2) = n + 1\n"
      "function g(): decimal(9,2) = round(1.005, 2) + 1\nfunction h(): int = 1 div 0\n");
  const auto fold = [&](std::uint32_t function) {
    return FoldConstant(program, program.functions[ir::FunctionId(function)].body);
  };
  const Folded varies = fold(0);
  CHECK_FALSE(varies.expr.valid());
  CHECK(varies.failure.empty());
  const Folded constant = fold(1);
  REQUIRE(constant.expr.valid());
  CHECK(program.constants[ir::ConstantId(program.exprs[constant.expr].index)].number == 201);
  const Folded fails = fold(2);
  CHECK_FALSE(fails.expr.valid());
  CHECK(fails.failure == "division by zero");
}

}  // namespace rulec::eval
