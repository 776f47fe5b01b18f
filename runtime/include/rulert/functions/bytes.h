#pragma once
// Functions of rules between bytes and text.
#include <cstdint>
#include <string_view>

#include "rulert/base64.h"
#include "rulert/bytes.h"
#include "rulert/failure.h"
#include "rulert/functions/hex_digit.h"
#include "rulert/functions/text.h"
#include "rulert/scratch.h"
#include "rulert/utf8.h"

namespace rulert::functions {

inline std::string_view ToBase64(ErrorKind& error, Scratch& scratch, Bytes data) noexcept {
  const std::size_t size = Base64Size(data.view.size());
  if (size > kLongestText) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  char* const begin = scratch.AllocateChars(size);
  WriteBase64(begin, data.view);
  return {begin, size};
}

inline std::string_view FromBase64(ErrorKind& error, Scratch& scratch, std::string_view text) noexcept {
  if (text.size() / 4 * 3 > kLongestText) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  char* const begin = scratch.AllocateChars(text.size() / 4 * 3);
  char* const end = ReadBase64(text, begin);
  scratch.Trim(end == nullptr ? begin : end);
  if (end != nullptr) return {begin, static_cast<std::size_t>(end - begin)};
  error = ErrorKind::kNotBase64;
  return {};
}

inline std::string_view ToHex(ErrorKind& error, Scratch& scratch, Bytes data) noexcept {
  const std::size_t size = data.view.size() * 2;
  if (size > kLongestText) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  char* const begin = scratch.AllocateChars(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(data.view[i / 2]);
    begin[i] = "0123456789abcdef"[i % 2 == 0 ? byte >> 4 : byte & 15];
  }
  return {begin, size};
}

inline std::string_view FromHex(ErrorKind& error, Scratch& scratch, std::string_view text) noexcept {
  if (text.size() / 2 > kLongestText) {
    error = ErrorKind::kTextTooLong;
    return {};
  }
  char* const begin = scratch.AllocateChars(text.size() / 2);
  bool digits = text.size() % 2 == 0;
  for (std::size_t i = 0; digits && i < text.size(); i += 2) {
    const int high = detail::HexDigit(text[i]);
    const int low = detail::HexDigit(text[i + 1]);
    digits = high >= 0 && low >= 0;
    begin[i / 2] = static_cast<char>(high * 16 + low);
  }
  if (digits) return {begin, text.size() / 2};
  error = ErrorKind::kNotHex;
  return {};
}

inline std::string_view Utf8Bytes(Scratch&, std::string_view text) noexcept { return text; }

inline std::string_view Utf8Text(ErrorKind& error, Scratch&, Bytes data) noexcept {
  if (ValidUtf8Prefix(data.view) == data.view.size()) return data.view;
  error = ErrorKind::kNotUtf8;
  return {};
}

}  // namespace rulert::functions
