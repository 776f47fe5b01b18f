#pragma once
// `s in last d`: the closed look-back [t - d, t] of one key. A process describes each of its windows by a struct:
//   struct Hour {
//     static constexpr std::uint32_t kConstruct = 0;         // into Module::constructs
//     static constexpr std::int64_t kSize = 3'600'000'000;   // us
//     struct Row { ::rulert::Decimal<12, 2> amount; };       // what its aggregates need; may be empty
//     using SumAmount = ::rulert::SumOf<&Row::amount>;
//     using Aggregates = ::rulert::Aggregates<SumAmount>;
//     static constexpr std::uint32_t kMaxRows = 100'000;     // optional
//     static constexpr std::int64_t kLate = 600'000'000;     // us, optional: rows stay that much longer
//   };
//
// A handler at time t under watermark w sees the rows with t - d <= time <= t and time + d + late > w, in time order,
// ties by arrival. So it makes no difference when rows that no later handler can see are given back.
//
// The newest handler answers from running aggregates of the rows [range, end): whatever leaves them is subtracted once.
// An older one, out of order, computes over its own rows.
#include <cstdint>
#include <optional>

#include "rulert/aggregates.h"
#include "rulert/cell.h"
#include "rulert/row_storage.h"
#include "rulert/timed_rows.h"
#include "rulert/trigger.h"
#include "rulert/window_options.h"

