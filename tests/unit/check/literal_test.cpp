// Literals take the type of what they meet; nothing else is silently exact or inexact.
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::testing {
namespace {

using diagnostics::Code;

// The only code reported for the body of a function, or nothing.
std::optional<Code> CodeOf(const std::string& type, const std::string& body) {
  const CheckedRules checked =
      CheckRules("function f(n: int, d: decimal(5,2), x: float): " + type + " = " + body + "\n");
  INFO(body << "\n" << checked.report);
  CHECK(checked.program.has_value() == checked.codes.empty());
  CHECK(checked.codes.size() <= 1);
  return checked.codes.empty() ? std::nullopt : std::optional(checked.codes[0]);
}

std::string Printed(const std::string& type, const std::string& body) {
  const CheckedRules checked =
      CheckRules("function f(n: int, d: decimal(5,2), x: float): " + type + " = " + body + "\n");
  INFO(body << "\n" << checked.report);
  REQUIRE(checked.program);
  const std::string text = ir::Print(*checked.program);
  const std::size_t start = text.find("\n  ") + 3;
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

TEST_CASE("a literal takes the expected type if it fits exactly") {
  CHECK(Printed("decimal(5,2)", "7") == "7.00:decimal(5,2)");
  CHECK(Printed("decimal(5,2)", "1.5000") == "1.50:decimal(5,2)");
  CHECK(Printed("float", "7") == "7e0");
  CHECK(Printed("float", "0.1") == "0.1");
  CHECK(Printed("int", "7.0") == "7");
  CHECK(Printed("int?", "7") == "some(7)");
  CHECK(Printed("int", "-9223372036854775808") == "-9223372036854775808");
  CHECK(Printed("decimal(20,0)", "99999999999999999999") == "99999999999999999999:decimal(20,0)");
  CHECK(CodeOf("int", "7.5") == Code::kLiteralRange);
  CHECK(CodeOf("decimal(5,2)", "1000") == Code::kLiteralRange);
  CHECK(CodeOf("decimal(5,2)", "1.001") == Code::kLiteralRange);
  CHECK(CodeOf("float", "9007199254740993") == Code::kLiteralRange);
  CHECK(CodeOf("int", "9223372036854775808") == Code::kLiteralRange);
  CHECK(CodeOf("int", "-9223372036854775809") == Code::kLiteralRange);
}

TEST_CASE("a literal keeps its own digits in decimal arithmetic") {
  CHECK(Printed("decimal(9,4)", "d * 0.30") == "(d * 0.30:decimal(3,2)):decimal(9,4)");
  CHECK(Printed("decimal(7,2)", "d * 2") == "(d * 2:decimal(1,0)):decimal(7,2)");
  CHECK(Printed("decimal(9,2)", "d + 100_000") == "(d + 100000:decimal(6,0)):decimal(9,2)");
  CHECK(Printed("decimal(22,2)", "d + n") == "(d + as<decimal(19,0)>(n)):decimal(22,2)");
  CHECK(Printed("bool", "d > 3") == "(d > 3:decimal(1,0))");
  CHECK(Printed("bool", "n > 2.5") == "(as<decimal(19,0)>(n) > 2.5:decimal(2,1))");
}

TEST_CASE("beside a float a literal is a float, a column is not") {
  CHECK(Printed("float", "x * 2") == "(x * 2e0)");
  CHECK(Printed("bool", "0.1 < x") == "(0.1 < x)");
  CHECK(CodeOf("float", "x * n") == Code::kOperatorTypes);
  CHECK(CodeOf("float", "x * d") == Code::kOperatorTypes);
  CHECK(CodeOf("float", "n") == Code::kTypeMismatch);
  CHECK(CodeOf("float", "d * 1e0") == Code::kOperatorTypes);
}

TEST_CASE("alternatives of different numbers meet in one type") {
  CHECK(Printed("decimal(2,1)", "if n > 3 then 1 else 2.5") ==
        "(if (n > 3) then 1.0:decimal(2,1) else 2.5:decimal(2,1))");
  CHECK(Printed("bool", "max(n, 3) > 3") == "(max(n, 3) > 3)");
  CHECK(Printed("bool", "max(d, 2) > d") == "(max(d, 2.00:decimal(5,2)):decimal(5,2) > d)");
  CHECK(Printed("bool", "max(x, 2) > x") == "(max(x, 2e0) > x)");
  CHECK(Printed("bool", "min(n, 2.5) > 3") ==
        "(min(as<decimal(20,1)>(n), 2.5:decimal(20,1)):decimal(20,1) > 3:decimal(1,0))");
  CHECK(CodeOf("bool", "max(x, n) > x") == Code::kTypeMismatch);
}

TEST_CASE("decimals are never dropped silently") {
  CHECK(CodeOf("decimal(9,2)", "d * d") == Code::kScaleLoss);
  CHECK(Printed("decimal(9,4)", "d") == "as<decimal(9,4)>(d)");
  CHECK(CodeOf("int", "d") == Code::kTypeMismatch);
  CHECK(CodeOf("int", "n / n") == Code::kIntDivision);
}

}  // namespace rulec::testing
