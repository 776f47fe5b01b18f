#pragma once
// Functions of rules on text. Positions and lengths count code points, from 0. What makes text takes a Scratch, and may
// answer with a view of its argument.
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/scratch.h"
#include "rulert/text.h"

namespace rulert::functions {

inline constexpr std::size_t kLongestText = std::size_t{1} << 20;

namespace detail {

constexpr bool StartsCodePoint(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }
constexpr bool IsDigit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool IsLetter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char UpperLetter(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char LowerLetter(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Where code point `n` begins; the end of the text where there are no more than n.
constexpr std::size_t OffsetOf(std::string_view text, std::int64_t n) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (StartsCodePoint(text[i]) && n-- == 0) return i;
  }
  return text.size();
}

/// Bytes of the character at the front of what is not empty; one of what is not UTF-8.
constexpr std::size_t SizeOfFront(std::string_view text) noexcept {
  const std::uint32_t bytes = rulert::detail::FrontOf(text).bytes;
  return bytes == 0 ? 1 : bytes;
}

/// The characters for which keep(byte).
template <class Keep>
std::string_view Filtered(Scratch& scratch, std::string_view text, Keep keep) noexcept {
  std::size_t same = 0;
  while (same < text.size() && keep(text[same])) ++same;
  if (same == text.size()) return text;
  char* const begin = scratch.AllocateChars(text.size());
  char* out = begin;
  for (const char c : text) {
    if (keep(c)) *out++ = c;
  }
  scratch.Trim(out);
  return {begin, static_cast<std::size_t>(out - begin)};
}

inline std::string_view Repeated(ErrorKind& error, Scratch& scratch, std::string_view text,
                                 std::int64_t count) noexcept {
  if (count < 0) {
    error = ErrorKind::kNegativeCount;
    return {};
  }
  if (text.empty() || count == 0) return {};
  if (count > static_cast<std::int64_t>(kLongestText / text.size())) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  const std::size_t size = text.size() * static_cast<std::size_t>(count);
  char* const begin = scratch.AllocateChars(size);
  for (std::size_t i = 0; i < size; i += text.size()) std::memcpy(begin + i, text.data(), text.size());
  return {begin, size};
}

}  // namespace detail

inline std::string_view TrimStart(Scratch&, std::string_view text) noexcept {
  const std::string_view trimmed = rulert::Trim(text);
  if (trimmed.empty()) return {};
  return text.substr(static_cast<std::size_t>(trimmed.data() - text.data()));
}
inline std::string_view TrimEnd(Scratch&, std::string_view text) noexcept {
  const std::string_view trimmed = rulert::Trim(text);
  if (trimmed.empty()) return {};
  return text.substr(0, static_cast<std::size_t>(trimmed.data() - text.data()) + trimmed.size());
}

inline std::string_view Substring(ErrorKind& error, Scratch&, std::string_view text, std::int64_t start,
                                  std::int64_t length) noexcept {
  if (start < 0 || length < 0) {
    error = ErrorKind::kNegativeCount;
    return {};
  }
  text.remove_prefix(detail::OffsetOf(text, start));
  return text.substr(0, detail::OffsetOf(text, length));
}
inline std::string_view SubstringFrom(ErrorKind& error, Scratch& scratch, std::string_view text,
                                      std::int64_t start) noexcept {
  return Substring(error, scratch, text, start, INT64_MAX);
}
inline std::string_view Left(ErrorKind& error, Scratch& scratch, std::string_view text, std::int64_t count) noexcept {
  return Substring(error, scratch, text, 0, count);
}
inline std::string_view Right(ErrorKind& error, Scratch&, std::string_view text, std::int64_t count) noexcept {
  if (count < 0) {
    error = ErrorKind::kNegativeCount;
    return {};
  }
  std::size_t i = text.size();
  while (i > 0 && count > 0) {
    --i;
    if (detail::StartsCodePoint(text[i])) --count;
  }
  return text.substr(i);
}
inline std::string_view CharacterAt(ErrorKind& error, Scratch& scratch, std::string_view text,
                                    std::int64_t position) noexcept {
  return Substring(error, scratch, text, position, 1);
}

inline std::string_view Before(Scratch&, std::string_view text, std::string_view part) noexcept {
  const std::size_t at = text.find(part);
  return at == text.npos ? std::string_view() : text.substr(0, at);
}
inline std::string_view After(Scratch&, std::string_view text, std::string_view part) noexcept {
  const std::size_t at = text.find(part);
  return at == text.npos ? std::string_view() : text.substr(at + part.size());
}
inline std::string_view BeforeLast(Scratch&, std::string_view text, std::string_view part) noexcept {
  const std::size_t at = text.rfind(part);
  return at == text.npos ? std::string_view() : text.substr(0, at);
}
inline std::string_view AfterLast(Scratch&, std::string_view text, std::string_view part) noexcept {
  const std::size_t at = text.rfind(part);
  return at == text.npos ? std::string_view() : text.substr(at + part.size());
}
inline std::string_view WithoutPrefix(Scratch&, std::string_view text, std::string_view part) noexcept {
  return text.starts_with(part) ? text.substr(part.size()) : text;
}
inline std::string_view WithoutSuffix(Scratch&, std::string_view text, std::string_view part) noexcept {
  return text.ends_with(part) ? text.substr(0, text.size() - part.size()) : text;
}

constexpr std::int64_t IndexOf(std::string_view text, std::string_view part) noexcept {
  const std::size_t at = text.find(part);
  return at == text.npos ? -1 : rulert::Length(text.substr(0, at));
}
constexpr std::int64_t LastIndexOf(std::string_view text, std::string_view part) noexcept {
  const std::size_t at = text.rfind(part);
  return at == text.npos ? -1 : rulert::Length(text.substr(0, at));
}
/// Without overlap; the empty part is nowhere.
constexpr std::int64_t Occurrences(std::string_view text, std::string_view part) noexcept {
  if (part.empty()) return 0;
  std::int64_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

inline std::string_view Replace(ErrorKind& error, Scratch& scratch, std::string_view text, std::string_view part,
                                std::string_view by) noexcept {
  const auto count = static_cast<std::size_t>(Occurrences(text, part));
  if (count == 0) return text;
  const std::size_t rest = text.size() - count * part.size();
  if (by.size() > kLongestText || rest > kLongestText || count * by.size() > kLongestText - rest) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  const std::size_t size = rest + count * by.size();
  char* const begin = scratch.AllocateChars(size);
  char* out = begin;
  const auto append = [&out](std::string_view piece) {
    if (!piece.empty()) std::memcpy(out, piece.data(), piece.size());
    out += piece.size();
  };
  std::size_t from = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, from)) {
    append(text.substr(from, at - from));
    append(by);
    from = at + part.size();
  }
  append(text.substr(from));
  return {begin, size};
}

