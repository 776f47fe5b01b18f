#include "compiler/lower/packed_slots.h"

#include <bit>
#include <string_view>

namespace rulec::lower {
namespace {

// The same hash as rulert/table_hash.h.

std::uint64_t Word(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) word = word << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return word;
}

std::uint64_t Mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 32;
}

std::uint64_t HashOf(std::string_view text) {
  const std::size_t size = text.size();
  std::uint64_t hash = size;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) hash = Mixed(hash, Word(text.substr(i, 8)));
    return Mixed(hash, Word(text.substr(size - 8)));
  }
  if (size >= 4) return Mixed(hash, Word(text.substr(0, 4)) << 32 | Word(text.substr(size - 4)));
  if (size == 0) return hash;
  return Mixed(hash, Word(text.substr(0, 1)) << 16 | Word(text.substr(size / 2, 1)) << 8 | Word(text.substr(size - 1)));
}

}  // namespace

std::vector<std::uint32_t> SlotsOf(const std::vector<ir::Constant>& keys, bool are_texts) {
  std::vector<std::uint32_t> slots(std::bit_ceil(2 * keys.size()));
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    const std::uint64_t hash = are_texts ? HashOf(keys[i].text) : Mixed(0, static_cast<std::uint64_t>(keys[i].number));
    std::size_t at = hash & (slots.size() - 1);
    while (slots[at] != 0) at = (at + 1) & (slots.size() - 1);
    slots[at] = i + 1;
  }
  return slots;
}

}  // namespace rulec::lower
