#pragma once
// Tables that are data: a row is a constant with a cell for each input, and a loop asks one after the other.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/time.h"

namespace rulert {

/// Whole numbers, and what is one inside: from `low` to `high`, both included.
struct NumberCell {
  std::int64_t low;
  std::int64_t high;

  constexpr bool Takes(std::int64_t value) const noexcept { return low <= value && value <= high; }
};

struct FloatCell {
  double low;
  double high;

  constexpr bool Takes(double value) const noexcept { return low <= value && value <= high; }
};

enum class TextTest : std::uint8_t { kAny, kNone, kEqual, kFrom, kBelow, kBetween };

/// `low` is included, `high` is not.
struct TextCell {
  TextTest test;
  std::string_view low;
  std::string_view high;

  constexpr bool Takes(std::string_view value) const noexcept {
    switch (test) {
      case TextTest::kAny:
        return true;
      case TextTest::kNone:
        return false;
      case TextTest::kEqual:
        return value == low;
      case TextTest::kFrom:
        return low <= value;
      case TextTest::kBelow:
        return value < high;
      case TextTest::kBetween:
        return low <= value && value < high;
    }
    return false;
  }
};

/// Of an input that may be missing.
template <class Cell>
struct MaybeCell {
  Cell present;
  bool takes_missing;

  template <class Value>
  constexpr bool Takes(const std::optional<Value>& value) const noexcept {
    return value.has_value() ? present.Takes(*value) : takes_missing;
  }
};

/// What a cell looks at.
template <class T>
constexpr auto CellValue(const T& input) noexcept {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::string_view>) {
    return input;
  } else if constexpr (AnyDecimal<T>) {
    return std::int64_t{input.mantissa};
  } else if constexpr (std::is_same_v<T, Timestamp> || std::is_same_v<T, Duration>) {
    return input.us;
  } else if constexpr (std::is_same_v<T, Date>) {
    return std::int64_t{input.days};
  } else {
    return static_cast<std::int64_t>(input);
  }
}
template <class T>
constexpr auto CellValue(const std::optional<T>& input) noexcept {
  using Value = decltype(CellValue(*input));
  return input.has_value() ? std::optional<Value>(CellValue(*input)) : std::optional<Value>();
}

/// The rows of two lists of indexes, each ascending, in the order of the table. Rows: what has a row for each index;
/// Number: a pointer to indexes.
template <class Rows, class Number = const std::uint32_t*>
class SelectedRows {
 public:
  struct List {
    Number next;
    Number end;
  };
  struct End {};
  class Iterator {
   public:
    Iterator(const Rows& rows, List one, List other) noexcept : rows_(rows), one_(one), other_(other) {}
    decltype(auto) operator*() const noexcept { return rows_[FirstIsNext() ? *one_.next : *other_.next]; }
    Iterator& operator++() noexcept {
      ++(FirstIsNext() ? one_ : other_).next;
      return *this;
    }
    friend bool operator!=(const Iterator& at, End) noexcept {
      return !(at.one_.next == at.one_.end && at.other_.next == at.other_.end);
    }

   private:
    bool FirstIsNext() const noexcept {
      if (one_.next == one_.end) return false;
      return other_.next == other_.end || *one_.next < *other_.next;
    }

    Rows rows_;
    List one_;
    List other_;
  };

  SelectedRows(const Rows& rows, List one, List other) noexcept : begin_(rows, one, other) {}
  Iterator begin() const noexcept { return begin_; }
  End end() const noexcept { return {}; }

 private:
  Iterator begin_;
};

/// Rows that can match where one input has this value. `keys`, ascending: values that some row asks for and no other;
/// rows of key i are those in `order` from starts[i] to starts[i + 1], behind the last key come all that take several.
template <class Row, class Key, std::size_t kKeys, std::size_t kStarts, std::size_t kRows>
SelectedRows<const Row*> RowsFor(const Row (&rows)[kRows], const Key (&keys)[kKeys],
                                 const std::uint32_t (&starts)[kStarts], const std::uint32_t (&order)[kRows],
                                 const std::type_identity_t<Key>& value) noexcept {
  static_assert(kStarts == kKeys + 1);
  const Key* const found = std::lower_bound(keys, keys + kKeys, value);
  const bool known = found != keys + kKeys && *found == value;
  const std::uint32_t* const begin = order + (known ? starts[found - keys] : 0);
  const std::uint32_t* const end = known ? order + starts[found - keys + 1] : begin;
  return {rows, {begin, end}, {order + starts[kKeys], order + kRows}};
}
/// What is missing is no key.
template <class Row, class Key, std::size_t kKeys, std::size_t kStarts, std::size_t kRows>
SelectedRows<const Row*> RowsFor(const Row (&rows)[kRows], const Key (&keys)[kKeys],
                                 const std::uint32_t (&starts)[kStarts], const std::uint32_t (&order)[kRows],
                                 const std::optional<std::type_identity_t<Key>>& value) noexcept {
  if (value.has_value()) return RowsFor(rows, keys, starts, order, *value);
  return {rows, {order, order}, {order + starts[kKeys], order + kRows}};
}

}  // namespace rulert
