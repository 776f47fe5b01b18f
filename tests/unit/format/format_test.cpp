#include "compiler/parse/format.h"

#include "compiler/diagnostics/render.h"
#include "tests/support/catch.h"

using namespace rulec;

namespace {

std::string Formatted(const std::string& text) {
  base::SourceSet sources;
  diagnostics::Sink sink;
  const auto result = parse::Format(sources.Add("test.rules", text), sink);
  return result ? *result : diagnostics::RenderText(sink, sources);
}

}  // namespace

TEST_CASE("spaces, indents and blank lines") {
  CHECK(Formatted("\n\n\nmodule   a . b\n\n\n\nparam p:int=-  5*( f (1 ,2)+x [ 3 ] )\nprocess P{\n\n\non s as "
                  "e{\nx=1\n\n\n\ny+=2\n\n}\n}\n\n") ==
        "module a.b\n"
        "\n"
        "param p: int = -5 * (f(1, 2) + x[3])\n"
        "process P {\n"
        "  on s as e {\n"
        "    x = 1\n"
        "\n"
        "    y += 2\n"
        "  }\n"
        "}\n");
  CHECK(Formatted("") == "");
  CHECK(Formatted("// only") == "// only\n");
}

TEST_CASE("types, ranges, quantifiers and marks stay close") {
  CHECK(Formatted("record R { @pii ( mask ) a : decimal( 12 , 2 ) ? b : map < string , list < int > > }\n"
                  "process P { join j = a as x with b as y within - 5m..1h pattern p = { a + then b { 2 , 5 } then ( c "
                  ") ? } }\n"
                  "decision D(a: int): int first match { table { | a || b |\n | 1 .. 5 || - 3 |\n } }\n") ==
        "record R { @pii(mask) a: decimal(12,2)?  b: map<string,list<int>> }\n"
        "process P { join j = a as x with b as y within -5m .. 1h  pattern p = { a+ then b {2,5} then (c)? } }\n"
        "decision D(a: int): int first match {\n"
        "  table {\n"
        "    | a    || b  |\n"
        "    | 1..5 || -3 |\n"
        "  }\n"
        "}\n");
}

TEST_CASE("braces on one line stay if they fit, broken ones put each thing on a line") {
  CHECK(Formatted("record R{a:int b:string}") == "record R { a: int  b: string }\n");
  CHECK(Formatted("record R{a:int\nlonger:string}") == "record R {\n  a:      int\n  longer: string\n}\n");
  CHECK(Formatted("process P { on s as e { x = 1 } on t as e { } }") ==
        "process P { on s as e { x = 1 }  on t as e {} }\n");
  const std::string fields =
      "a01: string  a02: string  a03: string  a04: string  a05: string  a06: string  a07: string";
  CHECK(Formatted("record R12345 { " + fields + "  a08: string }") ==
        "record R12345 { " + fields + "  a08: string }\n");
  const std::string broken = Formatted("record R1234567 { " + fields + "  a08: string }");
  CHECK(broken.starts_with("record R1234567 {\n  a01: string\n  a02: string\n"));
}

TEST_CASE("the outer braces of a line that is too long are broken first") {
  const std::string emit = "emit alerts { customer: t.customer, reason: \"velocity\", severity: medium, score: risk }";
  CHECK(Formatted("process P by customer { on transactions as t { rule velocity when t.amount > 5 then { " + emit +
                  " } } }") ==
        "process P by customer {\n"
        "  on transactions as t {\n"
        "    rule velocity when t.amount > 5 then {\n"
        "      " +
            emit +
            "\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST_CASE("line breaks of the author stay, with one indent more") {
  CHECK(Formatted("process P {\n on t as t {\n rule r\n when a\n and b\n then {\n x = f(\n1,\n2\n)\n }\n }\n }") ==
        "process P {\n"
        "  on t as t {\n"
        "    rule r\n"
        "      when a\n"
        "      and b\n"
        "      then {\n"
        "        x = f(\n"
        "          1,\n"
        "          2\n"
        "        )\n"
        "      }\n"
        "  }\n"
        "}\n");
  CHECK(Formatted("process P\n{\non t\nas t\n{ x\n=\n1 } }") ==
        "process P {\n  on t\n    as t {\n      x\n        =\n        1\n    }\n}\n");
}

TEST_CASE("tables, one-line rules, fields, options and comments are aligned") {
  CHECK(Formatted("decision D(a: int): R first match {\n"
                  "table {\n| score | dti || tier | apr |\n| >= 750 | < 0.36 || \"A\" | 5.99 |\n"
                  "| 700 .. 749 | - || \"\xE6\xBC\xA2\" | 19.99 | // last\n}\n}") ==
        "decision D(a: int): R first match {\n"
        "  table {\n"
        "    | score    | dti    || tier | apr   |\n"
        "    | >= 750   | < 0.36 || \"A\"  | 5.99  |\n"
        "    | 700..749 | -      || \"\xE6\xBC\xA2\" | 19.99 |  // last\n"
        "  }\n"
        "}\n");
  CHECK(Formatted("decision D(a: int): R first match {\nrule minor when a < 18 then x\nrule thin_file when a is "
                  "missing then yy\n\n"
                  "rule alone when a then x\notherwise z\n}") ==
        "decision D(a: int): R first match {\n"
        "  rule minor     when a < 18       then x\n"
        "  rule thin_file when a is missing then yy\n"
        "\n"
        "  rule alone when a then x\n"
        "  otherwise z\n"
        "}\n");
  CHECK(Formatted("stream s: T {\ntime at // when\ndelay 5s   // late\n}") ==
        "stream s: T {\n  time  at  // when\n  delay 5s  // late\n}\n");
}

TEST_CASE("base stands below the lets of a score card") {
  CHECK(Formatted(
            "scorecard P(n: int): S {\nlet x = n let y = x base x rule a when y > 3 then add x because \"big\" }\n") ==
        "scorecard P(n: int): S {\n"
        "  let x = n\n"
        "  let y = x\n"
        "  base x\n"
        "  rule a when y > 3 then add x because \"big\"\n"
        "}\n");
  CHECK(Formatted("scorecard F(): S { base 7 }\n") == "scorecard F(): S { base 7 }\n");
}

TEST_CASE("comments keep their place") {
  CHECK(Formatted("// a\n\n\n/* b\n   c */ module m /* d */ // e\n/// f  \nrecord R { // g\n a: int // h\n /* i */ b: "
                  "int\n // j\n}\n// k") ==
        "// a\n"
        "\n"
        "/* b\n"
        "   c */ module m /* d */  // e\n"
        "/// f\n"
        "record R {  // g\n"
        "  a: int  // h\n"
        "  /* i */ b: int\n"
        "  // j\n"
        "}\n"
        "// k\n");
}

TEST_CASE("strings stay as they are written") {
  const std::string text = "function f(a: int): string = \"  {a   +  f( \"x  y\" )}  // \\{ \"\n";
  CHECK(Formatted(text) == text);
}

TEST_CASE("a byte order mark and CR LF go") {
  CHECK(Formatted("\xEF\xBB\xBFrecord R {\r\n a: int // x \r\n}\r\n") == "record R {\n  a: int  // x\n}\n");
}

TEST_CASE("a file with mistakes is not formatted") {
  CHECK(Formatted("record R { a int }").find("R0103") != std::string::npos);
}
