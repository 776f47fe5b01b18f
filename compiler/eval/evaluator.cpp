#include "compiler/eval/evaluator.h"

#include <utility>

#include "compiler/base/check.h"
#include "compiler/eval/hit_policies.h"
#include "compiler/eval/operation.h"
#include "compiler/ir/comparison.h"

namespace rulec::eval {
namespace {

using ir::BinaryOp;
using ir::ExprKind;

// Each takes a frame of the stack, a call of a function two or more.
constexpr std::uint32_t kMostDepth = 2'000;
constexpr std::size_t kCharactersInStep = 16;

std::uint64_t StepsOf(const Value& value) {
  std::uint64_t steps = 1 + value.text.size() / kCharactersInStep;
  for (const Value& part : value.parts) steps += StepsOf(part);
  return steps;
}

Result GiveUp(const ir::Expr& expr, const char* why) { return tl::unexpected(Failure{expr.span, why, {}, true}); }

Result Placed(OperationResult result, const ir::Expr& expr) {
  if (result) return std::move(*result);
  return tl::unexpected(Failure{expr.span, std::move(result.error().message), std::move(result.error().operands)});
}

}  // namespace

std::optional<Failure> IndexFailure(base::Int128 index, std::size_t size, base::Span span) {
  if (index >= 0 && index < static_cast<base::Int128>(size)) return std::nullopt;
  return Failure{span, "index out of range",
                 "index(" + std::to_string(static_cast<std::int64_t>(index)) + ", " + std::to_string(size) + ")"};
}

void Evaluator::SetParam(ir::ParamId id, Value value) { params_[id.value] = std::move(value); }

bool Evaluator::Spend(std::uint64_t steps) {
  const bool enough = steps <= steps_left_;
  steps_left_ = enough ? steps_left_ - steps : 0;
  return enough;
}

Result Evaluator::Evaluate(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs[id];
  if (depth_ == kMostDepth) return GiveUp(expr, "calls too deep to follow");
  ++depth_;
  Result value = Node(expr);
  --depth_;
  if (value && !Spend(StepsOf(*value))) return GiveUp(expr, "too many steps");
  return value;
}

Result Evaluator::Node(const ir::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant:
      return Constant(expr);
    case ExprKind::kLocal:
      return locals_.at(expr.index);
    case ExprKind::kParam: {
      const auto set = params_.find(expr.index);
      if (set != params_.end()) return set->second;
      return Evaluate(program_.params[ir::ParamId(expr.index)].default_value);
    }
    case ExprKind::kField: {
      Result from = Child(expr, 0);
      if (!from) return from;
      return std::move(from->parts[expr.index]);
    }
    case ExprKind::kOptionalField: {
      Result from = Child(expr, 0);
      if (!from || from->missing) return from;
      return std::move(from->parts[expr.index]);
    }
    case ExprKind::kUnary:
      return Unary(expr);
    case ExprKind::kBinary:
      return Binary(expr);
    case ExprKind::kAnd:
    case ExprKind::kOr: {
      Result left = Child(expr, 0);
      if (!left || left->truth() == (expr.kind == ExprKind::kOr)) return left;
      return Child(expr, 1);
    }
    case ExprKind::kIf: {
      const Result condition = Child(expr, 0);
      if (!condition) return condition;
      return Child(expr, condition->truth() ? 1 : 2);
    }
    case ExprKind::kCoalesce: {
      Result left = Child(expr, 0);
      if (!left || !left->missing) return left;
      return Child(expr, 1);
    }
    case ExprKind::kIsPresent:
    case ExprKind::kIsMissing: {
      const Result value = Child(expr, 0);
      if (!value) return value;
      return Value::Bool(value->missing == (expr.kind == ExprKind::kIsMissing));
    }
    case ExprKind::kSome:
      return Child(expr, 0);
    case ExprKind::kNarrow: {
      Result value = Child(expr, 0);
      RULEC_CHECK(!value || !value->missing, "what is narrowed is present");
      return value;
    }
    case ExprKind::kConvert: {
      const Result value = Child(expr, 0);
      if (!value) return value;
      return Placed(Convert(program_, expr.conversion, {*value, ChildType(expr, 0)}, expr.type), expr);
    }
    case ExprKind::kInList:
    case ExprKind::kIn:
      return Membership(expr);
    case ExprKind::kIndex:
      return Index(expr);
    case ExprKind::kList:
    case ExprKind::kMap: {
      Result parts = Parts(expr);
      if (parts && program_.types.Kind(expr.type) != types::TypeKind::kList) Arrange(program_, *parts, expr.type);
      return parts;
    }
    case ExprKind::kRecord:
      return Parts(expr);
    case ExprKind::kArm: {
      Result fields = Child(expr, 0);
      if (fields) fields->number = expr.index;
      return fields;
    }
    case ExprKind::kMatch:
      return Match(expr);
    case ExprKind::kBuiltin:
      return Builtin(expr);
    case ExprKind::kCallFunction:
    case ExprKind::kCallDecision:
      return CallExpr(expr);
    case ExprKind::kCell:
      return IsKeyed(expr.type) ? Surroundings().Whole(ir::CellId(expr.index))
                                : Surroundings().Cell(ir::CellId(expr.index));
    case ExprKind::kKeyField:
      return Surroundings().KeyField(expr.index);
    case ExprKind::kHandlerTime:
      return Surroundings().HandlerTime();
    case ExprKind::kClockTime:
      return Surroundings().ClockTime();
    case ExprKind::kEach:
      return Each(expr);
    case ExprKind::kAggregate: {
      const Result operands = Parts(expr);
      if (!operands) return operands;
      return Surroundings().Aggregate(expr, operands->parts, *this);
    }
  }
  RULEC_CHECK(false, "an expression of a kind");
  return Value();
}

