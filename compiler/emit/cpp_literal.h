#pragma once
// Values as C++ literals. With Namer, the only way by which what an author wrote reaches generated code.
#include <string>
#include <string_view>

#include "compiler/base/int128.h"

namespace rulec::emit {

/// In quotes; of every byte but plain printable ASCII three octal digits, or a simple escape.
std::string CppStringLiteral(std::string_view text);

/// A std::string_view of exactly these bytes, also with NUL among them.
std::string CppStringView(std::string_view text);

/// An expression of value `value`, `int` or `long` where it fits, else ::rulert::Int128. Digits in groups of three.
std::string CppInteger(base::Int128 value);

/// An expression of exactly this (finite) double.
std::string CppFloat(double value);

}  // namespace rulec::emit
