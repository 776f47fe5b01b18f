// Arithmetic of numbers, texts and times.
#include <fmt/format.h>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::BinaryOp;

ir::BinaryOp BinaryOpOf(ast::Op op) {
  switch (op) {
    case ast::Op::kEqual:
      return BinaryOp::kEqual;
    case ast::Op::kNotEqual:
      return BinaryOp::kNotEqual;
    case ast::Op::kLess:
      return BinaryOp::kLess;
    case ast::Op::kLessEqual:
      return BinaryOp::kLessEqual;
    case ast::Op::kGreater:
      return BinaryOp::kGreater;
    case ast::Op::kGreaterEqual:
      return BinaryOp::kGreaterEqual;
    case ast::Op::kAdd:
      return BinaryOp::kAdd;
    case ast::Op::kSubtract:
      return BinaryOp::kSubtract;
    case ast::Op::kMultiply:
      return BinaryOp::kMultiply;
    case ast::Op::kDivide:
      return BinaryOp::kDivide;
    case ast::Op::kDiv:
      return BinaryOp::kDiv;
    case ast::Op::kRemainder:
      return BinaryOp::kRemainder;
    case ast::Op::kPower:
      return BinaryOp::kPower;
    default:
      return BinaryOp::kNone;
  }
}

ir::ExprId ExprChecker::Arithmetic(ast::ExprId expr) {
  const ast::Expr& e = node(expr);
  const ast::ExprId l = ChildOf(expr, 0);
  const ast::ExprId r = ChildOf(expr, 1);
  const ir::ExprId left = CheckOperand(l);
  const ir::ExprId right = CheckOperand(r);
  if (IsError(left) || IsError(right)) return Error(expr);
  if (!RequirePresent(left, l)) return Error(expr);
  return Combine(e.op, left, right, r, e.span, e.op_span);
}

ir::ExprId ExprChecker::Combine(ast::Op op, ir::ExprId left, ir::ExprId right, ast::ExprId right_source, Span span,
                                Span op_span) {
  if (!RequirePresent(right, right_source)) return build_.Error(span);
  const auto number = [&](ir::ExprId id) {
    const TypeKind kind = KindOf(id);
    return kind == TypeKind::kInt || kind == TypeKind::kDecimal || kind == TypeKind::kFloat;
  };
  if (number(left) && number(right)) return CombineNumbers(op, left, right, span, op_span);
  if (op == ast::Op::kAdd && KindOf(left) == TypeKind::kString && KindOf(right) == TypeKind::kString) {
    return build_.Binary(BinaryOp::kAdd, left, right, Simple(TypeKind::kString), span);
  }
  if (const auto time = CombineTimes(op, left, right, span)) return *time;
  return OperatorMismatch(op, left, right, span, op_span);
}

ir::ExprId ExprChecker::CombineNumbers(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span) {
  if (IsMoney(left) || IsMoney(right)) return CombineAmounts(op, left, right, span, op_span);
  if (!UnifyNumbers(left, right, op_span)) return build_.Error(span);
  const BinaryOp binary = BinaryOpOf(op);
  switch (KindOf(left)) {
    case TypeKind::kInt:
      if (op != ast::Op::kDivide) return build_.Binary(binary, left, right, Simple(TypeKind::kInt), span);
      context_.Report(Code::kIntDivision, op_span, "`/` of two ints", "write `div`, which drops the fraction")
          .Hint("or `decimal(..) / ..` for an exact quotient");
      return build_.Error(span);
    case TypeKind::kFloat:
      if (op == ast::Op::kDiv) break;
      return build_.Binary(binary, left, right, Simple(TypeKind::kFloat), span);
    default: {
      const types::DecimalShape a = types().ShapeOf(build_.type(left));
      const types::DecimalShape b = types().ShapeOf(build_.type(right));
      types::DecimalShape shape{};
      switch (op) {
        case ast::Op::kAdd:
        case ast::Op::kSubtract:
          shape = types::AddShape(a, b);
          break;
        case ast::Op::kMultiply:
          shape = types::MultiplyShape(a, b);
          break;
        case ast::Op::kDivide:
          shape = types::DivideShape(a, b);
          break;
        case ast::Op::kRemainder:
          shape = types::RemainderShape(a, b);
          break;
        default:
          return OperatorMismatch(op, left, right, span, op_span);
      }
      return build_.Binary(binary, left, right, types().Decimal(shape.precision, shape.scale), span);
    }
  }
  return OperatorMismatch(op, left, right, span, op_span);
}

