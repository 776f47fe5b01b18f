// Calls of the built-in functions that take several types; docs/builtins.md has them all.
#include "compiler/check/builtins.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/check/expr_checker.h"
#include "compiler/eval/constants.h"

namespace rulec::check {
namespace {

using ir::Conversion;

}  // namespace

bool IsBuiltin(std::string_view name) {
  const auto all = ir::AllBuiltins();
  return std::any_of(all.begin(), all.end(), [&](const ir::BuiltinInfo& info) { return info.name == name; });
}

std::vector<std::string_view> BuiltinNames() {
  std::vector<std::string_view> names;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) names.push_back(info.name);
  return names;
}

ir::ExprId ExprChecker::BuiltinCall(ast::ExprId expr, std::string_view name, TypeId hint) {
  if (name == "round") return RoundCall(expr);
  if (name == "floor") return FloorCall(expr, name, ir::Builtin::kFloor);
  if (name == "ceil") return FloorCall(expr, name, ir::Builtin::kCeil);
  if (name == "abs") return AbsCall(expr);
  if (name == "min") return ExtremeCall(expr, name, ir::Builtin::kMin);
  if (name == "max") return ExtremeCall(expr, name, ir::Builtin::kMax);
  if (name == "clamp") return ClampCall(expr);
  if (name == "length") return LengthCall(expr);
  if (name == "lower") return TextCall(expr, name, ir::Builtin::kLower, 1, TypeKind::kString);
  if (name == "upper") return TextCall(expr, name, ir::Builtin::kUpper, 1, TypeKind::kString);
  if (name == "trim") return TextCall(expr, name, ir::Builtin::kTrim, 1, TypeKind::kString);
  if (name == "contains") return TextCall(expr, name, ir::Builtin::kContains, 2, TypeKind::kBool);
  if (name == "starts_with") return TextCall(expr, name, ir::Builtin::kStartsWith, 2, TypeKind::kBool);
  if (name == "ends_with") return TextCall(expr, name, ir::Builtin::kEndsWith, 2, TypeKind::kBool);
  if (name == "int") return IntCall(expr);
  if (name == "float") return FloatCall(expr);
  if (name == "string") return StringCall(expr);
  if (name == "decimal") return DecimalCall(expr, hint);
  if (name == "money") return MoneyCall(expr);
  return FunctionCall(expr, name);
}

// An argument that must be there and be present.
ir::ExprId ExprChecker::Argument(ast::ExprId expr, std::uint32_t at) {
  const ast::ExprId source = ChildOf(expr, at + 1);
  const ir::ExprId value = Check(source);
  if (IsError(value) || RequirePresent(value, source)) return value;
  return Error(source);
}

ir::ExprId ExprChecker::BuiltinMismatch(ast::ExprId source, std::string_view name, std::string_view wanted,
                                        ir::ExprId got) {
  const TypeKind kind = KindOf(got);
  std::string label;
  if (kind == TypeKind::kRecord) label = fmt::format("write one of its fields: `{}.field`", SourceText(source));
  if (kind == TypeKind::kVariant) label = "say by `match` what stands for each of its arms";
  if (types().IsCollection(build_.type(got))) label = "ask it: `length(c)`, `sum(e, x in c)`, `list(e, x in c)`";
  context_.Report(Code::kTypeMismatch, node(source).span,
                  fmt::format("`{}` takes {}, found `{}`", name, wanted, context_.TypeText(build_.type(got))),
                  std::move(label));
  return Error(source);
}

std::optional<int> ExprChecker::SmallLiteral(ast::ExprId expr, int least, int most, std::string_view what) {
  const ast::Expr& e = node(expr);
  const std::string_view text = context_.Text(e.text);
  int number = 0;
  if (e.kind == ast::ExprKind::kInt && text.size() <= 3) {
    for (char digit : text) number = number * 10 + (digit - '0');
    if (number >= least && number <= most) return number;
  }
  context_.Report(Code::kNotConstant, e.span,
                  fmt::format("{} must be a whole number from {} to {}, written as digits", what, least, most));
  return std::nullopt;
}

