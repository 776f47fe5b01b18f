// Literals keep their own digits until they meet a type that they fit exactly.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "compiler/check/expr_checker.h"
#include "compiler/ir/print.h"
#include "compiler/types/time_text.h"

namespace rulec::check {
namespace {

using base::Int128;

constexpr Int128 kLeastInt = std::numeric_limits<std::int64_t>::min();
constexpr Int128 kGreatestInt = std::numeric_limits<std::int64_t>::max();

int DigitCount(Int128 number) {
  int digits = 1;
  for (number /= 10; number != 0; number /= 10) ++digits;
  return digits;
}

std::string_view WithoutLeadingZeros(std::string_view digits) {
  while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
  return digits;
}

}  // namespace

ir::ExprId ExprChecker::Literal(ast::ExprId expr) {
  const ast::Expr& literal = node(expr);
  const std::string_view text = context_.Text(literal.text);
  const auto exact = [&](TypeKind kind, std::optional<std::int64_t> value, const char* what) {
    if (value) return build_.Number(*value, Simple(kind), literal.span);
    context_.Report(Code::kInvalidLiteral, literal.span, fmt::format("`{}` is not {}", text, what));
    return Error(expr);
  };
  switch (literal.kind) {
    case ast::ExprKind::kInt:
      return IntLiteral(expr, false);
    case ast::ExprKind::kDecimal:
      return DecimalLiteral(expr, false);
    case ast::ExprKind::kFloat:
      return FloatLiteral(expr);
    case ast::ExprKind::kBool:
      return build_.Bool(literal.op == ast::Op::kTrue, literal.span);
    case ast::ExprKind::kString:
      return build_.Text(std::string(text), literal.span);
    case ast::ExprKind::kDuration:
      return exact(TypeKind::kDuration, types::ParseDuration(text), "a duration of less than 292,000 years");
    case ast::ExprKind::kDate:
      return exact(TypeKind::kDate, types::ParseDate(text), "a day of the years 0001 to 9999");
    case ast::ExprKind::kTimestamp:
      return exact(TypeKind::kTimestamp, types::ParseTimestamp(text),
                   "a time of the years 0001 to 9999 in whole microseconds");
    default:
      return Error(expr);
  }
}

ir::ExprId ExprChecker::IntLiteral(ast::ExprId expr, bool negative) {
  const std::string_view digits = WithoutLeadingZeros(context_.Text(node(expr).text));
  if (digits.size() > static_cast<std::size_t>(types::kMaxDigits)) {
    context_.Report(Code::kLiteralRange, node(expr).span,
                    fmt::format("a number has at most {} digits", types::kMaxDigits));
    return Error(expr);
  }
  Int128 number = 0;
  for (char digit : digits) number = number * 10 + (digit - '0');
  return context_.MarkLiteral(build_.Number(negative ? -number : number, Simple(TypeKind::kInt), node(expr).span));
}

ir::ExprId ExprChecker::DecimalLiteral(ast::ExprId expr, bool negative) {
  const std::string_view text = WithoutLeadingZeros(context_.Text(node(expr).text));
  const int precision = static_cast<int>(text.size()) - 1;
  if (precision > types::kMaxDigits) {
    context_.Report(Code::kLiteralRange, node(expr).span,
                    fmt::format("a number has at most {} digits", types::kMaxDigits));
    return Error(expr);
  }
  const int scale = static_cast<int>(text.size() - text.find('.')) - 1;
  Int128 mantissa = 0;
  for (char digit : text) {
    if (digit != '.') mantissa = mantissa * 10 + (digit - '0');
  }
  return context_.MarkLiteral(
      build_.Number(negative ? -mantissa : mantissa, types().Decimal(precision, scale), node(expr).span));
}

ir::ExprId ExprChecker::FloatLiteral(ast::ExprId expr) {
  std::string text = context_.TextOf(node(expr).text);
  std::erase(text, '_');
  ir::Constant value;
  value.real = std::strtod(text.c_str(), nullptr);
  // Only zeros stand before the exponent of a zero.
  const bool is_zero = text.substr(0, text.find_first_of("eE")).find_first_of("123456789") == std::string::npos;
  if (!std::isfinite(value.real) || (value.real == 0 && !is_zero)) {
    context_.Report(Code::kLiteralRange, node(expr).span, fmt::format("`{}` does not fit a float", text),
                    value.real == 0 ? "it would be 0: the least float above 0 is about 5e-324"
                                    : "the greatest float is about 1.8e308");
    return Error(expr);
  }
  return build_.Constant(std::move(value), Simple(TypeKind::kFloat), node(expr).span);
}

types::DecimalShape ExprChecker::LiteralShape(ir::ExprId id) const {
  const TypeId type = build_.type(id);
  if (build_.kind(id) == TypeKind::kDecimal) return context_.program.types.ShapeOf(type);
  return {DigitCount(context_.program.constants[ir::ConstantId(build_.expr(id).index)].number), 0};
}

std::string ExprChecker::LiteralText(ir::ExprId id) const {
  return ir::DecimalText(context_.program.constants[ir::ConstantId(build_.expr(id).index)].number,
                         LiteralShape(id).scale);
}

std::optional<ir::ExprId> ExprChecker::Adopt(ir::ExprId literal, TypeId type) {
  const Span span = build_.expr(literal).span;
  Int128 mantissa = context_.program.constants[ir::ConstantId(build_.expr(literal).index)].number;
  int scale = LiteralShape(literal).scale;
  if (types().IsMoney(type)) return std::nullopt;
  switch (types().Kind(type)) {
    case TypeKind::kInt:
      for (; scale > 0 && mantissa % 10 == 0; --scale) mantissa /= 10;
      if (scale > 0 || mantissa < kLeastInt || mantissa > kGreatestInt) return std::nullopt;
      return build_.Number(mantissa, type, span);
    case TypeKind::kDecimal: {
      const types::DecimalShape shape = types().ShapeOf(type);
      for (; scale > shape.scale && mantissa % 10 == 0; --scale) mantissa /= 10;
      if (scale > shape.scale) return std::nullopt;
      if (mantissa != 0 && DigitCount(mantissa) + shape.scale - scale > shape.precision) return std::nullopt;
      for (; scale < shape.scale && mantissa != 0; ++scale) mantissa *= 10;
      return build_.Number(mantissa, type, span);
    }
    case TypeKind::kFloat: {
      // A whole number must be one of the floats; a fraction is the float nearest to what was written.
      const std::string text = ir::DecimalText(mantissa, scale);
      ir::Constant value;
      std::from_chars(text.data(), text.data() + text.size(), value.real);
      const bool whole = KindOf(literal) == TypeKind::kInt;
      if (whole && static_cast<Int128>(value.real) != mantissa) return std::nullopt;
      return build_.Constant(std::move(value), type, span);
    }
    default:
      return std::nullopt;
  }
}

ir::ExprId ExprChecker::Settle(ir::ExprId expr) {
  if (!IsLiteral(expr) || KindOf(expr) != TypeKind::kInt) return expr;
  const Int128 number = context_.program.constants[ir::ConstantId(build_.expr(expr).index)].number;
  if (number >= kLeastInt && number <= kGreatestInt) return expr;
  const Span span = build_.expr(expr).span;
  context_.Report(Code::kLiteralRange, span, fmt::format("`{}` does not fit an int", LiteralText(expr)),
                  "an int holds -9223372036854775808 to 9223372036854775807");
  return build_.Error(span);
}

}  // namespace rulec::check
