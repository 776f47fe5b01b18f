#pragma once
// How the answers of aggregates follow from what is known of rows: the same for every kind of window.
#include <cstdint>
#include <optional>
#include <type_traits>

#include "rulert/aggregates.h"

namespace rulert {

/// View derives from it and knows its rows:
///   std::int64_t count() const
///   template <auto kColumn> std::int64_t Counted() const     rows with a true column
///   template <auto kColumn> Int128 Summed() const            exact
///   template <class K> typename K::Value Extreme() const     K: a RunningExtreme; there are rows
///   template <class F> void Visit(F&&) const                 rows in time order, ties by arrival
template <class View>
class AggregateAnswers {
 public:
  template <auto kColumn>
  std::int64_t Get(CountIf<kColumn>) const noexcept {
    return self().template Counted<kColumn>();
  }

  /// int: int. decimal(p,s): decimal(38,s). duration: duration. float: added in time order. Fails when it does not fit.
  template <auto kColumn, class M>
  auto Get(SumOf<kColumn>, M& m, std::uint32_t place) const noexcept {
    using Value = typename SumOf<kColumn>::Value;
    if constexpr (std::is_same_v<Value, double>) {
      return FloatSum<kColumn>(m, place);
    } else if constexpr (kIsDecimal<Value>) {
      return m.template SumToDecimal<Decimal<38, Value::kScale>>(self().template Summed<kColumn>(), place);
    } else if constexpr (std::is_same_v<Value, Duration>) {
      return Duration{m.SumToInt(self().template Summed<kColumn>(), place)};
    } else {
      return m.SumToInt(self().template Summed<kColumn>(), place);
    }
  }

  /// Missing on no rows. int and float: float. decimal(p,s): decimal(38, max(6, s)), rounded half up. Fails as Sum
  /// does.
  template <auto kColumn, class M>
  auto Get(AvgOf<kColumn>, M& m, std::uint32_t place) const noexcept {
    using Value = typename AvgOf<kColumn>::Value;
    const std::int64_t count = self().count();
    if constexpr (kIsDecimal<Value>) {
      using Result = Decimal<38, (Value::kScale > 6 ? Value::kScale : 6)>;
      if (count == 0) return std::optional<Result>();
      return std::optional<Result>(
          m.template AvgDecimal<Result, Value::kScale>(self().template Summed<kColumn>(), count, place));
    } else {
      static_assert(std::is_same_v<Value, double> || std::is_same_v<Value, std::int64_t>, "avg is of numbers");
      if (count == 0) return std::optional<double>();
      if constexpr (std::is_same_v<Value, double>) {
        return std::optional<double>(FloatSum<kColumn>(m, place) / static_cast<double>(count));
      } else {
        return std::optional<double>(static_cast<double>(self().template Summed<kColumn>()) /
                                     static_cast<double>(count));
      }
    }
  }

  /// Missing on no rows.
  template <auto kColumn>
  auto Get(MinOf<kColumn>) const noexcept {
    return ExtremeOrMissing<RunningExtreme<kColumn, false>>();
  }
  template <auto kColumn>
  auto Get(MaxOf<kColumn>) const noexcept {
    return ExtremeOrMissing<RunningExtreme<kColumn, true>>();
  }

 private:
  const View& self() const noexcept { return static_cast<const View&>(*this); }

  template <class K>
  std::optional<typename K::Value> ExtremeOrMissing() const noexcept {
    if (self().count() == 0) return std::nullopt;
    return self().template Extreme<K>();
  }
  template <auto kColumn, class M>
  double FloatSum(M& m, std::uint32_t place) const noexcept {
    double sum = 0;
    self().Visit([&](const auto& row) { sum += row.*kColumn; });
    return __builtin_isfinite(sum) ? sum : m.AddF(sum, 0.0, place);
  }
};

}  // namespace rulert
