#include "compiler/findings/inputs.h"

#include <algorithm>

#include "compiler/eval/json_value.h"
#include "compiler/types/time_text.h"

namespace rulec::findings {
namespace {

using eval::Value;
using types::TypeKind;

constexpr std::int64_t kDay2026 = 20'454;  // 2026-01-01
constexpr std::size_t kMostMarks = 1'000;

// Of two decimals of 38 digits it needs all 128 bits.
base::UInt128 Distance(Int128 a, Int128 b) {
  const base::UInt128 ahead = static_cast<base::UInt128>(b) - static_cast<base::UInt128>(a);
  return a < b ? ahead : 0 - ahead;
}

/// The member of the set that is nearest to `wanted`.
Int128 Nearest(const IntervalSet& values, Int128 wanted) {
  Int128 best = values.parts()[0].low;
  for (const Interval& part : values.parts()) {
    const Int128 near = std::clamp(wanted, part.low, part.high);
    if (Distance(near, wanted) < Distance(best, wanted)) best = near;
  }
  return best;
}

}  // namespace

Inputs::Inputs(const ir::Program& program, ir::DecisionId id, const Columns& columns, std::uint64_t steps)
    : program_(program), decision_(program.decisions[id]), columns_(columns), steps_(steps), evaluator_(program) {
  for (const ir::Let& let : decision_.lets) CollectConstants(let.value);
  for (const ir::DecisionRule& rule : decision_.rules) CollectConstants(rule.when);
}

void Inputs::CollectConstants(ir::ExprId id) {
  if (constants_.size() >= kMostMarks) return;
  const ir::Expr& expr = program_.exprs[id];
  if (expr.kind == ir::ExprKind::kConstant) constants_.push_back(id);
  for (const ir::ExprId child : program_.children_of(expr)) CollectConstants(child);
}

std::uint32_t Inputs::Below(std::uint32_t bound) {
  random_ = random_ * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
  return static_cast<std::uint32_t>((random_ >> 33) % bound);
}

Int128 Inputs::Plainest(const Column& column) const {
  switch (program_.types.Kind(column.type)) {
    case TypeKind::kTimestamp:
      return kDay2026 * types::kDayUs;
    case TypeKind::kDate:
      return kDay2026;
    case TypeKind::kString:
    case TypeKind::kBytes:
      return column.present.parts().back().high;
    default:
      return 0;
  }
}

// Values around those that the rules name, and a few more.
const std::vector<Int128>& Inputs::Marks(const Column& column) {
  std::vector<Int128>& marks = marks_[column.type.value];
  if (!marks.empty()) return marks;
  const TypeKind kind = program_.types.Kind(column.type);
  if (kind == TypeKind::kBool || types::IsText(kind) || kind == TypeKind::kEnum) {
    for (const Interval& part : column.present.parts()) {
      for (Int128 at = part.low; at <= part.high && marks.size() < kMostMarks; ++at) marks.push_back(at);
    }
    return marks;
  }
  marks.push_back(Plainest(column));
  const bool is_number = kind == TypeKind::kInt || kind == TypeKind::kDecimal || kind == TypeKind::kFloat;
  const auto add = [&](const Value& value, ir::TypeId type) {
    const Int128 near = columns_.PlaceNear(column.type, value, type);
    for (const Int128 mark : {near, near - 1, near + 1}) marks.push_back(mark);
  };
  if (is_number) {
    for (const int plain : {0, 1, 2, 10, 100, 1'000, 100'000, -1}) {
      add(Value::Number(plain), program_.types.Simple(TypeKind::kInt));
    }
  }
  for (const ir::ExprId id : constants_) {
    const ir::TypeId type = program_.types.WithoutOptional(program_.exprs[id].type);
    const TypeKind of = program_.types.Kind(type);
    const bool fits = of == kind || (is_number && (of == TypeKind::kInt || of == TypeKind::kDecimal));
    if (!fits) continue;
    if (auto value = evaluator_.Evaluate(id); value && !value->missing) add(*value, type);
  }
  return marks;
}

Int128 Inputs::Choose(const Column& column, const IntervalSet& values, std::uint32_t attempt) {
  const IntervalSet present = Intersect(values, column.present);
  if (present.empty()) return kMissing;
  if (attempt == 0) return Nearest(present, Plainest(column));
  if (values.Contains(kMissing) && Below(6) == 0) return kMissing;
  if (Below(4) == 0) {
    const Interval& part = present.parts()[Below(static_cast<std::uint32_t>(present.parts().size()))];
    return Below(2) == 0 ? part.low : part.high;
  }
  const std::vector<Int128>& marks = Marks(column);
  return Nearest(present, marks[Below(static_cast<std::uint32_t>(marks.size()))]);
}

bool Inputs::IsPresent(const InputPath& path, const Box& box, std::uint32_t attempt) {
  const auto own = columns_.Find(path);
  if (const IntervalSet* side = own ? box.Find(*own) : nullptr) {
    if (!side->Contains(kMissing)) return true;
    if (*side == IntervalSet(kMissing, kMissing)) return false;
  }
  const auto lies_inside = [&](const Side& side) {
    const auto& input = columns_[side.column].input;
    return input && input->root == path.root && input->fields.size() > path.fields.size() &&
           std::equal(path.fields.begin(), path.fields.end(), input->fields.begin());
  };
  if (std::any_of(box.sides.begin(), box.sides.end(), lies_inside)) return true;
  return attempt == 0 ? own.has_value() : Below(4) != 0;
}

Value Inputs::BuildRecord(ir::RecordId id, const InputPath& path, const Box& box, std::uint32_t attempt) {
  Value record;
  const ir::Record& declared = program_.records[id];
  for (std::uint32_t i = 0; i < declared.fields.size(); ++i) {
    InputPath field = path;
    field.fields.push_back(i);
    record.parts.push_back(Build(declared.fields[i].type, field, box, attempt));
  }
  return record;
}

Value Inputs::BuildVariant(const ir::Variant& variant, const InputPath& path, const Box& box, std::uint32_t attempt) {
  InputPath step = path;
  step.fields.push_back(kWhichArm);
  const auto id = columns_.Find(step);
  const IntervalSet* side = id ? box.Find(*id) : nullptr;
  std::vector<std::uint32_t> arms;
  for (std::uint32_t arm = 0; arm < variant.arms.size(); ++arm) {
    if (side == nullptr || side->Contains(arm)) arms.push_back(arm);
  }
  const std::uint32_t arm = attempt == 0 ? arms[0] : arms[Below(static_cast<std::uint32_t>(arms.size()))];
  step.fields.back() = arm;
  Value value = BuildRecord(variant.arms[arm].fields, step, box, attempt);
  value.number = arm;
  return value;
}

Value Inputs::Build(ir::TypeId type, const InputPath& path, const Box& box, std::uint32_t attempt) {
  const ir::TypeId present = program_.types.WithoutOptional(type);
  const bool optional = present != type;
  const types::Type& shape = program_.types[present];
  if (shape.kind == TypeKind::kRecord || shape.kind == TypeKind::kVariant) {
    if (optional && !IsPresent(path, box, attempt)) return Value::Missing();
    if (shape.kind == TypeKind::kRecord) return BuildRecord(shape.record, path, box, attempt);
    return BuildVariant(program_.variants[shape.variant], path, box, attempt);
  }
  const auto id = columns_.Find(path);
  if (optional && !id && (attempt == 0 || Below(3) == 0)) return Value::Missing();
  const Column column = id ? columns_[*id] : columns_.Describe(type);
  const IntervalSet* side = id ? box.Find(*id) : nullptr;
  const Int128 place = Choose(column, side != nullptr ? *side : column.domain, attempt);
  return program_.types.IsCollection(present) && place != kMissing ? Value() : columns_.ValueAt(column, place);
}

std::vector<Value> Inputs::Make(const Box& box, std::uint32_t attempt) {
  std::vector<Value> arguments;
  for (const ir::LocalId param : decision_.params) {
    arguments.push_back(Build(program_.locals[param].type, {param, {}}, box, attempt));
  }
  return arguments;
}

eval::Result Inputs::Evaluate(ir::ExprId expr) {
  eval::Result value = evaluator_.Evaluate(expr);
  if (!value && value.error().gave_up) gave_up_ = true;
  return value;
}

std::optional<std::vector<bool>> Inputs::Holding(const std::vector<Value>& arguments) {
  evaluator_.SetSteps(steps_);
  gave_up_ = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) evaluator_.SetLocal(decision_.params[i], arguments[i]);
  for (const ir::Let& let : decision_.lets) {
    eval::Result value = Evaluate(let.value);
    if (!value) return std::nullopt;
    evaluator_.SetLocal(let.local, std::move(*value));
  }
  std::vector<bool> holding;
  for (const ir::DecisionRule& rule : decision_.rules) {
    const eval::Result when = Evaluate(rule.when);
    if (!when) return std::nullopt;
    holding.push_back(when->truth());
    if (when->truth() && decision_.policy == ir::HitPolicy::kFirstMatch) break;
  }
  return holding;
}

