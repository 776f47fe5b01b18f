// What is known to be present where.
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::testing {
namespace {

using diagnostics::Code;

const std::string kRecords =
    "record In { a: int?  b: int?  n: int  sub: Sub?  at: timestamp }\n"
    "record Sub { x: int?  y: int }\n";

// The body of a function over `p: In` with an int result.
CheckedRules CheckBody(const std::string& body) {
  return CheckRules(kRecords + "function f(p: In): int = " + body + "\n");
}

bool Accepts(const std::string& body) {
  const CheckedRules checked = CheckBody(body);
  INFO(body << "\n" << checked.report);
  if (!checked.program) {
    for (Code code : checked.codes) CHECK(code == Code::kMayBeMissing);
  }
  return checked.program.has_value();
}

std::string Condition(const std::string& condition) { return "if " + condition + " then 1 else 0"; }

}  // namespace

TEST_CASE("tests for presence narrow in `and`, `or` and `not`") {
  CHECK(Accepts(Condition("p.a is present and p.a > 3")));
  CHECK(Accepts(Condition("p.a is not missing and p.a > 3")));
  CHECK(Accepts(Condition("p.a is missing or p.a > 3")));
  CHECK(Accepts(Condition("not (p.a is missing) and p.a > 3")));
  CHECK(Accepts(Condition("not (p.a is missing or p.b is missing) and p.a > p.b")));
  CHECK(Accepts(Condition("(p.a is present and p.b is present) and p.a > p.b")));
  CHECK(Accepts(Condition("(p.a is present or p.a is present) and p.a > 3")));
  CHECK(Accepts(Condition("p.a is present and (p.n == 3 or p.a > 3)")));

  CHECK_FALSE(Accepts(Condition("p.a > 3 and p.a is present")));
  CHECK_FALSE(Accepts(Condition("p.a is present or p.a > 3")));
  CHECK_FALSE(Accepts(Condition("p.a is missing and p.a > 3")));
  CHECK_FALSE(Accepts(Condition("(p.a is present or p.b is present) and p.a > 3")));
  CHECK_FALSE(Accepts(Condition("not (p.a is missing and p.b is missing) and p.a > 3")));
  CHECK_FALSE(Accepts(Condition("(p.a is present) == true and p.a > 3")));
  CHECK_FALSE(Accepts(Condition("p.a is present and p.b > 3")));
}

TEST_CASE("branches of `if` know the condition") {
  CHECK(Accepts("if p.a is missing then 0 else p.a"));
  CHECK(Accepts("if p.a is present then p.a else 0"));
  CHECK(Accepts("if p.a is missing then 0 else if p.b is missing then p.a else p.a + p.b"));
  CHECK_FALSE(Accepts("if p.a is missing then p.a else 0"));
  CHECK_FALSE(Accepts("(if p.a is present then p.a else 0) + p.a"));
}

TEST_CASE("paths through optional records") {
  CHECK(Accepts(Condition("p.sub is present and p.sub.y > 3")));
  CHECK(Accepts(Condition("p.sub?.y is present and p.sub.y > 3")));
  CHECK(Accepts(Condition("p.sub?.x is present and p.sub.x > 3")));
  CHECK(Accepts(Condition("p.sub is present and p.sub.x is present and p.sub.x > 3")));
  CHECK(Accepts("p.sub?.x ?? 0"));
  CHECK(Accepts(Condition("p.sub is present and p.sub?.y is present and p.sub?.y > 2")));
  CHECK_FALSE(Accepts(Condition("p.sub is present and p.sub.x > 3")));
  CHECK_FALSE(Accepts(Condition("p.sub.y > 3")));
}

TEST_CASE("narrowing is a node of the program") {
  const CheckedRules checked = CheckBody(Condition("p.a is present and p.a > 3"));
  REQUIRE(checked.program);
  CHECK(ir::Print(*checked.program).find("(if (p.a is present and (p.a! > 3)) then 1 else 0)") != std::string::npos);
}

TEST_CASE("rules of a first match leave over what they did not take") {
  const auto decide = [](const std::string& rules, const std::string& policy) {
    return CheckRules(kRecords + "decision D(p: In): int " + policy + " { " + rules + " otherwise 0 }\n");
  };
  const std::string ordered = "rule thin when p.a is missing then 1 rule big when p.a > 3 then 2";
  CHECK(decide(ordered, "first match").program);
  CHECK_FALSE(decide(ordered, "all matches").program);
  CHECK(decide("rule either when p.a is missing or p.b is missing then 1 rule big when p.a > p.b then 2", "first match")
            .program);
  CHECK_FALSE(
      decide("rule both when p.a is missing and p.b is missing then 1 rule big when p.a > 3 then 2", "first match")
          .program);
  CHECK_FALSE(
      decide("rule thin when p.a is missing and p.n > 3 then 1 rule big when p.a > 3 then 2", "first match").program);
  CHECK(decide("rule here when p.a is present then p.a rule big when p.n > 3 then 2", "first match").program);

  const CheckedRules swapped =
      decide("rule big when p.a > 3 then 2 rule thin when p.a is missing then 1", "first match");
  CHECK(swapped.report.find("move rule `thin`, which takes the missing case, before rule `big`") != std::string::npos);
}

TEST_CASE("rows of a table: comparisons do not match missing, and rows leave over") {
  const CheckedRules checked = CheckRules(kRecords +
                                          "decision D(p: In): int first match { table {\n"
                                          "| p.a     | p.b   || r   |\n"
                                          "| missing | -     || 0   |\n"
                                          "| > 3     | 1..5  || p.a |\n"
                                          "| -       | not 7 || p.a |\n"
                                          "} otherwise 9 }\n");
  INFO(checked.report);
  REQUIRE(checked.program);
  const std::string printed = ir::Print(*checked.program);
  CHECK(printed.find("when p.a is missing") != std::string::npos);
  // `a` is known by then, `b` is not.
  CHECK(printed.find("when ((p.a! > 3) and (p.b is present and ((p.b! >= 1) and (p.b! <= 5))))") != std::string::npos);
  CHECK(printed.find("when (p.b is present and not (p.b! == 7))") != std::string::npos);
  CHECK(printed.find("then p.a!") != std::string::npos);
}

TEST_CASE("a state cell is narrowed until it is assigned") {
  const auto handle = [](const std::string& body) {
    return CheckRules(kRecords +
                      "record Out { v: int }\nstream ins: In { time at }\noutput outs: Out\n"
                      "process P by n {\n state c: int? expires 1d after write\n state kept: int? unbounded\n"
                      " on ins as t {\n" +
                      body + "\n}\n}\n");
  };
  CHECK(handle("rule r when c is present then emit outs { v: c }").program);
  CHECK(handle("rule r when c is present and c > 3 then { emit outs { v: c } c = 4 }").program);
  CHECK_FALSE(handle("rule r when c is present then { c = t.a emit outs { v: c } }").program);
  CHECK_FALSE(handle("rule r when c is present then { c = missing c += 1 }").program);
  // Written by an event that is more than a day late it has ended already, unless something was there.
  CHECK_FALSE(handle("c = 4 emit outs { v: c }").program);
  CHECK(handle("kept = 4 emit outs { v: kept }").program);
  CHECK(handle("rule r when c is present then { c = t.n emit outs { v: c } }").program);
  // What a rule assigned may have run.
  CHECK_FALSE(handle("kept = 4 rule r when t.n > 3 then kept = missing emit outs { v: kept }").program);
  CHECK_FALSE(handle("rule r when c is present then emit outs { v: 1 } emit outs { v: c }").program);
  CHECK(handle("rule r when c is present then c += 1").program);
  CHECK_FALSE(handle("c += 1").program);
}

TEST_CASE("a window that holds something answers its aggregates") {
  const auto accepts = [](const std::string& condition) {
    const CheckedRules checked =
        CheckRules(kRecords +
                   "stream ins: In { time at }\nrecord Out { v: int }\noutput outs: Out\n"
                   "process P by n {\n window w = ins in last 1h\n window v = ins in last 1d where a is present\n"
                   " on ins as t { rule r when " +
                   condition + " then emit outs { v: 1 } } }\n");
    INFO(condition << "\n" << checked.report);
    return checked.program.has_value();
  };
  CHECK(accepts("w.count > 0 and w.max(n) > 3"));
  CHECK(accepts("w.count >= 10 and w.avg(n) > 3e0"));
  CHECK(accepts("0 < w.count and w.min(n) > 3"));
  CHECK(accepts("w.count == 2 and w.min(n) > 3"));
  CHECK(accepts("w.count == 0 or w.min(n) > 3"));
  CHECK(accepts("not (w.count < 1) and w.min(n) > 3"));
  CHECK(accepts("w.count(n > 5) > 2 and w.min(n) > 3"));
  CHECK(accepts("(w.max(n) ?? 0) > 3"));
  CHECK(accepts("w.sum(n) > 3"));
  CHECK(accepts("v.sum(a) > 3"));  // narrowed by the window's own condition
  CHECK_FALSE(accepts("w.max(n) > 3"));
  CHECK_FALSE(accepts("w.count >= 0 and w.max(n) > 3"));
  CHECK_FALSE(accepts("w.count < 5 and w.max(n) > 3"));
  CHECK_FALSE(accepts("w.count > t.n and w.max(n) > 3"));
  CHECK_FALSE(accepts("v.count > 0 and w.max(n) > 3"));
  CHECK_FALSE(accepts("w.sum(a) > 3"));
}

}  // namespace rulec::testing
