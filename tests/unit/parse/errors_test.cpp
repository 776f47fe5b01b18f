#include "tests/support/catch.h"
#include "tests/support/parsed.h"

using rulec::testing::Parsed;

namespace {

std::string Brief(const std::string& text) {
  const Parsed parsed(text);
  CHECK_FALSE(parsed.module.has_value());
  return parsed.Brief();
}

std::string InDecision(const std::string& rules) {
  return Brief("decision D(a: int): bool first match {\n" + rules + "\notherwise false }");
}

std::string InHandler(const std::string& statements) {
  return Brief("process P { on t as t {\n" + statements + "\n} }");
}

}  // namespace

TEST_CASE("operators of other languages") {
  CHECK(InDecision("rule r when a = 5 then true") == "R0111@2:15 `=` does not compare | did you mean `==`?");
  CHECK(InDecision("rule r when f(a) = 5 then true") == "R0111@2:18 `=` does not compare | did you mean `==`?");
  CHECK(InDecision("rule r when a => 5 then true") == "R0111@2:15 `=` does not compare | did you mean `>=` or `then`?");
  CHECK(InDecision("rule r when a && b then true") ==
        "R0111@2:15 `&&` is not an operator of the language | write `and`");
  CHECK(InDecision("rule r when a || b then true") ==
        "R0111@2:15 `||` is not an operator of the language | write `or`");
  CHECK(InDecision("rule r when !a then true") == "R0111@2:13 `!` is not an operator of the language | write `not`");
  CHECK(InDecision("rule r when a <> b then true") ==
        "R0111@2:15 `<>` is not an operator of the language | write `!=`");
  CHECK(InDecision("rule r when a \xE2\x89\xA5 b then true") ==
        "R0111@2:15 `\xE2\x89\xA5` is not an operator of the language | write `>=`");
  CHECK(InDecision("rule r when a -> true") ==
        "R0111@2:15 `->` is not an operator of the language | did you mean `then`?");
  CHECK(InHandler("x == 5") == "R0111@2:3 `==` compares and does nothing here | an assignment is written `=`");
}

TEST_CASE("characters of other languages") {
  CHECK(InHandler("x = 5;\ny = 6") ==
        "R0107@2:6 `;` means nothing here | leave it out: nothing separates declarations and statements");
  CHECK(InDecision("rule r when a == 'GB' then true") ==
        "R0107@2:18 `'` means nothing in the language | a string begins and ends with a plain `\"`");
  CHECK(Brief("# comment\nrecord R { a: int }")
            .starts_with("R0107@1:1 `#` means nothing in the language | a comment begins with `//`"));
  CHECK(Brief("record \xE2\x80\x9Cx\xE2\x80\x9D { a: int }").starts_with("R0107@1:8 "));
}

TEST_CASE("comparisons do not chain") {
  CHECK(InDecision("rule r when 1 < a < 5 then true") ==
        "R0113@2:19 comparisons do not chain | join two comparisons by `and`");
  CHECK(InDecision("rule r when a == b is missing then true").starts_with("R0113@2:20 "));
}

TEST_CASE("reserved words as names") {
  CHECK(Brief("record R { match: int }") ==
        "R0109@1:12 `match` is a reserved word | as a name it is written in back-quotes: `` `match` ``");
  CHECK(InHandler("x = e.div").starts_with("R0109@2:7 `div` is a reserved word"));
  CHECK(Brief("process is { }").starts_with("R0109@1:9 "));
}

TEST_CASE("numbers that run on") {
  CHECK(Brief("param p: duration = 5min") == "R0108@1:21 `5min` is not a number | did you mean `5m`?");
  CHECK(Brief("param p: int = 0x1F") == "R0108@1:16 `0x1F` is not a number | numbers are written in decimal digits");
  CHECK(Brief("param p: int = 5_") == "R0108@1:16 `5_` is not a number | `_` stands only between two digits");
  CHECK(Brief("param p: duration = 1.5h")
            .starts_with("R0108@1:21 `1.5h` is not a number | a duration has no decimal point"));
  CHECK(Brief("param p: timestamp = 2026-01-31T10:00") ==
        "R0108@1:22 `2026-01-31T10:00` is not a number, date or time | a timestamp has a time and a zone, as in "
        "`2026-01-31T10:00:00Z`");
}

TEST_CASE("what is missing is named") {
  CHECK(InDecision("rule r when a > 5 true") == "R0103@2:19 unexpected `true` | expected `then`");
  CHECK(InDecision("rule r a > 5 then true") == "R0103@2:8 unexpected `a` | expected `when`");
  CHECK(Brief("function f(a: int): int = if a > 5 then 3\nparam p: int = 1") ==
        "R0103@2:1 unexpected `param` | expected `else`");
  CHECK(Brief("record R { a 5 }") == "R0103@1:14 unexpected `5` | expected `:`");
  CHECK(Brief("record R { a: 5 }") == "R0103@1:15 unexpected `5` | expected a type");
  CHECK(Brief("record R { a: list<int }") == "R0103@1:24 unexpected `}` | expected `>` or `,`");
  CHECK(Brief("param p: int = ") == "R0103@1:15 the file ends too early | expected a value");
  CHECK(Brief("process P { window h = t in last 1 }") ==
        "R0103@1:34 unexpected `1` | expected a duration such as `5m`");
  CHECK(Brief("process P { state a: int = 5 unbound }") ==
        "R0103@1:30 unexpected `unbound` | expected `state`, `window`, `on` or `}`");
  CHECK(Brief("rule r when a then b") ==
        "R0103@1:1 unexpected `rule` | expected a declaration such as `record`, `stream`, `decision` or `process`");
  CHECK(InHandler("if a { emit x { } }") == "R0103@2:1 there is no `if` statement | write `rule name when .. then ..`");
  CHECK(InDecision("rule r \"costs {a}\" when a then true") ==
        "R0103@2:15 this text does not interpolate | write `\\{` for a brace");
}

