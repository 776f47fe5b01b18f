#pragma once
// Rows of large tables, packed into literals: of a thousand rows as constants a compiler makes a thousand nodes each,
// of a literal one. Numbers are little-endian and as wide as their column needs; texts stand behind each other in a
// literal of their own, of which rows have the offset and the length.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/int128.h"
#include "rulert/table_hash.h"
#include "rulert/table_rows.h"

namespace rulert {

static_assert(std::endian::native == std::endian::little);

/// One row. A column begins at byte kAt of it.
class PackedRow {
 public:
  PackedRow(const char* row, const char* texts) noexcept : row_(row), texts_(texts) {}

  /// Of 1, 2, 4 or 8 bytes, with a sign.
  template <std::size_t kAt, std::size_t kBytes>
  std::int64_t Number() const noexcept {
    if constexpr (kBytes == 1) return Read<std::int8_t>(kAt);
    if constexpr (kBytes == 2) return Read<std::int16_t>(kAt);
    if constexpr (kBytes == 4) return Read<std::int32_t>(kAt);
    if constexpr (kBytes == 8) return Read<std::int64_t>(kAt);
  }
  template <std::size_t kAt>
  Int128 Wide() const noexcept {
    return Read<Int128>(kAt);
  }
  template <std::size_t kAt>
  double Float() const noexcept {
    return Read<double>(kAt);
  }
  /// Four bytes of offset, four of length.
  template <std::size_t kAt>
  std::string_view Text() const noexcept {
    return {texts_ + Read<std::uint32_t>(kAt), Read<std::uint32_t>(kAt + 4)};
  }

 private:
  template <class T>
  T Read(std::size_t at) const noexcept {
    T value;
    std::memcpy(&value, row_ + at, sizeof value);
    return value;
  }

  const char* row_;
  const char* texts_;
};

/// A list of what kRead makes of rows of kBytes each.
template <class Row, Row (*kRead)(const PackedRow&) noexcept, std::size_t kBytes>
class PackedRows {
 public:
  class Iterator {
   public:
    Iterator(const PackedRows& rows, std::size_t at) noexcept : rows_(rows), at_(at) {}
    Row operator*() const noexcept { return rows_[at_]; }
    Iterator& operator++() noexcept {
      ++at_;
      return *this;
    }
    friend bool operator!=(const Iterator& a, const Iterator& b) noexcept { return a.at_ != b.at_; }

   private:
    const PackedRows& rows_;
    std::size_t at_;
  };

  constexpr PackedRows(const char* rows, const char* texts, std::size_t size) noexcept
      : rows_(rows), texts_(texts), size_(size) {}

  Row operator[](std::size_t at) const noexcept { return kRead(PackedRow(rows_ + at * kBytes, texts_)); }
  std::size_t size() const noexcept { return size_; }
  Iterator begin() const noexcept { return {*this, 0}; }
  Iterator end() const noexcept { return {*this, size_}; }

 private:
  const char* rows_;
  const char* texts_;
  std::size_t size_;
};

/// Numbers of four bytes, as a pointer to them.
class PackedNumbers {
 public:
  explicit constexpr PackedNumbers(const char* at) noexcept : at_(at) {}
  std::uint32_t operator*() const noexcept { return (*this)[0]; }
  std::uint32_t operator[](std::size_t number) const noexcept {
    std::uint32_t value;
    std::memcpy(&value, at_ + number * sizeof value, sizeof value);
    return value;
  }
  PackedNumbers& operator++() noexcept {
    at_ += sizeof(std::uint32_t);
    return *this;
  }
  PackedNumbers operator+(std::size_t count) const noexcept {
    return PackedNumbers(at_ + count * sizeof(std::uint32_t));
  }
  friend bool operator==(PackedNumbers, PackedNumbers) = default;

 private:
  const char* at_;
};

/// As RowsFor of table_rows.h says. Index has `keys`, `starts`, and `order` of all `rows`; `slots`, kSlots of them, a
/// power of two, have each key's number plus one at or behind the place that its hash says, and a 0 behind that.
template <class Index, class Value>
auto RowsFor(const Index& index, const Value& value) noexcept {
  using Rows = std::remove_cvref_t<decltype(index.rows)>;
  using List = typename SelectedRows<Rows, PackedNumbers>::List;
  const PackedNumbers rest = index.order + index.starts[index.keys.size()];
  const List several{rest, index.order + index.rows.size()};
  constexpr std::size_t kMask = Index::kSlots - 1;
  for (std::size_t at = TableHash(value) & kMask;; at = (at + 1) & kMask) {
    const std::uint32_t slot = index.slots[at];
    if (slot == 0) return SelectedRows<Rows, PackedNumbers>(index.rows, List{rest, rest}, several);
    if (index.keys[slot - 1] == value) {
      const List one{index.order + index.starts[slot - 1], index.order + index.starts[slot]};
      return SelectedRows<Rows, PackedNumbers>(index.rows, one, several);
    }
  }
}
/// What is missing is no key.
template <class Index, class Value>
auto RowsFor(const Index& index, const std::optional<Value>& value) noexcept {
  if (value.has_value()) return RowsFor(index, *value);
  using Rows = std::remove_cvref_t<decltype(index.rows)>;
  return SelectedRows<Rows, PackedNumbers>(
      index.rows, {index.order, index.order},
      {index.order + index.starts[index.keys.size()], index.order + index.rows.size()});
}

}  // namespace rulert
