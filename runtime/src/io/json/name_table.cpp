#include "runtime/src/io/json/name_table.h"

#include <algorithm>
#include <bit>

namespace rulert::io::json {

NameTable::NameTable(std::vector<std::string_view> names) : names_(std::move(names)) {
  if (names_.empty()) return;
  slots_.assign(std::bit_ceil(names_.size() * 2), kNoName);
  mask_ = slots_.size() - 1;
  for (std::uint32_t index = 0; index < names_.size(); ++index) {
    std::size_t i = Hash(names_[index]) & mask_;
    while (slots_[i] != kNoName) i = (i + 1) & mask_;
    slots_[i] = index;
  }
}

KeyPattern::KeyPattern(std::string_view name) : name_(name) {
  plain_ = std::none_of(name.begin(), name.end(),
                        [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  // Bytes that no text has at once: an escaped name never matches by words.
  if (!plain_) {
    low_ = 1;
    low_mask_ = ~std::uint64_t{0};
    high_ = ~std::uint64_t{0};
    high_mask_ = ~std::uint64_t{0};
    return;
  }
  char bytes[16] = {};
  char mask[16] = {};
  const std::size_t count = std::min<std::size_t>(name.size() + 1, 16);
  for (std::size_t i = 0; i < count; ++i) {
    bytes[i] = i < name.size() ? name[i] : '"';
    mask[i] = static_cast<char>(0xff);
  }
  std::memcpy(&low_, bytes, 8);
  std::memcpy(&high_, bytes + 8, 8);
  std::memcpy(&low_mask_, mask, 8);
  std::memcpy(&high_mask_, mask + 8, 8);
}

}  // namespace rulert::io::json
