#include "compiler/check/hit_policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace rulec::check {
namespace {

bool IsAddable(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kFloat || kind == TypeKind::kDecimal ||
         kind == TypeKind::kDuration;
}

}  // namespace

bool HitPolicyChecker::Declare() {
  if (types().Kind(ir().result) == TypeKind::kError) return false;
  if (policy() == ir::HitPolicy::kScore) return DeclareScore();
  if (base::IsCollect(policy())) return DeclareCollected();
  return !source_.policy_field || DeclareField();
}

bool HitPolicyChecker::Refuse(const std::string& wanted) {
  context_.Report(Code::kPolicyType, source_.policy_span,
                  fmt::format("`{}` does not give `{}`", base::PolicyText(policy()), context_.TypeText(ir().result)),
                  wanted);
  return false;
}

bool HitPolicyChecker::DeclareCollected() {
  const types::Type result = types()[ir().result];
  const TypeId present = types().WithoutOptional(ir().result);
  switch (policy()) {
    case ir::HitPolicy::kCollectSum:
      if (!IsAddable(result.kind)) return Refuse("a sum is an `int`, `decimal`, `float` or `duration`");
      return true;
    case ir::HitPolicy::kCollectCount:
      if (result.kind != TypeKind::kInt) return Refuse("a count is an `int`");
      ir().given = TypeId();
      return true;
    case ir::HitPolicy::kCollectList:
      if (result.kind != TypeKind::kList) return Refuse("declare a `list<T>` of what the rules give");
      ir().given = result.element;
      return true;
    default:
      if (!types().IsScalar(present)) return Refuse("the least and greatest are found among single values");
      return true;
  }
}

std::optional<std::uint32_t> HitPolicyChecker::ScoreField(types::RecordId record, const char* name, const char* wanted,
                                                          TypeId type) {
  const ir::Record& of = context_.program.records[record];
  std::optional<std::uint32_t> found;
  for (std::uint32_t i = 0; i < of.fields.size(); ++i) {
    if (of.fields[i].name == name) found = i;
  }
  const bool fits = found && (type.valid() ? of.fields[*found].type == type
                                           : types().Kind(of.fields[*found].type) == TypeKind::kList);
  if (fits) return found;
  auto& report = context_.Report(Code::kScoreShape, source_.name.span,
                                 fmt::format("`{}` has no field `{}: {}`", of.name, name, wanted),
                                 "the answer of a score card holds it");
  report.Note(of.span, "declared here");
  return std::nullopt;
}

bool HitPolicyChecker::DeclareScore() {
  const types::Type result = types()[ir().result];
  if (result.kind != TypeKind::kRecord) return Refuse("the answer of a score card is a record");
  const TypeId number = types().Simple(TypeKind::kInt);
  const TypeId text = types().Simple(TypeKind::kString);
  ir::Score score;
  const auto total = ScoreField(result.record, "total", "int", number);
  const auto reasons = ScoreField(result.record, "reasons", "list<Reason>", {});
  if (!total || !reasons) return false;
  const types::Type reason = types()[types()[context_.program.records[result.record].fields[*reasons].type].element];
  if (reason.kind != TypeKind::kRecord) return Refuse("its `reasons` are records");
  score.reason = reason.record;
  const auto words = ScoreField(reason.record, "text", "string", text);
  const auto code = ScoreField(reason.record, "code", "string?", types().Optional(text));
  const auto weight = ScoreField(reason.record, "weight", "int", number);
  if (!words || !code || !weight) return false;
  for (const auto& [record, own] : {std::pair(result.record, std::vector{*total, *reasons}),
                                    std::pair(reason.record, std::vector{*words, *code, *weight})}) {
    const ir::Record& of = context_.program.records[record];
    for (std::uint32_t i = 0; i < of.fields.size(); ++i) {
      if (std::find(own.begin(), own.end(), i) != own.end() || types().IsOptional(of.fields[i].type)) continue;
      context_
          .Report(Code::kScoreShape, source_.name.span,
                  fmt::format("a score card does not know what `{}` of `{}` is", of.fields[i].name, of.name),
                  "other fields of its answer may be missing")
          .Note(of.fields[i].span, "declared here");
      return false;
    }
  }
  score.total = *total;
  score.reasons = *reasons;
  score.text = *words;
  score.code = *code;
  score.weight = *weight;
  const ir::ExprId base = exprs_.CheckAs(*source_.base, number);
  ir::Local local;
  local.name = "base";
  local.type = number;
  local.span = context_.build.expr(base).span;
  score.base = context_.program.locals.Add(std::move(local));
  ir().lets.push_back({score.base, base});
  ir().given = number;
  ir().score = score;
  return true;
}

