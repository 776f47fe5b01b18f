// Elements of lists, sets and maps: `c[i]`, `x in c`, maps written out.
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::ExprKind;

bool ExprChecker::RefuseWhole(ir::ExprId value, Span span) {
  const TypeKind kind = KindOf(value);
  if (kind != TypeKind::kSet && kind != TypeKind::kMap) return false;
  if (types().IsScalar(types().ElementOf(build_.type(value)))) return false;
  context_.NotBuilt(span, fmt::format("a {} by records or variants as a value", kind == TypeKind::kSet ? "set" : "map"),
                    "ask it: `x in c`, `length(c)`, `list(x, x in c)`");
  return true;
}

ir::ExprId ExprChecker::IndexExpr(ast::ExprId expr) {
  const ast::ExprId head = ChildOf(expr, 0);
  const ir::ExprId from = Check(head);
  if (IsError(from) || !RequirePresent(from, head)) return Error(expr);
  return IndexOf(from, ChildOf(expr, 1), node(expr).span, SourceText(head));
}

ir::ExprId ExprChecker::IndexOf(ir::ExprId from, ast::ExprId at, Span span, const std::string& head) {
  const types::Type type = types()[build_.type(from)];
  if (type.kind == TypeKind::kError) return from;
  if (type.kind != TypeKind::kList && type.kind != TypeKind::kMap) {
    context_.Report(
        Code::kNotACollection, build_.expr(from).span,
        fmt::format("`{}` of type `{}` has no elements to ask for", head, context_.TypeText(build_.type(from))),
        type.kind == TypeKind::kSet ? fmt::format("write `{} in {}`", SourceText(at), head) : "lists and maps have");
    return build_.Error(span);
  }
  const bool map = type.kind == TypeKind::kMap;
  const ir::ExprId index = CheckAs(at, map ? type.key : Simple(TypeKind::kInt));
  if (IsError(index)) return index;
  const TypeId element = map ? types().Optional(type.element) : type.element;
  return build_.Node(ExprKind::kIndex, element, span, {from, index});
}

ir::ExprId ExprChecker::MapExpr(ast::ExprId expr, TypeId hint) {
  types::Type expected;
  if (hint.valid()) expected = types()[types().WithoutOptional(hint)];
  const bool is_expected = expected.kind == TypeKind::kMap;
  const auto entries = tree().children_of(node(expr));
  std::vector<ast::ExprId> sources[2];  // of keys, of values
  std::vector<ir::ExprId> items[2];
  bool failed = false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const TypeId type = i % 2 == 0 ? expected.key : expected.element;
    sources[i % 2].push_back(entries[i]);
    items[i % 2].push_back(is_expected ? CheckAs(entries[i], type) : CheckOperand(entries[i]));
    failed = failed || IsError(items[i % 2].back());
  }
  if (failed) return Error(expr);
  if (!is_expected) {
    expected.key = ElementTypeOf(items[0], sources[0], expr);
    if (types().Kind(expected.key) == TypeKind::kError) return Error(expr);
    expected.element = ElementTypeOf(items[1], sources[1], expr);
    if (types().Kind(expected.element) == TypeKind::kError) return Error(expr);
  }
  if (!types().IsScalar(expected.key)) {
    NotBuiltByRecords(context_, node(expr).span, "map");
    return Error(expr);
  }
  std::vector<ir::ExprId> parts;
  for (std::size_t i = 0; i < items[0].size(); ++i) parts.insert(parts.end(), {items[0][i], items[1][i]});
  const TypeId map = types().Map(expected.key, expected.element);
  return build_.Node(ExprKind::kMap, map, node(expr).span, parts);
}

ir::ExprId ExprChecker::CheckElements(ast::ExprId expr, TypeId set) {
  const TypeId list = types().List(types()[set].element);
  const ir::ExprId value = CheckOperand(expr, list);
  return build_.type(value) == set ? value : Coerce(value, list, expr);
}

// What is looked for learns its type from the collection.
ir::ExprId ExprChecker::InCollection(ast::ExprId expr) {
  const ast::ExprId l = ChildOf(expr, 0);
  const ast::ExprId r = ChildOf(expr, 1);
  const ir::ExprId collection = Check(r);
  if (IsError(collection) || !RequirePresent(collection, r)) return Error(expr);
  const types::Type type = types()[build_.type(collection)];
  const TypeId element = types().ElementOf(build_.type(collection));
  ir::ExprId value = CheckOperand(l, types().IsCollection(build_.type(collection)) ? element : TypeId());
  if (IsError(value) || !RequirePresent(value, l, SourceText(expr))) return Error(expr);
  if (!types().IsCollection(build_.type(collection))) {
    context_.Report(
        Code::kOperatorTypes, node(r).span,
        fmt::format("`in` needs a list, set or map, found `{}`", context_.TypeText(build_.type(collection))),
        types().Kind(build_.type(collection)) == TypeKind::kString && KindOf(value) == TypeKind::kString
            ? fmt::format("write `contains({}, {})`", SourceText(r), SourceText(l))
            : fmt::format("one value is compared by `==`, or written `[{}]`", SourceText(r)));
    return Error(expr);
  }
  const bool list = type.kind == TypeKind::kList;
  if (list && types().Kind(element) == TypeKind::kRecord) {
    context_.Report(Code::kOperatorTypes, node(expr).op_span,
                    fmt::format("`in` does not compare `{}`", context_.TypeText(element)),
                    fmt::format("write `any(x in {} where x == {})`", SourceText(r), SourceText(l)));
    return Error(expr);
  }
  if (!list || !CompareByValue(value, element) || IsLiteral(value)) value = Coerce(value, element, l);
  if (IsError(value)) return value;
  return build_.Node(ExprKind::kIn, Simple(TypeKind::kBool), node(expr).span, {value, collection});
}

ir::ExprId ExprChecker::LengthCall(ast::ExprId expr) {
  if (!CheckCount(expr, "length", 1, 1)) return Error(expr);
  const ir::ExprId value = Argument(expr, 0);
  if (IsError(value)) return value;
  if (!types::IsText(KindOf(value)) && !types().IsCollection(build_.type(value))) {
    return BuiltinMismatch(ChildOf(expr, 1), "length", "a string, bytes, a list, set or map", value);
  }
  return build_.Builtin(ir::Builtin::kLength, Simple(TypeKind::kInt), node(expr).span,
                        std::span<const ir::ExprId>(&value, 1));
}

}  // namespace rulec::check
