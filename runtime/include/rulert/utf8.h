#pragma once
// UTF-8 as RFC 3629 has it: nothing overlong, no surrogates, nothing past U+10FFFF.
#include <cstddef>
#include <string_view>

namespace rulert {

/// Bytes of the character at the front of what is not empty; 0 if it is none.
constexpr std::size_t CharacterSize(std::string_view text) noexcept {
  auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool surrogate = first == 0xed && byte(1) > 0x9f;
  const bool too_large = first == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || too_large ? 0 : size;
}

/// Length of the longest prefix that is UTF-8.
constexpr std::size_t ValidUtf8Prefix(std::string_view text) noexcept {
  std::size_t done = 0;
  while (done < text.size()) {
    const std::size_t size = CharacterSize(text.substr(done));
    if (size == 0) break;
    done += size;
  }
  return done;
}

}  // namespace rulert
