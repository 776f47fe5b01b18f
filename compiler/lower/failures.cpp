#include "compiler/lower/failures.h"

#include <algorithm>

#include "compiler/lower/call_order.h"

namespace rulec::lower {
namespace {

using ir::BinaryOp;
using ir::Conversion;
using ir::ExprKind;
using types::TypeKind;

/// A look-back has at most 100,000 rows: a sum has 5 digits more than what is summed. Others count with 63 bits.
constexpr int kRowsDigits = 5;
constexpr int kCountDigits = 19;

/// Every value of `from` has a place in `to`.
bool Holds(const types::Type& to, int from_precision, int from_scale) {
  return to.scale >= from_scale && to.precision - to.scale >= from_precision - from_scale;
}

/// What it makes of the matches, whatever their values are.
bool PolicyCanFail(ir::HitPolicy policy) {
  return policy == ir::HitPolicy::kUniqueMatch || policy == ir::HitPolicy::kAnyMatch ||
         policy == ir::HitPolicy::kCollectSum || policy == ir::HitPolicy::kScore;
}

}  // namespace

Failures::Failures(const ir::Program& program)
    : program_(program),
      judged_(program.exprs.size(), -1),
      can_fail_(program.exprs.size(), false),
      functions_(program.functions.size()),
      decisions_(program.decisions.size()) {
  for (const Callable& callable : CallOrder(program)) {
    if (!callable.is_decision) {
      functions_[callable.index] = Judge(program.functions[ir::FunctionId(callable.index)].body);
      continue;
    }
    const ir::Decision& decision = program.decisions[ir::DecisionId(callable.index)];
    bool fails = !decision.rules.empty() && PolicyCanFail(decision.policy);
    for (const ir::Let& let : decision.lets) fails |= Judge(let.value);
    for (const ir::DecisionRule& rule : decision.rules) {
      fails |= Judge(rule.when);
      fails |= Judge(rule.then);
    }
    if (decision.otherwise) fails |= Judge(*decision.otherwise);
    // It is counted, so it is called exactly where the language evaluates it.
    fails |= !decision.shadows.empty();
    decisions_[callable.index] = fails;
  }
  for (const ir::Process& process : program.processes) JudgeProcess(process);
  for (const ir::ExprId id : program.exprs.ids()) Judge(id);
}

void Failures::JudgeProcess(const ir::Process& process) {
  process_ = &process;
  for (const ir::Window& window : process.windows) {
    if (window.where) Judge(*window.where);
    for (const ir::Aggregate& aggregate : window.aggregates) {
      if (aggregate.argument.valid()) Judge(aggregate.argument);
    }
  }
  const auto judge = [&](const auto& handlers) {
    for (const auto& handler : handlers) {
      for (const ir::StatementId statement : handler.body) JudgeStatement(statement);
    }
  };
  judge(process.handlers);
  judge(process.late_events);
  judge(process.late_handlers);
  judge(process.due_handlers);
  judge(process.join_handlers);
  process_ = nullptr;
}

void Failures::JudgeStatement(ir::StatementId id) {
  const ir::Statement& statement = program_.statements[id];
  for (const ir::ExprId expr : statement.exprs()) {
    if (expr.valid()) Judge(expr);
  }
  for (const ir::StatementId inner : statement.body) JudgeStatement(inner);
}

bool Failures::AggregateCanFail(const ir::Expr& expr) const {
  if (process_ == nullptr) return true;
  const ir::Window& window = process_->windows[ir::WindowId(expr.index)];
  const ir::Aggregate& aggregate = window.aggregates[expr.aggregate.value];
  const bool is_look_back = ir::AnswersAtOnce(window);
  const int rows_digits = is_look_back ? kRowsDigits : kCountDigits;
  switch (aggregate.kind) {
    case ir::AggregateKind::kSum:
    case ir::AggregateKind::kAvg:
      break;
    case ir::AggregateKind::kCountWhere:
      return CanFail(aggregate.argument);
    case ir::AggregateKind::kStddev:
    case ir::AggregateKind::kEwma:
      return program_.types.Kind(program_.exprs[aggregate.argument].type) == TypeKind::kFloat;
    case ir::AggregateKind::kStart:
      return is_look_back;  // before the year 1
    default:
      return false;
  }
  const types::Type& column = program_.types[program_.exprs[aggregate.argument].type];
  if (column.kind == TypeKind::kDecimal) {
    const int added = aggregate.kind == ir::AggregateKind::kAvg && column.scale < 6 ? 6 - column.scale : 0;
    return column.precision + std::max(rows_digits, added) > types::kMaxDigits;
  }
  return column.kind != TypeKind::kInt || aggregate.kind == ir::AggregateKind::kSum;
}

bool Failures::Judge(ir::ExprId id) {
  signed char& known = judged_[id.value];
  if (known < 0) {
    const ir::Expr& expr = program_.exprs[id];
    bool fails = OperationCanFail(expr);
    for (const ir::ExprId child : program_.children_of(expr)) fails |= Judge(child);
    judged_[id.value] = fails ? 1 : 0;
    can_fail_[id.value] = fails;
  }
  return can_fail_[id.value];
}

bool Failures::ConversionCanFail(const ir::Expr& expr) const {
  const types::Type& to = program_.types[expr.type];
  const types::Type& from = program_.types[program_.exprs[program_.children_of(expr)[0]].type];
  switch (expr.conversion) {
    case Conversion::kNone:
    case Conversion::kIntToFloat:
    case Conversion::kDecimalToFloat:
    case Conversion::kToString:
      return false;
    case Conversion::kIntToDecimal:
      return !Holds(to, 19, 0);
    case Conversion::kDecimalToDecimal:
      return !Holds(to, from.precision, from.scale);
    case Conversion::kFloatToInt:
    case Conversion::kDecimalToInt:
    case Conversion::kStringToInt:
    case Conversion::kStringToFloat:
    case Conversion::kStringToDecimal:
    case Conversion::kFloatToDecimal:
      return true;
  }
  return true;
}

bool Failures::BinaryCanFail(const ir::Expr& expr) const {
  switch (expr.binary) {
    case BinaryOp::kNone:
    case BinaryOp::kEqual:
    case BinaryOp::kNotEqual:
    case BinaryOp::kLess:
    case BinaryOp::kLessEqual:
    case BinaryOp::kGreater:
    case BinaryOp::kGreaterEqual:
      return false;
    default:
      break;
  }
  const types::Type& type = program_.types[expr.type];
  if (type.kind == TypeKind::kString) return false;
  const auto children = program_.children_of(expr);
  const types::Type& a = program_.types[program_.exprs[children[0]].type];
  const types::Type& b = program_.types[program_.exprs[children[1]].type];
  if (type.kind == TypeKind::kDuration && a.kind != TypeKind::kDuration && b.kind != TypeKind::kDuration) return false;
  if (type.kind != TypeKind::kDecimal) return true;
  const types::DecimalShape left{a.precision, a.scale};
  const types::DecimalShape right{b.precision, b.scale};
  const auto too_small = [&](types::DecimalShape exact) {
    return exact.precision >= 38 || !Holds(type, exact.precision, exact.scale);
  };
  switch (expr.binary) {
    case BinaryOp::kAdd:
    case BinaryOp::kSubtract:
      return too_small(types::AddShape(left, right));
    case BinaryOp::kMultiply:
      return too_small(types::MultiplyShape(left, right));
    default:
      return true;
  }
}

bool Failures::OperationCanFail(const ir::Expr& expr) const {
  const TypeKind kind = program_.types[expr.type].kind;
  switch (expr.kind) {
    case ExprKind::kUnary:
      return expr.unary == ir::UnaryOp::kNegate && (kind == TypeKind::kInt || kind == TypeKind::kDuration);
    case ExprKind::kBinary:
      return BinaryCanFail(expr);
    case ExprKind::kConvert:
      return ConversionCanFail(expr);
    case ExprKind::kBuiltin:
      switch (expr.builtin) {
        case ir::Builtin::kRound:
        case ir::Builtin::kRoundHalfEven:
        case ir::Builtin::kFloor:
        case ir::Builtin::kCeil:
          return kind == TypeKind::kDecimal;
        case ir::Builtin::kAbs:
          return kind == TypeKind::kInt || kind == TypeKind::kDuration;
        case ir::Builtin::kLater:
          return true;
        default:
          break;
      }
      if (const ir::BuiltinInfo* function = ir::FunctionOf(expr.builtin)) return function->can_fail();
      return false;
    case ExprKind::kCallFunction:
      return functions_[expr.index];
    case ExprKind::kCallDecision:
      return decisions_[expr.index];
    case ExprKind::kIndex:
      return program_.types.Kind(program_.exprs[program_.children_of(expr)[0]].type) == TypeKind::kList;
    case ExprKind::kAggregate:
      return AggregateCanFail(expr);
    case ExprKind::kEach:
      return expr.each == ir::Each::kSum;
    default:
      return false;
  }
}

}  // namespace rulec::lower