ir::ExprId ExprChecker::RoundCall(ast::ExprId expr) {
  if (!CheckCount(expr, "round", 1, 3)) return Error(expr);
  const ast::Expr& e = node(expr);
  const ir::ExprId value = Argument(expr, 0);
  if (IsError(value)) return value;
  int digits = IsMoney(value) ? types::CurrencyDigits(types().CurrencyOf(build_.type(value))) : 0;
  if (e.count > 2) {
    const auto given = SmallLiteral(ChildOf(expr, 2), 0, types::kMaxDigits, "the second argument of `round`");
    if (!given) return Error(expr);
    digits = *given;
  }
  ir::Builtin builtin = ir::Builtin::kRound;
  if (e.count > 3) {
    const ast::Expr& mode = node(ChildOf(expr, 3));
    if (mode.kind != ast::ExprKind::kName || context_.Text(mode.text) != "half_even") {
      context_.Report(Code::kUnknownName, mode.span, "unknown way of rounding",
                      "write `half_even`, or nothing for half up");
      return Error(expr);
    }
    builtin = ir::Builtin::kRoundHalfEven;
  }
  switch (KindOf(value)) {
    case TypeKind::kInt:
      return value;
    case TypeKind::kFloat:
      if (e.count == 2) return build_.Builtin(builtin, build_.type(value), e.span, std::array{value});
      context_.Report(Code::kOperatorTypes, e.span, "a float has no decimals to round to",
                      fmt::format("write `decimal({}, 38, {})`", SourceText(ChildOf(expr, 1)), digits));
      return Error(expr);
    case TypeKind::kDecimal: {
      if (IsMoney(value)) return RoundAmount(builtin, value, digits, e.span);
      const types::DecimalShape from = types().ShapeOf(build_.type(value));
      const types::DecimalShape to = types::RoundShape(from, digits);
      if (to == from) return value;
      return build_.Builtin(builtin, types().Decimal(to.precision, to.scale), e.span, std::array{value});
    }
    default:
      return BuiltinMismatch(ChildOf(expr, 1), "round", "a number", value);
  }
}

ir::ExprId ExprChecker::FloorCall(ast::ExprId expr, std::string_view name, ir::Builtin builtin) {
  if (!CheckCount(expr, name, 1, 1)) return Error(expr);
  const ir::ExprId value = Argument(expr, 0);
  switch (KindOf(value)) {
    case TypeKind::kError:
    case TypeKind::kInt:
      return value;
    case TypeKind::kFloat:
      return build_.Builtin(builtin, build_.type(value), node(expr).span, std::array{value});
    case TypeKind::kDecimal: {
      if (IsMoney(value)) return RoundAmount(builtin, value, 0, node(expr).span);
      const types::DecimalShape from = types().ShapeOf(build_.type(value));
      const types::DecimalShape to = types::RoundShape(from, 0);
      if (to == from) return value;
      return build_.Builtin(builtin, types().Decimal(to.precision, to.scale), node(expr).span, std::array{value});
    }
    default:
      return BuiltinMismatch(ChildOf(expr, 1), name, "a number", value);
  }
}

ir::ExprId ExprChecker::AbsCall(ast::ExprId expr) {
  if (!CheckCount(expr, "abs", 1, 1)) return Error(expr);
  const ir::ExprId value = Argument(expr, 0);
  switch (KindOf(value)) {
    case TypeKind::kError:
      return value;
    case TypeKind::kInt:
    case TypeKind::kFloat:
    case TypeKind::kDecimal:
    case TypeKind::kDuration:
      return build_.Builtin(ir::Builtin::kAbs, build_.type(value), node(expr).span, std::array{value});
    default:
      return BuiltinMismatch(ChildOf(expr, 1), "abs", "a number or duration", value);
  }
}

// All arguments, of one type with an order; none after a report.
std::vector<ir::ExprId> ExprChecker::OrderedArguments(ast::ExprId expr, std::string_view name) {
  std::vector<ir::ExprId> values;
  std::vector<ast::ExprId> sources;
  for (std::uint32_t i = 1; i < node(expr).count; ++i) {
    sources.push_back(ChildOf(expr, i));
    values.push_back(CheckOperand(sources.back(), values.empty() ? TypeId() : build_.type(values[0])));
    if (IsError(values.back()) || !RequirePresent(values.back(), sources.back())) return {};
  }
  const TypeId type = CommonTypeOf(values, sources);
  const TypeKind kind = types().Kind(type);
  if (kind == TypeKind::kError) return {};
  if (!types().IsScalar(type)) {
    BuiltinMismatch(sources[0], name, "values with an order", values[0]);
    return {};
  }
  return values;
}

ir::ExprId ExprChecker::ExtremeCall(ast::ExprId expr, std::string_view name, ir::Builtin builtin) {
  if (!CheckCount(expr, name, 2, 100)) return Error(expr);
  const std::vector<ir::ExprId> values = OrderedArguments(expr, name);
  if (values.empty()) return Error(expr);
  ir::ExprId extreme = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    extreme = build_.Builtin(builtin, build_.type(extreme), node(expr).span, std::array{extreme, values[i]});
  }
  return extreme;
}

