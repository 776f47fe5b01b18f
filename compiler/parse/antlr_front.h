#pragma once
// The fence around ANTLR: plain tokens and plain trees come out, and no exception, message or type of it.
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/parse/syntax_tree.h"
#include "compiler/parse/token.h"

namespace rulec::parse {

/// Every token of valid UTF-8 text from `begin` on but white space, comments included, a kEnd last. Never fails: what
/// begins no token is kStray; a string that meets its line's end or a wrong escape holds a kStray with `in_string`.
std::vector<Token> Lex(std::string_view text, std::uint32_t begin);

inline constexpr int kMaxNesting = 250;

/// A place where the tokens left the grammar.
struct SyntaxError {
  std::uint32_t token = 0;  // index of the token at fault
  Rule rule = Rule::kFile;  // innermost rule that was being read
  TokenSet expected;        // what would have been accepted there; empty if not known
  bool too_deep = false;    // nesting beyond kMaxNesting; nothing is read after it
};

struct ErrorPolicy {
  /// Told of every error; false stops the parse.
  std::function<bool(const SyntaxError&)> report;
  /// Where to go on after `rule`, which began at token `begin`, was left for an error at token `at`; nothing: leave the
  /// rule around it too.
  std::function<std::optional<std::uint32_t>(Rule rule, std::uint32_t begin, std::uint32_t at)> resume;
  /// Where to go on inside `rule` (kFile, kProcessItem, kDecisionItem, kRecordItem, kBlock or kTestItem) when token
  /// `at` does not continue the list of things inside its braces: at the next thing, or at the end of the list.
  struct Next {
    std::uint32_t token;
    bool at_end;
  };
  std::function<std::optional<Next>(Rule rule, std::uint32_t begin, std::uint32_t at)> resume_inside;
};

/// What a list of tokens is read as.
enum class Sentence : std::uint8_t { kFile, kTableHead, kTableRow };

/// Reads `tokens` (no comments, brackets balanced and nested at most kMaxNesting deep, a kEnd last). The tree is
/// complete if and only if no error was reported.
SyntaxTree ParseTokens(std::span<const Token> tokens, const ErrorPolicy& policy, Sentence sentence = Sentence::kFile);

/// Names of the rules of the generated parser in their order, for the check that rules.def lists the same.
std::vector<std::string> GrammarRuleNames();

}  // namespace rulec::parse
