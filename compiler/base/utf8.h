#pragma once
// UTF-8 as RFC 3629 has it: no surrogates, nothing overlong, nothing past U+10FFFF.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rulec::base {

/// May stand before the text of a file, and says nothing.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Offset of the first byte that is not part of valid UTF-8; nothing if all is valid.
std::optional<std::uint32_t> FindInvalidUtf8(std::string_view text);

struct CodePoint {
  char32_t value = 0;
  std::uint32_t length = 1;  // bytes
};

/// The code point at `offset` (inside `text`); an invalid byte reads as U+FFFD of length 1.
CodePoint DecodeUtf8(std::string_view text, std::size_t offset);
void AppendUtf8(std::string& out, char32_t code_point);
std::uint32_t CountCodePoints(std::string_view text);
/// The longest start of at most `bytes` bytes that cuts no character.
std::string_view CutUtf8(std::string_view text, std::size_t bytes);

/// Controls, and what reverses direction or takes no room: text that is not what it looks like.
bool IsHidden(char32_t code_point);
/// With an escape for each that is hidden: `\u{1b}` as rules write it, or `\u001b` as JSON does.
enum class EscapeStyle : std::uint8_t { kRules, kJson };
std::string EscapeHidden(std::string_view text, EscapeStyle style);

/// Columns that a terminal gives to the code point: 0 for combining marks and controls, 2 for East Asian wide, else 1.
int DisplayWidth(char32_t code_point);

}  // namespace rulec::base
