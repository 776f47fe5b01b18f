#include "compiler/findings/conditions.h"

#include <algorithm>

#include "compiler/eval/operation.h"
#include "compiler/ir/comparison.h"

namespace rulec::findings {
namespace {

using ir::BinaryOp;
using ir::ExprKind;
using types::TypeKind;

Boxes Everything() { return {Box()}; }

bool IsComparison(const ir::Expr& expr) {
  return expr.kind == ExprKind::kBinary && expr.binary >= BinaryOp::kEqual && expr.binary <= BinaryOp::kGreaterEqual;
}

}  // namespace

Boxes ConditionReader::In(std::uint32_t column, IntervalSet values) const {
  if (values.empty()) return {};
  Box box;
  if (values != columns_[column].domain) box.Set(column, std::move(values));
  return {std::move(box)};
}

Boxes ConditionReader::Truth(ir::ExprId id, bool truth) {
  return In(columns_.OfValue(id), IntervalSet(truth ? 1 : 0, truth ? 1 : 0));
}

bool ConditionReader::Spend(std::uint64_t steps) {
  if (!over_ && !steps_.Take(steps)) over_ = true;
  return !over_;
}

void ConditionReader::Join(Boxes& all, const Boxes& more) {
  for (const Box& box : more) {
    if (!Spend(1 + all.size())) return;
    const bool merged = std::any_of(all.begin(), all.end(), [&box](Box& into) { return Merge(into, box); });
    if (!merged) all.push_back(box);
  }
}

Boxes ConditionReader::Both(const Boxes& a, const Boxes& b) {
  Boxes both;
  if (a.size() == 1 && b.size() == 1) {
    if (Spend(1) && Meet(a[0], b[0])) both.push_back(Intersect(a[0], b[0]));
    return both;
  }
  for (const Box& x : a) {
    if (!Spend(b.size())) return {};
    for (const Box& y : b) {
      if (Meet(x, y)) Join(both, {Intersect(x, y)});
    }
  }
  return both;
}

Boxes ConditionReader::Read(ir::ExprId id, bool truth) {
  const std::uint64_t most = std::clamp(all_steps_.left, kLeastSteps, kMostSteps);
  steps_ = {most};
  over_ = false;
  Boxes all = Within(id, truth);
  all_steps_.Take(std::min(most - steps_.left, all_steps_.left));
  if (!over_) return all;
  costly_ = true;
  return Truth(id, truth);
}

Boxes ConditionReader::Within(ir::ExprId id, bool truth) {
  Boxes all = Exactly(id, truth);
  return all.size() <= kMaxBoxes ? all : Truth(id, truth);
}

Boxes ConditionReader::Exactly(ir::ExprId id, bool truth) {
  if (!Spend(1)) return {};
  const ir::Expr& expr = program_.exprs[id];
  if (const auto constant = columns_.ConstantOf(id)) return constant->truth() == truth ? Everything() : Boxes();
  switch (expr.kind) {
    case ExprKind::kUnary:
      return Within(Child(expr, 0), !truth);
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return Chain(id, truth);
    case ExprKind::kIf: {
      Boxes all = Both(Within(Child(expr, 0), true), Within(Child(expr, 1), truth));
      Join(all, Both(Within(Child(expr, 0), false), Within(Child(expr, 2), truth)));
      return all;
    }
    case ExprKind::kMatch: {
      auto all = EachArm(expr, [&](ir::ExprId value) { return Within(value, truth); });
      return all ? std::move(*all) : Truth(id, truth);
    }
    case ExprKind::kIsPresent:
    case ExprKind::kIsMissing:
      return Presence(Child(expr, 0), (expr.kind == ExprKind::kIsPresent) == truth);
    case ExprKind::kInList:
      return Membership(id, truth);
    case ExprKind::kBinary:
      return Comparison(expr, truth);
    case ExprKind::kLocal:
      if (const auto let = columns_.LetOf(expr)) return Within(*let, truth);
      return Truth(id, truth);
    case ExprKind::kNarrow:
    case ExprKind::kCoalesce:
      return Compared(id, BinaryOp::kEqual, eval::Value::Bool(truth), expr.type);
    default:
      return Truth(id, truth);
  }
}

// `a and b and ..` as the boxes of its parts met, `a or b or ..` as all of them; the negation of one is like the other.
Boxes ConditionReader::Chain(ir::ExprId id, bool truth) {
  const ExprKind kind = program_.exprs[id].kind;
  std::vector<ir::ExprId> links;
  ir::ExprId left = id;
  for (; program_.exprs[left].kind == kind; left = Child(program_.exprs[left], 0)) {
    links.push_back(Child(program_.exprs[left], 1));
  }
  links.push_back(left);
  const bool meets = (kind == ExprKind::kAnd) == truth;
  Boxes all = meets ? Everything() : Boxes();
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    Boxes part = Within(*link, truth);
    if (meets && link == links.rbegin() && part.size() == 1) {
      all = std::move(part);
    } else if (meets) {
      if (all.size() * part.size() > kMaxBoxes * 2) return Truth(id, truth);
      all = Both(all, part);
    } else {
      Join(all, part);
    }
    if (all.size() > kMaxBoxes) return Truth(id, truth);
  }
  return all;
}

