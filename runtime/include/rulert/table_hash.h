#pragma once
// Hashes of values that tables of constants are found by. The compiler computes the same
// (compiler/lower/packed_slots.cpp).
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace rulert {
namespace detail {

inline constexpr std::uint64_t kTableHashFactor = 0x9e3779b97f4a7c15u;

template <class Word>
constexpr std::uint64_t LoadWord(const char* from) noexcept {
  Word word = 0;
  if (std::is_constant_evaluated()) {
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      word = static_cast<Word>(word | static_cast<Word>(static_cast<unsigned char>(from[i])) << (8 * i));
    }
  } else {
    std::memcpy(&word, from, sizeof(Word));
  }
  return word;
}

constexpr std::uint64_t Mixed(std::uint64_t hash, std::uint64_t word) noexcept {
  hash = (hash ^ word) * kTableHashFactor;
  return hash ^ hash >> 32;
}

}  // namespace detail

/// Of its size and its bytes, eight at a time; the last eight overlap.
constexpr std::uint64_t TableHash(std::string_view text) noexcept {
  using detail::LoadWord;
  const char* from = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = size;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) hash = detail::Mixed(hash, LoadWord<std::uint64_t>(from + i));
    return detail::Mixed(hash, LoadWord<std::uint64_t>(from + size - 8));
  }
  if (size >= 4) {
    return detail::Mixed(hash, LoadWord<std::uint32_t>(from) << 32 | LoadWord<std::uint32_t>(from + size - 4));
  }
  if (size == 0) return hash;
  return detail::Mixed(hash, LoadWord<std::uint8_t>(from) << 16 | LoadWord<std::uint8_t>(from + size / 2) << 8 |
                                 LoadWord<std::uint8_t>(from + size - 1));
}
constexpr std::uint64_t TableHash(std::int64_t number) noexcept {
  return detail::Mixed(0, static_cast<std::uint64_t>(number));
}

}  // namespace rulert