inline std::string_view Repeat(ErrorKind& error, Scratch& scratch, std::string_view text, std::int64_t count) noexcept {
  return detail::Repeated(error, scratch, text, count);
}
/// A fill of several characters is repeated; its end is cut.
inline std::string_view PadStart(ErrorKind& error, Scratch& scratch, std::string_view text, std::int64_t length,
                                 std::string_view fill) noexcept {
  const std::int64_t missing = length < 0 ? 0 : length - rulert::Length(text);
  const std::int64_t width = rulert::Length(fill);
  if (missing <= 0 || width == 0) return text;
  const std::string_view filled = detail::Repeated(error, scratch, fill, missing / width + 1);
  return rulert::Join(scratch, filled.substr(0, detail::OffsetOf(filled, missing)), text);
}
inline std::string_view PadEnd(ErrorKind& error, Scratch& scratch, std::string_view text, std::int64_t length,
                               std::string_view fill) noexcept {
  const std::int64_t missing = length < 0 ? 0 : length - rulert::Length(text);
  const std::int64_t width = rulert::Length(fill);
  if (missing <= 0 || width == 0) return text;
  const std::string_view filled = detail::Repeated(error, scratch, fill, missing / width + 1);
  return rulert::Join(scratch, text, filled.substr(0, detail::OffsetOf(filled, missing)));
}

inline std::string_view Reverse(Scratch& scratch, std::string_view text) noexcept {
  char* const begin = scratch.AllocateChars(text.size());
  char* out = begin + text.size();
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t size = detail::SizeOfFront(rest);
    out -= size;
    std::memcpy(out, rest.data(), size);
    rest.remove_prefix(size);
  }
  return {begin, text.size()};
}

/// Without white space at both ends, and one space for each stretch of it within.
inline std::string_view Squeeze(Scratch& scratch, std::string_view text) noexcept {
  char* const begin = scratch.AllocateChars(text.size());
  char* out = begin;
  bool gap = false;
  for (std::string_view rest = text; !rest.empty();) {
    const rulert::detail::CodePoint c = rulert::detail::FrontOf(rest);
    const std::size_t size = c.bytes == 0 ? 1 : c.bytes;
    if (c.bytes != 0 && rulert::detail::IsWhiteSpace(c.value)) {
      gap = out != begin;
    } else {
      if (gap) *out++ = ' ';
      gap = false;
      std::memcpy(out, rest.data(), size);
      out += size;
    }
    rest.remove_prefix(size);
  }
  scratch.Trim(out);
  return {begin, static_cast<std::size_t>(out - begin)};
}

constexpr std::int64_t WordCount(std::string_view text) noexcept {
  std::int64_t count = 0;
  bool in_word = false;
  while (!text.empty()) {
    const rulert::detail::CodePoint c = rulert::detail::FrontOf(text);
    const bool space = c.bytes != 0 && rulert::detail::IsWhiteSpace(c.value);
    if (!space && !in_word) ++count;
    in_word = !space;
    text.remove_prefix(c.bytes == 0 ? 1 : c.bytes);
  }
  return count;
}

