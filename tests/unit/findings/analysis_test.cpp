#include "compiler/findings/findings.h"
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::findings {
namespace {

ir::Program Checked(const std::string& text) {
  auto checked = testing::CheckRules(text);
  INFO(checked.report);
  REQUIRE(checked.program);
  return std::move(*checked.program);
}

// `0+1 {"n":1}`, one for each pair; `?` where it is undecided.
std::string Overlaps(const ir::Program& program, bool disagreeing) {
  std::string text;
  for (const Overlap& overlap : FindOverlaps(program, ir::DecisionId(0), disagreeing)) {
    text += (text.empty() ? "" : ", ") + std::to_string(overlap.first) + "+" + std::to_string(overlap.second) + " " +
            (overlap.example.found ? overlap.example.input : "?");
  }
  return text;
}

TEST_CASE("rules that hold for one input are found with it") {
  const ir::Program program = Checked(
      "decision D(n: int, s: int?): int all matches {\n"
      "  rule a when n < 10 then 1\n"
      "  rule b when n > 10 then 1\n"
      "  rule c when s is present and n in [3, 10, 20] and s > 7 then n div 3\n"
      "  rule d when n == 10 and s is missing then 1\n"
      "  rule e when n == 10 then 2\n"
      "}\n");
  CHECK(Overlaps(program, false) == R"(0+2 {"n":3,"s":8}, 2+4 {"n":10,"s":8})");
  // 3 div 3 is 1 as well, and of 20 it is 6.
  CHECK(Overlaps(program, true) == R"(1+2 {"n":20,"s":8}, 2+4 {"n":10,"s":8})");
}

TEST_CASE("texts that are worked out of constants are constants, through lets too") {
  const ir::Program program = Checked(
      "decision D(s: string, z: bytes): int first match {\n"
      "  let low = lower(\"A\")\n"
      "  rule a when s == lower(\"C\") then 1\n"
      "  rule b when s == low + \"b\" then 2\n"
      "  rule c when s == \"ab\" then 3\n"
      "  rule d when z == from_hex(\"61\") then 4\n"
      "  rule e when z == utf8_bytes(low) then 5\n"
      "  rule f when z < from_hex(\"61\") then 6\n"
      "  otherwise 7\n"
      "}\n");
  const DecisionFindings findings = Analyse(program, ir::DecisionId(0));
  std::string fates;
  for (const RuleFinding& rule : findings.rules) fates += rule.fate == Fate::kFires ? 'f' : '-';
  CHECK(fates == "ff-f-f");
}

TEST_CASE("what is computed is tried, and undecided where nothing fits") {
  const ir::Program program = Checked(
      "decision D(a: int, b: int): int all matches {\n"
      "  rule less when a < b then 1\n"
      "  rule more when a >= b then 2\n"
      "  rule odd when a * 31 % 1009 == 877 and b * 37 % 1013 == 901 then 3\n"
      "}\n");
  const DecisionFindings findings = Analyse(program, ir::DecisionId(0));
  CHECK(findings.rules[0].fate == Fate::kFires);
  CHECK(findings.rules[1].fate == Fate::kFires);
  CHECK(findings.rules[2].fate == Fate::kUndecided);
  CHECK_FALSE(findings.gap);
  CHECK(Overlaps(program, false).find("0+1") == std::string::npos);
}

TEST_CASE("steps bound the work, and what they do not reach is undecided") {
  std::string text = "decision D(a: int, b: int, c: int, d: int, e: int): int first match {\n";
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i % 7 + i);
    text += "  rule r" + n + "_" + std::to_string(i) + " when a == " + n + " or b == " + n + " or c == " + n +
            " or d == " + n + " or e == " + n + " then 1\n";
  }
  const ir::Program program = Checked(text + "  otherwise 0\n}\n");
  Options few;
  few.steps = 100;
  const DecisionFindings cut = Analyse(program, ir::DecisionId(0), few);
  CHECK(cut.out_of_steps);
  CHECK(cut.rules.back().fate == Fate::kUndecided);
  const DecisionFindings whole = Analyse(program, ir::DecisionId(0));
  CHECK_FALSE(whole.out_of_steps);
  CHECK(whole.rules.back().fate == Fate::kFires);
}

// Lets or functions, each of which names the one before twice: 2 to the power of `count`.
std::string Doubling(int count, const std::string& before, const std::string& after) {
  std::string text;
  for (int i = 1; i <= count; ++i) {
    const std::string last = std::to_string(i - 1) + after;
    text += before + std::to_string(i) + (after.empty() ? "" : "(n: int): int") + " = l" + last +
            (after.empty() ? " and l" : " + l") + last + "\n";
  }
  return text;
}

TEST_CASE("a function that takes too many steps is undecided, and says so") {
  const ir::Program program = Checked("function l0(n: int): int = n\n" + Doubling(40, "function l", "(n)") +
                                      "decision D(n: int): int first match {\n"
                                      "  rule deep when l40(n) == 5 then 1\n"
                                      "  rule plain when n > 5 then 2\n"
                                      "  rule dead when n > 6 then 3\n}\n");
  const DecisionFindings findings = Analyse(program, ir::DecisionId(0));
  CHECK(findings.costly);
  CHECK_FALSE(findings.out_of_steps);
  CHECK(findings.rules[0].fate == Fate::kUndecided);
  CHECK(findings.rules[2].fate == Fate::kShadowed);
  REQUIRE(findings.gap);
  CHECK_FALSE(findings.gap->found);
}

