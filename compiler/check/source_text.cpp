// Expressions as the author wrote them, for remedies in diagnostics.
#include <fmt/format.h>

#include "compiler/check/expr_checker.h"

namespace rulec::check {
namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\' || c == '{' || c == '}') quoted.push_back('\\');
    if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + '"';
}

}  // namespace

std::string_view OpText(ast::Op op) {
  switch (op) {
    case ast::Op::kNone:
      return "";
    case ast::Op::kTrue:
      return "true";
    case ast::Op::kFalse:
      return "false";
    case ast::Op::kNegate:
      return "-";
    case ast::Op::kNot:
      return "not";
    case ast::Op::kOr:
      return "or";
    case ast::Op::kAnd:
      return "and";
    case ast::Op::kEqual:
      return "==";
    case ast::Op::kNotEqual:
      return "!=";
    case ast::Op::kLess:
      return "<";
    case ast::Op::kLessEqual:
      return "<=";
    case ast::Op::kGreater:
      return ">";
    case ast::Op::kGreaterEqual:
      return ">=";
    case ast::Op::kIn:
      return "in";
    case ast::Op::kNotIn:
      return "not in";
    case ast::Op::kMatches:
      return "matches";
    case ast::Op::kNotMatches:
      return "not matches";
    case ast::Op::kCoalesce:
      return "??";
    case ast::Op::kAdd:
      return "+";
    case ast::Op::kSubtract:
      return "-";
    case ast::Op::kMultiply:
      return "*";
    case ast::Op::kDivide:
      return "/";
    case ast::Op::kDiv:
      return "div";
    case ast::Op::kRemainder:
      return "%";
    case ast::Op::kPower:
      return "**";
    case ast::Op::kIsMissing:
      return "is missing";
    case ast::Op::kIsPresent:
      return "is present";
    case ast::Op::kIsNotMissing:
      return "is not missing";
    case ast::Op::kIsNotPresent:
      return "is not present";
  }
  return "";
}

std::string ExprChecker::SourceText(ast::ExprId expr) const {
  const ast::Expr& e = node(expr);
  switch (e.kind) {
    case ast::ExprKind::kInt:
    case ast::ExprKind::kDecimal:
    case ast::ExprKind::kFloat:
    case ast::ExprKind::kDuration:
    case ast::ExprKind::kDate:
    case ast::ExprKind::kTimestamp:
    case ast::ExprKind::kClockTime:
    case ast::ExprKind::kName:
    case ast::ExprKind::kBareText:
      return context_.TextOf(e.text);
    case ast::ExprKind::kMoney:
      return fmt::format("{} {}", context_.Text(e.text), SourceText(ChildOf(expr, 0)));
    case ast::ExprKind::kBool:
      return std::string(OpText(e.op));
    case ast::ExprKind::kMissing:
      return "missing";
    case ast::ExprKind::kUnderscore:
      return "_";
    case ast::ExprKind::kString:
      return Quoted(context_.Text(e.text));
    case ast::ExprKind::kInterpolation:
      return "\"...\"";
    case ast::ExprKind::kField:
      return fmt::format("{}.{}", SourceText(ChildOf(expr, 0)), context_.Text(e.text));
    case ast::ExprKind::kOptionalField:
      return fmt::format("{}?.{}", SourceText(ChildOf(expr, 0)), context_.Text(e.text));
    case ast::ExprKind::kIndex:
      return fmt::format("{}[{}]", SourceText(ChildOf(expr, 0)), SourceText(ChildOf(expr, 1)));
    case ast::ExprKind::kUnary:
      if (e.op == ast::Op::kNegate) return "-" + SourceText(ChildOf(expr, 0));
      return "...";
    case ast::ExprKind::kCall: {
      std::string text = SourceText(ChildOf(expr, 0)) + "(";
      for (std::uint32_t i = 1; i < e.count; ++i) text += (i > 1 ? ", " : "") + SourceText(ChildOf(expr, i));
      return text.size() > 60 ? "..." : text + ")";
    }
    case ast::ExprKind::kBinary: {
      // One operator between simple parts: no brackets are needed to read it.
      const auto simple = [&](ast::ExprId part) {
        return node(part).kind != ast::ExprKind::kBinary && node(part).kind != ast::ExprKind::kIf &&
               node(part).kind != ast::ExprKind::kIs;
      };
      const ast::ExprId left = ChildOf(expr, 0);
      const ast::ExprId right = ChildOf(expr, 1);
      if (!simple(left) || !simple(right)) return "...";
      const std::string text = fmt::format("{} {} {}", SourceText(left), OpText(e.op), SourceText(right));
      return text.size() > 60 ? "..." : text;
    }
    default:
      return "...";
  }
}

}  // namespace rulec::check
