// Amounts of money: decimals of a currency, which meet no other currency and no plain number.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/currencies.h"
#include "compiler/check/expr_checker.h"
#include "compiler/ir/print.h"

namespace rulec::check {

using types::Currency;
using types::DecimalShape;

ir::ExprId ExprChecker::MoneyLiteral(ast::ExprId expr, bool negative) {
  const ast::Expr& e = node(expr);
  const ast::ExprId number = ChildOf(expr, 0);
  const auto currency =
      CurrencyNamed(context_, e.text, e.op_span, "a name before a number is the code of a currency, as in `GBP 10.00`");
  const bool has_point = node(number).kind == ast::ExprKind::kDecimal;
  const ir::ExprId written = has_point ? DecimalLiteral(number, negative) : IntLiteral(number, negative);
  if (!currency || IsError(written)) return Error(expr);
  if (has_point && LiteralShape(written).scale != types::CurrencyDigits(*currency)) {
    ReportDigits(*currency, node(number).span);
    return Error(expr);
  }
  const auto amount = AmountOf(written, types().Money(*currency));
  if (!amount) return Error(expr);
  build_.expr(*amount).span = e.span;
  return *amount;
}

void ExprChecker::ReportDigits(Currency currency, Span span) {
  const std::string_view code = types::CurrencyCode(currency);
  const int digits = types::CurrencyDigits(currency);
  context_.Report(Code::kMoneyDigits, span,
                  digits == 0 ? fmt::format("{} has no digits after the point", code)
                              : fmt::format("{} has {} digits after the point", code, digits),
                  digits == 0 ? fmt::format("write `{} 10`", code)
                              : fmt::format("write all of them, as in `{} {:.{}f}`, or none", code, 10.0, digits));
}

std::optional<ir::ExprId> ExprChecker::AmountOf(ir::ExprId literal, TypeId money) {
  const DecimalShape shape = types().ShapeOf(money);
  const auto number = Adopt(literal, types().Decimal(shape.precision, shape.scale));
  if (number) {
    build_.expr(*number).type = money;
    return number;
  }
  const Span span = build_.expr(literal).span;
  if (LiteralShape(literal).scale > shape.scale) {
    ReportDigits(types().CurrencyOf(money), span);
  } else {
    context_.Report(Code::kLiteralRange, span,
                    fmt::format("`{}` does not fit `{}`", LiteralText(literal), context_.TypeText(money)),
                    fmt::format("an amount has {} digits", shape.precision));
  }
  return std::nullopt;
}

void ExprChecker::ReportCurrencies(ir::ExprId left, ir::ExprId right, Span span, const std::string& what) {
  const bool two = IsMoney(left) && IsMoney(right);
  const Currency currency = types().CurrencyOf(build_.type(IsMoney(left) ? left : right));
  const std::string_view code = types::CurrencyCode(currency);
  const std::string message = fmt::format("{} `{}` and `{}`", what, context_.TypeText(build_.type(left)),
                                          context_.TypeText(build_.type(right)));
  if (two) {
    context_.Report(Code::kTwoCurrencies, span, message, "they are of two currencies")
        .Hint(fmt::format("bring one to the other by its rate: `money(round(decimal(..) * rate, {}), {})`",
                          types::CurrencyDigits(currency), code));
    return;
  }
  const ir::ExprId number = IsMoney(left) ? right : left;
  context_.Report(Code::kNoCurrency, span, message,
                  IsLiteral(number)
                      ? fmt::format("a number alone is no amount: write `{} {}`", code, Spelled(number, code))
                      : fmt::format("a number alone is no amount: write `money(.., {})`", code));
}

// The literal with the digits of the currency.
std::string ExprChecker::Spelled(ir::ExprId literal, std::string_view code) {
  const int digits = types::CurrencyDigits(*types::FindCurrency(code));
  const auto number = Adopt(literal, types().Decimal(types::kMaxDigits, digits));
  if (!number) return LiteralText(literal);
  return ir::DecimalText(context_.program.constants[ir::ConstantId(build_.expr(*number).index)].number, digits);
}

bool ExprChecker::UnifyAmounts(ir::ExprId left, ir::ExprId right, Span op_span, std::string_view op) {
  if (types().CurrencyOf(build_.type(left)) == types().CurrencyOf(build_.type(right))) return true;
  ReportCurrencies(left, right, op_span, fmt::format("`{}` does not compare", op));
  return false;
}

// Nothing is rounded: a product or quotient keeps its digits until `round` makes money of it.
ir::ExprId ExprChecker::CombineAmounts(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span) {
  if (IsMoney(left) && IsMoney(right)) return CombineTwoAmounts(op, left, right, span, op_span);
  const bool adds = op == ast::Op::kAdd || op == ast::Op::kSubtract;
  if (adds) {
    ReportCurrencies(left, right, op_span, fmt::format("`{}` does not take", OpText(op)));
    return build_.Error(span);
  }
  const bool first = IsMoney(left);
  const bool scales = op == ast::Op::kMultiply || (op == ast::Op::kDivide && first);
  if (!scales || KindOf(first ? right : left) == TypeKind::kFloat)
    return OperatorMismatch(op, left, right, span, op_span);
  const Currency currency = types().CurrencyOf(build_.type(first ? left : right));
  left = AsDecimal(left);
  right = AsDecimal(right);
  const DecimalShape a = types().ShapeOf(build_.type(left));
  const DecimalShape b = types().ShapeOf(build_.type(right));
  TypeId type = types().Money(currency);
  const bool whole = (first ? b : a).scale == 0 && build_.type(first ? left : right) == type;
  if (op != ast::Op::kMultiply || !whole) {
    type = types().Amount(currency, op == ast::Op::kMultiply ? types::MultiplyShape(a, b) : types::DivideShape(a, b));
  }
  return build_.Binary(BinaryOpOf(op), left, right, type, span);
}

ir::ExprId ExprChecker::CombineTwoAmounts(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span) {
  const TypeId l = build_.type(left);
  const TypeId r = build_.type(right);
  const Currency currency = types().CurrencyOf(l);
  const bool meets =
      op == ast::Op::kAdd || op == ast::Op::kSubtract || op == ast::Op::kDivide || op == ast::Op::kRemainder;
  if (!meets) return OperatorMismatch(op, left, right, span, op_span);
  if (currency != types().CurrencyOf(r)) {
    ReportCurrencies(left, right, op_span, fmt::format("`{}` does not take", OpText(op)));
    return build_.Error(span);
  }
  const DecimalShape a = types().ShapeOf(l);
  const DecimalShape b = types().ShapeOf(r);
  TypeId type = types().Money(currency);
  if (op == ast::Op::kDivide) {
    const DecimalShape ratio = types::DivideShape(a, b);
    type = types().Decimal(ratio.precision, ratio.scale);
  } else if (l != type || r != type) {
    type = types().Amount(currency, op == ast::Op::kRemainder ? types::RemainderShape(a, b) : types::AddShape(a, b));
  }
  return build_.Binary(BinaryOpOf(op), left, right, type, span);
}

ir::ExprId ExprChecker::CoerceAmount(ir::ExprId expr, TypeId type, ast::ExprId source) {
  const TypeKind from = KindOf(expr);
  const bool number = from == TypeKind::kInt || from == TypeKind::kDecimal;
  if (!number || types().Kind(type) != TypeKind::kDecimal || !types().IsMoney(type))
    return Mismatch(expr, type, source);
  if (types().CurrencyOf(build_.type(expr)) == types().CurrencyOf(type)) return ToDecimal(expr, type, source);
  if (IsLiteral(expr) && std::find(cells_.begin(), cells_.end(), source) != cells_.end()) {
    const auto amount = AmountOf(expr, type);
    return amount ? *amount : Error(source);
  }
  return ReportNoAmount(expr, type, source);
}

ir::ExprId ExprChecker::ReportNoAmount(ir::ExprId expr, TypeId type, ast::ExprId source) {
  const std::string_view code = types::CurrencyCode(types().CurrencyOf(type));
  const std::string message =
      fmt::format("expected `{}`, found `{}`", context_.TypeText(type), context_.TypeText(build_.type(expr)));
  if (IsMoney(expr)) {
    context_.Report(Code::kTwoCurrencies, node(source).span, message, "it is of another currency")
        .Hint(fmt::format("bring it to {} by its rate: `money(round(decimal({}) * rate, {}), {})`", code,
                          SourceText(source), types().ShapeOf(type).scale, code));
  } else {
    context_.Report(Code::kNoCurrency, node(source).span, message,
                    IsLiteral(expr) ? fmt::format("write `{} {}`", code, Spelled(expr, code))
                                    : fmt::format("write `money({}, {})`", SourceText(source), code));
  }
  return Error(source);
}

ir::ExprId ExprChecker::WithoutCurrency(ir::ExprId amount) {
  const DecimalShape shape = types().ShapeOf(build_.type(amount));
  return build_.Convert(ir::Conversion::kDecimalToDecimal, amount, types().Decimal(shape.precision, shape.scale));
}

// `money(x, GBP)` of an int or decimal whose digits fit.
ir::ExprId ExprChecker::MoneyCall(ast::ExprId expr) {
  if (!CheckCount(expr, "money", 2, 2)) return Error(expr);
  const ast::ExprId source = ChildOf(expr, 1);
  const ast::Expr& code = node(ChildOf(expr, 2));
  const ir::ExprId value = CheckOperand(source);
  if (code.kind != ast::ExprKind::kName) {
    context_.Report(Code::kUnknownCurrency, code.span, "the second argument of `money` is the code of a currency",
                    "write `money(x, GBP)`");
    return Error(expr);
  }
  const auto currency = CurrencyNamed(context_, code.text, code.span);
  if (!currency || IsError(value) || !RequirePresent(value, source)) return Error(expr);
  const TypeId money = types().Money(*currency);
  if (IsMoney(value)) return Coerce(value, money, source);
  const DecimalShape shape = types().ShapeOf(money);
  const ir::ExprId number = Coerce(value, types().Decimal(shape.precision, shape.scale), source);
  if (IsError(number)) return Error(expr);
  const ir::ExprId amount = build_.Convert(ir::Conversion::kDecimalToDecimal, number, money);
  build_.expr(amount).span = node(expr).span;
  return amount;
}

// Up to the digits of its currency an amount is money again.
ir::ExprId ExprChecker::RoundAmount(ir::Builtin builtin, ir::ExprId amount, int digits, Span span) {
  const TypeId from = build_.type(amount);
  const Currency currency = types().CurrencyOf(from);
  const TypeId money = types().Money(currency);
  const DecimalShape to = types::RoundShape(types().ShapeOf(from), digits);
  if (to == types().ShapeOf(from)) return amount;
  const int own = types::CurrencyDigits(currency);
  const TypeId rounded = digits == own ? money : types().Amount(currency, to);
  const ir::ExprId result = build_.Builtin(builtin, rounded, span, std::span<const ir::ExprId>(&amount, 1));
  if (digits >= own) return result;
  const ir::ExprId whole = build_.Convert(ir::Conversion::kDecimalToDecimal, result, money);
  build_.expr(whole).span = span;
  return whole;
}

}  // namespace rulec::check
