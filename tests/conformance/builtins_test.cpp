// The built-in functions of the table, each by itself: its example is true, and on whatever arguments the evaluator and
// compiled code agree, in answers and in failures. Undefined behaviour in a function ends the test.
#include "compiler/ir/builtins.h"

#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"
#include "tests/support/random.h"

namespace rulec::conformance {
namespace {

using testing::NativeRules;
using types::TypeKind;

constexpr int kInputs = 150;

constexpr const char* kBankHolidays =
    "2026-01-01,New Year's Day\n2026-04-03,Good Friday\n2026-04-06,Easter Monday\n2026-05-04,Early May\n"
    "2026-05-25,Spring\n2026-08-31,Summer\n2026-12-25,Christmas Day\n2026-12-26,Boxing Day\n2026-12-28,Boxing Day\n";

std::string ExampleOf(std::size_t index) { return "example_" + std::to_string(index); }
std::string CallOf(std::size_t index) { return "call_" + std::to_string(index); }

std::string TypeName(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kFloat:
      return "float";
    case TypeKind::kTimestamp:
      return "timestamp";
    case TypeKind::kDuration:
      return "duration";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kBytes:
      return "bytes";
    default:
      return "string";
  }
}

std::string Decision(const std::string& name, const std::string& params, const std::string& result,
                     const std::string& answer) {
  return "\ndecision " + name + "(" + params + "): " + result + " first match {\n  otherwise " + answer + "\n}\n";
}

/// A call with parameters in place of its arguments.
std::string CallDecision(const ir::BuiltinInfo& info, std::size_t index) {
  std::string params;
  std::string arguments;
  for (const ir::BuiltinParam& param : info.params()) {
    const std::string name = "p_" + std::string(param.name);
    if (!param.is_table()) params += (params.empty() ? "" : ", ") + name + ": " + TypeName(param.type);
    arguments += (arguments.empty() ? "" : ", ") + (param.is_zone       ? "\"Australia/Lord_Howe\""
                                                    : param.is_calendar ? "uk"
                                                                        : name);
  }
  return Decision(CallOf(index), params, TypeName(info.signature.result),
                  std::string(info.name) + "(" + arguments + ")");
}

std::string ModuleOfBuiltins() {
  std::string text = "module builtins\ncalendar uk from \"uk.csv\"\n";
  std::size_t index = 0;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    text += Decision(ExampleOf(index), "", "bool", std::string(info.example));
    if (info.builtin != ir::Builtin::kNone) text += CallDecision(info, index);
    ++index;
  }
  return text;
}

std::string RandomArgument(testing::Random& random, TypeKind kind) {
  static const std::vector<std::string> ints = {
      "0", "1", "-1", "2", "7", "12", "31", "64", "2026", "-40000", "9223372036854775807", "-9223372036854775808"};
  static const std::vector<std::string> floats = {"0",       "1.5",   "-0.25",  "90",     "-180",
                                                  "51.5074", "1e300", "-1e300", "5e-324", "1e-9"};
  static const std::vector<std::string> texts = {"",
                                                 " ",
                                                 "a",
                                                 "ß",
                                                 "Ann Lee",
                                                 "naïve 日本語 😀",
                                                 "banana",
                                                 "an",
                                                 "MARTHA",
                                                 "MARHTA",
                                                 ";",
                                                 "GB",
                                                 "usd",
                                                 "EUR",
                                                 "GB82 WEST 1234 5698 7654 32",
                                                 "DEUTDEFF500",
                                                 "4539 1488 0343 6467",
                                                 "037833100",
                                                 "192.0.2.1",
                                                 "10.0.0.0/8",
                                                 "::ffff:192.0.2.1",
                                                 "2001:db8::/32",
                                                 "fe80::1",
                                                 "a.b+c@Gmail.com",
                                                 "+44 20 7946 0958",
                                                 "020 7946 0958",
                                                 "https://u@Host.example:80/p",
                                                 "2026-02-29",
                                                 "YYYY-MM-DD hh:mm:ss",
                                                 "3q2+7w==",
                                                 "DEADbeef",
                                                 std::string(1001, 'x'),
                                                 std::string(130, '7')};
  static const std::vector<std::string> timestamps = {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z",
                                                      "2026-04-05T15:15:00Z", "2026-10-03T15:45:00.5Z",
                                                      "9999-12-31T23:59:59.999999Z"};
  static const std::vector<std::string> durations = {"0s", "1us", "-1us", "90m", "-36h", "3652058d"};
  static const std::vector<std::string> dates = {"0001-01-01", "1969-12-31", "2024-02-29",
                                                 "2026-02-28", "2026-03-01", "9999-12-31"};
  static const std::vector<std::string> bytes = {
      "", "AA==", "w6k=", "//79", "7aCA", "3q2+7w==", std::string(1000, 'A')};
  switch (kind) {
    case TypeKind::kBytes:
      return '"' + random.Pick(bytes) + '"';
    case TypeKind::kBool:
      return random.OneIn(2) ? "true" : "false";
    case TypeKind::kInt:
      return random.OneIn(3) ? std::to_string(random.Below(40)) : random.Pick(ints);
    case TypeKind::kFloat:
      return random.Pick(floats);
    case TypeKind::kTimestamp:
      return '"' + random.Pick(timestamps) + '"';
    case TypeKind::kDuration:
      return '"' + random.Pick(durations) + '"';
    case TypeKind::kDate:
      return '"' + random.Pick(dates) + '"';
    default:
      return '"' + random.Pick(texts) + '"';
  }
}