TEST_CASE("cells of tables") {
  CHECK(Brief("decision D(a: int): int first match {\n table {\n| a | b || r |\n| 1 |  || 3 |\n| 1 | 2 || 3 |\n}\n}") ==
        "R0103@4:8 a cell of the table is empty | write `-` for any value");
}

TEST_CASE("brackets") {
  CHECK(Brief("record R { a: int }\n}") == "R0110@2:1 `}` closes nothing | no bracket is open here");
  CHECK(InHandler("x = f(1, [2)") == "R0110@2:10 `[` is not closed | `]` is missing");
  CHECK(Brief("record R {\n  a: int\nrecord S { b: int }\n") == "R0110@1:10 `{` is not closed | `}` is missing");
  CHECK(Brief("process P {\n  on t as t {\n    rule r when a then {\n      x = 1\n  }\n}\nrecord A { a: int }") ==
        "R0110@3:24 `{` is not closed | `}` is missing");
}

TEST_CASE("strings, names and comments that do not end") {
  CHECK(Brief("param p: string = \"abc\nparam q: int = = 1") ==
        "R0104@1:19 the string is not closed on its line | `\"` is missing\n"
        "R0103@2:16 unexpected `=` | expected a value");
  CHECK(Brief("param p: string = \"a {x} b") == "R0104@1:19 the string is not closed on its line | `\"` is missing");
  CHECK(Brief("param p: int = 1 /* abc\n") == "R0105@1:18 the comment is not closed | `*/` is missing");
  CHECK(Brief("record `abc { }").starts_with("R0106@1:8 the name in back-quotes is not closed on its line"));
  CHECK(Brief("record `` { }") == "R0106@1:8 the name in back-quotes is empty");
}

TEST_CASE("escapes") {
  CHECK(Brief(R"(param p: string = "a\d")") ==
        "R0112@1:21 `\\d` is not an escape | a backslash itself is written `\\\\`");
  CHECK(Brief(R"(param p: string = "\u12")").starts_with("R0112@1:20 `\\u` is not an escape"));
  CHECK(Brief(R"(param p: string = "a\u{D800}b")").starts_with("R0112@1:21 the escape names no Unicode character"));
  CHECK(Brief(R"(param p: string = "\u{110000}")").starts_with("R0112@1:20 "));
  CHECK(Brief(R"(param p: string = "\u{FFFFFFFFFFFF}")").starts_with("R0112@1:20 "));
}

TEST_CASE("options given twice") {
  CHECK(Brief("stream s: T { delay 5s delay 6s }") == "R0114@1:24 `delay` is given twice | leave one of them out");
  CHECK(Brief("process P { state a: int expires 1d after write expires 2d after write }").starts_with("R0114@1:49 "));
}

TEST_CASE("one mistake is one error, and the next one is found") {
  CHECK(Brief("record R { a int }\n"
              "recrod S { }\n"
              "process P {\n"
              "  state a int\n"
              "  state b: int\n"
              "  on t as t {\n"
              "    x + 5\n"
              "    emit y { c: 5 d: 6 }\n"
              "    rule r when = then x = 1\n"
              "    z = 1\n"
              "  }\n"
              "}\n"
              "decision D(a: int): bool first match {\n"
              "  rule r when a > then true\n"
              "  rule s when then true\n"
              "  otherwise false\n"
              "}\n") ==
        "R0103@1:14 unexpected `int` | expected `:`\n"
        "R0103@2:1 unexpected `recrod` | expected a declaration such as `record`, `stream`, `decision` or `process`\n"
        "R0103@4:11 unexpected `int` | expected `:`\n"
        "R0103@7:7 unexpected `+` | expected `.`, `+=`, `-=`, `=` or `[`\n"
        "R0103@8:19 unexpected `d` | expected `,` or `}`\n"
        "R0103@9:17 unexpected `=` | expected a value\n"
        "R0103@14:19 unexpected `then` | expected a value\n"
        "R0103@15:15 unexpected `then` | expected a value");
}

TEST_CASE("after thirty errors no more is read") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "param p: int = = 1\n";
  const Parsed parsed(text);
  CHECK(parsed.sink.error_count() == 31);
  CHECK(parsed.sink.diagnostics().back().code == rulec::diagnostics::Code::kTooManyErrors);
  std::string strays(50, '$');
  strays += " $\n$\n";
  strays.append(100, '#').append("\n#\n");
  const Parsed stray(strays);
  CHECK(stray.sink.error_count() == 5);
}