bool HitPolicyChecker::DeclareField() {
  const ast::Name& name = *source_.policy_field;
  const types::Type result = types()[types().WithoutOptional(ir().result)];
  if (result.kind != TypeKind::kRecord) {
    return Refuse(fmt::format("the result is a record with a field `{}`", context_.Text(name.symbol)));
  }
  const auto index = exprs_.FieldIndex(result.record, name.symbol, name.span);
  if (!index) return false;
  const ir::Field& field = context_.program.records[result.record].fields[*index];
  const bool by_priority = policy() == ir::HitPolicy::kPriorityMatch;
  const bool fits =
      by_priority ? types().Kind(field.type) == TypeKind::kEnum : types().IsScalar(types().WithoutOptional(field.type));
  if (!fits) {
    context_
        .Report(Code::kPolicyField, name.span,
                fmt::format("`{}` of type `{}` gives no {}", field.name, context_.TypeText(field.type),
                            by_priority ? "priority" : "order"),
                by_priority ? "an enum does: what it declares first goes first" : "a single value does")
        .Note(field.span, "declared here");
    return false;
  }
  ir().by_field = *index;
  return true;
}

ir::ExprId HitPolicyChecker::RuleValue(ast::ExprId then) {
  if (!collects_field()) return Value(then);
  const ir::ExprId record = exprs_.Check(then, record_);
  const TypeId type = context_.build.type(record);
  const TypeKind kind = types().Kind(type);
  if (kind == TypeKind::kError) return record;
  const base::Span span = context_.build.expr(record).span;
  if (kind != TypeKind::kRecord) {
    context_.Report(Code::kTypeMismatch, span,
                    fmt::format("expected a record with a field `{}`, found `{}`",
                                context_.Text(collects_field()->symbol), context_.TypeText(type)),
                    "or leave `of` out, to collect what the rules give");
    return context_.build.Error(span);
  }
  record_ = type;
  return FieldOf(record, then);
}

ir::ExprId HitPolicyChecker::FieldOf(ir::ExprId record, ast::ExprId source) {
  const ast::Name& name = *collects_field();
  const base::Span span = context_.build.expr(record).span;
  const types::RecordId id = types()[context_.build.type(record)].record;
  const auto index = exprs_.FieldIndex(id, name.symbol, name.span);
  if (!index) return context_.build.Error(span);
  const ir::Field& field = context_.program.records[id].fields[*index];
  if (types().IsOptional(field.type)) {
    context_
        .Report(Code::kPolicyField, name.span,
                fmt::format("`{}` of type `{}` may be missing", field.name, context_.TypeText(field.type)),
                "what is collected is always there")
        .Note(field.span, "declared here");
    return context_.build.Error(span);
  }
  const ir::ExprId value = exprs_.ReadField(record, *index, span);
  return ir().given.valid() ? exprs_.Coerce(value, ir().given, source) : value;
}

ir::ExprId HitPolicyChecker::Value(ast::ExprId value) {
  if (!ir().given.valid()) {
    const ir::ExprId counted = exprs_.Check(value);
    if (context_.build.kind(counted) != TypeKind::kMissing) return counted;
    context_.Report(Code::kNeedsType, context_.build.expr(counted).span, "`missing` needs a type",
                    "nothing here says what is missing");
    return context_.build.Error(context_.build.expr(counted).span);
  }
  // What is compared is there.
  const bool present =
      ir().by_field || policy() == ir::HitPolicy::kCollectMin || policy() == ir::HitPolicy::kCollectMax;
  if (!present || !types().IsOptional(ir().given)) return exprs_.CheckAs(value, ir().given);
  const ir::ExprId given = exprs_.CheckAs(value, types().WithoutOptional(ir().given));
  if (context_.build.kind(given) == TypeKind::kError) return given;
  return context_.build.Node(ir::ExprKind::kSome, ir().given, context_.build.expr(given).span, {given});
}

}  // namespace rulec::check
