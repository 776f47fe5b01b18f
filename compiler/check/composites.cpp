// Expressions with parts: `if`, lists, records.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::ExprKind;

ir::ExprId ExprChecker::IfExpr(ast::ExprId expr, TypeId hint, bool required) {
  const ast::ExprId sources[] = {ChildOf(expr, 1), ChildOf(expr, 2)};
  const ir::ExprId condition = CheckCondition(ChildOf(expr, 0));
  std::vector<ir::ExprId> branches;
  for (const bool truth : {true, false}) {
    const std::size_t mark = narrowing_.Mark();
    if (!IsError(condition)) {
      narrowing_.Assume(truth ? narrowing_.WhenTrue(condition) : narrowing_.WhenFalse(condition));
    }
    const ast::ExprId source = sources[truth ? 0 : 1];
    TypeId expected = hint;
    if (!truth && !hint.valid() && !IsError(branches[0])) expected = build_.type(branches[0]);
    branches.push_back(required ? CheckAs(source, hint) : CheckOperand(source, expected));
    narrowing_.Leave(mark);
  }
  if (IsError(condition) || IsError(branches[0]) || IsError(branches[1])) return Error(expr);
  if (RefuseWhole(branches[0], node(sources[0]).span)) return Error(expr);
  const TypeId type = required ? hint : CommonTypeOf(branches, {sources[0], sources[1]});
  if (types().Kind(type) == TypeKind::kError) return Error(expr);
  return build_.Node(ExprKind::kIf, type, node(expr).span, {condition, branches[0], branches[1]});
}

ir::ExprId ExprChecker::ListExpr(ast::ExprId expr, TypeId hint) {
  const auto sources = tree().children_of(node(expr));
  TypeId element;
  bool set = false;
  if (hint.valid()) {
    const types::Type expected = types()[types().WithoutOptional(hint)];
    if (expected.kind == TypeKind::kMap && sources.empty()) return MapExpr(expr, hint);
    if (expected.kind == TypeKind::kList || expected.kind == TypeKind::kSet) element = expected.element;
    set = expected.kind == TypeKind::kSet;
  }
  std::vector<ir::ExprId> items;
  bool failed = false;
  for (const ast::ExprId source : sources) {
    // Bare enum values and arms learn their type from the first.
    const TypeId beside = items.empty() || IsError(items[0]) ? TypeId() : build_.type(items[0]);
    items.push_back(element.valid() ? CheckAs(source, element) : CheckOperand(source, beside));
    failed = failed || IsError(items.back());
  }
  if (failed) return Error(expr);
  if (!element.valid()) {
    if (items.empty()) {
      context_.Report(Code::kNeedsType, node(expr).span, "an empty list needs a type",
                      "nothing here says what it would hold");
      return Error(expr);
    }
    element = ElementTypeOf(items, std::vector<ast::ExprId>(sources.begin(), sources.end()), expr);
    if (types().Kind(element) == TypeKind::kError) return Error(expr);
  }
  return build_.Node(ExprKind::kList, set ? types().Set(element) : types().List(element), node(expr).span, items);
}

TypeId ExprChecker::ElementTypeOf(std::vector<ir::ExprId>& items, const std::vector<ast::ExprId>& sources,
                                  ast::ExprId whole) {
  const TypeId element = CommonTypeOf(items, sources);
  const TypeKind kind = types().Kind(element);
  if (kind != TypeKind::kOptional && kind != TypeKind::kMissing && !types().IsCollection(element)) return element;
  context_.NotBuilt(node(whole).span, "a collection of optional values or of collections",
                    kind == TypeKind::kOptional || kind == TypeKind::kMissing
                        ? "say what stands for a missing value: `x ?? 0`"
                        : "hold records that have the inner one as a field");
  return Simple(TypeKind::kError);
}

ir::ExprId ExprChecker::RecordExpr(ast::ExprId expr, TypeId hint) {
  const ast::Expr& e = node(expr);
  std::optional<types::RecordId> record;
  const auto variant = VariantOf(hint);
  if (!e.text.empty()) {
    const auto arm = variant ? FindArm(*variant, e.text) : std::nullopt;
    if (arm) return ArmOf(*variant, *arm, tree().entries_of(e), e.span);
    const Decl* decl = FindDecl(e.text);
    if (decl != nullptr && decl->kind == DeclKind::kOpaque) return Error(expr);
    if (decl == nullptr || decl->kind != DeclKind::kRecord) {
      // An arm of a variant that was refused.
      if (hint.valid() && types().Kind(types().WithoutOptional(hint)) == TypeKind::kError) return Error(expr);
      if (variant) return UnknownArm(*variant, e.text, e.op_span);
      const auto names = context_.NamesOf(module_.names, {DeclKind::kRecord});
      Diagnostic& report =
          context_.Report(Code::kUnknownType, e.span, fmt::format("unknown record `{}`", context_.Text(e.text)),
                          context_.DidYouMean(context_.Text(e.text), names));
      const std::string advice = AdviceForArm(e.text);
      if (!advice.empty()) report.Hint(advice);
      return Error(expr);
    }
    record = types::RecordId(decl->id);
  } else if (hint.valid()) {
    const types::Type expected = types()[types().WithoutOptional(hint)];
    if (expected.kind == TypeKind::kError) return Error(expr);
    if (expected.kind == TypeKind::kRecord) {
      record = expected.record;
    } else {
      context_.Report(Code::kTypeMismatch, e.span,
                      fmt::format("expected `{}`, found a record", context_.TypeText(hint)),
                      variant ? "the name of an arm stands before `{`" : "");
      return Error(expr);
    }
  }
  if (!record) {
    context_.Report(Code::kNeedsType, e.span, "a record needs a type", "write its name before `{`");
    return Error(expr);
  }
  return RecordOf(*record, tree().entries_of(e), e.span);
}

ir::ExprId ExprChecker::RecordOf(types::RecordId id, std::span<const ast::Entry> entries, Span span) {
  const std::size_t count = context_.program.records[id].fields.size();
  std::vector<ir::ExprId> values(count);
  std::vector<Span> places(count);
  bool failed = false;
  for (const ast::Entry& entry : entries) {
    const auto index = FieldIndex(id, entry.name.symbol, entry.name.span);
    if (!index) {
      failed = true;
      continue;
    }
    if (values[*index].valid()) {
      context_
          .Report(Code::kRepeatedField, entry.name.span,
                  fmt::format("field `{}` is given twice", context_.Text(entry.name.symbol)))
          .Note(places[*index], "first given here");
      failed = true;
      continue;
    }
    places[*index] = entry.name.span;
    values[*index] = CheckAs(entry.value, context_.program.records[id].fields[*index].type);
    failed = failed || IsError(values[*index]);
  }
  std::string absent;
  bool has_refused = false;  // a field whose type was reported
  for (std::size_t i = 0; i < count; ++i) {
    if (values[i].valid()) continue;
    const ir::Field& field = context_.program.records[id].fields[i];
    if (types().IsOptional(field.type)) {
      values[i] = build_.Missing(field.type, span);
    } else if (types().Kind(field.type) == TypeKind::kError) {
      has_refused = true;
    } else {
      absent += fmt::format("{}`{}`", absent.empty() ? "" : ", ", field.name);
    }
  }
  if (!absent.empty() && !failed) {
    context_.Report(Code::kMissingField, span, fmt::format("{} lacks {}", context_.NameOf(id), absent),
                    "every field that may not be missing is needed");
    failed = true;
  }
  if (failed || has_refused) return build_.Error(span);
  return build_.Node(ExprKind::kRecord, types().Record(id), span, values);
}

}  // namespace rulec::check
