#pragma once
// What the formatter needs to know of each token, read off the grammar tree once.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/parse/parse.h"

namespace rulec::parse {

/// Things that begin a line of their own if the braces around them are broken over lines.
enum class Unit : std::uint8_t {
  kNone,
  kLoose,  // begins a line only where the author began one: entries, names of an enum
  kLine,
  kField,   // as kLine; aligned after its colon
  kStep,    // as kLine; a step of a pattern, which its first word sets off from the one before
  kOption,  // as kLine; aligned after its first word
  kRule,    // as kLine; aligned before `when` and `then` if it stands on one line
};

class LayoutFacts {
 public:
  LayoutFacts(std::string_view text, const Sentences& sentences);

  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens().size()); }
  const std::vector<Token>& tokens() const { return s_.scanned.tokens; }
  const Token& token(std::uint32_t i) const { return tokens()[i]; }
  TokenType type(std::uint32_t i) const { return tokens()[i].type; }
  std::uint32_t partner(std::uint32_t i) const { return s_.scanned.partner[i]; }
  std::uint32_t enclosing(std::uint32_t i) const { return s_.scanned.enclosing[i]; }
  const SyntaxTree& tree() const { return s_.tree; }

  /// The rule of which the token is a direct part.
  Rule rule(std::uint32_t i) const { return rule_[i]; }
  /// What the token begins.
  Unit unit(std::uint32_t i) const { return unit_[i]; }
  /// Last token of the rule of a decision that begins here.
  std::uint32_t RuleEnd(std::uint32_t i) const { return rule_end_[i]; }
  /// Node of the table row or head that the token begins, or 0.
  std::uint32_t row(std::uint32_t i) const { return row_[i]; }
  /// Last token of the string that begins here; the token itself if none does. A string is printed as it stands.
  std::uint32_t AtomEnd(std::uint32_t i) const { return atom_end_[i]; }
  std::string_view AtomText(std::uint32_t i) const;
  /// What stands between two neighbours on one line: "", " ", or "  " between two units.
  std::string_view SpaceBetween(std::uint32_t left, std::uint32_t right) const;
  /// Tokens [first, last] on one line.
  std::string Inline(std::uint32_t first, std::uint32_t last) const;
  bool HasLineBreak(std::uint32_t begin, std::uint32_t end) const;

 private:
  bool Touches(std::uint32_t left, std::uint32_t right) const;
  Unit UnitOf(const SyntaxNode& node) const;

  std::string_view text_;
  const Sentences& s_;
  std::vector<Rule> rule_;
  std::vector<Unit> unit_;
  std::vector<std::uint32_t> row_;
  std::vector<std::uint32_t> rule_end_;
  std::vector<std::uint32_t> atom_end_;
};

}  // namespace rulec::parse