ir::ExprId ExprChecker::ClampCall(ast::ExprId expr) {
  if (!CheckCount(expr, "clamp", 3, 3)) return Error(expr);
  const std::vector<ir::ExprId> values = OrderedArguments(expr, "clamp");
  if (values.empty()) return Error(expr);
  const TypeId type = build_.type(values[0]);
  const Span span = node(expr).span;
  const ir::ExprId wrong = build_.Binary(ir::BinaryOp::kGreater, values[1], values[2], Simple(TypeKind::kBool), span);
  const eval::Folded folded = eval::FoldConstant(context_.program, wrong);
  if (folded.expr.valid() && context_.program.constants[ir::ConstantId(build_.expr(folded.expr).index)].number != 0) {
    const Span bounds = base::Join(node(ChildOf(expr, 2)).span, node(ChildOf(expr, 3)).span);
    context_.Report(Code::kEmptyRange, bounds, "no value lies between these bounds",
                    "the lower bound comes first: `clamp(x, low, high)`");
    return Error(expr);
  }
  const ir::ExprId raised = build_.Builtin(ir::Builtin::kMax, type, span, std::array{values[0], values[1]});
  return build_.Builtin(ir::Builtin::kMin, type, span, std::array{raised, values[2]});
}

ir::ExprId ExprChecker::TextCall(ast::ExprId expr, std::string_view name, ir::Builtin builtin, std::uint32_t count,
                                 TypeKind result) {
  if (!CheckCount(expr, name, count, count)) return Error(expr);
  std::vector<ir::ExprId> values;
  for (std::uint32_t i = 0; i < count; ++i) {
    values.push_back(Argument(expr, i));
    if (IsError(values.back())) return Error(expr);
    if (KindOf(values.back()) != TypeKind::kString) {
      return BuiltinMismatch(ChildOf(expr, i + 1), name, count == 1 ? "a string" : "strings", values.back());
    }
  }
  return build_.Builtin(builtin, Simple(result), node(expr).span, values);
}

ir::ExprId ExprChecker::IntCall(ast::ExprId expr) {
  if (!CheckCount(expr, "int", 1, 1)) return Error(expr);
  const ir::ExprId value = Argument(expr, 0);
  Conversion conversion = Conversion::kNone;
  switch (KindOf(value)) {
    case TypeKind::kError:
    case TypeKind::kInt:
      return value;
    case TypeKind::kFloat:
      conversion = Conversion::kFloatToInt;
      break;
    case TypeKind::kDecimal:
      conversion = Conversion::kDecimalToInt;
      break;
    case TypeKind::kString:
      conversion = Conversion::kStringToInt;
      break;
    default:
      return BuiltinMismatch(ChildOf(expr, 1), "int", "a number or string", value);
  }
  const ir::ExprId converted = build_.Convert(conversion, value, Simple(TypeKind::kInt));
  build_.expr(converted).span = node(expr).span;
  return converted;
}

ir::ExprId ExprChecker::FloatCall(ast::ExprId expr) {
  if (!CheckCount(expr, "float", 1, 1)) return Error(expr);
  const ir::ExprId value = Argument(expr, 0);
  Conversion conversion = Conversion::kNone;
  switch (KindOf(value)) {
    case TypeKind::kError:
    case TypeKind::kFloat:
      return value;
    case TypeKind::kInt:
      conversion = Conversion::kIntToFloat;
      break;
    case TypeKind::kDecimal:
      conversion = Conversion::kDecimalToFloat;
      break;
    case TypeKind::kString:
      conversion = Conversion::kStringToFloat;
      break;
    default:
      return BuiltinMismatch(ChildOf(expr, 1), "float", "a number or string", value);
  }
  const ir::ExprId converted = build_.Convert(conversion, value, Simple(TypeKind::kFloat));
  build_.expr(converted).span = node(expr).span;
  return converted;
}

ir::ExprId ExprChecker::StringCall(ast::ExprId expr) {
  if (!CheckCount(expr, "string", 1, 1)) return Error(expr);
  return AsText(Argument(expr, 0), ChildOf(expr, 1), node(expr).span, "string");
}

