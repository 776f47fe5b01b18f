#pragma once
// What a window that closes keeps of its events, where that is enough for the answers that rules ask: counters, exact
// sums and squares, extremes, the first and the last. Panes are merged into windows; what is invertible is also taken
// out of a sum of panes again. What is not answered so (a float's sum adds in time order) is answered from rows:
// Window::kKeepsRows.
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rulert/aggregates.h"
#include "rulert/row_aggregates.h"
#include "rulert/spread.h"
#include "rulert/stored.h"
#include "rulert/window_options.h"

namespace rulert {
namespace detail {

// How a part of several panes comes about: by adding, by comparing, or from the first or the last of them.
enum class PartKind : std::uint8_t { kSum, kExtreme, kEdge, kNone };

// Of any number of values.
template <class T>
struct PaneNumbers {
  using Sum = WideSum;
  static constexpr int kSquareLimbs = 4;
};
template <int P, int S>
struct PaneNumbers<Decimal<P, S>> {
  using Sum = std::conditional_t<(P <= 18), WideSum, WidestSum>;
  static constexpr int kSquareLimbs = P <= 18 ? 4 : 6;
};

template <auto kColumn>
struct CountPart {
  static constexpr PartKind kKind = PartKind::kSum;
  std::uint64_t count = 0;
  template <class Row>
  void Add(const Row& row, std::int64_t) noexcept {
    count += row.*kColumn ? 1 : 0;
  }
  void Merge(const CountPart& other) noexcept { count += other.count; }
  void Unmerge(const CountPart& other) noexcept { count -= other.count; }
};

template <auto kColumn>
struct SumPart {
  static constexpr PartKind kKind = PartKind::kSum;
  typename PaneNumbers<ColumnType<kColumn>>::Sum sum;
  template <class Row>
  void Add(const Row& row, std::int64_t) noexcept {
    sum.Add(Addend(row.*kColumn));
  }
  void Merge(const SumPart& other) noexcept { sum.Merge(other.sum); }
  void Unmerge(const SumPart& other) noexcept { sum.Unmerge(other.sum); }
};

template <auto kColumn>
struct SquaresPart {
  static constexpr PartKind kKind = PartKind::kSum;
  Squares<PaneNumbers<ColumnType<kColumn>>::kSquareLimbs> squares;
  template <class Row>
  void Add(const Row& row, std::int64_t) noexcept {
    squares.Add(Addend(row.*kColumn));
  }
  void Merge(const SquaresPart& other) noexcept { squares.Merge(other.squares); }
  void Unmerge(const SquaresPart& other) noexcept { squares.Unmerge(other.squares); }
};

/// Set by the first row: Start, then Add. Bytes, so that 16-byte values do not align the state record.
template <class T>
struct PartValue {
  char bytes[sizeof(T)] = {};
  T Get() const noexcept {
    T value;
    std::memcpy(static_cast<void*>(&value), bytes, sizeof(value));
    return value;
  }
  void Set(const T& value) noexcept { std::memcpy(bytes, &value, sizeof(value)); }
};

template <auto kColumn, bool kGreatest>
struct ExtremePart : PartValue<ColumnType<kColumn>> {
  static constexpr PartKind kKind = PartKind::kExtreme;
  using Running = RunningExtreme<kColumn, kGreatest>;
  template <class Row>
  void Start(const Row& row, std::int64_t) noexcept {
    this->Set(Running::Of(row));
  }
  template <class Row>
  void Add(const Row& row, std::int64_t) noexcept {
    this->Set(Running::Better(this->Get(), Running::Of(row)));
  }
  void Merge(const ExtremePart& other) noexcept { this->Set(Running::Better(this->Get(), other.Get())); }
};

template <class Running>
struct ExtremePartOf;
template <auto kColumn, bool kGreatest>
struct ExtremePartOf<RunningExtreme<kColumn, kGreatest>> {
  using Type = ExtremePart<kColumn, kGreatest>;
};

/// Of the first row in time, or the last; ties by arrival.
template <auto kColumn, bool kLast>
struct EdgePart : PartValue<ColumnType<kColumn>> {
  static constexpr PartKind kKind = PartKind::kEdge;
  std::int64_t time = 0;
  template <class Row>
  void Start(const Row& row, std::int64_t at) noexcept {
    this->Set(row.*kColumn);
    time = at;
  }
  template <class Row>
  void Add(const Row& row, std::int64_t at) noexcept {
    if (kLast ? at >= time : at < time) Start(row, at);
  }
  /// `other` is later.
  void Merge(const EdgePart& other) noexcept {
    if constexpr (kLast) *this = other;
  }
};

/// What an aggregate keeps; NothingKept: it is answered from rows.
template <class Aggregate, bool kHasRows>
struct PartFor {
  using Type = NothingKept;
};
template <auto kColumn, bool kHasRows>
struct PartFor<CountIf<kColumn>, kHasRows> {
  using Type = CountPart<kColumn>;
};
template <auto kColumn, bool kHasRows>
struct PartFor<SumOf<kColumn>, kHasRows> {
  using Type = std::conditional_t<std::is_same_v<ColumnType<kColumn>, double>, NothingKept, SumPart<kColumn>>;
};
template <auto kColumn, bool kHasRows>
struct PartFor<AvgOf<kColumn>, kHasRows> : PartFor<SumOf<kColumn>, kHasRows> {};
template <auto kColumn, bool kHasRows>
struct PartFor<StddevOf<kColumn>, kHasRows> {
  using Type = std::conditional_t<std::is_same_v<ColumnType<kColumn>, double>, NothingKept, SquaresPart<kColumn>>;
};
template <auto kColumn, bool kHasRows>
  requires kIsPlainValue<ColumnType<kColumn>>
struct PartFor<MinOf<kColumn>, kHasRows> {
  using Type = ExtremePart<kColumn, false>;
};
template <auto kColumn, bool kHasRows>
  requires kIsPlainValue<ColumnType<kColumn>>
struct PartFor<MaxOf<kColumn>, kHasRows> {
  using Type = ExtremePart<kColumn, true>;
};
template <auto kColumn>
  requires kIsPlainValue<ColumnType<kColumn>>
struct PartFor<FirstOf<kColumn>, false> {
  using Type = EdgePart<kColumn, false>;
};
template <auto kColumn>
  requires kIsPlainValue<ColumnType<kColumn>>
struct PartFor<LastOf<kColumn>, false> {
  using Type = EdgePart<kColumn, true>;
};

/// In the place of a part that is not kept here.
template <class Part>
struct NoPart {
  static constexpr PartKind kKind = PartKind::kNone;
};

template <class... Part>
struct PartSet : Part... {
  static constexpr bool kIsEmpty = ((Part::kKind == PartKind::kNone) && ...);

