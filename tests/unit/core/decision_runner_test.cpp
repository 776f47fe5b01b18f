#include "runtime/src/core/decision_runner.h"

#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

std::string Answer(const char* decision, const std::string& input, std::int64_t line = 1) {
  DecisionRunner runner(FakeModule(), *FindDecision(FakeModule(), decision), io::Validation::kFull, "apps.jsonl");
  io::RecordView record;
  record.data = input.data();
  record.size = record.whole_size = input.size();
  record.offset = line;
  std::string out;
  runner.Run(record, out);
  return out;
}

TEST_CASE("one JSON result per line: a record, null, a list") {
  CHECK(Answer("Grade", R"({"n":3})") == "{\"grade\":\"low\"}\n");
  CHECK(Answer("Grade", R"({"n":30})") == "{\"grade\":\"high \\\"n\\\"\"}\n");
  CHECK(Answer("Grade", R"({"n":-1})") == "null\n");
  CHECK(Answer("Divisors", R"({"n":6})") == "[1,2,3,6]\n");
  CHECK(Answer("Divisors", R"({"n":0})") == "[]\n");
  CHECK(FindDecision(FakeModule(), "Nothing") == nullptr);
}

TEST_CASE("a rejected input has an error in its place") {
  CHECK(Answer("Grade", R"({"n":13})", 4) ==
        R"({"error":{"module":"fake","rule":"Grade","place":"fake.rules:12:8","message":"unlucky number",)"
        R"("expression":"t.amount + 1","position":{"file":"apps.jsonl","line":4},"raw":"{\"n\":13}"}})"
        "\n");
}

TEST_CASE("an undecodable input has an error in its place") {
  const std::string answer = Answer("Grade", R"({"n":"x"})", 2);
  CHECK(answer.find(R"({"error":{"module":"fake","rule":"Grade","message":"field `n`: )") == 0);
  CHECK(answer.find(R"("position":{"file":"apps.jsonl","line":2},"raw":"{\"n\":\"x\"}"}})") != std::string::npos);
}

}  // namespace
}  // namespace rulert::core
