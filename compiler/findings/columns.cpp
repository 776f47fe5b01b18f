#include "compiler/findings/columns.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

#include "compiler/base/check.h"
#include "compiler/ir/print.h"
#include "compiler/types/time_text.h"

namespace rulec::findings {
namespace {

using ir::BinaryOp;
using ir::ExprKind;
using types::TypeKind;

/// Past every decimal of 38 digits.
constexpr Int128 kBeyond = static_cast<Int128>(12) * 1'000'000'000'000'000'000 * 10'000'000'000'000'000'000u;

Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

/// The place of a float among all finite ones; both zeros stand at 0.
Int128 FloatPlace(double real) {
  const auto magnitude = static_cast<Int128>(std::bit_cast<std::uint64_t>(real) & ~(std::uint64_t{1} << 63));
  return std::signbit(real) ? -magnitude : magnitude;
}

double FloatAt(Int128 place) {
  const double magnitude = std::bit_cast<double>(static_cast<std::uint64_t>(place < 0 ? -place : place));
  return place < 0 ? -magnitude : magnitude;
}

struct Scaled {
  Int128 floor = 0;
  bool exact = true;
};

/// `mantissa` with `from` digits after the point, with `to` of them.
Scaled Rescale(Int128 mantissa, int from, int to) {
  for (; from < to; ++from) {
    if (mantissa > kBeyond / 10 || mantissa < -kBeyond / 10) return {mantissa > 0 ? kBeyond : -kBeyond, false};
    mantissa *= 10;
  }
  const Int128 divisor = PowerOfTen(std::max(from - to, 0));
  const bool exact = mantissa % divisor == 0;
  const bool below = mantissa < 0 && !exact;
  return {mantissa / divisor - (below ? 1 : 0), exact};
}

/// The whole numbers that compare so with a number whose floor is given.
IntervalSet ComparedNumbers(BinaryOp op, Scaled with) {
  const Int128 floor = with.floor;
  switch (op) {
    case BinaryOp::kEqual:
      return with.exact ? IntervalSet(floor, floor) : IntervalSet();
    case BinaryOp::kLess:
      return IntervalSet(-kBeyond, with.exact ? floor - 1 : floor);
    case BinaryOp::kLessEqual:
      return IntervalSet(-kBeyond, floor);
    case BinaryOp::kGreater:
      return IntervalSet(floor + 1, kBeyond);
    case BinaryOp::kGreaterEqual:
      return IntervalSet(with.exact ? floor : floor + 1, kBeyond);
    case BinaryOp::kNotEqual:
      return Subtract(IntervalSet(-kBeyond, kBeyond), ComparedNumbers(BinaryOp::kEqual, with));
    default:
      RULEC_CHECK(false, "a comparison");
      return {};
  }
}

constexpr std::uint64_t kConstantSteps = 1'000'000;

int ScaleOf(const types::TypeTable& types, ir::TypeId type) {
  return types.Kind(type) == TypeKind::kDecimal ? types.ShapeOf(type).scale : 0;
}

}  // namespace

Columns::Columns(const ir::Program& program, const ir::Decision& decision) : program_(program), evaluator_(program) {
  for (const ir::Let& let : decision.lets) {
    lets_[let.local.value] = let.value;
    if (auto value = ConstantOf(let.value)) {
      evaluator_.SetLocal(let.local, std::move(*value));
      constant_lets_.insert(let.local.value);
    }
    Collect(let.value);
  }
  for (const ir::DecisionRule& rule : decision.rules) Collect(rule.when);
  for (std::vector<std::string>* const texts : {&strings_, &bytes_}) {
    std::sort(texts->begin(), texts->end());
    texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
  }
}

bool Columns::IsConstant(ir::ExprId id) const {
  const ir::Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::kConstant:
      return true;
    case ExprKind::kUnary:
    case ExprKind::kBinary:
    case ExprKind::kSome:
    case ExprKind::kConvert:
    case ExprKind::kBuiltin: {
      const auto children = program_.children_of(expr);
      return std::all_of(children.begin(), children.end(), [this](ir::ExprId child) { return IsConstant(child); });
    }
    case ExprKind::kLocal:
      return constant_lets_.contains(expr.index);
    default:
      return false;
  }
}

