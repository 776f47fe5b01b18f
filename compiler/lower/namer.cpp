#include "compiler/lower/namer.h"

#include <algorithm>

#include "compiler/base/utf8.h"
#include "compiler/lower/reserved_names.h"

namespace rulec::lower {
namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetterOrDigit(char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); }

/// Capitals only is how macros are written, also those of the service that includes the header.
bool LooksLikeMacro(std::string_view name) {
  return name.size() > 1 && std::none_of(name.begin(), name.end(), IsLower);
}

bool IsOrdinary(std::string_view name) {
  if (name.empty() || !(IsLower(name[0]) || IsUpper(name[0])) || name.back() == '_') return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!IsLetterOrDigit(name[i]) && name[i] != '_') return false;
    if (name[i] == '_' && name[i + 1] == '_') return false;
  }
  return !IsReservedWord(name) && !LooksLikeMacro(name);
}

void AppendHex(std::string& out, char32_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  do {
    digits.insert(digits.begin(), kDigits[value % 16]);
    value /= 16;
  } while (value != 0);
  out += digits;
}

}  // namespace

std::string Identifier(std::string_view name) {
  if (IsOrdinary(name)) return std::string(name);
  // `Z` escapes: `ZZ` itself, `Z<hex>z` any other code point. `_` stands for itself only between letters or digits.
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const base::CodePoint point = base::DecodeUtf8(name, i);
    const char c = point.value < 0x80 ? static_cast<char>(point.value) : '\0';
    const bool first = out.empty();
    const bool last = i + point.length >= name.size();
    if (c == 'Z') {
      out += "ZZ";
    } else if ((IsLetterOrDigit(c) && !(first && IsDigit(c))) || (c == '_' && !first && !last && out.back() != '_')) {
      out += c;
    } else {
      out += 'Z';
      // A byte that is no UTF-8 decodes as U+FFFD: told apart by a number past all code points.
      const bool invalid = point.value == 0xFFFD && point.length == 1;
      AppendHex(out, invalid ? 0x110000 + static_cast<unsigned char>(name[i]) : point.value);
      out += 'z';
    }
    i += point.length;
  }
  if (out.empty()) out = "Z";
  return out + '_';
}

std::string UpperCamel(std::string_view name) {
  const std::string plain = Identifier(name);
  std::string out;
  bool upper = true;
  for (const char c : plain) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper && IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  if (LooksLikeMacro(out)) {
    std::transform(out.begin() + 1, out.end(), out.begin() + 1,
                   [](char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  }
  return out;
}

std::string SnakeCase(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool starts_word = IsUpper(name[i]) && i > 0 && name[i - 1] != '_' &&
                             (!IsUpper(name[i - 1]) || (i + 1 < name.size() && IsLower(name[i + 1])));
    if (starts_word) out += '_';
    out += IsUpper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return Identifier(out);
}

std::string Scope::Take(std::string wanted) {
  std::string name = wanted;
  for (int number = 2; !taken_.insert(name).second; ++number) name = wanted + std::to_string(number);
  return name;
}

}  // namespace rulec::lower
