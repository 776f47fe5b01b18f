#pragma once
// Base64 of RFC 4648, section 4, with padding.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rulert {

/// Characters that so many bytes are written with.
constexpr std::size_t Base64Size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

/// Writes Base64Size(bytes.size()) characters; returns the end.
constexpr char* WriteBase64(char* out, std::string_view bytes) noexcept {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      *out++ = i + k > bytes.size() ? '=' : kDigits[three >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

namespace detail {

/// Of a digit 0 to 63, else 64.
constexpr std::uint32_t Base64Digit(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
  return c == '+' ? 62 : c == '/' ? 63 : 64;
}

}  // namespace detail

/// Writes at most text.size() / 4 * 3 bytes; returns the end, or null if the text is anything else: other characters,
/// no padding, or bits in its last digit that belong to no byte, so that bytes have one text only.
constexpr char* ReadBase64(std::string_view text, char* out) noexcept {
  if (text.size() % 4 != 0) return nullptr;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const std::size_t padding = !last || text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::uint32_t digit = k < 4 - padding ? detail::Base64Digit(text[i + k]) : 0;
      if (digit == 64) return nullptr;
      three = three << 6 | digit;
    }
    if (padding > 0 && (three & ((1u << 8 * padding) - 1)) != 0) return nullptr;
    for (std::size_t k = 0; k < 3 - padding; ++k) *out++ = static_cast<char>(three >> (16 - 8 * k) & 0xff);
  }
  return out;
}

}  // namespace rulert
