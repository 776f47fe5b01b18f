#pragma once
// Tables that are data: a row is a constant with a cell for each input, and a loop asks one after the other.
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

}  // namespace rulert
