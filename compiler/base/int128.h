#pragma once
// 128-bit integers: the only place that names the compiler's extension.
#include <string>

namespace rulec::base {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/// Decimal digits, with `-` before a negative number.
std::string ToString(Int128 value);

}  // namespace rulec::base
