#include "tests/differential/transactions.h"

#include <utility>

#include "compiler/eval/json.h"
#include "tests/support/catch.h"

namespace rulec::testing {

NativeRules Compiled(const std::string& text) {
  std::vector<NativeRules> rules = CompileAll({{text, NativeOptionsFor("clang++-19", "-O1")}});
  INFO(rules.front().failure);
  REQUIRE(rules.front().failure.empty());
  return std::move(rules.front());
}

Lines Answers(const NativeRules& rules, const Lines& events) {
  return CompareWorkers(rules, Uncut(events), events.size());
}

Lines Values(const Lines& lines, const std::string& output) {
  Lines values;
  for (const std::string& line : lines) {
    const auto json = eval::ParseJson(line);
    REQUIRE(json);
    if (json->Find("output")->text == output) values.push_back(eval::JsonText(*json->Find("value")));
  }
  return values;
}
std::size_t Count(const Lines& lines, const std::string& output) { return Values(lines, output).size(); }

std::string Event(const std::string& key, const std::string& amount, const std::string& at) {
  return R"({"stream":"txs","value":{"card":")" + key + R"(","amount":)" + amount + R"(,"at":")" + at + "\"}}";
}

}  // namespace rulec::testing