// The value of a match: of each arm, where the subject is that arm. Nothing where it is not known which arm it is.
std::optional<Boxes> ConditionReader::EachArm(const ir::Expr& match, const std::function<Boxes(ir::ExprId)>& of_arm) {
  const ir::ExprId subject = Child(match, 0);
  const bool variant = program_.types.Kind(program_.exprs[subject].type) == TypeKind::kVariant;
  if (match.count > kMaxBoxes || (variant && !columns_.PathOf(subject))) return std::nullopt;
  Boxes all;
  for (std::uint32_t arm = 0; arm + 1 < match.count; ++arm) {
    Join(all, Both(IsArm(subject, arm, true), of_arm(Child(match, arm + 1))));
  }
  return all;
}

// `subject`: an input of a variant, or anything of an enum.
Boxes ConditionReader::IsArm(ir::ExprId subject, std::uint32_t arm, bool truth) {
  const ir::TypeId type = program_.exprs[subject].type;
  if (program_.types.Kind(type) == TypeKind::kEnum) {
    return Compared(subject, truth ? BinaryOp::kEqual : BinaryOp::kNotEqual, eval::Value::Number(arm), type);
  }
  const std::uint32_t column = *columns_.OfArm(subject);
  const IntervalSet is(arm, arm);
  return In(column, truth ? is : Subtract(columns_[column].present, is));
}

// `o == decline`, `o == approve { limit: 10 }`: nothing unless an input is compared with an arm of constants.
std::optional<Boxes> ConditionReader::EqualsArm(ir::ExprId subject, const ir::Expr& arm, bool truth) {
  const auto path = columns_.PathOf(subject);
  if (!path) return std::nullopt;
  const ir::Expr& fields = program_.exprs[Child(arm, 0)];
  std::vector<eval::Value> values;
  for (const ir::ExprId field : program_.children_of(fields)) {
    auto value = columns_.ConstantOf(field);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  Boxes all = IsArm(subject, arm.index, truth);
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    InputPath field = *path;
    field.fields.insert(field.fields.end(), {arm.index, i});
    const std::uint32_t column = columns_.OfInput(std::move(field));
    const ir::TypeId type = program_.types.WithoutOptional(program_.exprs[Child(fields, i)].type);
    const IntervalSet equal = values[i].missing ? IntervalSet(kMissing, kMissing)
                                                : columns_.Compared(column, BinaryOp::kEqual, values[i], type);
    if (truth) {
      all = Both(all, In(column, equal));
    } else {
      Join(all, Both(IsArm(subject, arm.index, true), In(column, Subtract(columns_[column].domain, equal))));
    }
  }
  return all;
}

