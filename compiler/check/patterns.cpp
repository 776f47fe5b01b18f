// `text matches "pattern"`.
#include <fmt/format.h>

#include "compiler/check/expr_checker.h"
#include "compiler/eval/pattern.h"

namespace rulec::check {

ir::ExprId ExprChecker::MatchesExpr(ast::ExprId expr) {
  const ast::Expr& e = node(expr);
  const ast::ExprId l = ChildOf(expr, 0);
  const ast::ExprId r = ChildOf(expr, 1);
  const ir::ExprId text = Check(l);
  if (IsError(text) || !RequirePresent(text, l, SourceText(expr))) return Error(expr);
  if (KindOf(text) != TypeKind::kString) {
    context_.Report(Code::kOperatorTypes, e.op_span,
                    fmt::format("`matches` needs a string, found `{}`", context_.TypeText(build_.type(text))),
                    types().IsScalar(build_.type(text)) ? fmt::format("write `string({})`", SourceText(l)) : "");
    return Error(expr);
  }
  if (node(r).kind != ast::ExprKind::kString) {
    const bool interpolates = node(r).kind == ast::ExprKind::kInterpolation;
    context_.Report(
        Code::kNotConstant, node(r).span,
        interpolates ? "`{` interpolates in a string, and a pattern is written out" : "a pattern is written out",
        interpolates ? "write it raw, `r\"..\"`, where `{` stands for itself"
                     : "as in `code matches r\"^[A-Z]{2}\\d+$\"`");
    return Error(expr);
  }
  if (const auto error = eval::PatternError(context_.Text(node(r).text))) {
    context_.Report(Code::kBadPattern, node(r).span, fmt::format("this is no pattern: {}", *error),
                    "RE2 has no back references and no look-around; a text may be written raw, r\"..\"");
    return Error(expr);
  }
  const ir::ExprId pattern = Check(r);
  const ir::ExprId found =
      build_.Builtin(ir::Builtin::kMatches, Simple(TypeKind::kBool), e.span, std::array{text, pattern});
  if (e.op == ast::Op::kMatches) return found;
  return build_.Unary(ir::UnaryOp::kNot, found, Simple(TypeKind::kBool), e.span);
}

}  // namespace rulec::check
