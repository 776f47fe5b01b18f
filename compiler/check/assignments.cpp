// What assignments need of expressions, and values that must be known when the rules are compiled.
#include <fmt/format.h>

#include "compiler/check/expr_checker.h"
#include "compiler/eval/constants.h"

namespace rulec::check {

std::string ExprChecker::PlaceText(const std::vector<ast::Name>& place) const {
  std::string text;
  for (const ast::Name& part : place) text += (text.empty() ? "" : ".") + context_.TextOf(part.symbol);
  return text;
}

bool ExprChecker::RequirePlace(ir::ExprId read, const std::string& text, Span span) {
  if (!types().IsOptional(build_.type(read))) return !IsError(read);
  Diagnostic& report = context_.Report(Code::kMayBeMissing, span, fmt::format("`{}` may be missing", text),
                                       "there may be nothing to add to");
  if (build_.expr(read).kind == ir::ExprKind::kIndex) {
    report.Hint(fmt::format("write `{} = ({} ?? 0) + ..`", text, text));
  } else {
    report.Hint(fmt::format("write `{} = ({} ?? ..) + ..`, or test `{} is present` in `when`", text, text, text));
  }
  return false;
}

ir::ExprId ExprChecker::Accumulate(ast::Op op, ir::ExprId read, ast::ExprId value, TypeId type, Span span,
                                   const std::string& text) {
  const ir::ExprId added = CheckOperand(value);
  if (IsError(added) || IsError(read)) return build_.Error(span);
  const ir::ExprId sum = Combine(op, read, added, value, span, span);
  if (IsError(sum) || build_.type(sum) == type) return sum;
  const TypeId target = types().WithoutOptional(type);
  ir::ExprId converted = sum;
  if (build_.type(sum) != target) {
    const bool decimals = KindOf(sum) == TypeKind::kDecimal && types().Kind(target) == TypeKind::kDecimal;
    if (!decimals || types().CurrencyOf(build_.type(sum)) != types().CurrencyOf(target)) {
      context_.Report(Code::kTypeMismatch, span,
                      fmt::format("`{}` of type `{}` cannot hold `{}`", text, context_.TypeText(type),
                                  context_.TypeText(build_.type(sum))));
      return build_.Error(span);
    }
    const int scale = types().ShapeOf(target).scale;
    if (types().ShapeOf(build_.type(sum)).scale > scale) {
      const bool adds = op == ast::Op::kAdd || op == ast::Op::kSubtract;
      context_
          .Report(Code::kScaleLoss, span,
                  fmt::format("`{}` has {} decimals, what is {} has more", context_.TypeText(type), scale,
                              adds ? "added" : "stored"),
                  "decimals are never dropped silently")
          .Hint(
              adds ? fmt::format("write `{} {}= round({}, {})`", text, OpText(op), SourceText(value), scale)
                   : fmt::format("write `{} = round({} {} {}, {})`", text, text, OpText(op), SourceText(value), scale));
      return build_.Error(span);
    }
    converted = build_.Convert(ir::Conversion::kDecimalToDecimal, sum, target);
  }
  if (!types().IsOptional(type)) return converted;
  return build_.Node(ir::ExprKind::kSome, type, span, {converted});
}

ir::ExprId ExprChecker::CheckConstant(ast::ExprId expr, TypeId type, std::string_view what) {
  const ir::ExprId value = CheckAs(expr, type);
  if (IsError(value)) return value;
  const eval::Folded folded = eval::FoldConstant(context_.program, value);
  if (folded.expr.valid()) return folded.expr;
  if (!folded.failure.empty()) {
    context_.Report(Code::kConstantFails, folded.span, fmt::format("{} fails: {}", what, folded.failure));
  } else {
    context_.Report(Code::kNotConstant, folded.span, fmt::format("{} must be known when the rules are compiled", what),
                    "literals, operators and built-in functions");
  }
  return Error(expr);
}

}  // namespace rulec::check
