// The built-in functions.
#include <cmath>
#include <iterator>
#include <string_view>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/eval/case_table.h"
#include "compiler/eval/digits.h"
#include "compiler/eval/operation.h"
#include "compiler/eval/pattern.h"

namespace rulec::eval {
namespace {

using ir::Builtin;
using types::TypeKind;

template <std::size_t N>
char32_t Mapped(const CaseRange (&ranges)[N], char32_t c) {
  for (const CaseRange& range : ranges) {
    if (c < range.first || c > range.last || (c - range.first) % range.step != 0) continue;
    return static_cast<char32_t>(static_cast<std::int64_t>(c) + range.delta);
  }
  return c;
}

template <std::size_t N>
std::string ChangeCase(std::string_view text, const CaseRange (&ranges)[N], bool lower) {
  std::string changed;
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, i);
    if (c.value >= 0x80) {
      base::AppendUtf8(changed, Mapped(ranges, c.value));
    } else if (lower && c.value >= 'A' && c.value <= 'Z') {
      changed.push_back(static_cast<char>(c.value - 'A' + 'a'));
    } else if (!lower && c.value >= 'a' && c.value <= 'z') {
      changed.push_back(static_cast<char>(c.value - 'a' + 'A'));
    } else {
      changed.push_back(static_cast<char>(c.value));
    }
    i += c.length;
  }
  return changed;
}

// Unicode's White_Space.
bool IsSpace(char32_t c) {
  static constexpr char32_t kSpaces[] = {0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  if ((c >= 0x09 && c <= 0x0D) || (c >= 0x2000 && c <= 0x200A)) return true;
  for (const char32_t space : kSpaces) {
    if (c == space) return true;
  }
  return false;
}

std::string Trimmed(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, i);
    if (!IsSpace(c.value)) {
      begin = std::min(begin, i);
      end = i + c.length;
    }
    i += c.length;
  }
  return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

OperationResult Rounded(const ir::Program& program, Operand x, ir::TypeId result, Rounding rounding, const char* name) {
  if (program.types.Kind(x.type) == TypeKind::kFloat) {
    switch (rounding) {
      case Rounding::kHalfUp:
        return Value::Real(std::round(x.value.real));
      case Rounding::kHalfEven:
        return Value::Real(std::nearbyint(x.value.real));
      case Rounding::kFloor:
        return Value::Real(std::floor(x.value.real));
      default:
        return Value::Real(std::ceil(x.value.real));
    }
  }
  const types::DecimalShape shape = program.types.ShapeOf(result);
  Exact exact = Exact::Of(x.value.number, program.types.ShapeOf(x.type).scale);
  if (rounding == Rounding::kFloor || rounding == Rounding::kCeiling) exact = Rescale(exact, 0, rounding);
  if (const auto mantissa = Fit(exact, shape, rounding)) return Value::Number(*mantissa);
  return tl::unexpected(OperationFailure{"decimal overflow", std::string(name) + "(" + OperandText(program, x) + ")"});
}

OperationResult Absolute(const ir::Program& program, Operand x) {
  if (program.types.Kind(x.type) == TypeKind::kFloat) return Value::Real(std::fabs(x.value.real));
  if (x.value.number >= 0) return x.value;
  OperationResult negated = Negate(program, x);
  if (!negated) negated.error().operands = "abs(" + OperandText(program, x) + ")";
  return negated;
}

}  // namespace

OperationResult ApplyBuiltin(const ir::Program& program, Builtin builtin, std::span<const Operand> operands,
                             ir::TypeId result) {
  const Operand x = operands[0];
  const std::string_view text = x.value.text;
  const std::string_view part = operands.size() > 1 ? std::string_view(operands[1].value.text) : std::string_view();
  switch (builtin) {
    case Builtin::kRound:
      return Rounded(program, x, result, Rounding::kHalfUp, "round");
    case Builtin::kRoundHalfEven:
      return Rounded(program, x, result, Rounding::kHalfEven, "round");
    case Builtin::kFloor:
      return Rounded(program, x, result, Rounding::kFloor, "floor");
    case Builtin::kCeil:
      return Rounded(program, x, result, Rounding::kCeiling, "ceil");
    case Builtin::kAbs:
      return Absolute(program, x);
    case Builtin::kMin:
      return Order(program, operands[1], x) < 0 ? operands[1].value : x.value;
    case Builtin::kMax:
      return Order(program, x, operands[1]) < 0 ? operands[1].value : x.value;
    case Builtin::kLength:
      if (program.types.IsCollection(x.type)) {
        const std::size_t width = program.types.Kind(x.type) == TypeKind::kMap ? 2 : 1;
        return Value::Number(static_cast<base::Int128>(x.value.parts.size() / width));
      }
      if (program.types.Kind(x.type) == TypeKind::kBytes) return Value::Number(static_cast<base::Int128>(text.size()));
      return Value::Number(base::CountCodePoints(text));
    case Builtin::kContains:
      return Value::Bool(text.find(part) != std::string_view::npos);
    case Builtin::kStartsWith:
      return Value::Bool(text.starts_with(part));
    case Builtin::kEndsWith:
      return Value::Bool(text.ends_with(part));
    case Builtin::kLower:
      return Value::Text(ChangeCase(text, kLowerRanges, true));
    case Builtin::kUpper:
      return Value::Text(ChangeCase(text, kUpperRanges, false));
    case Builtin::kTrim:
      return Value::Text(Trimmed(text));
    case Builtin::kMatches:
      return Value::Bool(Matches(text, part));
    case Builtin::kLater:
      if (x.value.number > operands[1].value.number) return x.value;
      return tl::unexpected(OperationFailure{"a timer is started again at or before its own time",
                                             OperandText(program, x) + " > " + OperandText(program, operands[1])});
    default:
      return ApplyFunction(program, builtin, operands);
  }
}

}  // namespace rulec::eval
