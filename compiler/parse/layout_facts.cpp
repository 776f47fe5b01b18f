#include "compiler/parse/layout_facts.h"

namespace rulec::parse {

LayoutFacts::LayoutFacts(std::string_view text, const Sentences& sentences) : text_(text), s_(sentences) {
  rule_.assign(size(), Rule::kFile);
  unit_.assign(size(), Unit::kNone);
  row_.assign(size(), 0);
  rule_end_.assign(size(), 0);
  atom_end_.resize(size());
  for (std::uint32_t i = 0; i < size(); ++i) atom_end_[i] = i;
  const auto& nodes = s_.tree.nodes;
  for (std::uint32_t id = 1; id < nodes.size(); ++id) {
    const SyntaxNode& node = nodes[id];
    if (node.rule == Rule::kToken) {
      rule_[node.token] = nodes[node.parent].rule;
      const bool after_let =
          node.token > 0 && type(node.token) == TokenType::kBase && type(node.token - 1) != TokenType::kLc;
      if (after_let && rule_[node.token] == Rule::kScorecardItem) unit_[node.token] = Unit::kLine;
      continue;
    }
    if (node.rule == Rule::kString || node.rule == Rule::kText) {
      if (atom_end_[node.token] < node.last_token) atom_end_[node.token] = node.last_token;
    }
    if (node.rule == Rule::kTableHead || node.rule == Rule::kTableRow) row_[node.token] = id;
    if (node.rule == Rule::kDecisionRule) rule_end_[node.token] = node.last_token;
    // The outermost thing that begins with a token decides.
    if (unit_[node.token] == Unit::kNone) unit_[node.token] = UnitOf(node);
  }
}

Unit LayoutFacts::UnitOf(const SyntaxNode& node) const {
  const Rule outer = s_.tree.nodes[node.parent].rule;
  switch (node.rule) {
    case Rule::kModuleDecl:
    case Rule::kItem:
    case Rule::kMember:
    case Rule::kStatement:
    case Rule::kOtherwise:
    case Rule::kDecisionTable:
    case Rule::kVariantArm:
    case Rule::kTableHead:
    case Rule::kTableRow:
    case Rule::kTestStep:
    case Rule::kScoreRule:
    case Rule::kExperimentArm:
    case Rule::kMatchArm:
      return Unit::kLine;
    case Rule::kStepBody:
    case Rule::kPatternStep:
      return outer == Rule::kPatternMember ? Unit::kStep : Unit::kNone;
    case Rule::kLetStatement:
      return outer == Rule::kDecisionItem || outer == Rule::kScorecardItem ? Unit::kLine : Unit::kNone;
    case Rule::kDecisionRule:
      return Unit::kRule;
    case Rule::kField:
      return outer == Rule::kRecordItem || outer == Rule::kVariantArm ? Unit::kField : Unit::kNone;
    case Rule::kStreamOption:
      return Unit::kOption;
    case Rule::kEntry:
    case Rule::kChoiceStep:
      return Unit::kLoose;
    case Rule::kChoice:
      return outer == Rule::kChoice ? Unit::kLoose : Unit::kNone;
    case Rule::kName:
      return outer == Rule::kEnumItem && type(node.token - 1) != TokenType::kEnum ? Unit::kLoose : Unit::kNone;
    default:
      return Unit::kNone;
  }
}

bool LayoutFacts::HasLineBreak(std::uint32_t begin, std::uint32_t end) const {
  return text_.substr(begin, end - begin).find('\n') != std::string_view::npos;
}

std::string_view LayoutFacts::AtomText(std::uint32_t i) const {
  return text_.substr(token(i).begin, token(AtomEnd(i)).end - token(i).begin);
}

bool LayoutFacts::Touches(std::uint32_t left, std::uint32_t right) const {
  const TokenType a = type(left);
  const TokenType b = type(right);
  const Rule ra = rule(left);
  const Rule rb = rule(right);
  if (ra == Rule::kQuantifier && rb == Rule::kQuantifier) return true;
  if (a == TokenType::kComma && ra == Rule::kType) return true;
  switch (b) {
    case TokenType::kComma:
    case TokenType::kColon:
    case TokenType::kRp:
    case TokenType::kRb:
    case TokenType::kDot:
    case TokenType::kQdot:
      return true;
    case TokenType::kLp:
      if (rb == Rule::kArguments || rb == Rule::kParams || rb == Rule::kType || rb == Rule::kFieldMark) return true;
      break;
    case TokenType::kLb:
      if (rb == Rule::kSuffix || rb == Rule::kPlace) return true;
      break;
    case TokenType::kLt:
    case TokenType::kGt:
      if (rb == Rule::kType) return true;
      break;
    case TokenType::kQ:
    case TokenType::kPlus:
    case TokenType::kStar:
      if (rb == Rule::kType || rb == Rule::kQuantifier) return true;
      break;
    case TokenType::kPercent:
      if (rb == Rule::kRuleAttribute || rb == Rule::kExperimentArm) return true;
      break;
    case TokenType::kRange:
    case TokenType::kRangeOpen:
    case TokenType::kOpenRange:
    case TokenType::kOpenRangeOpen:
      if (rb == Rule::kCellTest) return true;
      break;
    case TokenType::kLc:
      if (rb == Rule::kQuantifier && a == TokenType::kRp) return true;
      break;
    case TokenType::kRc:
      return a == TokenType::kLc;
    default:
      break;
  }
  switch (a) {
    case TokenType::kLp:
    case TokenType::kLb:
    case TokenType::kDot:
    case TokenType::kQdot:
    case TokenType::kAtSign:
      return true;
    case TokenType::kLt:
      return ra == Rule::kType;
    case TokenType::kMinus:
      return ra == Rule::kOperand || ra == Rule::kJoinBound;
    case TokenType::kRange:
    case TokenType::kRangeOpen:
    case TokenType::kOpenRange:
    case TokenType::kOpenRangeOpen:
      return ra == Rule::kCellTest;
    default:
      return false;
  }
}

std::string_view LayoutFacts::SpaceBetween(std::uint32_t left, std::uint32_t right) const {
  if (Touches(left, right)) return "";
  const bool two_units = unit(right) != Unit::kNone && unit(right) != Unit::kStep && type(left) != TokenType::kComma &&
                         !IsOpenBracket(type(left));
  return two_units ? "  " : " ";
}

std::string LayoutFacts::Inline(std::uint32_t first, std::uint32_t last) const {
  std::string line;
  for (std::uint32_t i = first; i <= last; i = AtomEnd(i) + 1) {
    if (i != first) line += SpaceBetween(i - 1, i);
    line += AtomText(i);
  }
  return line;
}

}  // namespace rulec::parse
