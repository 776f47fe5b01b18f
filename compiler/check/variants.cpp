// Values of enums, arms of variants, and `match`, which both have.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::ExprKind;

std::optional<ir::ExprId> ExprChecker::BareEnumValue(ast::ExprId expr, TypeId hint) {
  if (!hint.valid()) return std::nullopt;
  const types::Type type = types()[types().WithoutOptional(hint)];
  if (type.kind != TypeKind::kEnum) return std::nullopt;
  const ast::Expr& name = node(expr);
  const auto& values = context_.program.enums[type.enumeration].values;
  const auto place = std::find(values.begin(), values.end(), context_.Text(name.text));
  if (place == values.end()) return std::nullopt;
  return build_.Number(place - values.begin(), types().Enum(type.enumeration), name.span);
}

ir::ExprId ExprChecker::EnumValue(ir::EnumId id, Symbol value, Span span, Span name_span) {
  const ir::Enum& of = context_.program.enums[id];
  const auto place = std::find(of.values.begin(), of.values.end(), context_.Text(value));
  if (place != of.values.end()) return build_.Number(place - of.values.begin(), types().Enum(id), span);
  const std::vector<std::string_view> names(of.values.begin(), of.values.end());
  context_.Report(Code::kUnknownEnumValue, name_span,
                  fmt::format("enum `{}` has no value `{}`", of.name, context_.Text(value)),
                  context_.DidYouMean(context_.Text(value), names));
  return build_.Error(span);
}

// ---- arms

std::optional<ir::VariantId> ExprChecker::VariantOf(TypeId hint) const {
  if (!hint.valid()) return std::nullopt;
  const types::Type& type = context_.program.types[context_.program.types.WithoutOptional(hint)];
  return type.kind == TypeKind::kVariant ? std::optional(type.variant) : std::nullopt;
}

std::optional<std::uint32_t> ExprChecker::FindArm(ir::VariantId id, Symbol name) const {
  const auto& arms = context_.program.variants[id].arms;
  const auto found =
      std::find_if(arms.begin(), arms.end(), [&](const ir::Arm& arm) { return arm.name == context_.Text(name); });
  return found == arms.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - arms.begin()));
}

ir::ExprId ExprChecker::UnknownArm(ir::VariantId id, Symbol name, Span span) {
  const ir::Variant& of = context_.program.variants[id];
  std::vector<std::string_view> names;
  for (const ir::Arm& arm : of.arms) names.push_back(arm.name);
  context_.Report(Code::kUnknownArm, span, fmt::format("variant `{}` has no arm `{}`", of.name, context_.Text(name)),
                  context_.DidYouMean(context_.Text(name), names));
  return build_.Error(span);
}

// `decline`, without braces.
ir::ExprId ExprChecker::ArmAlone(ir::VariantId id, std::uint32_t index, Span span) {
  const ir::Arm& arm = context_.program.variants[id].arms[index];
  const auto& fields = context_.program.records[arm.fields].fields;
  if (fields.empty()) return ArmOf(id, index, {}, span);
  context_.Report(Code::kMissingField, span, fmt::format("arm `{}` has fields", arm.name),
                  fmt::format("write `{} {{ {}: .. }}`", arm.name, fields[0].name));
  return build_.Error(span);
}

ir::ExprId ExprChecker::ArmOf(ir::VariantId id, std::uint32_t index, std::span<const ast::Entry> entries, Span span) {
  const ir::ExprId fields = RecordOf(context_.program.variants[id].arms[index].fields, entries, span);
  if (IsError(fields)) return fields;
  return build_.Node(ExprKind::kArm, types().Variant(id), span, {fields}, index);
}

std::string ExprChecker::AdviceForArm(Symbol name) const {
  for (const ir::VariantId id : context_.program.variants.ids()) {
    const ir::Variant& of = context_.program.variants[id];
    const auto index = FindArm(id, name);
    if (!index) continue;
    const bool alone = context_.program.records[of.arms[*index].fields].fields.empty();
    return fmt::format("an arm of a variant stands alone only where its type is expected; else write `{}.{}{}`",
                       of.name, context_.Text(name), alone ? "" : " { .. }");
  }
  return {};
}

ir::ExprId ExprChecker::NoFields(ast::ExprId expr, ir::ExprId from) {
  const std::string text = SourceText(ChildOf(expr, 0));
  const TypeId type = types().WithoutOptional(build_.type(from));
  const auto variant = VariantOf(type);
  Diagnostic& report = context_.Report(
      Code::kUnknownField, node(expr).op_span,
      fmt::format("`{}` is of type `{}`, which has no fields", text, context_.TypeText(build_.type(from))),
      variant ? "its arms have them" : "");
  if (variant) {
    report.Hint(fmt::format("write `match {} {{ {} as f then f.{}  .. }}`", text,
                            context_.program.variants[*variant].arms[0].name, context_.Text(node(expr).text)));
  }
  return Error(expr);
}