std::optional<ir::ExprId> ExprChecker::CombineTimes(ast::Op op, ir::ExprId left, ir::ExprId right, Span span) {
  const TypeKind l = KindOf(left);
  const TypeKind r = KindOf(right);
  const bool scales = op == ast::Op::kMultiply || op == ast::Op::kDiv;
  if (scales && l == TypeKind::kDuration && r == TypeKind::kInt) {
    const ir::ExprId factor = Settle(right);
    if (IsError(factor)) return factor;
    return build_.Binary(BinaryOpOf(op), left, factor, Simple(TypeKind::kDuration), span);
  }
  if (op == ast::Op::kDiv && l == TypeKind::kDuration && r == TypeKind::kDuration) {
    return build_.Binary(BinaryOp::kDiv, left, right, Simple(TypeKind::kInt), span);
  }
  const bool add = op == ast::Op::kAdd;
  const bool subtract = op == ast::Op::kSubtract;
  if (!add && !subtract) return std::nullopt;
  const bool moment = l == TypeKind::kTimestamp || l == TypeKind::kDate;
  std::optional<TypeKind> result;
  if (r == TypeKind::kDuration && (moment || l == TypeKind::kDuration)) result = l;
  if (subtract && moment && l == r) result = TypeKind::kDuration;
  if (!result) return std::nullopt;
  return build_.Binary(BinaryOpOf(op), left, right, Simple(*result), span);
}

ir::ExprId ExprChecker::OperatorMismatch(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span) {
  std::string label;
  const TypeKind l = KindOf(left);
  const TypeKind r = KindOf(right);
  const bool moment = r == TypeKind::kTimestamp || r == TypeKind::kDate;
  if (op == ast::Op::kAdd && (l == TypeKind::kString || r == TypeKind::kString)) {
    label = "write `string(..)` around what is no string";
  } else if (op == ast::Op::kAdd && l == TypeKind::kDuration && moment) {
    label = "write the duration second";
  } else if (l == TypeKind::kDuration && r == TypeKind::kDuration) {
    label = "`a div b` says how often one fits into the other, `in_seconds(a) / in_seconds(b)` the ratio";
  } else if (op == ast::Op::kDivide && l == TypeKind::kDuration) {
    label = "write `div`, which takes ints";
  } else if (l == TypeKind::kDuration && (op == ast::Op::kMultiply || op == ast::Op::kDiv)) {
    label = "a duration takes ints: round the number first";
  } else if (op == ast::Op::kDiv && (l == TypeKind::kFloat || r == TypeKind::kFloat)) {
    label = "`div` is for ints and durations; write `floor(.. / ..)`";
  } else if (op == ast::Op::kMultiply && r == TypeKind::kDuration) {
    label = "write the duration first: `1h * n`";
  } else if ((IsMoney(left) && r == TypeKind::kFloat) || (IsMoney(right) && l == TypeKind::kFloat)) {
    label = "write `decimal(.., 18, 6)` around the float, with the decimals you need";
  } else if (IsMoney(left) || IsMoney(right)) {
    label = "an amount times or by a number is an amount, an amount by an amount a decimal";
  } else if (op == ast::Op::kDiv) {
    label = "`div` is for ints and durations; write `round(.. / .., 0)` or `floor(.. / ..)`";
  } else if (op == ast::Op::kPower) {
    label = "`**` is for ints and floats; write `float(..)`";
  }
  context_.Report(Code::kOperatorTypes, op_span,
                  fmt::format("`{}` does not take `{}` and `{}`", OpText(op), context_.TypeText(build_.type(left)),
                              context_.TypeText(build_.type(right))),
                  std::move(label));
  return build_.Error(span);
}

}  // namespace rulec::check
