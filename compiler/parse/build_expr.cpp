#include <charconv>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/parse/build.h"
#include "compiler/parse/operation.h"

namespace rulec::parse {

using ast::ExprId;
using ast::ExprKind;
using diagnostics::Code;

namespace {

constexpr std::uint32_t kMaxExprCodePoints = 100'000;

ExprKind LiteralKind(TokenType type) {
  switch (type) {
    case TokenType::kInt:
      return ExprKind::kInt;
    case TokenType::kDecimal:
      return ExprKind::kDecimal;
    case TokenType::kFloat:
      return ExprKind::kFloat;
    case TokenType::kDuration:
      return ExprKind::kDuration;
    case TokenType::kDate:
      return ExprKind::kDate;
    case TokenType::kTimestamp:
      return ExprKind::kTimestamp;
    case TokenType::kClocktime:
      return ExprKind::kClockTime;
    default:
      return ExprKind::kOpaque;
  }
}

}  // namespace

ExprId Builder::Expr(NodeRef node) {
  RULEC_CHECK(node.Is(Rule::kExpr), "an expression was expected");
  const base::Span span = SpanOf(node);
  if (expr_nesting_ == 0 && span.end - span.begin > kMaxExprCodePoints &&
      base::CountCodePoints(file_.Text(span)) > kMaxExprCodePoints) {
    sink_.Report(Code::kExpressionTooLong, span, "the expression is longer than 100,000 code points")
        .Hint("name parts of it with `let`");
  }
  ++expr_nesting_;
  const NodeRef form = node.first();
  ExprId result;
  if (form.Is(Rule::kIfExpr)) {
    const ExprId children[] = {Expr(form.Child(Rule::kExpr, 0)), Expr(form.Child(Rule::kExpr, 1)),
                               Expr(form.Child(Rule::kExpr, 2))};
    ast::Expr expr;
    expr.kind = ExprKind::kIf;
    expr.span = span;
    expr.op_span = SpanOf(form.first());
    result = Make(expr, children);
  } else if (form.Is(Rule::kMatchExpr)) {
    result = MatchOf(form, span);
  } else {
    result = OperationBuilder(*this, form).Build();
  }
  --expr_nesting_;
  return result;
}

ExprId Builder::Value(NodeRef node) { return OperationBuilder(*this, node).Build(); }

ExprId Builder::Operand(NodeRef node, std::vector<base::Span>& signs) {
  ExprId result;
  for (const NodeRef part : node) {
    if (part.Is(TokenType::kMinus)) {
      signs.push_back(SpanOf(part));
    } else if (part.Is(Rule::kPrimary)) {
      result = Primary(part);
    } else {
      result = Suffix(result, part);
    }
  }
  return result;
}

ExprId Builder::Suffix(ExprId operand, NodeRef node) {
  ast::Expr expr;
  expr.span = base::Join(module_.exprs[operand].span, SpanOf(node));
  std::vector<ExprId> children{operand};
  const NodeRef head = node.first();
  if (head.Is(Rule::kArguments)) {
    expr.kind = head.Has(TokenType::kWhere) ? ExprKind::kEach : ExprKind::kCall;
    expr.op_span = SpanOf(head);
    for (const NodeRef argument : head) {
      if (argument.Is(Rule::kExpr)) children.push_back(Expr(argument));
    }
  } else if (head.Is(TokenType::kLb)) {
    expr.kind = ExprKind::kIndex;
    children.push_back(Expr(node.Child(Rule::kExpr)));
  } else if (node.Has(TokenType::kApprox)) {
    return Leaf(ExprKind::kOpaque, expr.span, Intern("approx"));
  } else {
    const ast::Name name = NameOf(node.Child(Rule::kName));
    expr.kind = head.Is(TokenType::kDot) ? ExprKind::kField : ExprKind::kOptionalField;
    expr.text = name.symbol;
    expr.op_span = name.span;
    if (node.Has(Rule::kRecordBody)) {
      const NodeRef body = node.Child(Rule::kRecordBody);
      expr.span.end = name.span.end;
      const ExprId path = Make(expr, children);
      ast::Expr qualified;
      qualified.kind = ExprKind::kQualified;
      qualified.span = base::Join(module_.exprs[operand].span, SpanOf(node));
      const ExprId parts[] = {path, RecordOf(body, {}, SpanOf(body))};
      return Make(qualified, parts);
    }
  }
  return Make(expr, children);
}

ExprId Builder::Primary(NodeRef node) {
  const base::Span span = SpanOf(node);
  const NodeRef head = node.first();
  switch (head.rule()) {
    case Rule::kString:
      return StringOf(head);
    case Rule::kListLiteral:
      return ListOf(head);
    case Rule::kRecordBody:
      return RecordOf(head, {}, span);
    case Rule::kName: {
      const ast::Name name = NameOf(head);
      if (node.Has(Rule::kMoney)) return MoneyOf(node, name, span);
      if (node.Has(Rule::kRecordBody)) {
        const ExprId record = RecordOf(node.Child(Rule::kRecordBody), name.symbol, span);
        module_.exprs[record].op_span = name.span;
        return record;
      }
      return Leaf(ExprKind::kName, span, name.symbol);
    }
    case Rule::kToken:
      break;
    default:
      RULEC_CHECK(false, "a primary that the builder does not know");
  }
  const Token& token = head.token();
  ast::Expr expr;
  expr.span = span;
  switch (token.type) {
    case TokenType::kLp: {
      const ExprId inner = Expr(node.Child(Rule::kExpr));
      module_.exprs[inner].span = span;
      return inner;
    }
    case TokenType::kTrue:
    case TokenType::kFalse:
      expr.kind = ExprKind::kBool;
      expr.op = token.Is(TokenType::kTrue) ? ast::Op::kTrue : ast::Op::kFalse;
      return Make(expr, {});
    case TokenType::kMissing:
      return Leaf(ExprKind::kMissing, span);
    case TokenType::kUnderscore:
      return Leaf(ExprKind::kUnderscore, span);
    case TokenType::kRawString: {
      const std::string_view text = TextOf(token);
      return Leaf(ExprKind::kString, span, Intern(text.substr(2, text.size() - 3)));
    }
    default:
      return Leaf(LiteralKind(token.type), span, NumberSymbol(token));
  }
}

// `GBP 10.00`
ExprId Builder::MoneyOf(NodeRef node, ast::Name currency, base::Span span) {
  const NodeRef number = node.Child(Rule::kMoney).first();
  const Token& token = number.token();
  ast::Expr expr;
  expr.kind = ExprKind::kMoney;
  expr.span = span;
  expr.text = currency.symbol;
  expr.op_span = currency.span;
  const ExprId digits = Leaf(LiteralKind(token.type), SpanOf(number), NumberSymbol(token));
  return Make(expr, std::span(&digits, 1));
}

ExprId Builder::MatchOf(NodeRef node, base::Span span) {
  std::vector<ast::MatchArm> arms;
  std::vector<ExprId> children{Expr(node.Child(Rule::kExpr))};
  for (const NodeRef child : node) {
    if (!child.Is(Rule::kMatchArm)) continue;
    ast::MatchArm arm{NameOf(child.Child(Rule::kName)), {}, Expr(child.Child(Rule::kExpr))};
    if (child.Has(TokenType::kAs)) arm.binder = NameOf(child.Child(Rule::kName, 1));
    children.push_back(arm.value);
    arms.push_back(std::move(arm));
  }
  ast::Expr expr;
  expr.kind = ExprKind::kMatch;
  expr.span = span;
  expr.op_span = SpanOf(node.first());
  expr.first_arm = static_cast<std::uint32_t>(module_.match_arms.size());
  module_.match_arms.insert(module_.match_arms.end(), arms.begin(), arms.end());
  return Make(expr, children);
}

ExprId Builder::ListOf(NodeRef node) {
  ast::Expr expr;
  expr.kind = node.Has(TokenType::kColon) ? ExprKind::kMap : ExprKind::kList;
  expr.span = SpanOf(node);
  std::vector<ExprId> children;
  for (const NodeRef child : node) {
    if (child.Is(Rule::kExpr)) children.push_back(Expr(child));
  }
  return Make(expr, children);
}

ExprId Builder::RecordOf(NodeRef body, base::Symbol type, base::Span span) {
  std::vector<ast::Entry> entries;
  if (body.Has(Rule::kEntries)) entries = Entries(body.Child(Rule::kEntries));
  ast::Expr expr;
  expr.kind = ExprKind::kRecord;
  expr.span = span;
  expr.text = type;
  expr.first = static_cast<std::uint32_t>(module_.entries.size());
  expr.count = static_cast<std::uint32_t>(entries.size());
  std::vector<ExprId> values;
  for (const ast::Entry& entry : entries) {
    if (entry.value.valid()) values.push_back(entry.value);
  }
  module_.entries.insert(module_.entries.end(), entries.begin(), entries.end());
  return Make(expr, values);
}

// The entry `...` has an empty name and no value.
std::vector<ast::Entry> Builder::Entries(NodeRef node) {
  std::vector<ast::Entry> entries;
  for (const NodeRef child : node) {
    if (!child.Is(Rule::kEntry)) continue;
    if (child.first().Is(TokenType::kEllipsis)) {
      entries.push_back({{{}, SpanOf(child)}, {}});
    } else {
      const ast::Name name = NameOf(child.Child(Rule::kName));
      entries.push_back({name, Expr(child.Child(Rule::kExpr))});
    }
  }
  return entries;
}

ExprId Builder::DurationOf(NodeRef parent) {
  const Token& token = parent.Child(TokenType::kDuration).token();
  return Leaf(ExprKind::kDuration, SpanOf(token), NumberSymbol(token));
}

ExprId Builder::IntOf(NodeRef parent) {
  const Token& token = parent.Child(TokenType::kInt).token();
  return Leaf(ExprKind::kInt, SpanOf(token), NumberSymbol(token));
}

ExprId Builder::StringOf(NodeRef node) {
  if (!node.Has(Rule::kExpr)) return Leaf(ExprKind::kString, SpanOf(node), Intern(Text(node)));
  ast::Expr expr;
  expr.kind = ExprKind::kInterpolation;
  expr.span = SpanOf(node);
  std::vector<ExprId> parts;
  for (const NodeRef part : node) {
    if (part.Is(Rule::kExpr)) parts.push_back(Expr(part));
    if (part.Is(TokenType::kStrText)) {
      parts.push_back(Leaf(ExprKind::kString, SpanOf(part), Intern(Unescape(part.token()))));
    }
  }
  return Make(expr, parts);
}

// Decoded content of a `text`, or of a `string` without interpolation.
std::string Builder::Text(NodeRef node) {
  std::string text;
  for (const NodeRef part : node) {
    if (part.Is(TokenType::kStrText)) text += Unescape(part.token());
  }
  return text;
}

std::string Builder::Unescape(const Token& token) {
  const std::string_view text = TextOf(token);
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    const char escape = text[++at];
    if (escape == 'n') {
      out += '\n';
    } else if (escape == 't') {
      out += '\t';
    } else if (escape != 'u') {
      out += escape;
    } else {
      const std::size_t close = text.find('}', at);
      std::uint32_t value = 0;
      const auto parsed = std::from_chars(text.data() + at + 2, text.data() + close, value, 16);
      if (parsed.ec != std::errc{} || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        const auto begin = token.begin + static_cast<std::uint32_t>(at) - 1;
        sink_.Report(Code::kBadEscape, {file_.index(), begin, token.begin + static_cast<std::uint32_t>(close) + 1},
                     "the escape names no Unicode character", "use a code point up to 10FFFF that is not a surrogate");
      } else {
        base::AppendUtf8(out, value);
      }
      at = close;
    }
  }
  return out;
}

}  // namespace rulec::parse
