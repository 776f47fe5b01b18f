#include "runtime/src/io/json/text.h"

namespace rulert::io::json {
namespace {

/// The value of four hexadecimal digits; -1 if they are not.
int FourDigits(const char* text) noexcept {
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = text[i];
    int digit = 0;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      digit = (c | 0x20) - 'a' + 10;
    } else {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

char* WriteUtf8(char* out, std::uint32_t code) noexcept {
  auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
  return out;
}

struct Escape {
  std::uint32_t code = 0;
  std::size_t size = 0;  // 0: wrong
};

/// The escape at the front of `text`, whose first character is a backslash.
Escape ReadEscape(std::string_view text) noexcept {
  if (text.size() < 2) return {};
  switch (text[1]) {
    case '"':
    case '\\':
    case '/':
      return {static_cast<std::uint32_t>(text[1]), 2};
    case 'b':
      return {'\b', 2};
    case 'f':
      return {'\f', 2};
    case 'n':
      return {'\n', 2};
    case 'r':
      return {'\r', 2};
    case 't':
      return {'\t', 2};
    case 'u':
      break;
    default:
      return {};
  }
  if (text.size() < 6) return {};
  const int unit = FourDigits(text.data() + 2);
  if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return {};
  if (unit < 0xd800 || unit > 0xdbff) return {static_cast<std::uint32_t>(unit), 6};
  if (text.size() < 12 || text[6] != '\\' || text[7] != 'u') return {};
  const int low = FourDigits(text.data() + 8);
  if (low < 0xdc00 || low > 0xdfff) return {};
  return {0x10000 + (static_cast<std::uint32_t>(unit - 0xd800) << 10) + static_cast<std::uint32_t>(low - 0xdc00), 12};
}

// Whether the text begins with this word, and not with a longer one.
bool BeginsWithWord(std::string_view text, std::string_view word) noexcept {
  if (!text.starts_with(word)) return false;
  const char next = text.size() == word.size() ? ',' : text[word.size()];
  return IsWhitespace(next) || IsPunctuation(next);
}

}  // namespace

const char* NameOfToken(std::string_view text) noexcept {
  const char first = text.front();
  switch (first) {
    case '{':
      return "an object";
    case '[':
      return "a list";
    case '"':
      return "a string";
    case '}':
    case ']':
    case ',':
    case ':':
      return "nothing";
    default:
      if (BeginsWithWord(text, "null")) return "null";
      if (BeginsWithWord(text, "true") || BeginsWithWord(text, "false")) return "a bool";
      return first == '-' || (first >= '0' && first <= '9') ? "a number" : "text that is no JSON value";
  }
}

char* Unescape(std::string_view content, char* out, std::size_t& bad) noexcept {
  std::size_t done = 0;
  while (done < content.size()) {
    const void* found = std::memchr(content.data() + done, '\\', content.size() - done);
    const std::size_t plain = found == nullptr
                                  ? content.size() - done
                                  : static_cast<std::size_t>(static_cast<const char*>(found) - content.data()) - done;
    std::memcpy(out, content.data() + done, plain);
    out += plain;
    done += plain;
    if (found == nullptr) break;
    const Escape escape = ReadEscape(content.substr(done));
    if (escape.size == 0) {
      bad = done;
      return nullptr;
    }
    out = WriteUtf8(out, escape.code);
    done += escape.size;
  }
  return out;
}

bool ValidEscapes(std::string_view content, std::size_t& bad) noexcept {
  for (std::size_t done = 0; done < content.size();) {
    const void* found = std::memchr(content.data() + done, '\\', content.size() - done);
    if (found == nullptr) return true;
    done = static_cast<std::size_t>(static_cast<const char*>(found) - content.data());
    const Escape escape = ReadEscape(content.substr(done));
    if (escape.size == 0) {
      bad = done;
      return false;
    }
    done += escape.size;
  }
  return true;
}

}  // namespace rulert::io::json
