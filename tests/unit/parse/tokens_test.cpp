#include "compiler/parse/antlr_front.h"
#include "tests/support/catch.h"

using namespace rulec::parse;

namespace {

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> texts;
  for (const Token& token : Lex(text, 0)) {
    if (!token.Is(TokenType::kEnd)) texts.emplace_back(token.TextIn(text));
  }
  return texts;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("signs are read as far as they go") {
  CHECK(Texts("a..<b a<..b a<..<b a..b ...") ==
        Words{"a", "..<", "b", "a", "<..", "b", "a", "<..<", "b", "a", "..", "b", "..."});
  CHECK(Texts("?? ?. ? || | == = += ** * _ _a") ==
        Words{"??", "?.", "?", "||", "|", "==", "=", "+=", "**", "*", "_", "_a"});
  CHECK(Texts("700..749 1.5..2") == Words{"700", "..", "749", "1.5", "..", "2"});
}

TEST_CASE("numbers, durations and times") {
  for (const char* one : {"1_000", "1_0.5_0", "1e9", "1.5E-3", "250ms", "1h30m", "2026-01-31", "10:00", "10:00:01.25",
                          "2026-01-31T10:00Z", "2026-01-31T10:00:00.123456-05:30"}) {
    CHECK(Texts(one) == Words{one});
  }
  CHECK(Lex("5min", 0)[0].type == TokenType::kNumberError);
  CHECK(Lex("5m", 0)[0].type == TokenType::kDuration);
  CHECK(Lex("0x1F", 0)[0].type == TokenType::kNumberError);
}

TEST_CASE("interpolation nests and comes back to its string") {
  CHECK(Texts(R"("a{b["c{d}e"]}f" g)") ==
        Words{"\"", "a", "{", "b", "[", "\"", "c", "{", "d", "}", "e", "\"", "]", "}", "f", "\"", "g"});
}

TEST_CASE("comments are tokens of their own, white space is not") {
  const std::string text = "/// doc\n// line\n/* b\n */ x";
  const auto tokens = Lex(text, 0);
  REQUIRE(tokens.size() == 5);
  CHECK(tokens[0].type == TokenType::kDocComment);
  CHECK(tokens[1].type == TokenType::kLineComment);
  CHECK(tokens[2].type == TokenType::kBlockComment);
  CHECK(tokens[3].begin == text.size() - 1);
}

TEST_CASE("offsets are bytes, names may be of any script") {
  const auto tokens = Lex("\xC3\xA9t\xC3\xA9 \xE6\xBC\xA2 x", 0);
  CHECK(tokens[0].type == TokenType::kName);
  CHECK(tokens[0].end == 5);
  CHECK(tokens[1].begin == 6);
  CHECK(tokens[1].end == 9);
  CHECK(tokens[2].begin == 10);
}
