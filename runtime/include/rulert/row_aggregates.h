#pragma once
// What rules ask of the rows of a window: what generated code names.
#include <string_view>

#include "rulert/spread.h"

namespace rulert {

/// Population. Of exact numbers kept running, of floats computed from the rows.
template <auto kColumn>
struct StddevOf {
  using Value = detail::ColumnType<kColumn>;
  using Kept = std::conditional_t<std::is_same_v<Value, double>, NothingKept, RunningSquares<kColumn>>;
};

/// Of the row at hand, in a condition that is tried on each.
template <auto kColumn>
struct ColumnOf {
  using Kept = NothingKept;
};
template <auto kColumn>
struct FirstOf {
  using Kept = NothingKept;
};
template <auto kColumn>
struct LastOf {
  using Kept = NothingKept;
};
/// The last but the event at hand.
template <auto kColumn>
struct PreviousOf {
  using Kept = NothingKept;
};
/// All values, in time order.
template <auto kColumn>
struct ValuesOf {
  using Kept = NothingKept;
};
/// How many different ones.
template <auto kColumn>
struct DistinctOf {
  using Kept = NothingKept;
};
/// Rows whose value equals what is asked for.
template <auto kColumn>
struct CountEqual {
  using Kept = NothingKept;
};
/// The kMany largest, largest first.
template <auto kColumn, std::uint32_t kMany>
struct TopOf {
  using Kept = NothingKept;
};
/// Nearest rank; kQ in units of 10^-9.
template <auto kColumn, std::int64_t kQ>
struct QuantileOf {
  using Kept = NothingKept;
};
/// kHalfLife in us.
template <auto kColumn, std::int64_t kHalfLife>
struct EwmaOf {
  using Kept = NothingKept;
};

}  // namespace rulert