Boxes ConditionReader::Comparison(const ir::Expr& expr, bool truth) {
  const ir::ExprId left = Child(expr, 0);
  const ir::ExprId right = Child(expr, 1);
  const BinaryOp op = truth ? expr.binary : ir::Negated(expr.binary);
  for (const auto& [arm, other] : {std::pair(right, left), std::pair(left, right)}) {
    if (program_.exprs[arm].kind != ExprKind::kArm) continue;
    if (auto boxes = EqualsArm(other, program_.exprs[arm], op == BinaryOp::kEqual)) return std::move(*boxes);
  }
  if (const auto value = columns_.ConstantOf(right)) return Compared(left, op, *value, program_.exprs[right].type);
  if (const auto value = columns_.ConstantOf(left))
    return Compared(right, ir::Mirrored(op), *value, program_.exprs[left].type);
  const Columns::Order order = columns_.OfOrder(left, right);
  const BinaryOp asked = order.flipped ? ir::Mirrored(op) : op;
  if (!order.column) return ir::Holds(op, 0) ? Everything() : Boxes();
  return In(*order.column,
            columns_.Compared(*order.column, asked, eval::Value::Number(0), program_.types.Simple(TypeKind::kInt)));
}

Boxes ConditionReader::Membership(ir::ExprId id, bool truth) {
  const ir::Expr& expr = program_.exprs[id];
  const ir::ExprId sought = Child(expr, 0);
  const BinaryOp op = truth ? BinaryOp::kEqual : BinaryOp::kNotEqual;
  if (expr.count > kMaxBoxes) return LongMembership(id, truth);
  std::vector<Boxes> parts;
  for (std::uint32_t i = 1; i < expr.count; ++i) {
    const auto value = columns_.ConstantOf(Child(expr, i));
    if (!value) return Truth(id, truth);
    parts.push_back(Compared(sought, op, *value, program_.exprs[Child(expr, i)].type));
  }
  Boxes all = truth ? Boxes() : Everything();
  for (const Boxes& part : parts) {
    if (truth) {
      Join(all, part);
    } else {
      all = Both(all, part);
    }
    if (all.size() > kMaxBoxes) return Truth(id, truth);
  }
  return all;
}

// In time that grows with the list: an input in many constants.
Boxes ConditionReader::LongMembership(ir::ExprId id, bool truth) {
  const ir::Expr& expr = program_.exprs[id];
  const ir::ExprId sought = Child(expr, 0);
  if (!columns_.PathOf(sought)) return Truth(id, truth);
  const std::uint32_t column = columns_.OfValue(sought);
  std::vector<Interval> parts;
  for (std::uint32_t i = 1; i < expr.count; ++i) {
    const ir::ExprId item = Child(expr, i);
    const auto value = columns_.ConstantOf(item);
    if (!value) return Truth(id, truth);
    const IntervalSet equal = columns_.Compared(column, BinaryOp::kEqual, *value, program_.exprs[item].type);
    parts.insert(parts.end(), equal.parts().begin(), equal.parts().end());
  }
  std::sort(parts.begin(), parts.end(), [](const Interval& a, const Interval& b) { return a.low < b.low; });
  IntervalSet values;
  for (const Interval& part : parts) values.Append(part);
  return In(column, truth ? values : Subtract(columns_[column].present, values));
}

