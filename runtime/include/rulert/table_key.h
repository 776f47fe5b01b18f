#pragma once
// A key as the slots of a state table (state_table.h) hold it, ready to be compared.
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/key_buffer.h"
#include "rulert/key_shape.h"

namespace rulert {

template <class K>
struct TableKey {
  using Shape = KeyShape<K>;
  static constexpr bool kInPlace = !Shape::kVaries && Shape::kWidth <= 64;
  static constexpr std::uint32_t kBytes = !kInPlace ? 16 : Shape::kWidth == 0 ? 8 : (Shape::kWidth + 7) / 8 * 8;

  std::uint64_t hash;
  std::uint64_t words[kBytes / 8] = {};
  std::string_view bytes;  // of a key that does not stand in the slot by its type; readable as long as this is used

  bool is_long() const noexcept { return !kInPlace && bytes.size() > kBytes; }

  /// `hash`: of the canonical bytes. `buffer` is used where the key's width varies, and must then outlive the answer.
  static TableKey From(std::uint64_t hash, const K& key, KeyBuffer& buffer) noexcept {
    TableKey result{hash, {}, {}};
    if constexpr (kInPlace) {
      detail::FixedKeyBuffer<kBytes / 8> fixed;
      key.Encode(fixed);
      std::memcpy(result.words, fixed.words(), sizeof(result.words));
    } else {
      buffer.Clear();
      key.Encode(buffer);
      result.bytes = buffer.bytes();
      const std::size_t size = result.bytes.size();
      if (size <= kBytes) {
        // The buffer is larger than 16 bytes; what lies behind the key is cut off.
        std::memcpy(result.words, result.bytes.data(), kBytes);
        const auto mask = [](std::size_t count) {
          return count >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << count * 8) - 1;
        };
        result.words[0] &= mask(size);
        result.words[1] &= size <= 8 ? 0 : mask(size - 8);
      }
    }
    return result;
  }
};

}  // namespace rulert