Environment& Evaluator::Surroundings() const {
  RULEC_CHECK(environment_ != nullptr, "a pure expression reads no cells, keys and windows");
  return *environment_;
}

Result Evaluator::Constant(const ir::Expr& expr) const {
  const ir::Constant& constant = program_.constants[ir::ConstantId(expr.index)];
  Value value;
  value.missing = constant.missing;
  value.number = constant.number;
  value.real = constant.real;
  value.text = constant.text;
  return value;
}

Result Evaluator::Unary(const ir::Expr& expr) {
  const Result value = Child(expr, 0);
  if (!value) return value;
  if (expr.unary == ir::UnaryOp::kNot) return Value::Bool(!value->truth());
  return Placed(Negate(program_, {*value, ChildType(expr, 0)}), expr);
}

Result Evaluator::Binary(const ir::Expr& expr) {
  const Result left = Child(expr, 0);
  if (!left) return left;
  const Result right = Child(expr, 1);
  if (!right) return right;
  const Operand a{*left, ChildType(expr, 0)};
  const Operand b{*right, ChildType(expr, 1)};
  if (program_.types.Kind(a.type) == types::TypeKind::kVariant) {
    const bool equal = Equal(program_, *left, a.type, *right, b.type);
    return Value::Bool(equal == (expr.binary == BinaryOp::kEqual));
  }
  if (expr.binary >= BinaryOp::kEqual) return Value::Bool(ir::Holds(expr.binary, Order(program_, a, b)));
  return Placed(Combine(program_, expr.binary, a, b, expr.type), expr);
}

bool Evaluator::IsKeyed(ir::TypeId type) const {
  const types::TypeKind kind = program_.types.Kind(type);
  return kind == types::TypeKind::kSet || kind == types::TypeKind::kMap;
}

std::optional<ir::CellId> Evaluator::KeyedCell(const ir::Expr& expr, std::uint32_t at) const {
  const ir::Expr& child = program_.exprs[ChildOf(expr, at)];
  if (child.kind != ExprKind::kCell || !IsKeyed(child.type)) return std::nullopt;
  return ir::CellId(child.index);
}

Result Evaluator::Builtin(const ir::Expr& expr) {
  if (const auto cell = KeyedCell(expr, 0)) return Value::Number(Surroundings().Length(*cell));
  Result values = Parts(expr);
  if (!values) return values;
  std::vector<Operand> operands;
  std::uint64_t characters = 0;  // that the function may read
  for (std::uint32_t i = 0; i < expr.count; ++i) {
    operands.push_back({values->parts[i], ChildType(expr, i)});
    characters += values->parts[i].text.size();
  }
  if (!Spend(characters)) return GiveUp(expr, "too many steps");
  return Placed(ApplyBuiltin(program_, expr.builtin, operands, expr.type), expr);
}

Result Evaluator::Index(const ir::Expr& expr) {
  if (const auto cell = KeyedCell(expr, 0)) {
    const Result key = Child(expr, 1);
    if (!key) return key;
    return Surroundings().At(*cell, *key);
  }
  Result whole = Child(expr, 0);
  if (!whole) return whole;
  const Result index = Child(expr, 1);
  if (!index) return index;
  const types::Type& type = program_.types[ChildType(expr, 0)];
  if (type.kind == types::TypeKind::kMap) {
    for (std::size_t i = 0; i < whole->parts.size(); i += 2) {
      if (Compare(program_, whole->parts[i], *index, type.key) == 0) return std::move(whole->parts[i + 1]);
    }
    return Value::Missing();
  }
  if (auto failure = IndexFailure(index->number, whole->parts.size(), expr.span)) return tl::unexpected(*failure);
  return std::move(whole->parts[static_cast<std::size_t>(index->number)]);
}

Result Evaluator::Each(const ir::Expr& expr) {
  Result collection = Child(expr, 0);
  if (!collection) return collection;
  const std::size_t width = program_.types.Kind(ChildType(expr, 0)) == types::TypeKind::kMap ? 2 : 1;
  std::vector<Value> values;
  for (std::size_t i = 0; i < collection->parts.size(); i += width) {
    locals_[expr.index] = std::move(collection->parts[i]);
    if (expr.count > 2) {
      const Result chosen = Child(expr, 2);
      if (!chosen) return chosen;
      if (!chosen->truth()) continue;
    }
    Result value = Child(expr, 1);
    if (!value) return value;
    if (expr.each == ir::Each::kAny && value->truth()) return value;
    if (expr.each == ir::Each::kAll && !value->truth()) return value;
    values.push_back(std::move(*value));
  }
  return Placed(FoldElements(program_, expr.each, std::move(values), ChildType(expr, 1), expr.type), expr);
}

