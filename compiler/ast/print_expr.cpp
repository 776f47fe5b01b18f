#include "compiler/ast/print_expr.h"

#include <fmt/format.h>

namespace rulec::ast {
namespace {

std::string_view OpText(Op op) {
  switch (op) {
    case Op::kNone:
      return "";
    case Op::kTrue:
      return "true";
    case Op::kFalse:
      return "false";
    case Op::kNegate:
      return "-";
    case Op::kNot:
      return "not";
    case Op::kOr:
      return "or";
    case Op::kAnd:
      return "and";
    case Op::kEqual:
      return "==";
    case Op::kNotEqual:
      return "!=";
    case Op::kLess:
      return "<";
    case Op::kLessEqual:
      return "<=";
    case Op::kGreater:
      return ">";
    case Op::kGreaterEqual:
      return ">=";
    case Op::kIn:
      return "in";
    case Op::kNotIn:
      return "not-in";
    case Op::kMatches:
      return "matches";
    case Op::kNotMatches:
      return "not-matches";
    case Op::kCoalesce:
      return "??";
    case Op::kAdd:
      return "+";
    case Op::kSubtract:
      return "-";
    case Op::kMultiply:
      return "*";
    case Op::kDivide:
      return "/";
    case Op::kDiv:
      return "div";
    case Op::kRemainder:
      return "%";
    case Op::kPower:
      return "**";
    case Op::kIsMissing:
      return "is-missing";
    case Op::kIsPresent:
      return "is-present";
    case Op::kIsNotMissing:
      return "is-not-missing";
    case Op::kIsNotPresent:
      return "is-not-present";
  }
  return "";
}

std::string List(const Module& module, const base::Interner& symbols, std::string_view head, const Expr& e) {
  std::string text = fmt::format("({}", head);
  for (const ExprId child : module.children_of(e)) text += " " + PrintExpr(module, symbols, child);
  return text + ")";
}

}  // namespace

std::string PrintText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c));
    } else {
      if (c == '"' || c == '\\' || c == '{' || c == '}') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

std::string PrintExpr(const Module& module, const base::Interner& symbols, ExprId id) {
  if (!id.valid()) return "(none)";
  const Expr& e = module.exprs[id];
  const std::string_view text = symbols.Text(e.text);
  switch (e.kind) {
    case ExprKind::kInt:
    case ExprKind::kDecimal:
    case ExprKind::kFloat:
    case ExprKind::kDuration:
    case ExprKind::kDate:
    case ExprKind::kTimestamp:
    case ExprKind::kClockTime:
    case ExprKind::kName:
    case ExprKind::kBareText:
      return std::string(text);
    case ExprKind::kMoney:
      return fmt::format("({} {})", text, PrintExpr(module, symbols, module.children_of(e)[0]));
    case ExprKind::kBool:
      return std::string(OpText(e.op));
    case ExprKind::kMissing:
      return "missing";
    case ExprKind::kUnderscore:
      return "_";
    case ExprKind::kString:
      return PrintText(text);
    case ExprKind::kInterpolation:
      return List(module, symbols, "text", e);
    case ExprKind::kField:
      return fmt::format("(field {} {})", PrintExpr(module, symbols, module.children_of(e)[0]), text);
    case ExprKind::kOptionalField:
      return fmt::format("(field? {} {})", PrintExpr(module, symbols, module.children_of(e)[0]), text);
    case ExprKind::kCall:
      return List(module, symbols, "call", e);
    case ExprKind::kEach:
      return List(module, symbols, "call-where", e);
    case ExprKind::kIndex:
      return List(module, symbols, "index", e);
    case ExprKind::kUnary:
    case ExprKind::kBinary:
    case ExprKind::kIs:
      return List(module, symbols, OpText(e.op), e);
    case ExprKind::kIf:
      return List(module, symbols, "if", e);
    case ExprKind::kList:
      return List(module, symbols, "list", e);
    case ExprKind::kMap:
      return List(module, symbols, "map", e);
    case ExprKind::kRecord: {
      const std::string entries = PrintEntries(module, symbols, module.entries_of(e));
      return fmt::format("(record{}{}{}{})", text.empty() ? "" : " ", text, entries.empty() ? "" : " ", entries);
    }
    case ExprKind::kQualified:
      return List(module, symbols, "qualified", e);
    case ExprKind::kMatch: {
      std::string arms = PrintExpr(module, symbols, module.children_of(e)[0]);
      for (const MatchArm& arm : module.arms_of(e)) {
        arms += fmt::format(" ({}{} {})", symbols.Text(arm.name.symbol),
                            arm.binder ? fmt::format(" as {}", symbols.Text(arm.binder->symbol)) : "",
                            PrintExpr(module, symbols, arm.value));
      }
      return fmt::format("(match {})", arms);
    }
    case ExprKind::kOpaque:
      return fmt::format("(opaque {})", PrintText(text));
  }
  return "";
}

std::string PrintEntries(const Module& module, const base::Interner& symbols, std::span<const Entry> entries) {
  std::string text;
  for (const Entry& entry : entries) {
    if (!text.empty()) text += ", ";
    if (entry.value.valid()) {
      text += fmt::format("{}: {}", symbols.Text(entry.name.symbol), PrintExpr(module, symbols, entry.value));
    } else {
      text += "...";
    }
  }
  return text;
}

std::string PrintType(const Module& module, const base::Interner& symbols, TypeRefId id) {
  if (!id.valid()) return "(none)";
  const TypeRef& type = module.type_refs[id];
  std::string text;
  for (const Name& part : type.path) {
    if (!text.empty()) text += '.';
    text += symbols.Text(part.symbol);
  }
  for (std::size_t i = 0; i < type.arguments.size(); ++i) {
    text += i == 0 ? "(" : ",";
    text += symbols.Text(type.arguments[i].symbol);
  }
  if (!type.arguments.empty()) text += ')';
  for (std::size_t i = 0; i < type.elements.size(); ++i) {
    text += i == 0 ? "<" : ", ";
    text += PrintType(module, symbols, type.elements[i]);
  }
  if (!type.elements.empty()) text += '>';
  if (type.optional) text += '?';
  return text;
}

}  // namespace rulec::ast
