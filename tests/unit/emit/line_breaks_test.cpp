#include "compiler/emit/line_breaks.h"

#include "tests/support/catch.h"

using namespace rulec::emit;

namespace {

std::string Broken(const std::string& statement) {
  CodeWriter out("x.h");
  WriteBroken(out, statement);
  return out.text();
}

}  // namespace

TEST_CASE("what fits stays on its line") { CHECK(Broken("int a = 1;") == "int a = 1;\n"); }

TEST_CASE("long conditions break where the fewest brackets are open") {
  const std::string part = "app.some_number_with_a_name >= 1'000'000";
  CHECK(Broken("if (" + part + " && Call(a, b, c, d, e, f) && " + part + " && " + part + ") {") ==
        "if (" + part + " && Call(a, b, c, d, e, f) && " + part + " &&\n    " + part + ") {\n");
}

TEST_CASE("strings and template arguments are not broken") {
  const std::string text(90, 'x');
  const std::string out =
      Broken("f(aaaaaaaaaaaaaaaaaaaa, \"" + text + ", && (\\\" " + text + "\", std::map<int, int>(b, c));");
  CHECK(out.find(text + ", && (\\\" " + text) != std::string::npos);
  CHECK(out.find("map<int, int>") != std::string::npos);
}

TEST_CASE("breaking changes white space only") {
  std::string statement = "return Answer{";
  for (int i = 0; i < 60; ++i) statement += "Inner{a" + std::to_string(i) + " < b, ::T<1, 2>{3}}, ";
  statement += "0};";
  const auto squeezed = [](std::string text) {
    std::string out;
    for (const char c : text) {
      if (c != ' ' && c != '\n') out += c;
    }
    return out;
  };
  const std::string broken = Broken(statement);
  CHECK(squeezed(broken) == squeezed(statement));
  std::size_t start = 0;
  while (start < broken.size()) {
    const std::size_t end = broken.find('\n', start);
    CHECK(end - start <= 120);
    start = end + 1;
  }
}
