// `any(x in xs where ..)`, `all(..)`, `count(..)`, `sum(e, x in xs)`: each element of a list by a name.
#include <fmt/format.h>

#include <vector>

#include "compiler/check/expr_checker.h"

namespace rulec::check {
namespace {

ir::Each EachOf(std::string_view name) {
  if (name == "any") return ir::Each::kAny;
  if (name == "all") return ir::Each::kAll;
  if (name == "count") return ir::Each::kCount;
  return name == "sum" ? ir::Each::kSum : ir::Each::kNone;
}

}  // namespace

ir::ExprId ExprChecker::EachExpr(ast::ExprId expr) {
  const ast::Expr& e = node(expr);
  const ast::Expr& callee = node(ChildOf(expr, 0));
  const ir::Each each = callee.kind == ast::ExprKind::kName ? EachOf(context_.Text(callee.text)) : ir::Each::kNone;
  const bool is_sum = each == ir::Each::kSum;
  const bool has_form = e.count == 3 && is_sum == (e.kind == ast::ExprKind::kCall);
  const ast::ExprId body = has_form ? ChildOf(expr, is_sum ? 1 : 2) : ast::ExprId();
  const ast::ExprId binding = has_form ? ChildOf(expr, is_sum ? 2 : 1) : ast::ExprId();
  if (each == ir::Each::kNone || !has_form || node(binding).op != ast::Op::kIn ||
      node(ChildOf(binding, 0)).kind != ast::ExprKind::kName) {
    context_.Report(Code::kEachForm, e.span, "elements of a list are not looked at so",
                    "`any`, `all` and `count` are written `any(x in xs where ..)`, `sum` is `sum(e, x in xs)`");
    return Error(expr);
  }
  if (window_) {
    context_.NotBuilt(e.span, "elements of a list in a window");
    return Error(expr);
  }
  const ast::ExprId source = ChildOf(binding, 1);
  const ir::ExprId list = Check(source);
  if (IsError(list) || !RequirePresent(list, source)) return Error(expr);
  if (KindOf(list) != TypeKind::kList) {
    context_.Report(Code::kNotACollection, node(source).span,
                    fmt::format("`{}` looks at the elements of a list, found `{}`", context_.Text(callee.text),
                                context_.TypeText(build_.type(list))));
    return Error(expr);
  }
  const ast::Expr& name = node(ChildOf(binding, 0));
  const std::size_t mark = MarkLocals();
  const std::size_t facts = narrowing_.Mark();
  const ir::LocalId local = AddLocal(ir::LocalKind::kLet, {name.text, name.span}, types()[build_.type(list)].element);
  bool failed = !DeclareLocal({name.text, name.span}, local);
  const ir::ExprId value = is_sum ? Check(body) : CheckCondition(body);
  failed = failed || IsError(value) || (is_sum && !RequirePresent(value, body));
  narrowing_.Leave(facts);
  LeaveLocals(mark);
  if (failed) return Error(expr);
  TypeId type = Simple(each == ir::Each::kCount ? TypeKind::kInt : TypeKind::kBool);
  if (is_sum) {
    if (KindOf(value) != TypeKind::kInt && KindOf(value) != TypeKind::kDecimal) {
      return BuiltinMismatch(body, "sum", "an int or decimal", value);
    }
    type = build_.type(value);
    if (KindOf(value) == TypeKind::kDecimal) {
      type = types().Amount(types().CurrencyOf(type), types::SumShape(types().ShapeOf(type)));
    }
  }
  const ir::ExprId result =
      build_.Node(ir::ExprKind::kEach, type, e.span, std::vector<ir::ExprId>{list, value}, local.value);
  build_.expr(result).each = each;
  return result;
}

}  // namespace rulec::check
