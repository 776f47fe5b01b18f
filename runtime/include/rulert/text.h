#pragma once
// The built-ins on strings. Strings are UTF-8; bytes that are not are carried along as they stand. What needs memory
// takes it from a Scratch; an answer that equals its argument may be a view of it.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/case_table.h"
#include "rulert/scratch.h"

namespace rulert {

/// Code points.
constexpr std::int64_t Length(std::string_view text) noexcept {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

constexpr bool StartsWith(std::string_view text, std::string_view part) noexcept { return text.starts_with(part); }
constexpr bool EndsWith(std::string_view text, std::string_view part) noexcept { return text.ends_with(part); }
/// Every text contains the empty one.
constexpr bool Contains(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

namespace detail {

/// The code point at the front and its bytes; of bytes that are not UTF-8 one byte, and no code point (size 0 in
/// `bytes`).
struct CodePoint {
  std::uint32_t value;
  std::uint32_t bytes;
};

/// text is not empty.
constexpr CodePoint FrontOf(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0) == 0x80; };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if ((lead & 0xe0) == 0xc0 && continues(1)) return {(lead & 0x1f) << 6 | (byte(1) & 0x3f), 2};
  if ((lead & 0xf0) == 0xe0 && continues(1) && continues(2)) {
    return {(lead & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
  }
  if ((lead & 0xf8) == 0xf0 && continues(1) && continues(2) && continues(3)) {
    return {(lead & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f), 4};
  }
  return {0xfffd, 0};
}

constexpr char* WriteCodePoint(char* out, std::uint32_t c) noexcept {
  if (c < 0x80) {
    *out++ = static_cast<char>(c);
    return out;
  }
  if (c < 0x800) {
    *out++ = static_cast<char>(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      *out++ = static_cast<char>(0xe0 | c >> 12);
    } else {
      *out++ = static_cast<char>(0xf0 | c >> 18);
      *out++ = static_cast<char>(0x80 | (c >> 12 & 0x3f));
    }
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3f));
  }
  *out++ = static_cast<char>(0x80 | (c & 0x3f));
  return out;
}

/// c >= 0x80.
template <std::size_t N>
constexpr std::uint32_t MapCase(const CaseRange (&ranges)[N], std::uint32_t c) noexcept {
  std::size_t low = 0;
  std::size_t high = N;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (ranges[middle].last < c) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == N || c < ranges[low].first || (c - ranges[low].first) % ranges[low].step != 0) return c;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(c) + ranges[low].delta);
}

/// `kFirst`: 'A' to lower, 'a' to upper; letters of ASCII differ in one bit.
template <char kFirst, std::size_t N>
std::string_view ChangeCase(Scratch& scratch, std::string_view text, const CaseRange (&ranges)[N]) noexcept {
  const auto letter = [](char c) { return c >= kFirst && c <= kFirst + 25; };
  std::size_t same = 0;
  while (same < text.size() && static_cast<unsigned char>(text[same]) < 0x80 && !letter(text[same])) ++same;
  if (same == text.size()) return text;
  // A mapping grows a character from two bytes to three at most.
  char* const begin = scratch.AllocateChars(same + (text.size() - same) / 2 * 3 + 3);
  if (same > 0) std::memcpy(begin, text.data(), same);
  char* out = begin + same;
  for (std::string_view rest = text.substr(same); !rest.empty();) {
    const char front = rest.front();
    if (static_cast<unsigned char>(front) < 0x80) {
      *out++ = letter(front) ? static_cast<char>(front ^ 0x20) : front;
      rest.remove_prefix(1);
      continue;
    }
    const CodePoint c = FrontOf(rest);
    if (c.bytes == 0) {
      *out++ = front;
      rest.remove_prefix(1);
      continue;
    }
    const std::uint32_t mapped = MapCase(ranges, c.value);
    if (mapped == c.value) {
      for (std::uint32_t i = 0; i < c.bytes; ++i) *out++ = rest[i];
    } else {
      out = WriteCodePoint(out, mapped);
    }
    rest.remove_prefix(c.bytes);
  }
  scratch.Trim(out);
  return {begin, static_cast<std::size_t>(out - begin)};
}

/// Unicode's White_Space.
constexpr bool IsWhiteSpace(std::uint32_t c) noexcept {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

}  // namespace detail

/// By Unicode's simple case mapping: each code point by itself, in every language alike.
inline std::string_view Lower(Scratch& scratch, std::string_view text) noexcept {
  return detail::ChangeCase<'A'>(scratch, text, kLowerRanges);
}
inline std::string_view Upper(Scratch& scratch, std::string_view text) noexcept {
  return detail::ChangeCase<'a'>(scratch, text, kUpperRanges);
}

/// Without Unicode's white space at both ends; a view of `text`.
constexpr std::string_view Trim(std::string_view text) noexcept {
  while (!text.empty()) {
    const detail::CodePoint c = detail::FrontOf(text);
    if (c.bytes == 0 || !detail::IsWhiteSpace(c.value)) break;
    text.remove_prefix(c.bytes);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
    const detail::CodePoint c = detail::FrontOf(text.substr(start));
    if (c.bytes != text.size() - start || !detail::IsWhiteSpace(c.value)) break;
    text.remove_suffix(c.bytes);
  }
  return text;
}

/// a + b + ...: one allocation.
template <class... Texts>
std::string_view Join(Scratch& scratch, std::string_view first, const Texts&... more) noexcept {
  const std::string_view parts[] = {first, std::string_view(more)...};
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  char* const begin = scratch.AllocateChars(size);
  char* out = begin;
  for (const std::string_view part : parts) {
    if (!part.empty()) std::memcpy(out, part.data(), part.size());
    out += part.size();
  }
  return {begin, size};
}

}  // namespace rulert
