// What may stand where another type is expected, and what two operands become together.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"

namespace rulec::check {
namespace {

using ir::Conversion;
using ir::ExprKind;

bool IsNumber(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kDecimal || kind == TypeKind::kFloat;
}

}  // namespace

ir::ExprId ExprChecker::CheckAs(ast::ExprId expr, TypeId type) {
  switch (node(expr).kind) {
    case ast::ExprKind::kIf:
      return Coerce(IfExpr(expr, type, true), type, expr);
    case ast::ExprKind::kMatch:
      return Coerce(MatchExpr(expr, type, true), type, expr);
    case ast::ExprKind::kBinary:
      if (node(expr).op == ast::Op::kCoalesce) return Coerce(Coalesce(expr, type), type, expr);
      break;
    default:
      break;
  }
  return Coerce(CheckOperand(expr, type), type, expr);
}

ir::ExprId ExprChecker::Coerce(ir::ExprId expr, TypeId type, ast::ExprId source) {
  const TypeId from = build_.type(expr);
  const TypeKind from_kind = types().Kind(from);
  const TypeKind to_kind = types().Kind(type);
  if (from_kind == TypeKind::kError) return expr;
  if (to_kind == TypeKind::kError) return Error(source);
  if (from == type) return Settle(expr);
  if (from_kind == TypeKind::kMissing) {
    return to_kind == TypeKind::kOptional ? build_.Missing(type, build_.expr(expr).span) : Mismatch(expr, type, source);
  }
  if (to_kind == TypeKind::kOptional) {
    if (from_kind == TypeKind::kOptional) return Mismatch(expr, type, source);
    const ir::ExprId present = Coerce(expr, types().WithoutOptional(type), source);
    if (IsError(present)) return present;
    return build_.Node(ExprKind::kSome, type, build_.expr(present).span, {present});
  }
  if (from_kind == TypeKind::kOptional) {
    RequirePresent(expr, source);
    return Error(source);
  }
  if (types().IsMoney(from) || types().IsMoney(type)) return CoerceAmount(expr, type, source);
  if (IsLiteral(expr) && IsNumber(to_kind)) {
    if (const auto adopted = Adopt(expr, type)) return *adopted;
    context_.Report(Code::kLiteralRange, build_.expr(expr).span,
                    fmt::format("`{}` does not fit `{}`", LiteralText(expr), context_.TypeText(type)));
    return Error(source);
  }
  if (to_kind == TypeKind::kDecimal && (from_kind == TypeKind::kInt || from_kind == TypeKind::kDecimal)) {
    return ToDecimal(expr, type, source);
  }
  return Mismatch(expr, type, source);
}

ir::ExprId ExprChecker::ToDecimal(ir::ExprId expr, TypeId type, ast::ExprId source) {
  if (KindOf(expr) == TypeKind::kInt) return build_.Convert(Conversion::kIntToDecimal, expr, type);
  const types::DecimalShape from = types().ShapeOf(build_.type(expr));
  const types::DecimalShape to = types().ShapeOf(type);
  if (from.scale <= to.scale) return build_.Convert(Conversion::kDecimalToDecimal, expr, type);
  context_
      .Report(Code::kScaleLoss, node(source).span,
              fmt::format("`{}` has {} decimals, `{}` only {}", context_.TypeText(build_.type(expr)), from.scale,
                          context_.TypeText(type), to.scale),
              "decimals are never dropped silently")
      .Hint(fmt::format("write `round({}, {})`", SourceText(source), to.scale));
  return Error(source);
}

// How one kind of value becomes another where that is the author's choice.
std::string ExprChecker::ConversionAdvice(TypeKind from, TypeId type, const std::string& text) {
  const TypeKind to = types().Kind(type);
  const bool quoted = text.starts_with('"');
  if (quoted && (IsNumber(to) || to == TypeKind::kDate || to == TypeKind::kTimestamp || to == TypeKind::kDuration))
    return "numbers, dates and times stand without quotes";
  if (to == TypeKind::kDuration && text.find_first_not_of("0123456789") == std::string::npos)
    return fmt::format("say of what: `{}m`, `{}h`", text, text);
  if (to == TypeKind::kString &&
      (from == TypeKind::kDate || from == TypeKind::kTimestamp || from == TypeKind::kDuration))
    return fmt::format("write `string({})`", text);
  if (to == TypeKind::kInt && from == TypeKind::kString) return fmt::format("write `int({})`", text);
  if (to == TypeKind::kFloat && from == TypeKind::kString) return fmt::format("write `float({})`", text);
  if (to == TypeKind::kDate && from == TypeKind::kString) return fmt::format("write `parse_date({})`", text);
  if (to == TypeKind::kDate && from == TypeKind::kTimestamp)
    return fmt::format("write `date_in({}, \"Europe/London\")`, with its time zone", text);
  if (to == TypeKind::kTimestamp && from == TypeKind::kDate)
    return fmt::format("write `timestamp_in({}, 0, 0, \"Europe/London\")`, with its time zone", text);
  if (to == TypeKind::kDuration && from == TypeKind::kInt) return fmt::format("say of what: `minutes({})`", text);
  if (to == TypeKind::kInt && from == TypeKind::kDuration) return fmt::format("say in what: `whole_minutes({})`", text);
  if (to == TypeKind::kBool) return fmt::format("a condition compares: `{} == ..`", text);
  if (to == TypeKind::kEnum) return "write one of its values by name";
  if (to == TypeKind::kList && types().ElementOf(type).valid() && types().Kind(types().ElementOf(type)) == from)
    return fmt::format("write `[{}]`", text);
  if (from == TypeKind::kRecord && text.find('{') == std::string::npos && text != "...")
    return fmt::format("write one of its fields: `{}.field`", text);
  return {};
}

ir::ExprId ExprChecker::Mismatch(ir::ExprId expr, TypeId type, ast::ExprId source) {
  const TypeKind from = KindOf(expr);
  const TypeKind to = types().Kind(type);
  std::string label;
  const std::string text = SourceText(source);
  if (to == TypeKind::kDecimal && types().IsMoney(type) && (from == TypeKind::kFloat || from == TypeKind::kString)) {
    const types::DecimalShape shape = types().ShapeOf(type);
    label = fmt::format("write `money(decimal({}, {}, {}), {})`", text, shape.precision, shape.scale,
                        types::CurrencyCode(types().CurrencyOf(type)));
  } else if (to == TypeKind::kDecimal && IsMoney(expr)) {
    label = fmt::format("write `decimal({})`, which leaves the currency out", text);
  } else if (from == TypeKind::kMissing) {
    label = fmt::format("only a value of type `{}?` may be missing", context_.TypeText(type));
  } else if (to == TypeKind::kFloat && (from == TypeKind::kInt || from == TypeKind::kDecimal)) {
    label = fmt::format("write `float({})`", text);
  } else if (to == TypeKind::kInt && (from == TypeKind::kFloat || from == TypeKind::kDecimal)) {
    label = fmt::format("write `int({})`, which drops decimals", text);
  } else if (to == TypeKind::kDecimal && (from == TypeKind::kFloat || from == TypeKind::kString)) {
    const types::DecimalShape shape = types().ShapeOf(type);
    label = fmt::format("write `decimal({}, {}, {})`", text, shape.precision, shape.scale);
  } else if (to == TypeKind::kString && from == TypeKind::kBytes) {
    label = fmt::format("write `utf8_text({})`, or `to_base64({})`", text, text);
  } else if (to == TypeKind::kBytes && from == TypeKind::kString) {
    label = fmt::format("write `utf8_bytes({})`, or `from_base64({})`", text, text);
  } else if (to == TypeKind::kString && (IsNumber(from) || from == TypeKind::kBool || from == TypeKind::kEnum)) {
    label = fmt::format("write `string({})`", text);
  }
  if (label.empty()) label = ConversionAdvice(from, type, text);
  const std::string found = from == TypeKind::kMissing ? "`missing`" : "`" + context_.TypeText(build_.type(expr)) + "`";
  context_.Report(Code::kTypeMismatch, node(source).span,
                  fmt::format("expected `{}`, found {}", context_.TypeText(type), found), std::move(label));
  return Error(source);
}

bool ExprChecker::RequirePresent(ir::ExprId expr, ast::ExprId source, const std::string& use) {
  if (KindOf(expr) == TypeKind::kMissing) {
    context_.Report(Code::kMayBeMissing, node(source).span, "`missing` is no value to work with",
                    "test with `is missing` or `is present`");
    return false;
  }
  if (!types().IsOptional(build_.type(expr))) return true;
  const std::string text = SourceText(source);
  Diagnostic& report = context_.Report(Code::kMayBeMissing, node(source).span, fmt::format("`{}` may be missing", text),
                                       "say what holds when it is");
  const ast::Expr& e = node(source);
  if (e.kind == ast::ExprKind::kBinary && e.op == ast::Op::kCoalesce) {
    report.Hint(fmt::format("write a value that is always there in place of `{}`", SourceText(ChildOf(source, 1))));
    return false;
  }
  if (build_.expr(expr).kind == ExprKind::kAggregate) {
    const std::string& window = process_->process->windows[ir::WindowId(build_.expr(expr).index)].name;
    report.Hint(fmt::format("an empty window has no answer: test `{}.count > 0 and ...` before, or write `{} ?? ...`",
                            window, text));
    return false;
  }
  if (build_.expr(expr).kind == ExprKind::kIndex) {
    report.Hint(fmt::format("write `{} ?? ...` with a value for the missing case", text));
    report.Hint(fmt::format("or name it, `let value = {}`, and test `value is present`", text));
  } else if (narrowing_.PathOf(expr)) {
    report.Hint(fmt::format("write `{} is present and {}`, or `{} ?? ...` with a value for the missing case", text,
                            use.empty() ? "..." : use, text));
  } else {
    report.Hint(fmt::format("write `{} ?? ...` with a value for the missing case", text));
  }
  const std::string advice = missing_advice_ ? missing_advice_(text) : std::string();
  if (!advice.empty()) report.Hint(advice);
  return false;
}

ir::ExprId ExprChecker::AsDecimal(ir::ExprId number) {
  if (KindOf(number) == TypeKind::kDecimal) return number;
  const types::DecimalShape shape = IsLiteral(number) ? LiteralShape(number) : types::kIntShape;
  const TypeId type = types().Decimal(shape.precision, shape.scale);
  if (!IsLiteral(number)) return build_.Convert(Conversion::kIntToDecimal, number, type);
  const ir::Expr& literal = build_.expr(number);
  return context_.MarkLiteral(
      build_.Number(context_.program.constants[ir::ConstantId(literal.index)].number, type, literal.span));
}

bool ExprChecker::UnifyNumbers(ir::ExprId& left, ir::ExprId& right, Span op_span) {
  const TypeKind l = KindOf(left);
  const TypeKind r = KindOf(right);
  if (l == TypeKind::kFloat || r == TypeKind::kFloat) {
    if (l == r) return true;
    ir::ExprId& other = l == TypeKind::kFloat ? right : left;
    if (IsLiteral(other)) {
      if (const auto adopted = Adopt(other, Simple(TypeKind::kFloat))) {
        other = *adopted;
        return true;
      }
      context_.Report(Code::kLiteralRange, build_.expr(other).span,
                      fmt::format("no float is exactly `{}`", LiteralText(other)));
      return false;
    }
    context_.Report(Code::kOperatorTypes, op_span,
                    fmt::format("`{}` and `{}` do not mix", context_.TypeText(build_.type(left)),
                                context_.TypeText(build_.type(right))),
                    "write `float(..)` around the exact side");
    return false;
  }
  if (l == TypeKind::kDecimal || r == TypeKind::kDecimal) {
    left = AsDecimal(left);
    right = AsDecimal(right);
    return true;
  }
  left = Settle(left);
  right = Settle(right);
  return !IsError(left) && !IsError(right);
}

bool ExprChecker::UnifyOperands(ir::ExprId& left, ir::ExprId& right, Span op_span, std::string_view op) {
  const TypeKind l = KindOf(left);
  const TypeKind r = KindOf(right);
  if (IsNumber(l) && IsNumber(r)) {
    if (IsMoney(left) || IsMoney(right)) return UnifyAmounts(left, right, op_span, op);
    return UnifyNumbers(left, right, op_span);
  }
  const bool unordered = l == TypeKind::kVariant && op != "==" && op != "!=";
  const bool comparable = l != TypeKind::kRecord && !unordered && !types().IsCollection(build_.type(left));
  if (build_.type(left) == build_.type(right) && comparable) return true;
  context_.Report(Code::kOperatorTypes, op_span,
                  fmt::format("`{}` does not compare `{}` and `{}`", op, context_.TypeText(build_.type(left)),
                              context_.TypeText(build_.type(right))),
                  unordered               ? "variants have no order"
                  : l == r && !comparable ? "compare their parts"
                                          : std::string());
  return false;
}

std::optional<TypeId> ExprChecker::CommonType(TypeId a, TypeId b) {
  if (a == b) return a;
  const TypeKind kind_a = types().Kind(a);
  const TypeKind kind_b = types().Kind(b);
  if (kind_a == TypeKind::kError || kind_b == TypeKind::kError) return Simple(TypeKind::kError);
  if (kind_a == TypeKind::kMissing) return types().Optional(b);
  if (kind_b == TypeKind::kMissing) return types().Optional(a);
  if (kind_a == TypeKind::kOptional || kind_b == TypeKind::kOptional) {
    // A `T?` cannot be widened, so the other side must fit its `T`.
    const TypeId element = types().WithoutOptional(kind_a == TypeKind::kOptional ? a : b);
    const TypeId other = kind_a == TypeKind::kOptional ? b : a;
    if (types().IsOptional(other)) return std::nullopt;
    const auto common = CommonType(element, other);
    return common && *common == element ? std::optional(types().Optional(element)) : std::nullopt;
  }
  const bool numbers = (kind_a == TypeKind::kInt || kind_a == TypeKind::kDecimal) &&
                       (kind_b == TypeKind::kInt || kind_b == TypeKind::kDecimal);
  const types::Currency currency = types().CurrencyOf(a);
  if (!numbers || currency != types().CurrencyOf(b)) return std::nullopt;
  const types::DecimalShape shape_a = kind_a == TypeKind::kInt ? types::kIntShape : types().ShapeOf(a);
  const types::DecimalShape shape_b = kind_b == TypeKind::kInt ? types::kIntShape : types().ShapeOf(b);
  const int scale = std::max(shape_a.scale, shape_b.scale);
  const int whole = std::max(shape_a.precision - shape_a.scale, shape_b.precision - shape_b.scale);
  if (whole + scale > types::kMaxDigits) return std::nullopt;
  return types().Amount(currency, {std::max(1, whole + scale), scale});
}

TypeId ExprChecker::CommonTypeOf(std::vector<ir::ExprId>& values, const std::vector<ast::ExprId>& sources) {
  std::optional<TypeId> common;
  std::size_t first = 0;  // of those included
  const auto include = [&](std::size_t i, TypeId type) {
    const auto next = common ? CommonType(*common, type) : std::optional(type);
    const bool amounts = common && (types().IsMoney(*common) || types().IsMoney(type));
    if (!next && amounts && IsNumber(types().Kind(*common)) && IsNumber(types().Kind(type))) {
      ReportCurrencies(values[first], values[i], node(sources[i]).span, "there is no common type of");
    } else if (!next) {
      context_.Report(
          Code::kTypeMismatch, node(sources[i]).span,
          fmt::format("`{}` and `{}` have no common type", context_.TypeText(*common), context_.TypeText(type)),
          "all alternatives must be of one type");
    }
    if (!common) first = i;
    common = next;
    return next.has_value();
  };
  bool fractions = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (IsLiteral(values[i])) {
      fractions = fractions || KindOf(values[i]) == TypeKind::kDecimal;
    } else if (!include(i, build_.type(values[i]))) {
      return Simple(TypeKind::kError);
    }
  }
  // Literals adapt to what is no literal, and to each other.
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!IsLiteral(values[i])) continue;
    const TypeId base = types().WithoutOptional(common.value_or(Simple(TypeKind::kMissing)));
    if (Adopt(values[i], base)) continue;
    const types::DecimalShape shape = LiteralShape(values[i]);
    const bool exact = fractions || types().Kind(base) == TypeKind::kDecimal;
    if (!include(i, exact ? types().Decimal(shape.precision, shape.scale) : build_.type(values[i]))) {
      return Simple(TypeKind::kError);
    }
  }
  const TypeId type = common.value_or(Simple(TypeKind::kMissing));
  if (types().Kind(type) == TypeKind::kError) return type;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = Coerce(values[i], type, sources[i]);
    if (IsError(values[i])) return Simple(TypeKind::kError);
  }
  return type;
}

}  // namespace rulec::check
