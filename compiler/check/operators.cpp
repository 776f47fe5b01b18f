// Operators that give a bool, and `??`.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::BinaryOp;
using ir::ExprKind;

ir::ExprId ExprChecker::Check(ast::ExprId expr, TypeId hint) { return Settle(CheckOperand(expr, hint)); }

ir::ExprId ExprChecker::CheckCondition(ast::ExprId expr) { return CheckAs(expr, Simple(TypeKind::kBool)); }

ir::ExprId ExprChecker::CheckOperand(ast::ExprId expr, TypeId hint) {
  switch (node(expr).kind) {
    case ast::ExprKind::kInt:
    case ast::ExprKind::kDecimal:
    case ast::ExprKind::kFloat:
    case ast::ExprKind::kDuration:
    case ast::ExprKind::kDate:
    case ast::ExprKind::kTimestamp:
    case ast::ExprKind::kBool:
    case ast::ExprKind::kString:
      return Literal(expr);
    case ast::ExprKind::kMoney:
      return MoneyLiteral(expr, false);
    case ast::ExprKind::kInterpolation:
      return Interpolation(expr);
    case ast::ExprKind::kClockTime:
      context_.NotBuilt(node(expr).span, "a time of day", "compare what `hour(t, zone)` and `minute(t, zone)` give");
      return Error(expr);
    case ast::ExprKind::kMissing:
      return build_.Missing(Simple(TypeKind::kMissing), node(expr).span);
    case ast::ExprKind::kBareText:
      if (hint.valid() && types().Kind(types().WithoutOptional(hint)) == TypeKind::kString) {
        return build_.Text(context_.TextOf(node(expr).text), node(expr).span);
      }
      return NameExpr(expr, hint);
    case ast::ExprKind::kName:
      return NameExpr(expr, hint);
    case ast::ExprKind::kField:
      return FieldExpr(expr);
    case ast::ExprKind::kOptionalField:
      return OptionalFieldExpr(expr);
    case ast::ExprKind::kCall:
      return CallExpr(expr, hint);
    case ast::ExprKind::kEach:
      return WhereExpr(expr);
    case ast::ExprKind::kIndex:
      return IndexExpr(expr);
    case ast::ExprKind::kUnary:
      return UnaryExpr(expr, hint);
    case ast::ExprKind::kBinary:
      return BinaryExpr(expr, hint);
    case ast::ExprKind::kIf:
      return IfExpr(expr, hint, false);
    case ast::ExprKind::kIs:
      return IsExpr(expr);
    case ast::ExprKind::kList:
      return ListExpr(expr, hint);
    case ast::ExprKind::kMap:
      return MapExpr(expr, hint);
    case ast::ExprKind::kRecord:
      return RecordExpr(expr, hint);
    case ast::ExprKind::kQualified:
      return QualifiedExpr(expr);
    case ast::ExprKind::kMatch:
      return MatchExpr(expr, hint, false);
    case ast::ExprKind::kUnderscore:
      if (underscore_) return underscore_(node(expr).span);
      context_.Report(Code::kStrayUnderscore, node(expr).span, "`_` stands for nothing here",
                      "it is the input of a table cell, after `where`");
      return Error(expr);
    case ast::ExprKind::kOpaque:
      context_.NotBuilt(node(expr).span, context_.Text(node(expr).text));
      return Error(expr);
  }
  return Error(expr);
}

// ---- conditions

ir::ExprId ExprChecker::UnaryExpr(ast::ExprId expr, TypeId hint) {
  const ast::Expr& e = node(expr);
  const ast::ExprId inner = ChildOf(expr, 0);
  if (e.op == ast::Op::kNot) {
    const ir::ExprId condition = CheckCondition(inner);
    if (IsError(condition)) return condition;
    return build_.Unary(ir::UnaryOp::kNot, condition, Simple(TypeKind::kBool), e.span);
  }
  if (node(inner).kind == ast::ExprKind::kInt || node(inner).kind == ast::ExprKind::kDecimal) {
    const ir::ExprId literal =
        node(inner).kind == ast::ExprKind::kInt ? IntLiteral(inner, true) : DecimalLiteral(inner, true);
    build_.expr(literal).span = e.span;
    return literal;
  }
  if (node(inner).kind == ast::ExprKind::kMoney) {
    const ir::ExprId amount = MoneyLiteral(inner, true);
    build_.expr(amount).span = e.span;
    return amount;
  }
  const ir::ExprId value = Check(inner, hint);
  if (IsError(value)) return value;
  if (!RequirePresent(value, inner)) return Error(expr);
  const TypeKind kind = KindOf(value);
  if (kind == TypeKind::kInt || kind == TypeKind::kDecimal || kind == TypeKind::kFloat || kind == TypeKind::kDuration) {
    return build_.Unary(ir::UnaryOp::kNegate, value, build_.type(value), e.span);
  }
  context_.Report(Code::kOperatorTypes, e.op_span,
                  fmt::format("`-` does not apply to `{}`", context_.TypeText(build_.type(value))),
                  "numbers, amounts and durations have a sign");
  return Error(expr);
}