std::optional<eval::Value> Columns::ConstantOf(ir::ExprId id) {
  if (!IsConstant(id)) return std::nullopt;
  evaluator_.SetSteps(kConstantSteps);
  auto value = evaluator_.Evaluate(id);
  if (value) return std::move(*value);
  costly_ |= value.error().gave_up;
  return std::nullopt;
}

// Texts that are named, and names of arms.
void Columns::Collect(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs[id];
  const TypeKind kind = program_.types.Kind(program_.types.WithoutOptional(expr.type));
  if (types::IsText(kind)) {
    auto value = ConstantOf(id);
    if (value && !value->missing) (kind == TypeKind::kBytes ? bytes_ : strings_).push_back(std::move(value->text));
  }
  const auto children = program_.children_of(expr);
  if (expr.kind == ExprKind::kMatch) {
    const auto binders = program_.binders_of(expr);
    for (std::uint32_t arm = 0; arm < binders.size(); ++arm) {
      if (binders[arm].valid()) bound_[binders[arm].value] = {children[0], arm};
    }
  }
  for (const ir::ExprId child : children) Collect(child);
}

std::optional<ir::ExprId> Columns::LetOf(const ir::Expr& expr) const {
  if (expr.kind != ExprKind::kLocal) return std::nullopt;
  const auto let = lets_.find(expr.index);
  return let == lets_.end() ? std::nullopt : std::optional(let->second);
}

std::optional<InputPath> Columns::PathOf(ir::ExprId id) const {
  const ir::Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::kLocal:
      if (const auto let = LetOf(expr)) return PathOf(*let);
      if (const auto arm = bound_.find(expr.index); arm != bound_.end()) {
        auto path = PathOf(arm->second.subject);
        if (path) path->fields.push_back(arm->second.arm);
        return path;
      }
      return InputPath{ir::LocalId(expr.index), {}};
    case ExprKind::kField:
    case ExprKind::kOptionalField: {
      auto path = PathOf(program_.children[expr.first]);
      if (path) path->fields.push_back(expr.index);
      return path;
    }
    case ExprKind::kNarrow:
    case ExprKind::kSome:
      return PathOf(program_.children[expr.first]);
    default:
      return std::nullopt;
  }
}

bool Columns::IsInput(ir::ExprId id) const {
  const ir::Expr& expr = program_.exprs[id];
  if (expr.kind == ExprKind::kLocal) return !lets_.contains(expr.index) && !bound_.contains(expr.index);
  return expr.kind == ExprKind::kField && IsInput(program_.children[expr.first]);
}

std::optional<std::uint32_t> Columns::Find(const InputPath& path) const {
  const auto at = by_path_.find(path);
  return at == by_path_.end() ? std::nullopt : std::optional(at->second);
}