Result Evaluator::Match(const ir::Expr& expr) {
  Result subject = Child(expr, 0);
  if (!subject) return subject;
  const auto taken = static_cast<std::uint32_t>(subject->number);
  const ir::LocalId binder = program_.binders_of(expr)[taken];
  if (binder.valid()) {
    Value fields;
    fields.parts = std::move(subject->parts);
    locals_[binder.value] = std::move(fields);
  }
  return Child(expr, taken + 1);
}

// Every element is evaluated before the first is compared, as the order of evaluation has it.
Result Evaluator::Membership(const ir::Expr& expr) {
  if (const auto cell = expr.kind == ExprKind::kIn ? KeyedCell(expr, 1) : std::nullopt) {
    const Result key = Child(expr, 0);
    if (!key) return key;
    return Value::Bool(Surroundings().Has(*cell, *key));
  }
  const Result all = Parts(expr);
  if (!all) return all;
  const Value& value = all->parts[0];
  const ir::TypeId type = ChildType(expr, 0);
  if (expr.kind == ExprKind::kIn) {
    const ir::TypeId element = program_.types.ElementOf(ChildType(expr, 1));
    const std::size_t width = program_.types.Kind(ChildType(expr, 1)) == types::TypeKind::kMap ? 2 : 1;
    const std::vector<Value>& parts = all->parts[1].parts;
    for (std::size_t i = 0; i < parts.size(); i += width) {
      if (Equal(program_, value, type, parts[i], element)) return Value::Bool(true);
    }
    return Value::Bool(false);
  }
  for (std::uint32_t i = 1; i < expr.count; ++i) {
    if (Equal(program_, value, type, all->parts[i], ChildType(expr, i))) return Value::Bool(true);
  }
  return Value::Bool(false);
}

// Values of all children, in order.
Result Evaluator::Parts(const ir::Expr& expr) {
  Value whole;
  for (std::uint32_t i = 0; i < expr.count; ++i) {
    Result part = Child(expr, i);
    if (!part) return part;
    whole.parts.push_back(std::move(*part));
  }
  return whole;
}

Result Evaluator::CallExpr(const ir::Expr& expr) {
  Result arguments = Parts(expr);
  if (!arguments) return arguments;
  if (expr.kind == ExprKind::kCallFunction) return Call(ir::FunctionId(expr.index), std::move(arguments->parts));
  auto answers = Decide(ir::DecisionId(expr.index), std::move(arguments->parts));
  if (!answers) return tl::unexpected(std::move(answers.error()));
  if (program_.decisions[ir::DecisionId(expr.index)].policy == ir::HitPolicy::kAllMatches) {
    Value list;
    for (Answer& answer : *answers) list.parts.push_back(std::move(answer.value));
    return list;
  }
  return answers->empty() ? Value::Missing() : std::move(answers->front().value);
}

Result Evaluator::Call(ir::FunctionId id, std::vector<Value> arguments) {
  const ir::Function& function = program_.functions[id];
  for (std::size_t i = 0; i < arguments.size(); ++i) locals_[function.params[i].value] = std::move(arguments[i]);
  return Evaluate(function.body);
}

tl::expected<std::vector<Answer>, Failure> Evaluator::Decide(ir::DecisionId id, std::vector<Value> arguments) {
  const ir::Decision& decision = program_.decisions[id];
  for (std::size_t i = 0; i < arguments.size(); ++i) locals_[decision.params[i].value] = std::move(arguments[i]);
  for (const ir::Let& let : decision.lets) {
    Result value = Evaluate(let.value);
    if (!value) return tl::unexpected(std::move(value.error()));
    locals_[let.local.value] = std::move(*value);
  }
  Matches matches(program_, decision);
  if (decision.score) matches.SetBase(local(decision.score->base));
  for (std::uint32_t i = 0; i < decision.rules.size() && !matches.done(); ++i) {
    const Result when = Evaluate(decision.rules[i].when);
    if (!when) return tl::unexpected(when.error());
    if (!when->truth()) continue;
    if (auto failure = matches.Begin(i)) return tl::unexpected(std::move(*failure));
    Result value = Evaluate(decision.rules[i].then);
    if (!value) return tl::unexpected(std::move(value.error()));
    if (auto failure = matches.Add(std::move(*value), i)) return tl::unexpected(std::move(*failure));
  }
  if (matches.empty() && decision.otherwise) {
    Result value = Evaluate(*decision.otherwise);
    if (!value) return tl::unexpected(std::move(value.error()));
    return std::vector<Answer>{{std::move(*value), std::nullopt}};
  }
  return matches.Take();
}

}  // namespace rulec::eval
