// Whatever the text, the checker ends and says something.
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::testing {
namespace {

const std::string kSample =
    "enum Level { low, high }\n"
    "record In { id: string  a: int?  d: decimal(12,2)  lvl: Level  at: timestamp  tags: list<string> }\n"
    "record Out { id: string  v: int }\n"
    "param limit: int = 5\n"
    "function f(p: In): int = if p.a is present and p.a > limit then p.a else max(limit, 3)\n"
    "decision D(p: In): Out first match {\n"
    "  let x = f(p)\n"
    "  rule a likely when p.lvl == high and \"x\" in p.tags then { id: p.id, v: x }\n"
    "  rule b when round(p.d * 1.5, 1) > 3 then Out { id: lower(p.id), v: int(p.d) }\n"
    "  otherwise { id: \"-\", v: -1 }\n"
    "}\n"
    "decision T(a: int, p: In): int first match { table {\n"
    "| a    | p.lvl || v |\n| 1..3 | low   || 1 |\n| where _ > 3 | - || a |\n} otherwise 0 }\n"
    "stream ins: In { time at delay 5s }\n"
    "output outs: Out\n"
    "process P by id {\n"
    "  state s: int = 0 expires 1d after write\n"
    "  window w = ins in last 1h where d > 5.00\n"
    "  on ins as t {\n"
    "    var n: int = 1\n"
    "    rule r once per 1h when w.count > 3 and w.avg(d) > 2.0 then { s += n  n = s  emit outs { id: key.id, v: T(n, "
    "t) } }\n"
    "  }\n"
    "}\n";

}  // namespace

TEST_CASE("the sample is without mistakes") {
  const CheckedRules checked = CheckRules(kSample);
  INFO(checked.report);
  CHECK(checked.program);
}

TEST_CASE("every word of the sample left out, doubled or replaced gives an answer") {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t i = 0; i < kSample.size();) {
    std::size_t end = i + 1;
    const auto word = [&](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    if (word(kSample[i])) {
      while (end < kSample.size() && word(kSample[end])) ++end;
    }
    if (kSample[i] != ' ' && kSample[i] != '\n') words.emplace_back(i, end);
    i = end;
  }
  REQUIRE(words.size() > 200);
  std::size_t refused = 0;
  for (const auto& [begin, end] : words) {
    const std::string word = kSample.substr(begin, end - begin);
    for (const std::string& instead :
         {std::string(), word + " " + word, std::string("zz"), std::string("3"), std::string("missing"),
          std::string("\"s\""), std::string("p"), std::string("low")}) {
      const CheckedRules checked = CheckRules(kSample.substr(0, begin) + instead + kSample.substr(end));
      INFO("`" << word << "` at " << begin << " replaced by `" << instead << "`");
      REQUIRE(checked.program.has_value() == checked.report.empty());
      refused += checked.program ? 0 : 1;
    }
  }
  CHECK(refused > 1'000);
}

}  // namespace rulec::testing