// `Outcome.approve { .. }`, `geo.Outcome.approve { .. }`, `geo.Point { .. }`.
ir::ExprId ExprChecker::QualifiedExpr(ast::ExprId expr) {
  const ast::Expr& path = node(ChildOf(expr, 0));
  const auto entries = tree().entries_of(node(ChildOf(expr, 1)));
  const Span span = node(expr).span;
  const ast::ExprId head = ChildOf(ChildOf(expr, 0), 0);
  const Decl* of = nullptr;
  if (const ModuleScope* scope = ImportedModule(head)) {
    const auto found = scope->names.find(path.text);
    if (found != scope->names.end() && found->second.kind == DeclKind::kRecord && found->second.id != kNoId) {
      return RecordOf(types::RecordId(found->second.id), entries, span);
    }
    if (found != scope->names.end() && found->second.kind == DeclKind::kOpaque) return Error(expr);
  } else if (node(head).kind == ast::ExprKind::kName && !IsValue(node(head).text)) {
    of = FindDecl(node(head).text);
  } else if (node(head).kind == ast::ExprKind::kField) {
    if (const ModuleScope* outer = ImportedModule(ChildOf(head, 0))) {
      const auto found = outer->names.find(node(head).text);
      if (found != outer->names.end()) of = &found->second;
    }
  }
  if (of != nullptr && (of->kind == DeclKind::kOpaque || of->id == kNoId)) return Error(expr);
  if (of != nullptr && of->kind == DeclKind::kVariant) {
    const ir::VariantId id(of->id);
    if (const auto arm = FindArm(id, path.text)) return ArmOf(id, *arm, entries, span);
    return UnknownArm(id, path.text, path.op_span);
  }
  context_.Report(Code::kUnknownType, path.span,
                  fmt::format("unknown record or arm `{}`", SourceText(ChildOf(expr, 0))),
                  "before `{` stands a record, or an arm of a variant: `Outcome.approve { .. }`");
  return Error(expr);
}

// ---- match

namespace {

/// What can be matched: names in declared order, and the fields of arms.
struct Cases {
  std::vector<std::string_view> names;
  const ir::Variant* variant = nullptr;  // null: an enum
};

Cases CasesOf(const ir::Program& program, const types::Type& type) {
  Cases cases;
  if (type.kind == TypeKind::kEnum) {
    const auto& values = program.enums[type.enumeration].values;
    cases.names.assign(values.begin(), values.end());
    return cases;
  }
  cases.variant = &program.variants[type.variant];
  for (const ir::Arm& arm : cases.variant->arms) cases.names.push_back(arm.name);
  return cases;
}

}  // namespace

// What is matched, if it is there and of a type that can be.
std::optional<ir::ExprId> ExprChecker::MatchSubject(ast::ExprId expr) {
  const ast::ExprId source = ChildOf(expr, 0);
  const ir::ExprId subject = Check(source);
  if (IsError(subject)) return std::nullopt;
  const std::string text = SourceText(source);
  const TypeKind kind = types().Kind(types().WithoutOptional(build_.type(subject)));
  if (kind != TypeKind::kVariant && kind != TypeKind::kEnum) {
    context_.Report(
        Code::kMatchSubject, node(source).span,
        fmt::format("`match` takes a variant or an enum, found `{}`", context_.TypeText(build_.type(subject))),
        kind == TypeKind::kMissing ? "it must be there" : "write `if .. then .. else ..`");
    return std::nullopt;
  }
  if (!types().IsOptional(build_.type(subject))) return subject;
  context_
      .Report(Code::kMayBeMissing, node(source).span, fmt::format("`{}` may be missing", text),
              "say what holds when it is")
      .Hint(fmt::format("write `if {} is present then match {} {{ .. }} else ..`, or `match {} ?? .. {{ .. }}`", text,
                        text, text));
  return std::nullopt;
}