TEST_CASE("a condition that is too long once its lets are written out counts as computed") {
  const ir::Program program =
      Checked("decision D(a: bool, n: int): int first match {\n  let l0 = a\n" + Doubling(40, "  let l", "") +
              "  rule deep when l40 then 1\n"
              "  rule plain when n > 5 then 2\n"
              "  rule dead when n > 6 then 3\n  otherwise 4\n}\n");
  const DecisionFindings findings = Analyse(program, ir::DecisionId(0));
  CHECK(findings.costly);
  CHECK(findings.rules[0].fate == Fate::kFires);
  CHECK(findings.rules[2].fate == Fate::kShadowed);
}

const std::string kOutcome =
    "variant Outcome { approve { limit: int  note: string? }  refer { reason: string }  decline }\n"
    "enum Grade { low, high }\n";

TEST_CASE("what arms of a variant leave over is found") {
  const std::string rules =
      "  rule a when match o { approve as x then x.limit > 10  refer then false  decline then false } then 1\n"
      "  rule b when match o { decline then false  approve as x then x.limit < 10  refer then false } then 2\n"
      "  rule c when o == decline then 3\n"
      "  rule d when match o { approve as y then y.limit == 10 and y.note is present  refer as r then r.reason != "
      "\"x\"  "
      "decline then false } then 4\n";
  const auto decided = [&](const std::string& more) {
    const ir::Program program =
        Checked(kOutcome + "decision D(o: Outcome): int first match {\n" + rules + more + "}\n");
    return Analyse(program, ir::DecisionId(0));
  };
  const DecisionFindings open = decided("");
  REQUIRE(open.gap);
  CHECK(open.gap->found);
  const DecisionFindings noted = decided(
      "  rule e when o == Outcome.refer { reason: \"x\" } then 5\n"
      "  rule f when o == approve { limit: 10 } then 6\n");
  CHECK_FALSE(noted.gap);
  CHECK(noted.rules[4].fate == Fate::kFires);
  CHECK(noted.rules[5].fate == Fate::kFires);
  const DecisionFindings closed = decided(
      "  rule e when match o { approve as z then z.note is missing  refer as z then z.reason == \"x\"  decline then "
      "false } "
      "then 5\n"
      "  rule f when o != decline then 6\n");
  CHECK_FALSE(closed.gap);
  CHECK(closed.rules[4].fate == Fate::kFires);
  CHECK(closed.rules[5].fate == Fate::kShadowed);
}

TEST_CASE("an arm of one value is no arm of another that has its name") {
  const std::string more = " { approve as x then x.limit + 1 > 3  refer then false  decline then false }";
  const std::string less = " { approve as x then x.limit + 1 <= 3  refer then false  decline then false }";
  const ir::Program program =
      Checked(kOutcome + "decision D(o: Outcome, p: Outcome): int first match {\n  rule a when (match o" + more +
              ") and (match p" + less + ") then 1\n  rule b when (match o" + more + ") and (match o" + less +
              ") then 2\n  otherwise 0\n}\n");
  const DecisionFindings findings = Analyse(program, ir::DecisionId(0));
  CHECK(findings.rules[0].fate == Fate::kFires);
  CHECK(findings.rules[1].fate == Fate::kNeverTrue);
}

TEST_CASE("a match of an enum, of what may be missing and of what is computed") {
  const ir::Program program = Checked(
      kOutcome +
      "decision D(g: Grade, m: Outcome?, n: int): int first match {\n"
      "  rule a when match g { low then n > 3  high then n > 5 } then 1\n"
      "  rule b when g == high and n > 6 then 2\n"
      "  rule c when m is missing then 3\n"
      "  rule d when match m { approve as x then x.limit == 1  refer then true  decline then true } then 4\n"
      "  rule e when m == decline then 5\n"
      "  rule f when match if n > 1 then Outcome.decline else m { approve then true  refer then false  decline then n "
      "> 0 } then 6\n"
      "  otherwise 0\n"
      "}\n");
  const DecisionFindings findings = Analyse(program, ir::DecisionId(0));
  CHECK(findings.rules[0].fate == Fate::kFires);
  CHECK(findings.rules[1].fate == Fate::kShadowed);
  CHECK(findings.rules[2].fate == Fate::kFires);
  CHECK(findings.rules[3].fate == Fate::kFires);
  CHECK(findings.rules[4].fate == Fate::kShadowed);
  CHECK(findings.rules[5].fate == Fate::kFires);
}

TEST_CASE("pairs of rules are steps too") {
  const ir::Program program = Checked(
      "decision D(n: int): int? unique match {\n"
      "  rule a when n < 10 then 1\n"
      "  rule b when n == 20 then 1\n"
      "  rule c when n == 21 then 1\n"
      "  rule d when n == 20 then 1\n"
      "}\n");
  const DecisionFindings whole = Analyse(program, ir::DecisionId(0));
  REQUIRE(whole.overlaps.size() == 1);
  CHECK(whole.overlaps[0].first == 1);
  CHECK(whole.overlaps[0].second == 3);
  CHECK(whole.overlaps[0].example.found);
  // Rules that ask for another value of the same input are no pair.
  Options few;
  few.steps = 2;
  const std::vector<Overlap> cut = FindOverlaps(program, ir::DecisionId(0), false, few);
  REQUIRE(cut.size() == 1);
  CHECK(cut[0].second == 3);
  CHECK_FALSE(cut[0].example.found);
}

}  // namespace
}  // namespace rulec::findings
