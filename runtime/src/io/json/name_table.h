#pragma once
// Finds a name among those of a record's fields or an enum's values.
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "rulert/record_spec.h"

namespace rulert::io::json {

inline constexpr std::uint32_t kNoName = 0xffffffff;

/// Views the names, which live as long as the module.
class NameTable {
 public:
  NameTable() = default;
  explicit NameTable(std::vector<std::string_view> names);

  /// Index of `name`, or kNoName.
  std::uint32_t Find(std::string_view name) const noexcept {
    if (slots_.empty()) return kNoName;
    for (std::size_t i = Hash(name) & mask_;; i = (i + 1) & mask_) {
      const std::uint32_t index = slots_[i];
      if (index == kNoName || names_[index] == name) return index;
    }
  }
  std::span<const std::string_view> names() const { return names_; }

 private:
  static std::uint64_t Hash(std::string_view name) noexcept {
    std::uint64_t front = 0;
    std::uint64_t back = 0;
    const std::size_t size = name.size();
    if (size >= 8) {
      std::memcpy(&front, name.data(), 8);
      std::memcpy(&back, name.data() + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(&front, name.data(), 4);
      std::memcpy(&back, name.data() + size - 4, 4);
    } else if (size > 0) {
      front = static_cast<unsigned char>(name[0]);
      back = static_cast<unsigned char>(name[size / 2]) << 8 | static_cast<unsigned char>(name[size - 1]);
    }
    const std::uint64_t mixed = (front ^ size) * 0x9e3779b97f4a7c15 ^ back * 0xc2b2ae3d27d4eb4f;
    return mixed >> 32 ^ mixed >> 11;
  }

  std::vector<std::string_view> names_;
  std::vector<std::uint32_t> slots_;
  std::size_t mask_ = 0;
};

/// A key as it is expected to stand in the text: its bytes and the closing quote. Matches only where the text spells it
/// without escapes.
class KeyPattern {
 public:
  KeyPattern() = default;
  explicit KeyPattern(std::string_view name);

  /// Whether the text after an opening quote begins with the key and its closing quote. `end`: of the record.
  bool Matches(const char* text, const char* end) const noexcept {
    if (end - text >= 16) [[likely]] {
      std::uint64_t low = 0;
      std::uint64_t high = 0;
      std::memcpy(&low, text, 8);
      std::memcpy(&high, text + 8, 8);
      if ((((low ^ low_) & low_mask_) | ((high ^ high_) & high_mask_)) != 0) return false;
      return name_.size() < 16 || MatchesBytes(text, end);
    }
    return MatchesBytes(text, end);
  }

 private:
  bool MatchesBytes(const char* text, const char* end) const noexcept {
    const std::size_t size = name_.size();
    return plain_ && static_cast<std::size_t>(end - text) > size && std::memcmp(text, name_.data(), size) == 0 &&
           text[size] == '"';
  }

  std::string_view name_;
  bool plain_ = false;  // the name stands in JSON as it is
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t low_mask_ = 0;
  std::uint64_t high_mask_ = 0;
};

}  // namespace rulert::io::json
