#include <filesystem>

#include "compiler/base/files.h"
#include "compiler/parse/antlr_front.h"
#include "tests/support/catch.h"
#include "tests/support/parsed.h"

using rulec::testing::Parsed;

TEST_CASE("every file of the corpus parses without a word") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/grammar/corpus")) {
    CAPTURE(entry.path());
    const auto text = rulec::base::ReadFile(entry.path());
    REQUIRE(text);
    const Parsed parsed(*text);
    CHECK(parsed.Report() == "");
    CHECK(parsed.module.has_value());
    ++files;
  }
  CHECK(files >= 8);
}

TEST_CASE("rules.def lists every rule of the grammar") {
  CHECK(rulec::parse::GrammarRuleNames().size() == static_cast<std::size_t>(rulec::parse::Rule::kToken));
}

TEST_CASE("declarations") {
  CHECK(Parsed(R"(
/// The bank's cards.
module bank.cards
import rules "countries.rules" as geo
import schema "transaction.avsc"
enum Severity { low, `high`, }
/// An alert.
///   indented
record Alert {
  /// who
  customer: string
  at: geo.Country?, score: map<string,list<decimal(12,2)>>
  @pii(mask) name: string = "x"
}
stream payments: Payment { time paid_at  delay 5s  idle 30s by clock  ahead 5m }
output alerts: Alert key customer
param limit: int = 5
function dti(a: Application, b: int): decimal(9,4) = a.debt / b
variant V { a { b: int } c }
zone "Europe/London"
/// Bank holidays.
calendar uk from "uk.csv"
)")
            .Ast() == R"(module bank.cards
import rules "countries.rules" as geo
opaque "import schema"
enum Severity: low high
record Alert
  doc "An alert.\n  indented"
  field customer: string
    doc "who"
  field at: geo.Country?
  field score: map<string, list<decimal(12,2)>>
  field name: string = "x"
    opaque "@pii"
stream payments: Payment
  time paid_at
  delay 5s
  idle 30s by clock
  ahead 5m
output alerts: Alert key customer
param limit: int = 5
function dti: decimal(9,4)
  parameter a: Application
  parameter b: int
  body (/ (field a debt) b)
variant V
  arm a
    field b: int
  arm c
zone "Europe/London"
calendar uk from "uk.csv"
  doc "Bank holidays."
)");
}

TEST_CASE("decisions") {
  CHECK(Parsed(R"(
decision D(a: A): R first match {
  let x = a.b
  let y = 2
  /// why
  rule r likely shadow "text" when x > y then { c: 1 }
  otherwise { c: 2 }
}
decision E(a: int?): int all matches {
  table {
    | a          | a as label        | b               || r | s |
    | -          | >= 5, 7           | not "x", "y"    || 1 | 2 |
    | missing    | present           | where _ > 3     || 3 | f(4) |
    | 1..2       | a<..-5            | 1..<x + 1       || 5 | 6 |
    | 1<..<2     | -5                | true            || 7 | 8 |
  }
}
decision F(a: int): int collect sum of n {
  rule r effective from 2026-01-01 to 2026-01-31T10:00:00Z canary 5% when a then b
  rule s effective to 2026-01-01T00:00+01:00 when a then b
}
decision G(a: int): int first match { table from "t.csv" otherwise 1 }
)")
            .Ast() == R"(module
decision D: R first match
  parameter a: A
  let x = (field a b)
  let y = 2
  rule r
    doc "why"
    description "text"
    likely
    shadow
    when (> x y)
    then (record c: 1)
  otherwise (record c: 2)
decision E: int all matches
  parameter a: int?
  table
    input a
    input a as label
    input b
    output r
    output s
    row | - | >= 5, 7 | not "x", "y" || 1 | 2 |
    row | missing | present | where (> _ 3) || 3 | (call f 4) |
    row | 1..2 | a<..(- 5) | 1..<(+ x 1) || 5 | 6 |
    row | 1<..<2 | (- 5) | true || 7 | 8 |
decision F: int collect sum by n
  parameter a: int
  rule r
    effective from 2026-01-01 to 2026-01-31T10:00:00Z
    opaque "canary"
    when a
    then b
  rule s
    effective to 2026-01-01T00:00+01:00
    when a
    then b
decision G: int first match
  parameter a: int
  table from "t.csv"
  otherwise 1
)");
}

TEST_CASE("processes") {
  CHECK(Parsed(R"(
process P by a.x = b.y, customer order time {
  /// how risky
  state risk: int = 0 expires 30d after write
  state seen: set<string> unbounded up to 5
  state last: R? expires 1d after access
  window hour = s in last 1h where ok late 5m
  window day = s each 1d
  timer t
  /// on each
  on s as e {
    var n: int = 1
    let m = n
    risk += 10
    e.a.b -= 2
    seen[n] = 1
    emit alerts { a: n, b: m }
    start t after 5m
    rule r once per 1h when n > 0 then {
      risk = missing
      rule inner when true then clear seen
    }
  }
  on late s as e { }
  on s as e, with c = f(e) { }
}
process Q by () { }
process R { }
)")
            .Ast() == R"(module
process P
  by a.x = b.y
  by customer
  order time
  state risk: int = 0
    doc "how risky"
    expires 30d
  state seen: set<string>
    up to 5
    unbounded
  state last: R?
    expires 1d after access
  window hour = s in last 1h
    where ok
    late 5m
  window day = s each 1d
  timer t
  on s as e
    doc "on each"
    var n: int = 1
    let m = n
    assign risk += 10
    assign e.a.b -= 2
    assign seen[n] = 1
    emit alerts (a: n, b: m)
    start t after 5m
    rule r
      once per 1h
      when (> n 0)
      assign risk = missing
      rule inner
        when true
        clear seen
  on late s as e
  on s as e opaque with
process Q
  by ()
process R
)");
}