ir::ExprId ExprChecker::MatchExpr(ast::ExprId expr, TypeId hint, bool required) {
  const auto subject = MatchSubject(expr);
  if (!subject) return Error(expr);
  const types::Type subject_type = types()[build_.type(*subject)];
  const std::vector<std::string_view> names = CasesOf(context_.program, subject_type).names;
  std::vector<ir::ExprId> values(names.size());
  std::vector<ast::ExprId> sources(names.size());
  std::vector<ir::LocalId> binders(names.size());
  std::vector<Span> places(names.size());
  TypeId expected = hint;
  bool failed = false;
  for (const ast::MatchArm& arm : tree().arms_of(node(expr))) {
    const auto index = MatchedCase(subject_type, arm);
    if (!index || !MatchedOnce(arm, places[*index])) {
      failed = true;
      continue;
    }
    places[*index] = arm.name.span;
    sources[*index] = arm.value;
    const std::size_t mark = MarkLocals();
    const std::size_t facts = narrowing_.Mark();
    if (arm.binder) failed |= !BindArm(subject_type, *index, *arm.binder, binders[*index]);
    values[*index] = required ? CheckAs(arm.value, hint) : CheckOperand(arm.value, expected);
    narrowing_.Leave(facts);
    LeaveLocals(mark);
    failed |= IsError(values[*index]);
    if (!expected.valid() && !IsError(values[*index])) expected = build_.type(values[*index]);
  }
  if (failed || !IsExhaustive(expr, subject_type, sources)) return Error(expr);
  if (RefuseWhole(values[0], node(sources[0]).span)) return Error(expr);
  const TypeId type = required ? hint : CommonTypeOf(values, sources);
  if (types().Kind(type) == TypeKind::kError) return Error(expr);
  std::vector<ir::LocalId>& all = context_.program.match_arms;
  const auto first = static_cast<std::uint32_t>(all.size());
  all.insert(all.end(), binders.begin(), binders.end());
  values.insert(values.begin(), *subject);
  return build_.Node(ExprKind::kMatch, type, node(expr).span, values, first);
}

std::optional<std::uint32_t> ExprChecker::MatchedCase(const types::Type& subject, const ast::MatchArm& arm) {
  const std::string_view name = context_.Text(arm.name.symbol);
  const Cases cases = CasesOf(context_.program, subject);
  const auto found = std::find(cases.names.begin(), cases.names.end(), name);
  if (found != cases.names.end()) return static_cast<std::uint32_t>(found - cases.names.begin());
  if (cases.variant != nullptr) {
    UnknownArm(subject.variant, arm.name.symbol, arm.name.span);
  } else {
    EnumValue(subject.enumeration, arm.name.symbol, arm.name.span, arm.name.span);
  }
  return std::nullopt;
}

// `place`: where it was matched before.
bool ExprChecker::MatchedOnce(const ast::MatchArm& arm, Span place) {
  if (place == Span()) return true;
  context_
      .Report(Code::kRepeatedArm, arm.name.span, fmt::format("`{}` is matched twice", context_.Text(arm.name.symbol)),
              "leave one of them out")
      .Note(place, "first matched here");
  return false;
}

bool ExprChecker::BindArm(const types::Type& subject, std::uint32_t index, ast::Name binder, ir::LocalId& local) {
  const Cases cases = CasesOf(context_.program, subject);
  const bool has_fields =
      cases.variant != nullptr && !context_.program.records[cases.variant->arms[index].fields].fields.empty();
  if (!has_fields) {
    context_.Report(
        Code::kArmBinding, binder.span,
        fmt::format("{} `{}` has no fields", cases.variant != nullptr ? "arm" : "enum value", cases.names[index]),
        fmt::format("write `{} then ..`", cases.names[index]));
    DeclareBroken(binder);
    return false;
  }
  local = AddLocal(ir::LocalKind::kLet, binder, types().Record(cases.variant->arms[index].fields));
  return DeclareLocal(binder, local);
}

bool ExprChecker::IsExhaustive(ast::ExprId expr, const types::Type& subject, const std::vector<ast::ExprId>& matched) {
  const Cases cases = CasesOf(context_.program, subject);
  std::string names, remedy;
  for (std::size_t i = 0; i < matched.size(); ++i) {
    if (matched[i].valid()) continue;
    const std::string name(cases.names[i]);
    const bool has_fields =
        cases.variant != nullptr && !context_.program.records[cases.variant->arms[i].fields].fields.empty();
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", name);
    remedy += fmt::format("{}{}{} then ..", remedy.empty() ? "" : "  ", name, has_fields ? " as f" : "");
  }
  if (names.empty()) return true;
  context_
      .Report(Code::kMissingArm, node(expr).op_span, fmt::format("this `match` says nothing of {}", names),
              "every one is needed")
      .Hint(fmt::format("add `{}`", remedy));
  return false;
}

}  // namespace rulec::check
