#include "compiler/base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace rulec::base {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Blocks of wide characters (Unicode East Asian Width W and F, by block) and of marks without width.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
                           {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},
                           {0x26BD, 0x26BE},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x274C, 0x274C},
                           {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                           {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97C},
                           {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6},   {0x1F004, 0x1F004}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
                           {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
constexpr Range kNoWidth[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},  {0x064B, 0x065F},
                              {0x0900, 0x0902}, {0x093C, 0x093C}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},  {0x1AB0, 0x1AFF},
                              {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},  {0x20D0, 0x20FF},
                              {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF}};

template <std::size_t N>
bool Contains(const Range (&ranges)[N], char32_t c) {
  auto at = std::upper_bound(std::begin(ranges), std::end(ranges), c,
                             [](char32_t value, const Range& range) { return value < range.first; });
  return at != std::begin(ranges) && c <= std::prev(at)->last;
}

// Length of the valid sequence at `offset`, 0 if there is none; its value in `value`.
std::uint32_t ValidLength(std::string_view text, std::size_t offset, char32_t& value) {
  auto byte = [&](std::size_t i) -> std::uint32_t {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0u;
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) {
    value = first;
    return 1;
  }
  std::uint32_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  char32_t result = first & (0xFFu >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
    result = (result << 6) | (byte(i) & 0x3Fu);
  }
  if (length == 3 && (result < 0x800 || (result >= 0xD800 && result <= 0xDFFF))) return 0;
  if (length == 4 && (result < 0x10000 || result > 0x10FFFF)) return 0;
  value = result;
  return length;
}

std::string HexText(char32_t value) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), static_cast<std::uint32_t>(value), 16).ptr;
  return {digits.begin(), end};
}

}  // namespace

std::optional<std::uint32_t> FindInvalidUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    char32_t value = 0;
    const std::uint32_t length = ValidLength(text, at, value);
    if (length == 0) return static_cast<std::uint32_t>(at);
    at += length;
  }
  return std::nullopt;
}

CodePoint DecodeUtf8(std::string_view text, std::size_t offset) {
  CodePoint point{0xFFFD, 1};
  char32_t value = 0;
  if (const std::uint32_t length = ValidLength(text, offset, value); length != 0) point = {value, length};
  return point;
}

void AppendUtf8(std::string& out, char32_t c) {
  auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::uint32_t CountCodePoints(std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += DecodeUtf8(text, at).length) ++count;
  return count;
}

std::string_view CutUtf8(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

bool IsHidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string EscapeHidden(std::string_view text, EscapeStyle style) {
  constexpr char32_t kAstral = 0x10000;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const auto unit = [&out](char32_t value) {
      const std::string digits = HexText(value);
      out.append("\\u").append(4 - digits.size(), '0').append(digits);
    };
    if (!IsHidden(point.value)) {
      AppendUtf8(out, point.value);
    } else if (style == EscapeStyle::kRules) {
      out.append("\\u{").append(HexText(point.value)).append("}");
    } else if (point.value < kAstral) {
      unit(point.value);
    } else {
      unit(0xD800 + ((point.value - kAstral) >> 10));
      unit(0xDC00 + ((point.value - kAstral) & 0x3FF));
    }
    at += point.length;
  }
  return out;
}

int DisplayWidth(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
  if (c < 0x300) return 1;
  if (Contains(kNoWidth, c)) return 0;
  return Contains(kWide, c) ? 2 : 1;
}

}  // namespace rulec::base
