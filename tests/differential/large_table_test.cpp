// A table of many rows, packed in compiled code, against the evaluator, which looks at one row after the other.
#include <cstdint>
#include <cstdio>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"
#include "tests/support/random.h"

namespace rulec::testing {
namespace {

constexpr int kRows = 20'000;
constexpr int kInputs = 300;

constexpr const char* kRules =
    "module large\nrecord Rate { tier: int  apr: decimal(5,2)  note: string? }\n"
    "decision Find(code: string?, amount: decimal(12,2)): Rate? first match { table from \"rates.csv\" }\n";

std::string Format(const char* format, long long a, long long b = 0) {
  char text[80];
  std::snprintf(text, sizeof text, format, a, b);
  return text;
}

/// Four rows in a row have one code, and greater and greater bounds.
std::string CodeOf(int row) { return Format("C%07lld", row / 4 * 7919LL % 9'999'991); }
int BoundOf(int row) { return (row % 4 + 1) * 100; }
std::string AprOf(int row) { return Format("%lld.%02lld", row % 900 / 100, row % 90); }

std::string AnswerOf(int row) {
  const std::string note = row % 3 == 0 ? "null" : Format("\"n%lld\"", row % 7);
  return Format("{\"tier\":%lld,\"apr\":", row) + AprOf(row) + ",\"note\":" + note + "}";
}

std::string TableText() {
  std::string text = "code,amount,|| tier,apr,note\n";
  for (int row = 0; row < kRows; ++row) {
    const std::string note = row % 3 == 0 ? "missing" : Format("n%lld", row % 7);
    text += CodeOf(row) + ",< " + std::to_string(BoundOf(row)) + ".00," + std::to_string(row) + "," + AprOf(row) + "," +
            note + "\n";
  }
  return text + "missing,>= 1000000.00,-1,0.01,missing\n";
}

std::string InputText(const std::string& code, const std::string& amount) {
  return "{\"code\":" + code + ",\"amount\":" + amount + "}";
}

/// An amount that the row takes, and no row of its code before it does.
std::string InputFor(int row) { return InputText("\"" + CodeOf(row) + "\"", std::to_string(BoundOf(row) - 1) + ".50"); }

TEST_CASE("a table of 20,000 rows answers as the evaluator does") {
  NativeTask task{kRules, NativeOptionsFor("g++", "-O1")};
  task.files["rates.csv"] = TableText();
  const std::vector<NativeRules> compiled = CompileAll({task});
  REQUIRE(compiled[0].failure == "");
  CompiledDecision decision(compiled[0], "Find");
  const auto answer = [&](const std::string& input) {
    INFO(input);
    const DecisionOutcome expected = DecideByEvaluator(compiled[0].checked, "Find", input);
    CHECK(decision.Decide(input) == expected);
    return expected.message.empty() ? expected.answer : expected.message;
  };
  for (const int row : {0, 1, 3, 4, 9'999, kRows - 4, kRows - 1}) CHECK(answer(InputFor(row)) == AnswerOf(row));
  CHECK(answer(InputText("\"" + CodeOf(0) + "\"", "400.00")) == "null");
  CHECK(answer(InputText("\"C\"", "1.00")) == "null");
  CHECK(answer(InputText("\"\"", "1.00")) == "null");
  CHECK(answer(InputText("null", "1.00")) == "null");
  CHECK(answer(InputText("null", "1000000.00")) == R"({"tier":-1,"apr":0.01,"note":null})");

  Random random(1);
  int answered = 0;
  for (int i = 0; i < kInputs; ++i) {
    // One code in five is of no row.
    const int row = static_cast<int>(random.Below(kRows * 5 / 4));
    const std::string code = row < kRows ? CodeOf(row) : Format("D%07lld", row);
    const std::string amount =
        Format("%lld.%02lld", static_cast<long long>(random.Below(450)), static_cast<long long>(random.Below(100)));
    answered += answer(InputText("\"" + code + "\"", amount)) != "null" ? 1 : 0;
  }
  CHECK(answered > kInputs / 2);
  CHECK(answered < kInputs);
}

}  // namespace
}  // namespace rulec::testing