std::string RandomInput(testing::Random& random, const ir::BuiltinInfo& info) {
  std::string input;
  for (const ir::BuiltinParam& param : info.params()) {
    if (param.is_table()) continue;
    input +=
        (input.empty() ? "" : ", ") + ("\"p_" + std::string(param.name) + "\": ") + RandomArgument(random, param.type);
  }
  return "{" + input + "}";
}

void CheckExample(const NativeRules& rules, const ir::BuiltinInfo& info, std::size_t index) {
  INFO(info.example);
  const auto by_evaluator = testing::DecideByEvaluator(rules.checked, ExampleOf(index), "{}");
  CHECK(by_evaluator.message == "");
  CHECK(by_evaluator.answer == "true");
  CHECK(testing::CompiledDecision(rules, ExampleOf(index)).Decide("{}") == by_evaluator);
}

/// One difference is enough. Gives how often there was an answer.
int CheckCalls(const NativeRules& rules, const ir::BuiltinInfo& info, std::size_t index) {
  testing::Random random(index);
  testing::CompiledDecision compiled(rules, CallOf(index));
  int answers = 0;
  for (int i = 0; i < kInputs; ++i) {
    const std::string input = RandomInput(random, info);
    const auto expected = testing::DecideByEvaluator(rules.checked, CallOf(index), input);
    const auto found = compiled.Decide(input);
    answers += expected.message.empty() ? 1 : 0;
    if (found == expected && (info.can_fail() || expected.message.empty())) continue;
    INFO(info.text << " of " << input);
    CHECK(found == expected);
    CHECK((info.can_fail() || expected.message.empty()));
    break;
  }
  return answers;
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

TEST_CASE("built-in functions do as their examples say, and the same in evaluator and code") {
  std::vector<testing::NativeTask> tasks;
  for (const char* compiler : {"g++-12", "clang++-19"}) {
    const auto options = testing::WithUndefinedBehaviourChecked(testing::NativeOptionsFor(compiler, "-O0"));
    tasks.push_back({ModuleOfBuiltins(), options, false, "", {{"uk.csv", kBankHolidays}}});
  }
  const std::vector<NativeRules> modules = testing::CompileAll(tasks);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    INFO(tasks[i].options.compiler);
    REQUIRE(modules[i].failure == "");
    std::size_t index = 0;
    int calls = 0;
    int answers = 0;
    for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
      CheckExample(modules[i], info, index);
      if (info.builtin != ir::Builtin::kNone) {
        calls += kInputs;
        answers += CheckCalls(modules[i], info, index);
      }
      ++index;
    }
    // They are about something.
    CHECK(answers > calls / 2);
    CHECK(answers < calls);
  }
}

}  // namespace
}  // namespace rulec::conformance