std::optional<Value> Inputs::AnswerOf(std::uint32_t rule) {
  eval::Result value = Evaluate(decision_.rules[rule].then);
  return value ? std::optional(std::move(*value)) : std::nullopt;
}

std::string Inputs::Json(ir::TypeId type, const InputPath& path, const Value& value) const {
  const ir::TypeId present = program_.types.WithoutOptional(type);
  if (value.missing || program_.types.Kind(present) != TypeKind::kRecord)
    return eval::WriteValue(program_, value, type);
  const ir::Record& record = program_.records[program_.types[present].record];
  std::string text;
  for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
    InputPath field = path;
    field.fields.push_back(i);
    if (value.parts[i].missing && !columns_.Find(field)) continue;
    text += (text.empty() ? "" : ",") + eval::JsonString(record.fields[i].name) + ":" +
            Json(record.fields[i].type, field, value.parts[i]);
  }
  return "{" + text + "}";
}

std::string Inputs::Json(const std::vector<Value>& arguments) const {
  if (arguments.size() == 1) {
    const ir::TypeId type = program_.locals[decision_.params[0]].type;
    if (program_.types.Kind(type) == TypeKind::kRecord) return Json(type, {decision_.params[0], {}}, arguments[0]);
  }
  std::string text;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const ir::Local& param = program_.locals[decision_.params[i]];
    text += (text.empty() ? "" : ",") + eval::JsonString(param.name) + ":" +
            Json(param.type, {decision_.params[i], {}}, arguments[i]);
  }
  return "{" + text + "}";
}

}  // namespace rulec::findings
