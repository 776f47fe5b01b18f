// Conversions between kinds of value.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "compiler/base/check.h"
#include "compiler/eval/digits.h"
#include "compiler/eval/number_text.h"
#include "compiler/eval/operation.h"
#include "compiler/ir/print.h"

namespace rulec::eval {
namespace {

using base::Int128;
using ir::Conversion;
using types::TypeKind;

constexpr const char* kOverflow = "decimal overflow";
constexpr const char* kNoNumber = "text is not a number";
constexpr const char* kNoFit = "value does not fit the type";

OperationResult OrFail(const ir::Program& program, std::optional<Int128> number, const char* message, const char* name,
                       Operand x) {
  if (number) return Value::Number(*number);
  return tl::unexpected(OperationFailure{message, fmt::format("{}({})", name, OperandText(program, x))});
}

std::optional<Int128> IntOf(const Exact& exact) {
  const auto number = Fit(exact, {19, 0}, Rounding::kTruncate);
  if (!number || *number > std::numeric_limits<std::int64_t>::max() ||
      *number < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return number;
}

OperationResult FromText(const ir::Program& program, Conversion conversion, Operand x, ir::TypeId result) {
  const std::string& text = x.value.text;
  switch (conversion) {
    case Conversion::kStringToInt: {
      const std::string_view digits = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
      const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
      if (!number) return OrFail(program, std::nullopt, kNoNumber, "int", x);
      return OrFail(program, IntOf({text[0] == '-', Natural(digits), 0}), kNoFit, "int", x);
    }
    case Conversion::kStringToDecimal: {
      const auto exact = ReadNumber(text);
      if (!exact) return OrFail(program, std::nullopt, kNoNumber, "decimal", x);
      return OrFail(program, ExactFit(*exact, program.types.ShapeOf(result)), kNoFit, "decimal", x);
    }
    default: {
      if (!ReadNumber(text)) return OrFail(program, std::nullopt, kNoNumber, "float", x);
      const double real = NearestFloat(text);
      if (!std::isfinite(real)) return OrFail(program, std::nullopt, kNoFit, "float", x);
      return Value::Real(real);
    }
  }
}

std::string ScalarText(const ir::Program& program, Operand x) {
  const types::Type& type = program.types[x.type];
  if (type.kind == TypeKind::kString) return x.value.text;
  if (type.kind == TypeKind::kEnum) {
    return program.enums[type.enumeration].values[static_cast<std::size_t>(x.value.number)];
  }
  return TextOf(program, x.value, x.type);
}

}  // namespace

OperationResult Convert(const ir::Program& program, Conversion conversion, Operand x, ir::TypeId result) {
  const auto decimal_text = [&] { return ir::DecimalText(x.value.number, program.types.ShapeOf(x.type).scale); };
  switch (conversion) {
    case Conversion::kNone:
      return x.value;
    case Conversion::kIntToDecimal:
      return OrFail(program, Fit(Exact::Of(x.value.number, 0), program.types.ShapeOf(result)), kOverflow, "decimal", x);
    case Conversion::kDecimalToDecimal: {
      const Exact exact = Exact::Of(x.value.number, program.types.ShapeOf(x.type).scale);
      return OrFail(program, Fit(exact, program.types.ShapeOf(result)), kOverflow, "decimal", x);
    }
    case Conversion::kIntToFloat:
      return Value::Real(NearestFloat(base::ToString(x.value.number)));
    case Conversion::kDecimalToFloat:
      return Value::Real(NearestFloat(decimal_text()));
    case Conversion::kFloatToInt: {
      const std::string text = WholeText(x.value.real);
      return OrFail(program, IntOf(*ReadNumber(text)), kNoFit, "int", x);
    }
    case Conversion::kDecimalToInt:
      return OrFail(program, IntOf(Exact::Of(x.value.number, program.types.ShapeOf(x.type).scale)), kNoFit, "int", x);
    case Conversion::kStringToInt:
    case Conversion::kStringToFloat:
    case Conversion::kStringToDecimal:
      return FromText(program, conversion, x, result);
    case Conversion::kFloatToDecimal: {
      const auto exact = ReadNumber(TextOf(program, x.value, x.type));
      return OrFail(program, Fit(*exact, program.types.ShapeOf(result)), kOverflow, "decimal", x);
    }
    case Conversion::kToString:
      return Value::Text(ScalarText(program, x));
  }
  RULEC_CHECK(false, "a conversion");
  return Value();
}

}  // namespace rulec::eval
