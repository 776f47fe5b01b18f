#include "compiler/lower/failures.h"

#include "compiler/lower/call_order.h"

namespace rulec::lower {
namespace {

using ir::BinaryOp;
using ir::Conversion;
using ir::ExprKind;
using types::TypeKind;

/// Every value of `from` has a place in `to`.
bool Holds(const types::Type& to, int from_precision, int from_scale) {
  return to.scale >= from_scale && to.precision - to.scale >= from_precision - from_scale;
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
    bool fails = false;
    for (const ir::Let& let : decision.lets) fails |= Judge(let.value);
    for (const ir::DecisionRule& rule : decision.rules) {
      fails |= Judge(rule.when);
      fails |= Judge(rule.then);
    }
    if (decision.otherwise) fails |= Judge(*decision.otherwise);
    decisions_[callable.index] = fails;
  }
  for (const ir::ExprId id : program.exprs.ids()) Judge(id);
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
    case Conversion::kToString: return false;
    case Conversion::kIntToDecimal: return !Holds(to, 19, 0);
    case Conversion::kDecimalToDecimal: return !Holds(to, from.precision, from.scale);
    case Conversion::kFloatToInt:
    case Conversion::kDecimalToInt:
    case Conversion::kStringToInt:
    case Conversion::kStringToFloat:
    case Conversion::kStringToDecimal:
    case Conversion::kFloatToDecimal: return true;
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
    case BinaryOp::kGreaterEqual: return false;
    default: break;
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
    case BinaryOp::kSubtract: return too_small(types::AddShape(left, right));
    case BinaryOp::kMultiply: return too_small(types::MultiplyShape(left, right));
    default: return true;
  }
}

bool Failures::OperationCanFail(const ir::Expr& expr) const {
  const TypeKind kind = program_.types[expr.type].kind;
  switch (expr.kind) {
    case ExprKind::kUnary:
      return expr.unary == ir::UnaryOp::kNegate && (kind == TypeKind::kInt || kind == TypeKind::kDuration);
    case ExprKind::kBinary: return BinaryCanFail(expr);
    case ExprKind::kConvert: return ConversionCanFail(expr);
    case ExprKind::kBuiltin:
      switch (expr.builtin) {
        case ir::Builtin::kRound:
        case ir::Builtin::kRoundHalfEven:
        case ir::Builtin::kFloor:
        case ir::Builtin::kCeil: return kind == TypeKind::kDecimal;
        case ir::Builtin::kAbs: return kind == TypeKind::kInt || kind == TypeKind::kDuration;
        default: return false;
      }
    case ExprKind::kCallFunction: return functions_[expr.index];
    case ExprKind::kCallDecision: return decisions_[expr.index];
    case ExprKind::kAggregate: return true;   // a sum may leave its type
    default: return false;
  }
}

}  // namespace rulec::lower
