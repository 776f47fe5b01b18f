#pragma once
// Answers that are worked out from the rows of a window, whatever kind of window it is.
#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/aggregate_answers.h"
#include "rulert/convert.h"
#include "rulert/hash.h"
#include "rulert/list.h"
#include "rulert/row_aggregates.h"
#include "rulert/scratch.h"

namespace rulert {

namespace detail {

template <class T>
struct Present {
  using Type = T;
};
template <class T>
struct Present<std::optional<T>> {
  using Type = T;
};
template <class T>
using PresentType = typename Present<T>::Type;

/// The order of column values; -0.0 is less than 0.0, so that no other order shows.
template <class T>
constexpr bool ColumnLess(const T& a, const T& b) noexcept {
  if constexpr (std::is_same_v<T, double>) {
    if (a == b) return __builtin_signbit(a) && !__builtin_signbit(b);
  }
  return a < b;
}

/// Equal values have equal hashes.
template <class T>
std::uint64_t ColumnHash(const T& value) noexcept {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return Hash64(value);
  } else if constexpr (std::is_same_v<T, double>) {
    return xxh3::Avalanche64(std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value));
  } else if constexpr (kIsDecimal<T>) {
    const auto bits = static_cast<UInt128>(Int128{value.mantissa});
    return xxh3::Avalanche64(static_cast<std::uint64_t>(bits) ^
                             static_cast<std::uint64_t>(bits >> 64) * xxh3::kPrime64A);
  } else if constexpr (std::is_same_v<T, Timestamp> || std::is_same_v<T, Duration>) {
    return xxh3::Avalanche64(static_cast<std::uint64_t>(value.us));
  } else if constexpr (std::is_same_v<T, Date>) {
    return xxh3::Avalanche64(static_cast<std::uint64_t>(value.days));
  } else {
    return xxh3::Avalanche64(static_cast<std::uint64_t>(value));
  }
}

template <class T>
constexpr double ColumnFloat(const T& value) noexcept {
  if constexpr (std::is_same_v<T, double>) {
    return value;
  } else {
    return FloatOf(value);
  }
}

}  // namespace detail

/// View derives from it and knows, beside what AggregateAnswers asks for:
///   template <auto kColumn> auto At(std::int64_t i) const     the value of the i-th row, in time order, ties by
///   arrival std::int64_t TimeAt(std::int64_t i) const                 us template <auto kColumn> double Spread() const
///   of a RunningSquares Scratch& scratch() const
template <class View>
class RowAnswers : public AggregateAnswers<View> {
 public:
  using AggregateAnswers<View>::Get;

  // ---- one row ----
  /// 0 <= i < count().
  template <auto kColumn>
  auto Get(ColumnOf<kColumn>, std::int64_t i) const noexcept {
    return self().template At<kColumn>(i);
  }
  template <auto kColumn>
  auto Get(FirstOf<kColumn>) const noexcept {
    return AtOrMissing<kColumn>(0);
  }
  template <auto kColumn>
  auto Get(LastOf<kColumn>) const noexcept {
    return AtOrMissing<kColumn>(self().count() - 1);
  }
  /// is_last: the event at hand is the last row.
  template <auto kColumn>
  auto Get(PreviousOf<kColumn>, bool is_last) const noexcept {
    return AtOrMissing<kColumn>(self().count() - (is_last ? 2 : 1));
  }

  // ---- order ----
  template <auto kColumn>
    requires std::is_same_v<detail::ColumnType<kColumn>, std::string_view>
  auto Get(MinOf<kColumn>) const noexcept {
    return Best<kColumn>([](std::string_view a, std::string_view b) { return a < b; });
  }
  template <auto kColumn>
    requires std::is_same_v<detail::ColumnType<kColumn>, std::string_view>
  auto Get(MaxOf<kColumn>) const noexcept {
    return Best<kColumn>([](std::string_view a, std::string_view b) { return b < a; });
  }
  template <auto kColumn>
  auto Get(ValuesOf<kColumn>) const noexcept {
    return List<detail::ColumnType<kColumn>>{Copied<kColumn>(), static_cast<std::uint32_t>(self().count())};
  }
  template <auto kColumn, std::uint32_t kMany>
  auto Get(TopOf<kColumn, kMany>) const noexcept {
    using Value = detail::ColumnType<kColumn>;
    const auto count = static_cast<std::uint32_t>(self().count());
    const std::uint32_t many = std::min(kMany, count);
    Value* const values = Copied<kColumn>();
    std::partial_sort(values, values + many, values + count,
                      [](const Value& a, const Value& b) { return detail::ColumnLess(b, a); });
    self().scratch().Trim(reinterpret_cast<char*>(values + many));
    return List<Value>{values, many};
  }
  template <auto kColumn, std::int64_t kQ>
  auto Get(QuantileOf<kColumn, kQ>) const noexcept {
    using Value = detail::ColumnType<kColumn>;
    constexpr std::int64_t kUnits = 1'000'000'000;
    static_assert(kQ >= 0 && kQ <= kUnits);
    const std::int64_t count = self().count();
    if (count == 0) return std::optional<Value>();
    const std::int64_t rank = std::max<std::int64_t>((kQ * count + kUnits - 1) / kUnits, 1);
    const Scratch::Position mark = self().scratch().Mark();
    Value* const values = Copied<kColumn>();
    std::nth_element(values, values + rank - 1, values + count,
                     [](const Value& a, const Value& b) { return detail::ColumnLess(a, b); });
    const Value found = values[rank - 1];
    self().scratch().Release(mark);
    return std::optional<Value>(found);
  }