Boxes ConditionReader::Presence(ir::ExprId id, bool present) {
  if (!Spend(1)) return {};
  const ir::Expr& expr = program_.exprs[id];
  if (!program_.types.IsOptional(expr.type)) return present ? Everything() : Boxes();
  if (const auto value = columns_.ConstantOf(id)) return value->missing != present ? Everything() : Boxes();
  if (const auto let = columns_.LetOf(expr)) return Presence(*let, present);
  switch (expr.kind) {
    case ExprKind::kSome:
      return present ? Everything() : Boxes();
    case ExprKind::kOptionalField:
      if (columns_.PathOf(id)) {
        // Missing where the record is, or where its field is.
        const Boxes record = Presence(Child(expr, 0), present);
        const std::uint32_t column = columns_.OfValue(id);
        const bool always = columns_[column].present == columns_[column].domain;
        if (always) return record;
        const Boxes field = In(column, present ? columns_[column].present : IntervalSet(kMissing, kMissing));
        if (present) return Both(record, field);
        Boxes either = record;
        Join(either, field);
        return either;
      }
      break;
    case ExprKind::kCoalesce: {
      const Boxes second = Presence(Child(expr, 1), present);
      if (!present) return Both(Presence(Child(expr, 0), false), second);
      Boxes either = Presence(Child(expr, 0), true);
      Join(either, second);
      return either;
    }
    case ExprKind::kMatch: {
      auto all = EachArm(expr, [&](ir::ExprId value) { return Presence(value, present); });
      if (all) return std::move(*all);
      break;
    }
    case ExprKind::kIf: {
      Boxes all = Both(Within(Child(expr, 0), true), Presence(Child(expr, 1), present));
      Join(all, Both(Within(Child(expr, 0), false), Presence(Child(expr, 2), present)));
      return all;
    }
    default:
      break;
  }
  const std::uint32_t column = columns_.OfValue(id);
  return In(column, present ? columns_[column].present : IntervalSet(kMissing, kMissing));
}

Boxes ConditionReader::Compared(ir::ExprId id, BinaryOp op, const eval::Value& value, ir::TypeId type) {
  if (!Spend(1)) return {};
  const ir::Expr& expr = program_.exprs[id];
  if (const auto let = columns_.LetOf(expr)) return Compared(*let, op, value, type);
  switch (expr.kind) {
    case ExprKind::kNarrow:
    case ExprKind::kSome:
      return Compared(Child(expr, 0), op, value, type);
    case ExprKind::kConvert: {
      const bool exact =
          expr.conversion == ir::Conversion::kIntToDecimal || expr.conversion == ir::Conversion::kDecimalToDecimal;
      if (exact) return Compared(Child(expr, 0), op, value, type);
      break;
    }
    case ExprKind::kCoalesce: {
      Boxes either = Both(Presence(Child(expr, 0), true), Compared(Child(expr, 0), op, value, type));
      Join(either, Both(Presence(Child(expr, 0), false), Compared(Child(expr, 1), op, value, type)));
      return either;
    }
    case ExprKind::kMatch: {
      auto all = EachArm(expr, [&](ir::ExprId given) { return Compared(given, op, value, type); });
      if (all) return std::move(*all);
      break;
    }
    case ExprKind::kIf: {
      Boxes all = Both(Within(Child(expr, 0), true), Compared(Child(expr, 1), op, value, type));
      Join(all, Both(Within(Child(expr, 0), false), Compared(Child(expr, 2), op, value, type)));
      return all;
    }
    default:
      break;
  }
  const bool is_logic = expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr ||
                        expr.kind == ExprKind::kIsPresent || expr.kind == ExprKind::kIsMissing ||
                        expr.kind == ExprKind::kInList || IsComparison(expr) ||
                        (expr.kind == ExprKind::kUnary && expr.unary == ir::UnaryOp::kNot);
  if (is_logic) {
    Boxes all;
    for (const bool truth : {false, true}) {
      if (ir::Holds(op, (truth ? 1 : 0) - (value.truth() ? 1 : 0))) Join(all, Within(id, truth));
    }
    return all;
  }
  if (const auto constant = columns_.ConstantOf(id)) {
    const int order = eval::Order(program_, {*constant, expr.type}, {value, type});
    return ir::Holds(op, order) ? Everything() : Boxes();
  }
  const std::uint32_t column = columns_.OfValue(id);
  return In(column, columns_.Compared(column, op, value, type));
}

}  // namespace rulec::findings
