#include <algorithm>
#include <filesystem>

#include "compiler/base/files.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/parse/antlr_front.h"
#include "compiler/parse/format.h"
#include "tests/support/catch.h"
#include "tests/support/mutation.h"

using namespace rulec;

namespace {

std::vector<std::string> Corpus() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/grammar/corpus"))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const auto& path : paths) texts.push_back(*base::ReadFile(path));
  return texts;
}

std::optional<std::string> Formatted(const std::string& text) {
  const base::SourceFile file(0, "test.rules", text);
  diagnostics::Sink sink;
  return parse::Format(file, sink);
}

// Tokens and comments without the space between and at the ends of lines.
std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  for (const parse::Token& token : parse::Lex(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0)) {
    std::string word(token.TextIn(text));
    if (parse::ClassOf(token.type) == parse::TokenClass::kComment) {
      std::erase(word, '\r');
      while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.pop_back();
    }
    words.push_back(std::move(word));
  }
  return words;
}

void KeepsItsPromises(const std::string& text, const std::string& once) {
  CAPTURE(text);
  CAPTURE(once);
  CHECK(Words(once) == Words(text));
  const auto twice = Formatted(once);
  REQUIRE(twice.has_value());
  CHECK(*twice == once);
  if (once.find("/*") == std::string::npos) CHECK(once.find(" \n") == std::string::npos);
  if (once.find("/*") == std::string::npos) CHECK(once.find("\n\n\n") == std::string::npos);
}

// White space replaced at random wherever it stands between two tokens; comments keep their line ends.
std::string Respaced(const std::string& text, testing::Random& random) {
  std::string result;
  std::uint32_t end = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  bool in_string = false;
  parse::TokenType before = parse::TokenType::kEnd;
  for (const parse::Token& token : parse::Lex(text, end)) {
    const std::string between = text.substr(end, token.begin - end);
    const bool line_comment = before == parse::TokenType::kLineComment || before == parse::TokenType::kDocComment;
    if (between.empty() || in_string) {
      result += between;
    } else {
      const char* spaces[] = {" ", "  ", "\n", "\n\n\n", "\t", " \n  "};
      result += line_comment ? "\n" : spaces[random.Below(6)];
    }
    result += token.TextIn(text);
    in_string = in_string != token.Is(parse::TokenType::kQuote);
    before = token.type;
    end = token.end;
  }
  return result;
}

}  // namespace

TEST_CASE("formatting keeps every token and comment and is done after once") {
  for (const std::string& text : Corpus()) {
    const auto once = Formatted(text);
    REQUIRE(once.has_value());
    KeepsItsPromises(text, *once);
  }
}

TEST_CASE("also of any spacing") {
  testing::Random random(1);
  const auto corpus = Corpus();
  for (int round = 0; round < 40; ++round) {
    for (const std::string& text : corpus) {
      const std::string respaced = Respaced(text, random);
      const auto once = Formatted(respaced);
      CAPTURE(respaced);
      REQUIRE(once.has_value());
      KeepsItsPromises(respaced, *once);
    }
  }
}

TEST_CASE("also of whatever mutants still parse") {
  testing::Random random(2);
  const auto corpus = Corpus();
  int parsed = 0;
  for (int round = 0; round < 400; ++round) {
    for (const std::string& text : corpus) {
      const std::string mutant =
          testing::Mutate(text, corpus, {"// c\n", "/* c */", "/* c\n d */", "/// d\n", "\n", "{ }"}, random);
      const auto once = Formatted(mutant);
      if (!once) continue;
      ++parsed;
      KeepsItsPromises(mutant, *once);
    }
  }
  CHECK(parsed > 200);
}
