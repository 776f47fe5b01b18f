#pragma once
// What a window that closes keeps of its events: a number for each question that can be answered without them. Parts of
// two windows merge; nothing ever leaves.
#include <cstdint>
#include <cstring>

#include "rulert/aggregates.h"

namespace rulert {

namespace detail {

/// What the running aggregate `Kept` (aggregates.h) is in a window that closes.
template <class Kept>
struct Accumulator;

template <auto kColumn>
struct Accumulator<RunningCount<kColumn>> {
  std::int64_t count = 0;

  template <class Row>
  void Add(const Row& row, bool) noexcept {
    count += row.*kColumn ? 1 : 0;
  }
  void Merge(const Accumulator& other, bool) noexcept { count += other.count; }
};

template <auto kColumn>
struct Accumulator<RunningSum<kColumn>> {
  // Windows hold any number of rows: a narrow sum might not do.
  std::conditional_t<std::is_same_v<typename SumNumber<ColumnType<kColumn>>::Type, WidestSum>, WidestSum, WideSum> sum;

  template <class Row>
  void Add(const Row& row, bool) noexcept {
    sum.Add(Addend(row.*kColumn));
  }
  void Merge(const Accumulator& other, bool) noexcept { sum.Merge(other.sum); }
};

template <auto kColumn, bool kGreatest>
struct Accumulator<RunningExtreme<kColumn, kGreatest>> {
  using Of = RunningExtreme<kColumn, kGreatest>;
  using Value = typename Of::Value;
  char bytes[sizeof(Value)] = {};

  Value value() const noexcept {
    Value value;
    std::memcpy(static_cast<void*>(&value), bytes, sizeof(value));
    return value;
  }
  template <class Row>
  void Add(const Row& row, bool is_first) noexcept {
    Put(Of::Of(row), is_first);
  }
  void Merge(const Accumulator& other, bool is_first) noexcept { Put(other.value(), is_first); }

 private:
  void Put(const Value& next, bool is_first) noexcept {
    const Value best = is_first ? next : Of::Better(value(), next);
    std::memcpy(bytes, &best, sizeof(best));
  }
};

template <class List>
struct AccumulatorSet;
template <class... Kept>
struct AccumulatorSet<KeptSet<KeptList<Kept...>>> : Accumulator<Kept>... {
  template <class Row>
  void Add([[maybe_unused]] const Row& row, [[maybe_unused]] bool is_first) noexcept {
    (Accumulator<Kept>::Add(row, is_first), ...);
  }
  /// `is_first`: this holds nothing yet.
  void Merge([[maybe_unused]] const AccumulatorSet& other, [[maybe_unused]] bool is_first) noexcept {
    (Accumulator<Kept>::Merge(other, is_first), ...);
  }
};

}  // namespace detail

/// Of the aggregates that a window lists.
template <class Aggregates>
using AccumulatorsOf = detail::AccumulatorSet<typename Aggregates::Kept>;

}  // namespace rulert
