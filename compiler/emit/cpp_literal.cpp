#include "compiler/emit/cpp_literal.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "compiler/base/check.h"

namespace rulec::emit {
namespace {

bool IsPlain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?'; }

std::string Grouped(std::string digits) {
  if (digits.size() < 5) return digits;
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, '\'');
  }
  return digits;
}

}  // namespace

std::string CppStringLiteral(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (IsPlain(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    if (c == '"' || c == '\\' || c == '\n') {
      out += c == '\n' ? 'n' : c;
      continue;
    }
    out += static_cast<char>('0' + (byte >> 6));
    out += static_cast<char>('0' + ((byte >> 3) & 7));
    out += static_cast<char>('0' + (byte & 7));
  }
  return out + '"';
}

std::string CppStringView(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return "std::string_view(" + CppStringLiteral(text) + ")";
  return "std::string_view(" + CppStringLiteral(text) + ", " + std::to_string(text.size()) + ")";
}

std::string CppInteger(base::Int128 value) {
  if (value == std::numeric_limits<std::int64_t>::min()) return "INT64_MIN";
  if (value < 0) return "-" + CppInteger(-value);
  if (value <= std::numeric_limits<std::int64_t>::max()) return Grouped(base::ToString(value));
  // In digits of base 10^18, all operations within 128 bits.
  constexpr base::Int128 kBase = 1'000'000'000'000'000'000;
  const base::Int128 high = value / kBase;
  const std::string front = high <= std::numeric_limits<std::int64_t>::max()
                                ? "::rulert::Int128{" + CppInteger(high) + "}"
                                : CppInteger(high);
  return "(" + front + " * 1'000'000'000'000'000'000 + " + Grouped(base::ToString(value % kBase)) + ")";
}

std::string CppFloat(double value) {
  RULEC_CHECK(std::isfinite(value), "a float of a rule is finite");
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  RULEC_CHECK(error == std::errc(), "the shortest form of a double fits");
  std::string out(digits, end);
  if (out.find_first_of(".en") == std::string::npos) out += ".0";
  return out;
}

}  // namespace rulec::emit