namespace rulert {

namespace detail {

/// The greatest time of a row that had to leave, for look-backs that are asked whether they are complete.
template <bool kPresent>
struct LostRows {
  std::int64_t newest = INT64_MIN;
  void Add(std::int64_t time) noexcept {
    if (time > newest) newest = time;
  }
};
template <>
struct LostRows<false> {
  void Add(std::int64_t) noexcept {}
};

/// First position of the two-stack's newer rows, for windows that have such aggregates.
template <bool kPresent>
struct Pivot {
  std::uint32_t position = 0;
};
template <>
struct Pivot<false> {};

}  // namespace detail

template <class W>
class LookBackView;
template <class W>
class LastRows;

template <class W>
class LookBack
    : private TimedRows<typename detail::RowStorage<typename W::Row>::Type, W::Aggregates::Kept::kExtremeBytes> {
  using Storage = detail::RowStorage<typename W::Row>;
  using Rows = TimedRows<typename Storage::Type, W::Aggregates::Kept::kExtremeBytes>;
  using Kept = typename W::Aggregates::Kept;

 public:
  using Row = typename W::Row;
  using Window = W;
  static constexpr bool kHasChunks = true;
  /// How long a row stays.
  static constexpr std::int64_t kMemory = detail::SaturatingAdd(W::kSize, detail::LateOf<W>());
  static constexpr std::uint32_t kMaxRows = detail::MostRows<W>();

  /// The row that left a full look-back.
  struct Dropped {
    Row row;
    std::int64_t time;
  };

  static bool IsLate(std::int64_t time, std::int64_t watermark) noexcept {
    return detail::SaturatingAdd(time, kMemory) <= watermark;
  }

  /// !IsLate(time, watermark). Answers what had to leave.
  [[gnu::always_inline]] std::optional<Dropped> Enter(Trigger& trigger, const Row& row, std::int64_t time,
                                                      std::int64_t watermark) noexcept {
    const auto stored = Storage::Put(row, trigger);
    if (Rows::count() >= kMaxRows || !Rows::TryAppend(trigger.arena(), time, stored)) [[unlikely]] {
      return EnterSlowly(trigger, row, stored, time, watermark);
    }
    Entered(time, row);
    return std::nullopt;
  }

  /// The rows that a handler at that time sees.
  [[gnu::always_inline]] LookBackView<W> View(Trigger& trigger, std::int64_t time, std::int64_t watermark) noexcept {
    Arena& arena = trigger.arena();
    std::int64_t from = detail::SaturatingSub(time, W::kSize);
    if (watermark >= detail::SaturatingAdd(time, detail::LateOf<W>())) [[unlikely]]
      from = FirstSeen(watermark);
    Range range{Rows::begin(), Rows::begin(), false};
    if (Rows::is_empty()) {
    } else if (Rows::has_short_times()) [[likely]] {
      range = RangeWith(arena, Rows::short_times(arena), from, time);
    } else {
      range = RangeWith(arena, [&](std::uint32_t i) { return Rows::TimeAt(arena, i); }, from, time);
    }
    return {this, &trigger, range.first, range.last, range.running, time, watermark};
  }

  /// True when nothing is remembered at this watermark; gives chunks back.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    if (watermark >> kDueShift >= this->due_) {
      Release(arena);
      return true;
    }
    if (Rows::is_large()) EvictBefore(arena, arena, watermark);
    Trim(arena);
    return false;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    ReleaseRowsTo(memory.arena(), memory, Rows::end());
    Rows::Release(memory);
    *this = LookBack{};
  }
  using Rows::Prefetch;
  std::uint64_t rows() const noexcept { return Rows::count(); }

 private:
  friend class LookBackView<W>;
  template <class>
  friend class LastRows;
  static constexpr int kDueShift = 28;

  struct Range {
    std::uint32_t first;
    std::uint32_t last;
    bool running;  // its aggregates are at hand
  };

  static std::int32_t DueOf(std::int64_t time) noexcept {
    const std::int64_t due = (detail::SaturatingAdd(time, kMemory) >> kDueShift) + 1;
    return due > INT32_MAX ? INT32_MAX : static_cast<std::int32_t>(due);
  }

  /// The first instant whose rows are seen at a watermark: time + kMemory > watermark.
  static std::int64_t FirstSeen(std::int64_t watermark) noexcept {
    return detail::SaturatingAdd(detail::SaturatingSub(watermark, kMemory), 1);
  }
  Row NumbersAt(const Arena& arena, std::uint32_t i) const noexcept {
    if constexpr (Rows::kRowBytes == 0) return Row{};
    return Storage::Numbers(Rows::BytesAt(arena, i));
  }

  /// Gives back what rows that are gone have left behind in a large one.
  void Trim(Arena& arena) noexcept {
    if (Rows::is_large()) MoveExtremes(Rows::Trim(arena));
  }

  /// The newest row was appended.
  void Entered(std::int64_t time, const Row& row) noexcept {
    const std::int32_t due = DueOf(time);
    if (due > this->due_) this->due_ = due;
    kept_.EachSum([&](auto& kept) { kept.Add(row); });
    if constexpr (Kept::kHasExtremes) AddToNewer(row);
  }

  /// For LastRows, whose times are numbers of rows: behind the newest; beyond kMaxRows the oldest leaves.
  void EnterNext(Trigger& trigger, const Row& row, std::int64_t number) noexcept {
    Arena& arena = trigger.arena();
    const auto stored = Storage::Put(row, trigger);
    if (!Rows::HasRoom(arena, number)) [[unlikely]] {
      MoveExtremes(Rows::MakeRoom(arena, number));
      trigger.Keep(this, sizeof(*this));
    }
    if (Rows::count() == kMaxRows) DropOldest(trigger);
    if (!Rows::TryAppend(arena, number, stored)) Rows::InsertAt(arena, Rows::end(), number, stored);
    Entered(number, row);
  }

  [[gnu::noinline]] std::optional<Dropped> EnterSlowly(Trigger& trigger, const Row& row,
                                                       const typename Storage::Type& stored, std::int64_t time,
                                                       std::int64_t watermark) noexcept {
    Arena& arena = trigger.arena();
    if (Rows::count() >= kMaxRows || !Rows::HasRoom(arena, time)) {
      DoneMemory memory(trigger);
      if (Rows::HasRoom(arena, time)) {
        EvictBefore(arena, memory, watermark);
      } else {
        MakeRoom(arena, memory, time, watermark);
      }
      trigger.Keep(this, sizeof(*this));
      if (Rows::count() < kMaxRows && Rows::TryAppend(arena, time, stored)) {
        Entered(time, row);
        return std::nullopt;
      }
    }
    std::uint32_t position = Rows::end();
    while (position > Rows::begin() && Rows::TimeAt(arena, position - 1) > time) --position;
    const bool newest = position == Rows::end();
    Rows::InsertAt(arena, position, time, stored);
    if (newest) {
      Entered(time, row);
    } else {
      trigger.OnUndo(&UndoInsert, this, position);
      if (position < Rows::range()) {
        Rows::set_range(Rows::range() + 1);
        if constexpr (Kept::kHasExtremes) ++pivot_.position;
      } else {
        kept_.EachSum([&](auto& kept) { kept.Add(row); });
        if constexpr (Kept::kHasExtremes) AddToExtremes(arena, position, row);
      }
    }
    if (Rows::count() > kMaxRows) return DropOldest(trigger);
    return std::nullopt;
  }

  template <class Times>
  [[gnu::always_inline]] Range RangeWith(Arena& arena, const Times& times, std::int64_t from,
                                         std::int64_t time) noexcept {
    const std::uint32_t end = Rows::end();
    const std::uint32_t range = Rows::range();
    // Whether rows are kept before the range is not to be guessed: no branch on it.
    const std::uint32_t before = range != Rows::begin() ? 1 : 0;
    const bool reaches_back = (before & (times(range - before) >= from ? 1u : 0u)) != 0;
    if (times(end - 1) > time || reaches_back) [[unlikely]]
      return Older(arena, from, time);
    const std::uint32_t first = FirstNotBefore(times, range, end, from);
    LeaveRangeTo(arena, first);
    return {first, end, true};
  }
  template <class Times>
  static std::uint32_t FirstNotBefore(const Times& times, std::uint32_t i, std::uint32_t end,
                                      std::int64_t time) noexcept {
    if constexpr (requires { times.FirstNotBefore(i, end, time); }) {
      return times.FirstNotBefore(i, end, time);
    } else {
      while (i < end && times(i) < time) ++i;
      return i;
    }
  }

  // What no handler can see any more leaves; it means nothing to rules. `memory` takes back what rows hold.
  template <class Memory>
  void EvictBefore(Arena& arena, Memory& memory, std::int64_t watermark) noexcept {
    std::uint32_t first = Rows::begin();
    while (first < Rows::end() && IsLate(Rows::TimeAt(arena, first), watermark)) ++first;
    LeaveRangeTo(arena, first);
    ReleaseRowsTo(arena, memory, first);
    Rows::set_begin(first);
  }
  template <class Memory>
  void ReleaseRowsTo([[maybe_unused]] Arena& arena, [[maybe_unused]] Memory& memory,
                     [[maybe_unused]] std::uint32_t last) noexcept {
    if constexpr (Storage::kHasChunks) {
      for (std::uint32_t i = Rows::begin(); i < last; ++i) Storage::Release(Rows::BytesAt(arena, i), memory);
    }
  }
  void MakeRoom(Arena& arena, DoneMemory& memory, std::int64_t time, std::int64_t watermark) noexcept {
    if (Rows::has_short_times()) {
      const auto times = Rows::short_times(arena);
      const std::uint32_t first = times.FirstNotBefore(Rows::begin(), Rows::end(), FirstSeen(watermark));
      LeaveRangeTo(arena, first);
      ReleaseRowsTo(arena, memory, first);
      Rows::set_begin(first);
      if (Rows::TryPack(arena, first, time)) {
        MoveExtremes(first);
        return;
      }
    }
    MakeRoomSlowly(arena, memory, time, watermark);
  }
  [[gnu::noinline]] void MakeRoomSlowly(Arena& arena, DoneMemory& memory, std::int64_t time,
                                        std::int64_t watermark) noexcept {
    EvictBefore(arena, memory, watermark);
    if (!Rows::HasRoom(arena, time)) MoveExtremes(Rows::MakeRoom(arena, time));
  }
  void MoveExtremes([[maybe_unused]] std::uint32_t shift) noexcept {
    if constexpr (Kept::kHasExtremes) pivot_.position -= shift;
  }

  void LeaveRangeTo(Arena& arena, std::uint32_t first) noexcept {
    if constexpr (Kept::kEmpty) {
      if (first > Rows::range()) Rows::set_range(first);
    } else {
      while (Rows::range() < first) LeaveRange(arena);
    }
  }
  /// The oldest row of the range leaves the running aggregates.
  void LeaveRange([[maybe_unused]] Arena& arena) noexcept {
    const std::uint32_t position = Rows::range();
    if constexpr (!Kept::kEmpty) {
      if constexpr (Kept::kHasExtremes) {
        if (position >= pivot_.position) StackAll(arena);
      }
      const Row row = NumbersAt(arena, position);
      kept_.EachSum([&](auto& kept) { kept.Remove(row); });
    }
    Rows::set_range(position + 1);
  }

  [[gnu::noinline]] std::optional<Dropped> DropOldest(Trigger& trigger) noexcept {
    Arena& arena = trigger.arena();
    const std::uint32_t position = Rows::begin();
    if (Rows::range() == position) LeaveRange(arena);
    Rows::set_begin(position + 1);
    const std::int64_t time = Rows::TimeAt(arena, position);
    lost_.Add(time);
    return Dropped{Storage::Take(Rows::RowAt(arena, position), trigger), time};
  }

  Range Older(Arena& arena, std::int64_t from, std::int64_t time) noexcept {
    const std::uint32_t first = FirstNotBefore(arena, from);
    const std::uint32_t last = time == INT64_MAX ? Rows::end() : FirstNotBefore(arena, time + 1);
    return {first, last < first ? first : last, false};
  }
  std::uint32_t FirstNotBefore(const Arena& arena, std::int64_t time) const noexcept {
    std::uint32_t low = Rows::begin();
    std::uint32_t high = Rows::end();
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (Rows::TimeAt(arena, middle) < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  // ---- min and max: rows [range, pivot) carry the extreme from them to the pivot; of [pivot, end) it is in kept_ ----

  template <class K>
  typename K::Value Stacked(const Arena& arena, std::uint32_t position, std::uint32_t offset) const noexcept {
    typename K::Value value;
    std::memcpy(static_cast<void*>(&value), Rows::ExtraAt(arena, position) + offset, sizeof(value));
    return value;
  }
  template <class Value>
  void SetStacked(Arena& arena, std::uint32_t position, std::uint32_t offset, const Value& value) noexcept {
    std::memcpy(Rows::ChangeExtra(arena, position) + offset, &value, sizeof(value));
  }
  /// Rows [range, last] carry their extreme again; `changed`: rows after this one are known to, and so are rows before
  /// one that needs no change.
  void Restack(Arena& arena, std::uint32_t last, std::uint32_t changed) noexcept {
    kept_.EachExtreme([&]<class K>(K&, std::uint32_t offset) {
      for (std::uint32_t i = last + 1; i-- > Rows::range();) {
        auto value = K::Of(NumbersAt(arena, i));
        if (i + 1 < pivot_.position) value = K::Better(value, Stacked<K>(arena, i + 1, offset));
        if (i < changed && K::Same(value, Stacked<K>(arena, i, offset))) break;
        SetStacked(arena, i, offset, value);
      }
    });
  }
  void StackAll(Arena& arena) noexcept {
    pivot_.position = Rows::end();
    Restack(arena, pivot_.position - 1, 0);
  }
  void AddToExtremes(Arena& arena, std::uint32_t position, const Row& row) noexcept {
    if (position < pivot_.position) [[unlikely]] {
      ++pivot_.position;
      Restack(arena, position, position);
      return;
    }
    AddToNewer(row);
  }
  void AddToNewer(const Row& row) noexcept {
    const bool alone = pivot_.position + 1 == Rows::end();
    kept_.EachExtreme([&]<class K>(K& kept, std::uint32_t) {
      kept.SetNewer(alone ? K::Of(row) : K::Better(kept.Newer(), K::Of(row)));
    });
  }

  static void UndoInsert(Arena& arena, void* member, std::uint32_t position) noexcept {
    auto& self = *static_cast<LookBack*>(member);
    self.RemoveAt(arena, position);
    if constexpr (Kept::kHasExtremes) {
      if (self.range() < self.pivot_.position) self.Restack(arena, self.pivot_.position - 1, 0);
    }
  }

  [[no_unique_address]] detail::Pivot<Kept::kHasExtremes> pivot_;
  [[no_unique_address]] detail::LostRows<W::Aggregates::kTracksLoss> lost_;
  [[no_unique_address]] Kept kept_;
};

}  // namespace rulert

#include "rulert/look_back_view.h"
