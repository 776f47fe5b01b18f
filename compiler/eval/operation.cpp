#include "compiler/eval/operation.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "compiler/base/base64.h"
#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/eval/digits.h"
#include "compiler/ir/print.h"

namespace rulec::eval {
namespace {

using base::Int128;
using ir::BinaryOp;
using types::TypeKind;

constexpr Int128 kLeastInt = std::numeric_limits<std::int64_t>::min();
constexpr Int128 kGreatestInt = std::numeric_limits<std::int64_t>::max();
constexpr Int128 kDayUs = 86'400'000'000;
constexpr Int128 kFirstDay = -719'162;
constexpr Int128 kLastDay = 2'932'896;
constexpr std::size_t kLongestOperand = 64;
constexpr std::size_t kLongestBytes = 48;

bool FitsInt(Int128 number) { return number >= kLeastInt && number <= kGreatestInt; }

tl::unexpected<OperationFailure> Fail(const ir::Program& program, const char* message, const char* op, Operand a,
                                      Operand b) {
  return tl::unexpected(
      OperationFailure{message, fmt::format("{} {} {}", OperandText(program, a), op, OperandText(program, b))});
}

// The power of an int, or nothing if it leaves 64 bits. exponent >= 0.
std::optional<Int128> Power(Int128 base, Int128 exponent) {
  if (exponent == 0 || base == 1) return 1;
  if (base == 0) return 0;
  if (base == -1) return exponent % 2 == 0 ? 1 : -1;
  Int128 power = 1;
  for (; exponent > 0; --exponent) {
    power *= base;
    if (!FitsInt(power)) return std::nullopt;
  }
  return power;
}

OperationResult CombineInts(const ir::Program& program, BinaryOp op, Operand a, Operand b) {
  const Int128 x = a.value.number;
  const Int128 y = b.value.number;
  const char* text = ir::OpText(op);
  Int128 result = 0;
  switch (op) {
    case BinaryOp::kAdd:
      result = x + y;
      break;
    case BinaryOp::kSubtract:
      result = x - y;
      break;
    case BinaryOp::kMultiply:
      result = x * y;
      break;
    case BinaryOp::kDiv:
    case BinaryOp::kRemainder:
      if (y == 0) return Fail(program, "division by zero", text, a, b);
      result = op == BinaryOp::kDiv ? x / y : x % y;
      break;
    case BinaryOp::kPower: {
      if (y < 0) return Fail(program, "negative exponent", text, a, b);
      const auto power = Power(x, y);
      if (!power) return Fail(program, "integer overflow", text, a, b);
      return Value::Number(*power);
    }
    default:
      RULEC_CHECK(false, "an operation on ints");
  }
  if (!FitsInt(result)) return Fail(program, "integer overflow", text, a, b);
  return Value::Number(result);
}

OperationResult CombineFloats(const ir::Program& program, BinaryOp op, Operand a, Operand b) {
  const double x = a.value.real;
  const double y = b.value.real;
  const char* text = ir::OpText(op);
  double result = 0;
  switch (op) {
    case BinaryOp::kAdd:
      result = x + y;
      break;
    case BinaryOp::kSubtract:
      result = x - y;
      break;
    case BinaryOp::kMultiply:
      result = x * y;
      break;
    case BinaryOp::kDivide:
    case BinaryOp::kRemainder:
      if (y == 0) return Fail(program, "division by zero", text, a, b);
      result = op == BinaryOp::kDivide ? x / y : std::fmod(x, y);
      break;
    case BinaryOp::kPower:
      result = std::pow(x, y);
      break;
    default:
      RULEC_CHECK(false, "an operation on floats");
  }
  if (!std::isfinite(result)) return Fail(program, "float is not finite", text, a, b);
  return Value::Real(result);
}

OperationResult CombineDecimals(const ir::Program& program, BinaryOp op, Operand a, Operand b, ir::TypeId type) {
  const Exact x = Exact::Of(a.value.number, program.types.ShapeOf(a.type).scale);
  const Exact y = Exact::Of(b.value.number, program.types.ShapeOf(b.type).scale);
  const types::DecimalShape shape = program.types.ShapeOf(type);
  const char* text = ir::OpText(op);
  if ((op == BinaryOp::kDivide || op == BinaryOp::kRemainder) && y.magnitude.is_zero()) {
    return Fail(program, "division by zero", text, a, b);
  }
  Exact result;
  switch (op) {
    case BinaryOp::kAdd:
      result = Add(x, y);
      break;
    case BinaryOp::kSubtract:
      result = Add(x, Negate(y));
      break;
    case BinaryOp::kMultiply:
      result = Multiply(x, y);
      break;
    case BinaryOp::kDivide:
      result = Divide(x, y, shape.scale);
      break;
    case BinaryOp::kRemainder:
      result = Remainder(x, y);
      break;
    default:
      RULEC_CHECK(false, "an operation on decimals");
  }
  const auto mantissa = Fit(result, shape);
  if (!mantissa) return Fail(program, "decimal overflow", text, a, b);
  return Value::Number(*mantissa);
}

OperationResult CombineDurations(const ir::Program& program, BinaryOp op, Operand a, Operand b) {
  const Int128 x = a.value.number;
  const Int128 y = b.value.number;
  Int128 result = 0;
  switch (op) {
    case BinaryOp::kAdd:
      result = x + y;
      break;
    case BinaryOp::kSubtract:
      result = x - y;
      break;
    case BinaryOp::kMultiply:
      result = x * y;
      break;
    case BinaryOp::kDiv:
      if (y == 0) return Fail(program, "division by zero", ir::OpText(op), a, b);
      result = x / y;
      break;
    default:
      RULEC_CHECK(false, "an operation on durations");
  }
  if (!FitsInt(result)) {
    const bool counts = op == BinaryOp::kDiv && program.types.Kind(b.type) == TypeKind::kDuration;
    return Fail(program, counts ? "integer overflow" : "duration overflow", ir::OpText(op), a, b);
  }
  return Value::Number(result);
}

// A timestamp or date and a duration, or two of a kind.
OperationResult CombineMoments(const ir::Program& program, BinaryOp op, Operand a, Operand b, TypeKind kind) {
  const Int128 x = a.value.number;
  const Int128 y = b.value.number;
  const char* text = ir::OpText(op);
  if (program.types.Kind(b.type) == kind) return Value::Number((x - y) * (kind == TypeKind::kDate ? kDayUs : 1));
  if (kind == TypeKind::kTimestamp) {
    const Int128 moved = op == BinaryOp::kAdd ? x + y : x - y;
    if (moved < kFirstDay * kDayUs || moved >= (kLastDay + 1) * kDayUs) {
      return Fail(program, "timestamp outside years 0001 to 9999", text, a, b);
    }
    return Value::Number(moved);
  }
  if (y % kDayUs != 0) return Fail(program, "duration is not a whole number of days", text, a, b);
  const Int128 moved = op == BinaryOp::kAdd ? x + y / kDayUs : x - y / kDayUs;
  if (moved < kFirstDay || moved > kLastDay) return Fail(program, "date outside years 0001 to 9999", text, a, b);
  return Value::Number(moved);
}

}  // namespace

std::string OperandText(const ir::Program& program, Operand x) {
  if (program.types.Kind(x.type) == TypeKind::kBytes) {
    const bool cut = x.value.text.size() > kLongestBytes;
    return "from_base64(\"" + base::Base64Text(x.value.text.substr(0, kLongestBytes)) + (cut ? "...\")" : "\")");
  }
  if (program.types.Kind(x.type) != TypeKind::kString) return TextOf(program, x.value, x.type);
  const std::string_view text = base::CutUtf8(x.value.text, kLongestOperand);
  std::string quoted = "\"";
  for (const char c : text) {
    const char* const escape = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\t' ? "\\t" : nullptr;
    if (escape != nullptr) {
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + (text.size() < x.value.text.size() ? "...\"" : "\"");
}

OperationResult Negate(const ir::Program& program, Operand x) {
  const TypeKind kind = program.types.Kind(x.type);
  if (kind == TypeKind::kFloat) return Value::Real(-x.value.real);
  const Int128 result = -x.value.number;
  if (kind != TypeKind::kDecimal && !FitsInt(result)) {
    return tl::unexpected(OperationFailure{kind == TypeKind::kDuration ? "duration overflow" : "integer overflow",
                                           "-" + OperandText(program, x)});
  }
  return Value::Number(result);
}

OperationResult Combine(const ir::Program& program, BinaryOp op, Operand a, Operand b, ir::TypeId result) {
  const TypeKind kind = program.types.Kind(a.type);
  switch (kind) {
    case TypeKind::kInt:
      return CombineInts(program, op, a, b);
    case TypeKind::kFloat:
      return CombineFloats(program, op, a, b);
    case TypeKind::kDecimal:
      return CombineDecimals(program, op, a, b, result);
    case TypeKind::kString:
      return Value::Text(a.value.text + b.value.text);
    case TypeKind::kDuration:
      return CombineDurations(program, op, a, b);
    case TypeKind::kTimestamp:
    case TypeKind::kDate:
      return CombineMoments(program, op, a, b, kind);
    default:
      break;
  }
  RULEC_CHECK(false, "an operation on values that have one");
  return Value();
}

int Order(const ir::Program& program, Operand a, Operand b) {
  switch (program.types.Kind(a.type)) {
    case TypeKind::kFloat:
      return a.value.real < b.value.real ? -1 : a.value.real > b.value.real ? 1 : 0;
    case TypeKind::kDecimal:
      return Compare(Exact::Of(a.value.number, program.types.ShapeOf(a.type).scale),
                     Exact::Of(b.value.number, program.types.ShapeOf(b.type).scale));
    case TypeKind::kString:
    case TypeKind::kBytes: {
      // UTF-8 sorts by bytes as by code points.
      const int order = a.value.text.compare(b.value.text);
      return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    default:
      return a.value.number < b.value.number ? -1 : a.value.number > b.value.number ? 1 : 0;
  }
}

}  // namespace rulec::eval