/// Empty where there are not so many; a text without the separator is one part.
inline std::string_view Part(ErrorKind& error, Scratch&, std::string_view text, std::string_view separator,
                             std::int64_t index) noexcept {
  if (index < 0) {
    error = ErrorKind::kNegativeCount;
    return {};
  }
  if (separator.empty()) return index == 0 ? text : std::string_view();
  for (; index > 0; --index) {
    const std::size_t at = text.find(separator);
    if (at == text.npos) return {};
    text.remove_prefix(at + separator.size());
  }
  return text.substr(0, text.find(separator));
}
constexpr std::int64_t PartCount(std::string_view text, std::string_view separator) noexcept {
  return Occurrences(text, separator) + 1;
}

inline std::string_view OnlyDigits(Scratch& scratch, std::string_view text) noexcept {
  return detail::Filtered(scratch, text, [](char c) { return detail::IsDigit(c); });
}
inline std::string_view OnlyAlphanumeric(Scratch& scratch, std::string_view text) noexcept {
  return detail::Filtered(scratch, text, [](char c) { return detail::IsDigit(c) || detail::IsLetter(c); });
}

namespace detail {
template <class Test>
constexpr bool AllOf(std::string_view text, Test test) noexcept {
  for (const char c : text) {
    if (!test(c)) return false;
  }
  return !text.empty();
}
}  // namespace detail

constexpr bool IsDigits(std::string_view text) noexcept { return detail::AllOf(text, detail::IsDigit); }
constexpr bool IsAlphanumeric(std::string_view text) noexcept {
  return detail::AllOf(text, [](char c) { return detail::IsDigit(c) || detail::IsLetter(c); });
}
constexpr bool IsAscii(std::string_view text) noexcept {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}
constexpr bool IsBlank(std::string_view text) noexcept { return rulert::Trim(text).empty(); }
constexpr std::int64_t ByteLength(std::string_view text) noexcept { return static_cast<std::int64_t>(text.size()); }
constexpr std::int64_t DigitCount(std::string_view text) noexcept {
  std::int64_t count = 0;
  for (const char c : text) count += detail::IsDigit(c) ? 1 : 0;
  return count;
}

/// By Unicode's simple lower case.
inline bool EqualsIgnoringCase(std::string_view a, std::string_view b) noexcept {
  StackScratch<> scratch;
  return rulert::Lower(scratch, a) == rulert::Lower(scratch, b);
}
inline bool ContainsIgnoringCase(std::string_view text, std::string_view part) noexcept {
  StackScratch<> scratch;
  return rulert::Contains(rulert::Lower(scratch, text), rulert::Lower(scratch, part));
}

/// The first character of each word by upper case, the others by lower case; a word follows white space or a hyphen.
inline std::string_view TitleCase(Scratch& scratch, std::string_view text) noexcept {
  char* const begin = scratch.AllocateChars(text.size() / 2 * 3 + 3);
  char* out = begin;
  bool starts = true;
  for (std::string_view rest = text; !rest.empty();) {
    const rulert::detail::CodePoint c = rulert::detail::FrontOf(rest);
    const std::size_t size = c.bytes == 0 ? 1 : c.bytes;
    if (c.bytes == 0) {
      *out++ = rest.front();
    } else if (c.value < 0x80) {
      const auto byte = static_cast<char>(c.value);
      *out++ = starts ? detail::UpperLetter(byte) : detail::LowerLetter(byte);
    } else {
      out = rulert::detail::WriteCodePoint(out, starts ? rulert::detail::MapCase(kUpperRanges, c.value)
                                                       : rulert::detail::MapCase(kLowerRanges, c.value));
    }
    starts = c.bytes != 0 && (rulert::detail::IsWhiteSpace(c.value) || c.value == '-');
    rest.remove_prefix(size);
  }
  scratch.Trim(out);
  return {begin, static_cast<std::size_t>(out - begin)};
}

/// All but the last `shown` characters as `*`.
inline std::string_view Mask(ErrorKind& error, Scratch& scratch, std::string_view text, std::int64_t shown) noexcept {
  if (shown < 0) {
    error = ErrorKind::kNegativeCount;
    return {};
  }
  const std::int64_t length = rulert::Length(text);
  if (shown >= length) return text;
  const std::string_view end = text.substr(detail::OffsetOf(text, length - shown));
  const auto hidden = static_cast<std::size_t>(length - shown);
  char* const begin = scratch.AllocateChars(hidden + end.size());
  std::memset(begin, '*', hidden);
  if (!end.empty()) std::memcpy(begin + hidden, end.data(), end.size());
  return {begin, hidden + end.size()};
}

/// Of the longest stretch of one byte or character.
constexpr std::int64_t LongestRun(std::string_view text) noexcept {
  std::int64_t longest = 0;
  std::int64_t run = 0;
  std::string_view last;
  while (!text.empty()) {
    const std::string_view c = text.substr(0, detail::SizeOfFront(text));
    run = c == last ? run + 1 : 1;
    if (run > longest) longest = run;
    last = c;
    text.remove_prefix(c.size());
  }
  return longest;
}

}  // namespace rulert::functions