  /// Of the first row.
  template <class Row>
  void Start(const Row& row, std::int64_t time) noexcept {
    *this = PartSet{};
    Each([&]<class P>(P& part) {
      if constexpr (P::kKind == PartKind::kSum) {
        part.Add(row, time);
      } else {
        part.Start(row, time);
      }
    });
  }
  template <class Row>
  void Add(const Row& row, std::int64_t time) noexcept {
    Each([&](auto& part) { part.Add(row, time); });
  }
  // Of what a larger set holds of the same parts; both are of some rows, `other` of later ones.
  template <class Other>
  void Assign(const Other& other) noexcept {
    Each([&]<class P>(P& part) { part = static_cast<const P&>(other); });
  }
  template <class Other>
  void CopyTo(Other& other) noexcept {
    Each([&]<class P>(P& part) { static_cast<P&>(other) = part; });
  }
  template <class Other>
  void Merge(const Other& other) noexcept {
    Each([&]<class P>(P& part) { part.Merge(static_cast<const P&>(other)); });
  }
  template <class Other>
  void Unmerge(const Other& other) noexcept {
    Each([&]<class P>(P& part) { part.Unmerge(static_cast<const P&>(other)); });
  }

 private:
  template <class Visit>
  void Each(Visit&& visit) noexcept {
    (Call<Part>(visit), ...);
  }
  template <class P, class Visit>
  void Call([[maybe_unused]] Visit& visit) noexcept {
    if constexpr (P::kKind != PartKind::kNone) visit(static_cast<P&>(*this));
  }
};

template <class Kept>
struct PartSets;
template <class... Part>
struct PartSets<KeptList<Part...>> {
  template <PartKind kKind>
  using Of = PartSet<std::conditional_t<Part::kKind == kKind, Part, NoPart<Part>>...>;
  using All = PartSet<Part...>;
};

template <class Aggregates, bool kHasRows>
struct PartsOf;
template <class... A, bool kHasRows>
struct PartsOf<Aggregates<A...>, kHasRows> {
  using Sets = PartSets<typename Distinct<KeptList<>, typename PartFor<A, kHasRows>::Type...>::Type>;
};
template <class W>
using WindowPartSets = typename PartsOf<typename W::Aggregates, KeepsRows<W>()>::Sets;

}  // namespace detail

template <class W>
using WindowParts = typename detail::WindowPartSets<W>::All;
template <class W>
using WindowSums = typename detail::WindowPartSets<W>::template Of<detail::PartKind::kSum>;
template <class W>
using WindowExtremes = typename detail::WindowPartSets<W>::template Of<detail::PartKind::kExtreme>;
template <class W>
using WindowEdges = typename detail::WindowPartSets<W>::template Of<detail::PartKind::kEdge>;
template <class W, class Aggregate>
using WindowPart = typename detail::PartFor<Aggregate, detail::KeepsRows<W>()>::Type;

/// What is kept of a stretch of time: an aligned window or a part of some, or a session. `entered` is 0 of none.
template <class W>
struct Pane {
  [[no_unique_address]] WindowParts<W> parts;
  std::uint64_t entered : 60 = 0;    // events, also those that left for `overflow`
  std::uint64_t is_fresh : 1 = 0;    // something entered since the last early answer
  std::uint64_t has_lost : 1 = 0;    // rows left for `overflow`, which the parts still count
  std::uint64_t was_closed : 1 = 0;  // of a session: `on close` has run

  template <class Row>
  void Start(const Row& row, std::int64_t time) noexcept {
    *this = Pane{};
    parts.Start(row, time);
    entered = 1;
  }
  template <class Row>
  void Add(const Row& row, std::int64_t time) noexcept {
    parts.Add(row, time);
    ++entered;
  }
  /// `other` is later.
  void Merge(const Pane& other) noexcept {
    parts.Merge(other.parts);
    entered += other.entered;
    is_fresh |= other.is_fresh;
    has_lost |= other.has_lost;
    was_closed |= other.was_closed;
  }
};

}  // namespace rulert
