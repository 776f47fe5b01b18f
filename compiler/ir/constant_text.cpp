#include <fmt/format.h>

#include <charconv>

#include "compiler/base/base64.h"
#include "compiler/ir/print.h"
#include "compiler/types/time_text.h"

namespace rulec::ir {
namespace {

using base::Int128;
using types::TypeKind;

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\t':
        quoted += "\\t";
        break;
      case '{':
        quoted += "\\{";
        break;
      case '}':
        quoted += "\\}";
        break;
      default:
        quoted.push_back(c);
    }
  }
  return quoted + '"';
}

std::string FloatText(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, end.ptr);
  return text.find_first_of(".e") == std::string::npos ? text + "e0" : text;
}

}  // namespace

std::string DecimalText(Int128 mantissa, int scale) {
  std::string digits = base::ToString(mantissa < 0 ? -mantissa : mantissa);
  if (scale > 0) {
    if (digits.size() <= static_cast<std::size_t>(scale))
      digits.insert(0, static_cast<std::size_t>(scale) + 1 - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
  }
  return (mantissa < 0 ? "-" : "") + digits;
}

std::string ConstantText(const Program& program, const Constant& constant, TypeId id) {
  if (constant.missing) return "missing";
  const types::Type type = program.types[program.types.WithoutOptional(id)];
  switch (type.kind) {
    case TypeKind::kBool:
      return constant.number != 0 ? "true" : "false";
    case TypeKind::kInt:
      return base::ToString(constant.number);
    case TypeKind::kFloat:
      return FloatText(constant.real);
    case TypeKind::kDecimal:
      return DecimalText(constant.number, type.scale);
    case TypeKind::kString:
      return Quoted(constant.text);
    case TypeKind::kBytes:
      return "from_base64(\"" + base::Base64Text(constant.text) + "\")";
    case TypeKind::kTimestamp:
      return types::TimestampText(static_cast<std::int64_t>(constant.number));
    case TypeKind::kDuration:
      return types::DurationText(static_cast<std::int64_t>(constant.number));
    case TypeKind::kDate:
      return types::DateText(static_cast<std::int64_t>(constant.number));
    case TypeKind::kEnum: {
      const Enum& of = program.enums[type.enumeration];
      return of.name + "." + of.values[static_cast<std::size_t>(constant.number)];
    }
    case TypeKind::kError:
      return "error";
    default:
      return "missing";
  }
}

}  // namespace rulec::ir
