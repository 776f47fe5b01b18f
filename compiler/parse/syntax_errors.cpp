#include "compiler/parse/syntax_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace rulec::parse {

using diagnostics::Code;

namespace {

bool Has(const TokenSet& set, TokenType type) { return set.test(static_cast<std::size_t>(type)); }

bool IsAnyOf(TokenType type, std::initializer_list<TokenType> types) {
  for (const TokenType t : types) {
    if (t == type) return true;
  }
  return false;
}

// A whole expression stands before: operators may follow.
bool AfterExpression(const TokenSet& expected) {
  return Has(expected, TokenType::kAnd) && Has(expected, TokenType::kPlus);
}
bool WantsValue(const TokenSet& expected) {
  return Has(expected, TokenType::kDecimal) && Has(expected, TokenType::kLp) && Has(expected, TokenType::kName);
}
bool WantsName(const TokenSet& expected) { return Has(expected, TokenType::kName) && !Has(expected, TokenType::kInt); }

// What may follow in a list of things, said by the kind of thing.
std::string_view ExpectedIn(Rule rule, const TokenSet& expected) {
  if (rule == Rule::kFile && Has(expected, TokenType::kEnd)) {
    return "a declaration such as `record`, `stream`, `decision` or `process`";
  }
  if (!Has(expected, TokenType::kRc)) return {};
  switch (rule) {
    case Rule::kBlock:
      return "a statement or `}`";
    case Rule::kProcessItem:
      return "`state`, `window`, `on` or `}`";
    case Rule::kDecisionItem:
      return "`rule`, `otherwise` or `}`";
    case Rule::kRecordItem:
      return "a field such as `name: string`, or `}`";
    case Rule::kVariantItem:
      return "an arm such as `approve { limit: int }`, or `}`";
    case Rule::kMatchExpr:
      return "an arm such as `approve as a then ..`, or `}`";
    case Rule::kDecisionTable:
      return "`|` or `}`";
    case Rule::kStreamItem:
      return "`time`, `delay`, `idle` or `}`";
    case Rule::kTestItem:
      return "`at`, `watermark`, `expect` or `}`";
    default:
      return {};
  }
}

void Remove(TokenSet& set, std::initializer_list<TokenType> types) {
  for (const TokenType type : types) set.reset(static_cast<std::size_t>(type));
}

void RemoveOperators(TokenSet& set) {
  for (std::size_t i = 0; i < kTokenTypeCount; ++i) {
    const auto type = static_cast<TokenType>(i);
    if (ClassOf(type) == TokenClass::kSign && !IsCloseBracket(type) &&
        !IsAnyOf(type, {TokenType::kComma, TokenType::kColon, TokenType::kBar, TokenType::kBarbar})) {
      set.reset(i);
    }
  }
  Remove(set, {TokenType::kAnd, TokenType::kOr, TokenType::kNot, TokenType::kIn, TokenType::kIs, TokenType::kDiv,
               TokenType::kMatches, TokenType::kInt, TokenType::kDecimal});
}

void RemoveNames(TokenSet& set) {
  for (std::size_t i = 0; i < kTokenTypeCount; ++i) {
    const TokenClass token_class = ClassOf(static_cast<TokenType>(i));
    if (token_class == TokenClass::kSoft || token_class == TokenClass::kName) set.reset(i);
  }
}

void RemoveValues(TokenSet& set) {
  RemoveNames(set);
  for (std::size_t i = 0; i < kTokenTypeCount; ++i) {
    if (ClassOf(static_cast<TokenType>(i)) == TokenClass::kNumber) set.reset(i);
  }
  Remove(set, {TokenType::kTrue, TokenType::kFalse, TokenType::kMissing, TokenType::kNot, TokenType::kIf,
               TokenType::kMatch, TokenType::kMinus, TokenType::kLp, TokenType::kLb, TokenType::kLc, TokenType::kQuote,
               TokenType::kRawString, TokenType::kUnderscore});
}

std::string NameOfType(TokenType type) {
  switch (type) {
    case TokenType::kEnd:
      return "the end of the file";
    case TokenType::kInt:
      return "a whole number";
    case TokenType::kDecimal:
      return "a number";
    case TokenType::kDuration:
      return "a duration such as `5m`";
    case TokenType::kDate:
      return "a date such as `2026-01-31`";
    case TokenType::kTimestamp:
      return "a timestamp such as `2026-01-31T10:00:00Z`";
    case TokenType::kClocktime:
      return "a time such as `10:00`";
    case TokenType::kQuote:
      return "a text in double quotes";
    case TokenType::kStrText:
      return "text";
    default:
      return fmt::format("`{}`", Info(type).text);
  }
}

std::string JoinAlternatives(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text;
}

}  // namespace