  // ---- sameness ----
  template <auto kColumn>
  std::int64_t Get(DistinctOf<kColumn>) const noexcept {
    const auto count = static_cast<std::uint32_t>(self().count());
    return count <= kFew ? DistinctOfFew<kColumn>(count) : DistinctOfMany<kColumn>(count);
  }
  template <auto kColumn, class Sought>
  std::int64_t Get(CountEqual<kColumn>, const Sought& sought) const noexcept {
    std::int64_t equal = 0;
    const std::int64_t count = self().count();
    for (std::int64_t i = 0; i < count; ++i) equal += self().template At<kColumn>(i) == sought ? 1 : 0;
    return equal;
  }
  /// How many rows f(i) holds for; f in time order.
  template <class F>
  std::int64_t CountWhere(F&& f) const noexcept {
    std::int64_t held = 0;
    const std::int64_t count = self().count();
    for (std::int64_t i = 0; i < count; ++i) held += f(i) ? 1 : 0;
    return held;
  }

  // ---- floats ----
  template <auto kColumn, class M>
  std::optional<double> Get(StddevOf<kColumn>, M& m, std::uint32_t place) const noexcept {
    using Value = detail::ColumnType<kColumn>;
    const std::int64_t rows = self().count();
    if (rows == 0) return std::nullopt;
    const auto count = static_cast<double>(rows);
    if constexpr (std::is_same_v<Value, double>) {
      double sum = 0;
      for (std::int64_t i = 0; i < rows; ++i) sum += self().template At<kColumn>(i);
      const double mean = sum / count;
      double squares = 0;
      for (std::int64_t i = 0; i < rows; ++i) {
        const double distance = self().template At<kColumn>(i) - mean;
        squares += distance * distance;
      }
      return Finite(__builtin_sqrt(squares / count), m, place);
    } else {
      double unit = 1;
      if constexpr (kIsDecimal<Value>) unit = FloatOf(Decimal<38, 0>{PowerOfTen(Value::kScale)});
      return __builtin_sqrt(self().template Spread<kColumn>()) / count / unit;
    }
  }
  template <auto kColumn, std::int64_t kHalfLife, class M>
  std::optional<double> Get(EwmaOf<kColumn, kHalfLife>, M& m, std::uint32_t place) const noexcept {
    const std::int64_t rows = self().count();
    if (rows == 0) return std::nullopt;
    const std::int64_t newest = self().TimeAt(rows - 1);
    double weighted = 0;
    double weights = 0;
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto age = static_cast<double>(newest - self().TimeAt(i));
      const double weight = __builtin_exp2(-(age / static_cast<double>(kHalfLife)));
      weighted += weight * detail::ColumnFloat(self().template At<kColumn>(i));
      weights += weight;
    }
    return Finite(weighted / weights, m, place);
  }

 private:
  static constexpr std::uint32_t kFew = 16;

  const View& self() const noexcept { return static_cast<const View&>(*this); }

  template <class M>
  static double Finite(double x, M& m, std::uint32_t place) noexcept {
    return __builtin_isfinite(x) ? x : m.AddF(x, 0.0, place);
  }

  template <auto kColumn>
  std::optional<detail::PresentType<detail::ColumnType<kColumn>>> AtOrMissing(std::int64_t i) const noexcept {
    if (i < 0 || i >= self().count()) return std::nullopt;
    return self().template At<kColumn>(i);
  }
  template <auto kColumn, class Before>
  std::optional<std::string_view> Best(Before&& before) const noexcept {
    const std::int64_t count = self().count();
    if (count == 0) return std::nullopt;
    std::string_view best = self().template At<kColumn>(0);
    for (std::int64_t i = 1; i < count; ++i) {
      const std::string_view value = self().template At<kColumn>(i);
      if (before(value, best)) best = value;
    }
    return best;
  }
  template <auto kColumn>
  auto* Copied() const noexcept {
    const std::int64_t count = self().count();
    auto* const values =
        self().scratch().template AllocateArray<detail::ColumnType<kColumn>>(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) values[i] = self().template At<kColumn>(i);
    return values;
  }

  template <auto kColumn>
  std::int64_t DistinctOfFew(std::uint32_t count) const noexcept {
    detail::ColumnType<kColumn> known[kFew];
    std::uint32_t size = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto value = self().template At<kColumn>(i);
      if (std::find(known, known + size, value) == known + size) known[size++] = value;
    }
    return size;
  }
  template <auto kColumn>
  std::int64_t DistinctOfMany(std::uint32_t count) const noexcept {
    using Value = detail::ColumnType<kColumn>;
    const Scratch::Position mark = self().scratch().Mark();
    Value* const known = self().scratch().template AllocateArray<Value>(count);
    const std::uint32_t slots = std::bit_ceil(count * 2);
    auto* const places = self().scratch().template AllocateArray<std::uint32_t>(slots);  // into `known`, from 1
    std::fill_n(places, slots, 0u);
    std::uint32_t size = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const Value value = self().template At<kColumn>(i);
      auto slot = static_cast<std::uint32_t>(detail::ColumnHash(value)) & (slots - 1);
      while (places[slot] != 0 && !(known[places[slot] - 1] == value)) slot = (slot + 1) & (slots - 1);
      if (places[slot] != 0) continue;
      known[size] = value;
      places[slot] = ++size;
    }
    self().scratch().Release(mark);
    return size;
  }
};

}  // namespace rulert