// `what`: what makes text of it.
ir::ExprId ExprChecker::AsText(ir::ExprId value, ast::ExprId source, Span span, std::string_view what) {
  const TypeKind kind = KindOf(value);
  if (kind == TypeKind::kError || kind == TypeKind::kString) return value;
  if (!types().IsScalar(build_.type(value))) {
    return BuiltinMismatch(source, what, "a single value", value);
  }
  if (kind == TypeKind::kBytes) return Mismatch(value, Simple(TypeKind::kString), source);
  const ir::ExprId converted = build_.Convert(Conversion::kToString, value, Simple(TypeKind::kString));
  build_.expr(converted).span = span;
  return converted;
}

// `"{n} payments"` is string(n) + " payments".
ir::ExprId ExprChecker::Interpolation(ast::ExprId expr) {
  ir::ExprId whole;
  bool failed = false;
  for (const ast::ExprId part : tree().children_of(node(expr))) {
    const ir::ExprId value = Check(part);
    const bool there = IsError(value) || RequirePresentInText(value, part);
    const ir::ExprId text = there ? AsText(value, part, node(part).span, "{..}") : Error(part);
    failed = failed || IsError(text);
    whole = whole.valid() && !failed
                ? build_.Binary(ir::BinaryOp::kAdd, whole, text, Simple(TypeKind::kString), node(expr).span)
                : text;
  }
  return failed ? Error(expr) : whole;
}

bool ExprChecker::RequirePresentInText(ir::ExprId value, ast::ExprId source) {
  if (!types().IsOptional(build_.type(value))) return RequirePresent(value, source);
  const std::string text = SourceText(source);
  const bool is_string = types().Kind(types().WithoutOptional(build_.type(value))) == TypeKind::kString;
  context_
      .Report(Code::kMayBeMissing, node(source).span, fmt::format("`{}` may be missing", text),
              "say what stands there when it is")
      .Hint(is_string ? fmt::format("write `{{{} ?? \"...\"}}`", text)
                      : fmt::format("write `{{{0} ?? ...}}`, or `{{if {0} is present then string({0}) else \"...\"}}`",
                                    text));
  return false;
}

// `decimal(x)` of an int or decimal, `decimal(x, p, s)` of these, of a float and of a string; without p and s a float
// or string becomes the decimal that is expected.
ir::ExprId ExprChecker::DecimalCall(ast::ExprId expr, TypeId hint) {
  if (!CheckCount(expr, "decimal", 1, 3)) return Error(expr);
  const ast::Expr& e = node(expr);
  if (e.count == 3) {
    context_.Report(Code::kArgumentCount, e.span, "`decimal` takes 1 or 3 arguments, 2 given",
                    "write `decimal(x, precision, scale)`");
    return Error(expr);
  }
  const ast::ExprId source = ChildOf(expr, 1);
  ir::ExprId value = CheckOperand(source);
  if (IsError(value) || !RequirePresent(value, source)) return Error(expr);
  if (IsMoney(value)) value = WithoutCurrency(value);
  std::optional<TypeId> wanted;
  if (e.count == 4) {
    const auto precision = SmallLiteral(ChildOf(expr, 2), 1, types::kMaxDigits, "the precision");
    if (!precision) return Error(expr);
    const auto scale = SmallLiteral(ChildOf(expr, 3), 0, *precision, "the scale");
    if (!scale) return Error(expr);
    wanted = types().Decimal(*precision, *scale);
  }
  const TypeKind kind = KindOf(value);
  if (kind == TypeKind::kInt || kind == TypeKind::kDecimal) {
    if (wanted) return Coerce(value, *wanted, source);
    if (kind == TypeKind::kDecimal) return value;
    return IsLiteral(value) ? AsDecimal(value)
                            : build_.Convert(Conversion::kIntToDecimal, value, types().Decimal(19, 0));
  }
  if (kind != TypeKind::kFloat && kind != TypeKind::kString) {
    return BuiltinMismatch(source, "decimal", "a number or string", value);
  }
  const TypeId expected = hint.valid() ? types().WithoutOptional(hint) : hint;
  if (!wanted && hint.valid() && types().Kind(expected) == TypeKind::kDecimal && !types().IsMoney(expected)) {
    wanted = expected;
  }
  if (!wanted) {
    context_.Report(
        Code::kNeedsType, e.span, "which decimal is meant?",
        fmt::format("write `decimal({}, 18, 2)` with the precision and scale you need", SourceText(source)));
    return Error(expr);
  }
  const ir::ExprId converted = build_.Convert(
      kind == TypeKind::kFloat ? Conversion::kFloatToDecimal : Conversion::kStringToDecimal, value, *wanted);
  build_.expr(converted).span = e.span;
  return converted;
}

}  // namespace rulec::check