ir::ExprId ExprChecker::BinaryExpr(ast::ExprId expr, TypeId hint) {
  switch (node(expr).op) {
    case ast::Op::kAnd:
    case ast::Op::kOr:
      return Chain(expr);
    case ast::Op::kEqual:
    case ast::Op::kNotEqual:
    case ast::Op::kLess:
    case ast::Op::kLessEqual:
    case ast::Op::kGreater:
    case ast::Op::kGreaterEqual:
      return Comparison(expr);
    case ast::Op::kIn:
    case ast::Op::kNotIn:
      return InExpr(expr);
    case ast::Op::kMatches:
    case ast::Op::kNotMatches:
      return MatchesExpr(expr);
    case ast::Op::kCoalesce:
      return Coalesce(expr, hint);
    default:
      return Arithmetic(expr);
  }
}

// `a and b and c`: what the first proves holds for the second, and so on; without a walk over the chain for each link.
ir::ExprId ExprChecker::Chain(ast::ExprId expr) {
  const ast::Op op = node(expr).op;
  std::vector<ast::ExprId> links;
  ast::ExprId left = expr;
  for (; node(left).kind == ast::ExprKind::kBinary && node(left).op == op; left = ChildOf(left, 0)) {
    links.push_back(ChildOf(left, 1));
  }
  links.push_back(left);
  std::reverse(links.begin(), links.end());

  const std::size_t mark = narrowing_.Mark();
  bool failed = false;
  ir::ExprId chain;
  for (const ast::ExprId link : links) {
    const ir::ExprId condition = CheckCondition(link);
    if (IsError(condition)) {
      failed = true;
      continue;
    }
    narrowing_.Assume(op == ast::Op::kAnd ? narrowing_.WhenTrue(condition) : narrowing_.WhenFalse(condition));
    if (!chain.valid()) {
      chain = condition;
      continue;
    }
    const Span span = base::Join(build_.expr(chain).span, node(link).span);
    chain = build_.Node(op == ast::Op::kAnd ? ExprKind::kAnd : ExprKind::kOr, Simple(TypeKind::kBool), span,
                        {chain, condition});
  }
  narrowing_.Leave(mark);
  return failed ? Error(expr) : chain;
}

ir::ExprId ExprChecker::IsExpr(ast::ExprId expr) {
  const ast::Expr& e = node(expr);
  const ast::ExprId inner = ChildOf(expr, 0);
  const bool present = e.op == ast::Op::kIsPresent || e.op == ast::Op::kIsNotMissing;
  if (const auto of_row = PresenceOfWindowEvent(inner, present, e.span)) return *of_row;
  const ir::ExprId read = Check(inner);
  if (IsError(read)) return read;
  const ir::ExprId value = WithoutNarrowing(read);
  if (!types().IsOptional(build_.type(value))) {
    // `a?.b` of an `a` that is proved present is a plain field: the answer is known, the question no mistake.
    if (node(inner).kind == ast::ExprKind::kOptionalField) return build_.Bool(present, e.span);
    context_.Report(Code::kNeverMissing, e.span, fmt::format("`{}` is never missing", SourceText(inner)),
                    fmt::format("it is of type `{}`", context_.TypeText(build_.type(value))));
    return Error(expr);
  }
  return build_.Node(present ? ExprKind::kIsPresent : ExprKind::kIsMissing, Simple(TypeKind::kBool), e.span, {value});
}

// ---- comparisons

// A bare enum value or arm learns its type from the other side, whichever that is.
void ExprChecker::CheckSides(ast::ExprId expr, ir::ExprId& left, ir::ExprId& right) {
  const ast::ExprId l = ChildOf(expr, 0);
  const ast::ExprId r = ChildOf(expr, 1);
  if (IsOpenName(l) && !IsOpenName(r)) {
    right = CheckOperand(r);
    left = CheckOperand(l, IsError(right) ? TypeId() : build_.type(right));
  } else {
    left = CheckOperand(l);
    right = IsError(left) && IsOpenName(r) ? left : CheckOperand(r, build_.type(left));
  }
}

ir::ExprId ExprChecker::Comparison(ast::ExprId expr) {
  const ast::Expr& e = node(expr);
  ir::ExprId left, right;
  CheckSides(expr, left, right);
  if (IsError(left) || IsError(right)) return Error(expr);
  const std::string use = SourceText(expr);
  for (std::uint32_t side : {0u, 1u}) {
    const ir::ExprId other = side == 0 ? right : left;
    const bool equality = e.op == ast::Op::kEqual || e.op == ast::Op::kNotEqual;
    if (equality && KindOf(side == 0 ? left : right) == TypeKind::kMissing) {
      context_.Report(Code::kMayBeMissing, e.span, "nothing compares equal to `missing`",
                      fmt::format("write `{} is {}`", SourceText(ChildOf(expr, 1 - side)),
                                  e.op == ast::Op::kEqual ? "missing" : "present"));
      return Error(expr);
    }
    if (equality && KindOf(other) == TypeKind::kMissing) continue;
    if (!RequirePresent(side == 0 ? left : right, ChildOf(expr, side), use)) return Error(expr);
  }
  return Compare(BinaryOpOf(e.op), left, right, e.span, e.op_span);
}

