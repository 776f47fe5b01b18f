// `any(x in xs where ..)`, `sum(e, x in xs where ..)` and their like: each element of a list, set or map by a name.
#include <fmt/format.h>

#include <vector>

#include "compiler/check/expr_checker.h"

namespace rulec::check {
namespace {

bool IsTest(ir::Each each) { return each == ir::Each::kAny || each == ir::Each::kAll || each == ir::Each::kCount; }

}  // namespace

// Where `x in xs` stands in the call.
std::optional<ast::ExprId> ExprChecker::BindingOf(ast::ExprId call) const {
  const ast::Expr& e = node(call);
  const bool has_where = e.kind == ast::ExprKind::kEach;
  if (e.count < (has_where ? 3u : 2u)) return std::nullopt;
  const ast::ExprId binding = ChildOf(call, e.count - (has_where ? 2 : 1));
  const bool is_one = node(binding).op == ast::Op::kIn && node(ChildOf(binding, 0)).kind == ast::ExprKind::kName;
  return is_one ? std::optional(binding) : std::nullopt;
}

bool ExprChecker::NamesElement(ast::ExprId call) const {
  const auto binding = BindingOf(call);
  return binding && !IsValue(node(ChildOf(*binding, 0)).text);
}

ir::ExprId ExprChecker::WhereExpr(ast::ExprId call) {
  const ast::Expr& callee = node(ChildOf(call, 0));
  const ir::Each each = callee.kind == ast::ExprKind::kName ? ir::EachOf(context_.Text(callee.text)) : ir::Each::kNone;
  if (each != ir::Each::kNone) return EachExpr(call, each);
  context_.Report(Code::kEachForm, node(call).span, "only what looks at elements takes a `where`",
                  "as `any(x in xs where ..)` and `sum(e, x in xs where ..)` do");
  return Error(call);
}

ir::ExprId ExprChecker::EachExpr(ast::ExprId call, ir::Each each) {
  const ast::Expr& e = node(call);
  const bool test = IsTest(each);
  const bool has_where = e.kind == ast::ExprKind::kEach;
  const std::uint32_t binding_at = test ? 1 : 2;
  const std::uint32_t count = binding_at + 1 + (has_where ? 1 : 0);
  if (!BindingOf(call) || e.count != count || (test && !has_where)) {
    const std::string_view word = ir::EachText(each);
    context_.Report(
        Code::kEachForm, e.span, "elements of a collection are not looked at so",
        test ? fmt::format("`{}` is written `{}(x in xs where ..)`", word, word)
             : fmt::format("`{}` is written `{}(e, x in xs)` or `{}(e, x in xs where ..)`", word, word, word));
    return Error(call);
  }
  const ast::ExprId binding = ChildOf(call, binding_at);
  const ast::ExprId source = ChildOf(binding, 1);
  const ir::ExprId collection = Check(source);
  if (IsError(collection) || !RequirePresent(collection, source)) return Error(call);
  const TypeId type = build_.type(collection);
  if (!types().IsCollection(type)) {
    context_.Report(Code::kNotACollection, node(source).span,
                    fmt::format("`{}` looks at the elements of a list, set or map, found `{}`", ir::EachText(each),
                                context_.TypeText(type)));
    return Error(call);
  }
  const ast::Expr& name = node(ChildOf(binding, 0));
  const std::size_t mark = MarkLocals();
  const std::size_t facts = narrowing_.Mark();
  const ir::LocalId local = AddLocal(ir::LocalKind::kElement, {name.text, name.span}, types().ElementOf(type));
  bool failed = !DeclareLocal({name.text, name.span}, local);
  std::vector<ir::ExprId> parts{collection};
  const ast::ExprId condition = has_where ? ChildOf(call, binding_at + 1) : ast::ExprId();
  if (test) {
    parts.push_back(CheckCondition(condition));
  } else {
    // The condition comes first, so that what it proves holds in the value.
    const ir::ExprId chosen = has_where ? CheckCondition(condition) : ir::ExprId();
    if (has_where && !IsError(chosen)) narrowing_.Assume(narrowing_.WhenTrue(chosen));
    const ast::ExprId body = ChildOf(call, 1);
    parts.push_back(Check(body));
    failed = failed || IsError(parts[1]) || !RequirePresent(parts[1], body);
    if (has_where) parts.push_back(chosen);
  }
  narrowing_.Leave(facts);
  LeaveLocals(mark);
  for (const ir::ExprId part : parts) failed = failed || IsError(part);
  if (failed) return Error(call);
  const TypeId result = EachType(each, parts[1], test ? condition : ChildOf(call, 1));
  if (types().Kind(result) == TypeKind::kError) return Error(call);
  const ir::ExprId whole = build_.Node(ir::ExprKind::kEach, result, e.span, parts, local.value);
  build_.expr(whole).each = each;
  return whole;
}

TypeId ExprChecker::EachType(ir::Each each, ir::ExprId value, ast::ExprId source) {
  const TypeId type = build_.type(value);
  const TypeKind kind = types().Kind(type);
  const bool single = types().IsScalar(type);
  switch (each) {
    case ir::Each::kCount:
      return Simple(TypeKind::kInt);
    case ir::Each::kSum:
      if (kind == TypeKind::kDecimal) {
        return types().Amount(types().CurrencyOf(type), types::SumShape(types().ShapeOf(type)));
      }
      if (kind == TypeKind::kInt || kind == TypeKind::kFloat || kind == TypeKind::kDuration) return type;
      BuiltinMismatch(source, "sum", "a number or duration", value);
      return Simple(TypeKind::kError);
    case ir::Each::kMin:
    case ir::Each::kMax:
      if (single) return types().Optional(type);
      break;
    case ir::Each::kSort:
      if (single) return types().List(type);
      break;
    case ir::Each::kSet:
      if (single) return types().Set(type);
      break;
    case ir::Each::kList:
      if (!types().IsCollection(type)) return types().List(type);
      context_.NotBuilt(node(source).span, "a list of collections", "make records that have the inner one as a field");
      return Simple(TypeKind::kError);
    default:
      return Simple(TypeKind::kBool);
  }
  BuiltinMismatch(source, ir::EachText(each), "a value with an order", value);
  return Simple(TypeKind::kError);
}

}  // namespace rulec::check
