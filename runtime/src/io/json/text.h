#pragma once
// The small facts of JSON text: white space, escapes, UTF-8, names for what stands there.
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/scratch.h"
#include "rulert/utf8.h"

namespace rulert::io::json {

constexpr bool IsWhitespace(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// One of { } [ ] : , which stand for themselves in the index.
constexpr bool IsPunctuation(char c) noexcept {
  return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',';
}

/// A value's text, white space around it removed. A string has its quotes.
struct Token {
  const char* begin;
  const char* end;
  std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }
  /// Of a string: what stands between the quotes.
  std::string_view content() const { return {begin + 1, static_cast<std::size_t>(end - begin - 2)}; }
  bool is_string() const { return *begin == '"' && end - begin >= 2 && end[-1] == '"'; }
};

/// From where a scalar begins to where the next token begins.
inline Token TokenBetween(const char* begin, const char* next) noexcept {
  while (IsWhitespace(next[-1])) --next;
  return {begin, next};
}

/// "a string", "a number", ... : what a text begins with. A word has to be one of JSON's to be called a bool or null.
const char* NameOfToken(std::string_view text) noexcept;

/// Writes the characters that `content`, a string without its quotes, stands for at `out`: never more bytes than it
/// has. Returns the end, or null where an escape is wrong or a surrogate stands alone; `bad` is then its place in
/// `content`.
char* Unescape(std::string_view content, char* out, std::size_t& bad) noexcept;

/// Whether all escapes are right.
bool ValidEscapes(std::string_view content, std::size_t& bad) noexcept;

}  // namespace rulert::io::json
