#pragma once
// A hexadecimal digit, in upper or lower case.

namespace rulert::functions::detail {

/// -1 of what is none.
constexpr int HexDigit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace rulert::functions::detail