ir::ExprId ExprChecker::Compare(BinaryOp op, ir::ExprId left, ir::ExprId right, Span span, Span op_span) {
  static constexpr const char* kTexts[] = {"==", "!=", "<", "<=", ">", ">="};
  const auto at = static_cast<std::size_t>(op) - static_cast<std::size_t>(BinaryOp::kEqual);
  if (!UnifyOperands(left, right, op_span, kTexts[at])) return build_.Error(span);
  return build_.Binary(op, left, right, Simple(TypeKind::kBool), span);
}

ir::ExprId ExprChecker::CheckBound(ast::ExprId expr, TypeId beside) {
  const ir::ExprId bound = CheckOperand(expr, beside);
  if (IsError(bound)) return bound;
  if (!RequirePresent(bound, expr)) return Error(expr);
  if (!IsLiteral(bound) || !types().IsMoney(beside)) return bound;
  const auto amount = AmountOf(bound, types().Money(types().CurrencyOf(beside)));
  return amount ? *amount : Error(expr);
}

// Decimals compare by value whatever their shapes; everything else is of one type.
bool ExprChecker::CompareByValue(ir::ExprId value, TypeId type) {
  return KindOf(value) == TypeKind::kDecimal && types().Kind(type) == TypeKind::kDecimal &&
         types().CurrencyOf(build_.type(value)) == types().CurrencyOf(type);
}

ir::ExprId ExprChecker::InExpr(ast::ExprId expr) {
  const ast::Expr& e = node(expr);
  const ast::ExprId l = ChildOf(expr, 0);
  const ast::ExprId r = ChildOf(expr, 1);
  ir::ExprId in;
  if (node(r).kind == ast::ExprKind::kList) {
    ir::ExprId value = CheckOperand(l);
    if (IsError(value)) return value;
    if (!RequirePresent(value, l, SourceText(expr))) return Error(expr);
    value = Settle(value);
    if (IsError(value)) return value;
    std::vector<ir::ExprId> children{value};
    for (const ast::ExprId item : tree().children_of(node(r))) {
      ir::ExprId element = CheckOperand(item, build_.type(value));
      if (IsError(element)) return Error(expr);
      if (!CompareByValue(value, build_.type(element)) || IsLiteral(element))
        element = Coerce(element, build_.type(value), item);
      if (IsError(element)) return Error(expr);
      children.push_back(element);
    }
    if (KindOf(value) == TypeKind::kRecord || types().IsCollection(build_.type(value))) {
      context_.Report(Code::kOperatorTypes, e.op_span,
                      fmt::format("`in` does not compare `{}`", context_.TypeText(build_.type(value))),
                      "write what is to be equal: `any(x in [..] where x == ..)`");
      return Error(expr);
    }
    in = build_.Node(ExprKind::kInList, Simple(TypeKind::kBool), e.span, children);
  } else {
    in = InCollection(expr);
    if (IsError(in)) return in;
  }
  if (e.op == ast::Op::kIn) return in;
  return build_.Unary(ir::UnaryOp::kNot, in, Simple(TypeKind::kBool), e.span);
}

ir::ExprId ExprChecker::Coalesce(ast::ExprId expr, TypeId hint) {
  const ast::ExprId l = ChildOf(expr, 0);
  const ast::ExprId r = ChildOf(expr, 1);
  const ir::ExprId read = Check(l, hint);
  if (IsError(read)) return read;
  const ir::ExprId value = WithoutNarrowing(read);
  if (!types().IsOptional(build_.type(value))) {
    context_.Report(Code::kNeverMissing, node(l).span, fmt::format("`{}` is never missing", SourceText(l)),
                    "`??` has nothing to replace");
    return Error(expr);
  }
  const TypeId optional = build_.type(value);
  const TypeId element = types().WithoutOptional(optional);
  const std::size_t mark = narrowing_.Mark();
  ir::ExprId other = CheckOperand(r, element);
  narrowing_.Leave(mark);
  if (IsError(other)) return other;
  const bool may_miss = types().IsOptional(build_.type(other)) || KindOf(other) == TypeKind::kMissing;
  other = Coerce(other, may_miss ? optional : element, r);
  if (IsError(other)) return other;
  return build_.Node(ExprKind::kCoalesce, build_.type(other), node(expr).span, {value, other});
}

}  // namespace rulec::check