IntervalSet Columns::PresentValues(ir::TypeId id) const {
  const types::Type& type = program_.types[id];
  switch (type.kind) {
    case TypeKind::kBool:
      return IntervalSet(0, 1);
    case TypeKind::kInt:
    case TypeKind::kDuration:
      return IntervalSet(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
    case TypeKind::kFloat:
      return IntervalSet(FloatPlace(std::numeric_limits<double>::lowest()),
                         FloatPlace(std::numeric_limits<double>::max()));
    case TypeKind::kDecimal: {
      const Int128 past = PowerOfTen(type.precision);
      return IntervalSet(1 - past, past - 1);
    }
    case TypeKind::kTimestamp:
      return IntervalSet(types::kFirstDay * types::kDayUs, (types::kLastDay + 1) * types::kDayUs - 1);
    case TypeKind::kDate:
      return IntervalSet(types::kFirstDay, types::kLastDay);
    case TypeKind::kEnum:
      return IntervalSet(0, static_cast<Int128>(program_.enums[type.enumeration].values.size()) - 1);
    case TypeKind::kString:
    case TypeKind::kBytes: {
      IntervalSet places;
      const std::vector<std::string>& texts = TextsOf(type.kind);
      for (std::size_t i = 0; i <= texts.size(); ++i) {
        // Nothing is less than "", and nothing lies between a text and itself with a zero byte after it.
        const bool none = i < texts.size() && (i == 0 ? texts[0].empty() : texts[i] == texts[i - 1] + '\0');
        if (!none) places.Append({static_cast<Int128>(2 * i), static_cast<Int128>(2 * i)});
        if (i < texts.size()) places.Append({static_cast<Int128>(2 * i + 1), static_cast<Int128>(2 * i + 1)});
      }
      return places;
    }
    default:
      return IntervalSet(0, 0);
  }
}

Column Columns::Describe(ir::TypeId type) const {
  Column column;
  column.type = program_.types.WithoutOptional(type);
  column.present = PresentValues(column.type);
  const bool optional = program_.types.IsOptional(type);
  column.domain = optional ? Unite(IntervalSet(kMissing, kMissing), column.present) : column.present;
  return column;
}

std::uint32_t Columns::Add(std::string key, std::optional<InputPath> input, ir::TypeId type) {
  if (input) {
    if (const auto known = Find(*input)) return *known;
  } else if (const auto known = by_text_.find(key); known != by_text_.end()) {
    return known->second;
  }
  const auto id = static_cast<std::uint32_t>(columns_.size());
  Column column;
  if (type.valid()) {
    column = Describe(type);
  } else {
    column.present = column.domain = IntervalSet(-1, 1);
  }
  column.input = input;
  columns_.push_back(std::move(column));
  if (input) {
    by_path_.emplace(std::move(*input), id);
  } else {
    by_text_.emplace(std::move(key), id);
  }
  return id;
}

std::uint32_t Columns::OfValue(ir::ExprId id) {
  Known& known = known_[id.value % known_.size()];
  if (known.expr == id) return known.column;
  auto path = PathOf(id);
  const std::uint32_t column = path ? OfInput(std::move(*path)) : Add(KeyOf(id), std::nullopt, program_.exprs[id].type);
  known = {id, column};
  return column;
}

std::uint32_t Columns::OfInput(InputPath path) {
  const ir::TypeId type = TypeAt(path);
  return Add({}, std::move(path), type);
}

// Of `a?.b` the type of `b` as the record declares it: that `a` is missing is said by the column of `a`.
ir::TypeId Columns::TypeAt(const InputPath& path) const {
  ir::TypeId type = program_.locals[path.root].type;
  const ir::Record* arm = nullptr;  // the last step was one
  for (const std::uint32_t step : path.fields) {
    const types::Type& at = program_.types[program_.types.WithoutOptional(type)];
    if (arm == nullptr && at.kind == TypeKind::kVariant) {
      arm = &program_.records[program_.variants[at.variant].arms[step].fields];
      continue;
    }
    type = (arm != nullptr ? *arm : program_.records[at.record]).fields[step].type;
    arm = nullptr;
  }
  return type;
}

std::optional<std::uint32_t> Columns::OfArm(ir::ExprId id) {
  auto path = PathOf(id);
  if (!path) return std::nullopt;
  path->fields.push_back(kWhichArm);
  if (const auto known = Find(*path)) return known;
  const types::Type& type = program_.types[program_.types.WithoutOptional(program_.exprs[id].type)];
  const std::uint32_t column = Add({}, std::move(path), program_.types.Simple(TypeKind::kInt));
  const auto arms = static_cast<Int128>(program_.variants[type.variant].arms.size());
  columns_[column].present = columns_[column].domain = IntervalSet(0, arms - 1);
  return column;
}

// Equal keys are equal values: two arms that have one name are told apart.
std::string Columns::KeyOf(ir::ExprId id) const {
  std::string key = ir::ExprText(program_, nullptr, id);
  AppendBinders(id, key);
  return key;
}

void Columns::AppendBinders(ir::ExprId id, std::string& key) const {
  const ir::Expr& expr = program_.exprs[id];
  if (expr.kind == ExprKind::kLocal && bound_.contains(expr.index)) {
    const auto path = PathOf(id);
    key += " @" + std::to_string(path ? path->root.value : expr.index);
    if (path) {
      for (const std::uint32_t step : path->fields) key += "." + std::to_string(step);
    }
  }
  for (const ir::ExprId child : program_.children_of(expr)) AppendBinders(child, key);
}

Columns::Order Columns::OfOrder(ir::ExprId left, ir::ExprId right) {
  std::string a = KeyOf(left);
  std::string b = KeyOf(right);
  if (a == b) return {};
  const bool flipped = b < a;
  if (flipped) std::swap(a, b);
  return {Add(a + " <=> " + b, std::nullopt, ir::TypeId()), flipped};
}

Int128 Columns::PlaceOf(ir::TypeId id, const eval::Value& value) const {
  switch (program_.types.Kind(id)) {
    case TypeKind::kFloat:
      return FloatPlace(value.real);
    case TypeKind::kString:
    case TypeKind::kBytes: {
      const std::vector<std::string>& texts = TextsOf(program_.types.Kind(id));
      const auto at = std::lower_bound(texts.begin(), texts.end(), value.text);
      const auto place = static_cast<Int128>(at - texts.begin()) * 2;
      return at != texts.end() && *at == value.text ? place + 1 : place;
    }
    default:
      return value.number;
  }
}

Int128 Columns::PlaceNear(ir::TypeId type, const eval::Value& value, ir::TypeId value_type) const {
  const int from = ScaleOf(program_.types, value_type);
  if (program_.types.Kind(value_type) == TypeKind::kFloat || program_.types.Kind(type) != TypeKind::kFloat) {
    return Rescale(PlaceOf(value_type, value), from, ScaleOf(program_.types, type)).floor;
  }
  return FloatPlace(static_cast<double>(value.number) / static_cast<double>(PowerOfTen(from)));
}

IntervalSet Columns::Compared(std::uint32_t id, BinaryOp op, const eval::Value& value, ir::TypeId type) const {
  const Column& column = columns_[id];
  Scaled place{PlaceOf(type, value), true};
  if (column.type.valid()) {
    place = Rescale(place.floor, ScaleOf(program_.types, type), ScaleOf(program_.types, column.type));
  }
  return Intersect(column.present, ComparedNumbers(op, place));
}

// A text that lies strictly between two neighbours, as plain as there is.
std::string Columns::GapText(const std::vector<std::string>& texts, std::size_t gap) {
  const std::string low = gap == 0 ? std::string() : texts[gap - 1];
  for (const std::string& text : {std::string("other"), std::string("x"), low + "x", low + "a", low + "0", low + " ",
                                  low + '\x01', low + '\0', std::string()}) {
    const bool above = gap == 0 || texts[gap - 1] < text;
    const bool below = gap == texts.size() || text < texts[gap];
    if (above && below) return text;
  }
  RULEC_CHECK(false, "a gap that holds something");
  return {};
}

eval::Value Columns::ValueAt(const Column& column, Int128 at) const {
  if (at == kMissing) return eval::Value::Missing();
  switch (program_.types.Kind(column.type)) {
    case TypeKind::kFloat:
      return eval::Value::Real(FloatAt(at));
    case TypeKind::kString:
    case TypeKind::kBytes: {
      const std::vector<std::string>& texts = TextsOf(program_.types.Kind(column.type));
      const auto index = static_cast<std::size_t>(at / 2);
      return eval::Value::Text(at % 2 == 1 ? texts[index] : GapText(texts, index));
    }
    default:
      return eval::Value::Number(at);
  }
}

}  // namespace rulec::findings
