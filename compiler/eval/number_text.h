#pragma once
// Numbers from text, exactly.
#include <optional>
#include <string>
#include <string_view>

#include "compiler/eval/digits.h"

namespace rulec::eval {

/// A JSON number: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?, the whole text; nothing for anything else. Exponents
/// past 1,000 read as if they were 1,000, which is past every type.
std::optional<Exact> ReadNumber(std::string_view text);

/// The mantissa of exactly this value in that shape: nothing if digits other than 0 would be lost.
std::optional<base::Int128> ExactFit(const Exact& number, types::DecimalShape shape);

/// The float nearest to a JSON number, ties to even; infinite past the greatest.
double NearestFloat(const std::string& text);

/// Digits of the whole part of a finite float.
std::string WholeText(double value);

}  // namespace rulec::eval