base::Span SyntaxErrors::Place(std::uint32_t token) const {
  const Token& t = s_.tokens[token];
  // The end of the file is shown behind its last token.
  if (t.Is(TokenType::kEnd) && token > 0) return {file_.index(), s_.tokens[token - 1].end, s_.tokens[token - 1].end};
  return {file_.index(), t.begin, t.end};
}

std::string SyntaxErrors::Found(std::uint32_t token) const {
  if (TypeAt(token) == TokenType::kEnd) return "the end of the file";
  if (IsAnyOf(TypeAt(token), {TokenType::kQuote, TokenType::kStrText, TokenType::kRawString})) return "string";
  std::string_view text = TextOf(token);
  if (text.empty()) return "end of the row";  // of a CSV file
  if (text.size() <= 40) return fmt::format("`{}`", text);
  std::size_t cut = 37;
  while ((static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return fmt::format("`{}...`", text.substr(0, cut));
}

std::string SyntaxErrors::Expected(const SyntaxError& error) const {
  const TokenSet& expected = error.expected;
  if (const std::string_view known = ExpectedIn(error.rule, expected); !known.empty()) return std::string(known);
  if (Has(expected, TokenType::kWhen)) return "`when`";

  TokenSet rest = expected;
  std::vector<std::string> parts;
  if (AfterExpression(expected)) {
    RemoveOperators(rest);
    if (Has(rest, TokenType::kName)) RemoveNames(rest);
    if (rest.none() || rest.count() > 6) return "an operator, or the end of the expression";
  } else if (WantsValue(expected)) {
    parts.push_back("a value");
    RemoveValues(rest);
  } else if (Has(expected, TokenType::kGt) && Has(expected, TokenType::kQ)) {
    parts.push_back("`>`");
    rest = Has(expected, TokenType::kComma) ? TokenSet{}.set(static_cast<std::size_t>(TokenType::kComma)) : TokenSet{};
  } else if (Has(expected, TokenType::kName)) {
    const bool type = error.token > 0 && IsAnyOf(TypeAt(error.token - 1), {TokenType::kColon, TokenType::kLt});
    parts.push_back(type ? "a type" : "a name");
    RemoveNames(rest);
  }
  for (std::size_t i = 1; i < kTokenTypeCount && parts.size() < 6; ++i) {
    if (rest.test(i)) parts.push_back(NameOfType(static_cast<TokenType>(i)));
  }
  if (rest.test(0) && parts.size() < 6) parts.push_back(NameOfType(TokenType::kEnd));
  return JoinAlternatives(parts);
}

// What stands in a decision or rule, but not there.
bool SyntaxErrors::ReportDecisionOrder(const SyntaxError& error) const {
  const TokenType found = TypeAt(error.token);
  const TokenType before = error.token > 0 ? TypeAt(error.token - 1) : TokenType::kEnd;
  const base::Span place = Place(error.token);
  const std::string_view word = TextOf(error.token);
  const auto report = [&](std::string message, std::string label) {
    sink_.Report(Code::kUnexpectedToken, place, std::move(message), std::move(label));
    return true;
  };
  const bool option = IsAnyOf(
      found, {TokenType::kLikely, TokenType::kOnce, TokenType::kShadow, TokenType::kCanary, TokenType::kEffective});
  if (option && Has(error.expected, TokenType::kWhen) && IsAnyOf(before, {TokenType::kQuote, TokenType::kRawString})) {
    return report(fmt::format("the description of a rule stands behind `{}`", word),
                  fmt::format("write `rule name {} .. \"description\" when ..`", word));
  }
  // Where reading goes on after a report above.
  const bool begins_rule = error.rule == Rule::kDecisionRule && Has(error.expected, TokenType::kRule);
  if (begins_rule && found == TokenType::kOtherwise) return true;
  if (error.rule != Rule::kDecisionItem || !Has(error.expected, TokenType::kRc)) return false;
  if (found == TokenType::kLet) return report("`let` stands before the rules", "move it up, right behind `{`");
  if (!IsAnyOf(found, {TokenType::kRule, TokenType::kOtherwise, TokenType::kTable})) return false;
  if (!Has(error.expected, TokenType::kOtherwise)) {
    return report("nothing follows `otherwise`",
                  found == TokenType::kOtherwise ? "a decision has one `otherwise`" : "`otherwise` stands last");
  }
  if (!Has(error.expected, TokenType::kRule) || found == TokenType::kTable) {
    return report("rules and a table do not stand in one decision",
                  found == TokenType::kRule ? "write the rule as a row of the table, or a decision of its own"
                                            : "write its rows as rules, or a decision of its own");
  }
  return false;
}

// Mistakes that many make and that have a remedy of their own.
bool SyntaxErrors::ReportMistake(const SyntaxError& error) const {
  const TokenType found = TypeAt(error.token);
  const TokenType next = TypeAt(error.token + 1);
  const TokenType before = error.token > 0 ? TypeAt(error.token - 1) : TokenType::kEnd;
  const base::Span place = Place(error.token);
  if (found == TokenType::kAssign && AfterExpression(error.expected)) {
    const bool touches = s_.tokens[error.token].end == s_.tokens[error.token + 1].begin;
    std::string_view meant = "did you mean `==`?";
    if (touches && next == TokenType::kGt) meant = "did you mean `>=` or `then`?";
    if (touches && next == TokenType::kLt) meant = "did you mean `<=`?";
    sink_.Report(Code::kWrongOperator, place, "`=` does not compare", std::string(meant));
    return true;
  }
  if (found == TokenType::kBarbar && AfterExpression(error.expected)) {
    sink_.Report(Code::kWrongOperator, place, "`||` is not an operator of the language", "write `or`");
    return true;
  }
  if (found == TokenType::kGt && before == TokenType::kMinus && WantsValue(error.expected)) {
    sink_.Report(Code::kWrongOperator, base::Join(Place(error.token - 1), place),
                 "`->` is not an operator of the language", "did you mean `then`?");
    return true;
  }
  if (found == TokenType::kGt && before == TokenType::kLt && WantsValue(error.expected)) {
    sink_.Report(Code::kWrongOperator, base::Join(Place(error.token - 1), place),
                 "`<>` is not an operator of the language", "write `!=`");
    return true;
  }
  if (found == TokenType::kEq && Has(error.expected, TokenType::kPluseq)) {
    sink_.Report(Code::kWrongOperator, place, "`==` compares and does nothing here", "an assignment is written `=`");
    return true;
  }
  if (IsAnyOf(found, {TokenType::kBar, TokenType::kBarbar}) && IsAnyOf(before, {TokenType::kBar, TokenType::kBarbar}) &&
      WantsValue(error.expected)) {
    sink_.Report(Code::kUnexpectedToken, place, "a cell of the table is empty", "write `-` for any value");
    return true;
  }
  if (found == TokenType::kLc && before == TokenType::kStrText && Has(error.expected, TokenType::kQuote)) {
    sink_.Report(Code::kUnexpectedToken, place, "this text does not interpolate", "write `\\{` for a brace");
    return true;
  }
  if (found == TokenType::kIf && error.rule == Rule::kBlock) {
    sink_.Report(Code::kUnexpectedToken, place, "there is no `if` statement", "write `rule name when .. then ..`");
    return true;
  }
  if (ReportDecisionOrder(error)) return true;
  if (ClassOf(found) == TokenClass::kReserved && WantsName(error.expected) && !AfterExpression(error.expected)) {
    const std::string_view word = TextOf(error.token);
    sink_.Report(Code::kReservedWord, place, fmt::format("`{}` is a reserved word", word),
                 fmt::format("as a name it is written in back-quotes: `` `{}` ``", word));
    return true;
  }
  return false;
}

void SyntaxErrors::Report(const SyntaxError& error) const {
  if (error.too_deep) {
    sink_.Report(Code::kNestingTooDeep, Place(error.token), "this is nested deeper than 250")
        .Hint("name parts of an expression with `let`, or use a table");
    return;
  }
  if (ReportMistake(error)) return;
  const std::string expected = Expected(error);
  auto& report = sink_.Report(Code::kUnexpectedToken, Place(error.token),
                              TypeAt(error.token) == TokenType::kEnd ? "the file ends too early"
                                                                     : fmt::format("unexpected {}", Found(error.token)),
                              expected.empty() ? "" : "expected " + expected);
  if (expected == "`else`") report.Hint("an `if` expression always has an `else`");
}

bool SyntaxErrors::Continues(Rule rule, std::uint32_t token) const {
  const TokenType type = TypeAt(token);
  const TokenType next = TypeAt(token + 1);
  switch (rule) {
    case Rule::kItem: {
      const bool named = ClassOf(next) == TokenClass::kName || ClassOf(next) == TokenClass::kSoft ||
                         ClassOf(next) == TokenClass::kReserved || next == TokenType::kQuote;
      return named && type >= TokenType::kModule && type <= TokenType::kExperiment;
    }
    case Rule::kDecisionRule:
      return IsAnyOf(type, {TokenType::kRule, TokenType::kOtherwise});
    case Rule::kScoreRule:
      return type == TokenType::kRule;
    case Rule::kMember:
      return IsAnyOf(type, {TokenType::kState, TokenType::kTimer, TokenType::kWindow, TokenType::kPattern,
                            TokenType::kJoin, TokenType::kOn});
    case Rule::kStatement:
      return ClassOf(type) == TokenClass::kName || ClassOf(type) == TokenClass::kSoft || type == TokenType::kLet;
    case Rule::kTestStep:
      return IsAnyOf(
          type, {TokenType::kAt, TokenType::kWatermark, TokenType::kRestart, TokenType::kExpect, TokenType::kGiven});
    case Rule::kTableRow:
      return type == TokenType::kBar;
    case Rule::kField:
      return next == TokenType::kColon || type == TokenType::kAtSign;
    default:
      return false;
  }
}

std::optional<std::uint32_t> SyntaxErrors::ResumeAt(Rule rule, std::uint32_t begin, std::uint32_t at) const {
  switch (rule) {
    case Rule::kItem:
    case Rule::kDecisionRule:
    case Rule::kScoreRule:
    case Rule::kMember:
    case Rule::kStatement:
    case Rule::kTestStep:
    case Rule::kTableRow:
    case Rule::kField:
      break;
    default:
      return std::nullopt;
  }
  return NextInBrackets(rule, s_.enclosing[begin], std::max(at, begin + 1)).token;
}

std::optional<ErrorPolicy::Next> SyntaxErrors::ResumeInside(Rule rule, std::uint32_t begin, std::uint32_t at) const {
  Rule inner = Rule::kItem;
  switch (rule) {
    case Rule::kFile:
      return NextInBrackets(Rule::kItem, kNoBracket, at);
    case Rule::kProcessItem:
      inner = Rule::kMember;
      break;
    case Rule::kDecisionItem:
      inner = Rule::kDecisionRule;
      break;
    case Rule::kRecordItem:
      inner = Rule::kField;
      break;
    case Rule::kBlock:
      inner = Rule::kStatement;
      break;
    case Rule::kTestItem:
      inner = Rule::kTestStep;
      break;
    default:
      return std::nullopt;
  }
  // A block begins with its bracket, the others have one further on.
  const std::uint32_t around = IsCloseBracket(TypeAt(at)) ? s_.partner[at] : s_.enclosing[at];
  const bool inside = around != kNoBracket && TypeAt(around) == TokenType::kLc &&
                      (around == begin || (around > begin && s_.enclosing[around] == s_.enclosing[begin]));
  if (!inside) return std::nullopt;
  return NextInBrackets(inner, around, at);
}

ErrorPolicy::Next SyntaxErrors::NextInBrackets(Rule rule, std::uint32_t around, std::uint32_t from) const {
  const std::uint32_t end =
      around == kNoBracket ? static_cast<std::uint32_t>(s_.tokens.size() - 1) : s_.partner[around];
  for (std::uint32_t i = from; i < end; ++i) {
    if (s_.enclosing[i] == around && IsFirstOnLine(file_.text(), s_.tokens[i]) && Continues(rule, i)) return {i, false};
  }
  return {end, true};
}

}  // namespace rulec::parse
