#pragma once
// Windows that answer when they close: tumbling, sliding, session. One key has one entry for each window that is open,
// or closed and still within its lateness. A process describes each of its windows by a struct:
//   struct Visit {
//     static constexpr std::uint32_t kConstruct = 0;        // into Module::constructs
//     using Assigner = ::rulert::SessionWindows<1'800'000'000>;
//     static constexpr std::int64_t kLate = 0;              // us that a closed window stays open to late events
//     static constexpr std::int64_t kEarlyEvery = 0;        // optional: us between partial answers
//     static constexpr bool kEarlyOnEach = false;           // optional: a partial answer for every event
//     struct Row { ::rulert::Decimal<12, 2> amount; };      // what its aggregates need; may be empty
//     using SumAmount = ::rulert::SumOf<&Row::amount>;
//     using Aggregates = ::rulert::Aggregates<SumAmount>;
//   };
//
// A window [start, end) closes when the watermark reaches end - 1 us, and that is the time of its handler. An event of
// a closed window makes it answer again, at once, until the watermark reaches end - 1 us + late. Sessions merge when
// their windows touch, as in Flink: a merged one is closed if one of them was.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "rulert/arithmetic.h"
#include "rulert/entry_list.h"
#include "rulert/instant.h"
#include "rulert/module_abi.h"
#include "rulert/trigger.h"
#include "rulert/window_accumulator.h"
#include "rulert/window_assigner.h"

namespace rulert {

template <class W>
struct WindowEntry {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t instant = kNever;  // of its next answer
  std::int64_t count = 0;
  std::uint32_t firings = 0;    // answers given
  std::uint32_t is_closed = 0;  // it has closed once
  [[no_unique_address]] AccumulatorsOf<typename W::Aggregates> kept;
};

/// What `on close w as v` and `on update w as v` read. A closing is never empty.
template <class W>
class WindowAnswer {
 public:
  WindowAnswer(const WindowEntry<W>& entry, bool is_update) noexcept : entry_(entry), is_update_(is_update) {}

  bool is_update() const noexcept { return is_update_; }
  Timestamp start() const noexcept { return {entry_.start}; }
  Timestamp end() const noexcept { return {entry_.end}; }
  std::int64_t count() const noexcept { return entry_.count; }

  template <auto kColumn>
  std::int64_t Get(CountIf<kColumn>) const noexcept {
    return Kept<RunningCount<kColumn>>().count;
  }
  /// Types and failures as those of a look-back (look_back.h).
  template <auto kColumn, class M>
  auto Get(SumOf<kColumn>, M& m, std::uint32_t place) const noexcept {
    using Value = typename SumOf<kColumn>::Value;
    const Int128 sum = Kept<RunningSum<kColumn>>().sum.value();
    if constexpr (kIsDecimal<Value>) {
      return m.template SumToDecimal<Decimal<38, Value::kScale>>(sum, place);
    } else if constexpr (std::is_same_v<Value, Duration>) {
      return Duration{m.SumToInt(sum, place)};
    } else {
      return m.SumToInt(sum, place);
    }
  }
  template <auto kColumn, class M>
  auto Get(AvgOf<kColumn>, M& m, std::uint32_t place) const noexcept {
    using Value = typename AvgOf<kColumn>::Value;
    const Int128 sum = Kept<RunningSum<kColumn>>().sum.value();
    if constexpr (kIsDecimal<Value>) {
      using Result = Decimal<38, (Value::kScale > 6 ? Value::kScale : 6)>;
      return std::optional<Result>(m.template AvgDecimal<Result, Value::kScale>(sum, count(), place));
    } else {
      return std::optional<double>(static_cast<double>(sum) / static_cast<double>(count()));
    }
  }
  template <auto kColumn>
  auto Get(MinOf<kColumn>) const noexcept {
    return std::optional(Kept<RunningExtreme<kColumn, false>>().value());
  }
  template <auto kColumn>
  auto Get(MaxOf<kColumn>) const noexcept {
    return std::optional(Kept<RunningExtreme<kColumn, true>>().value());
  }

  void Identify(TriggerRef& trigger) const noexcept {
    trigger.kind = TriggerKind::kWindow;
    trigger.time = entry_.end - 1;
    trigger.start = entry_.start;
    trigger.end = entry_.end;
    trigger.firing = entry_.firings;
  }

 private:
  template <class Running>
  const detail::Accumulator<Running>& Kept() const noexcept {
    return entry_.kept;
  }

  WindowEntry<W> entry_;
  bool is_update_;
};

template <class W>
class ClosingWindows {
  using Entry = WindowEntry<W>;
  using Assigner = typename W::Assigner;

 public:
  using Row = typename W::Row;
  static constexpr bool kHasChunks = true;
  static constexpr bool kHasDue = true;
  static constexpr std::int64_t kMemory = detail::SaturatingAdd(Assigner::kLongest, W::kLate);

  /// False: every window of the event has closed for good. An event may also belong to no window, which is not late.
  bool Enter(Trigger& trigger, const Row& row, std::int64_t time, std::int64_t watermark) noexcept {
    bool has_windows = false;
    bool has_entered = false;
    Assigner::Each(time, [&](std::int64_t start, std::int64_t end) {
      has_windows = true;
      if constexpr (Assigner::kMerges) {
        has_entered |= EnterMerged(trigger, row, start, end, watermark);
      } else {
        has_entered |= EnterOne(trigger, row, start, end, watermark);
      }
    });
    return has_entered || !has_windows;
  }

  std::int64_t Due(const Arena&) const noexcept { return due_; }
  WindowAnswer<W> Take(Trigger& trigger, std::int64_t instant) noexcept {
    Unlogged log(trigger.arena());
    const std::uint32_t i = FirstDue(trigger.arena(), instant);
    Entry& entry = entries_.Edit(log, i);
    const bool closes = instant >= LastMoment(entry.end);
    const WindowAnswer<W> answer(entry, !closes || entry.is_closed != 0);
    ++entry.firings;
    if (closes) {
      entry.is_closed = 1;
      entry.instant = kNever;
      if constexpr (W::kLate == 0) entries_.Erase(log, i);
    } else {
      entry.instant = LastMoment(entry.end);
    }
    UpdateDue(trigger.arena());
    return answer;
  }

  /// True when nothing is remembered at this watermark.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    Unlogged log(arena);
    for (std::uint32_t i = entries_.size(); i-- > 0;) {
      const Entry& entry = entries_.At(arena, i);
      if (entry.instant == kNever && IsGone(entry.end, watermark)) entries_.Erase(log, i);
    }
    return entries_.is_empty();
  }
  void Release(Arena& arena) noexcept {
    Unlogged log(arena);
    entries_.Clear(log);
    due_ = kNever;
  }
  void Prefetch(const Arena& arena) const noexcept { entries_.Prefetch(arena); }
  std::uint64_t rows() const noexcept { return entries_.size(); }

 private:
  static constexpr bool kIsEarlyOnEach = [] {
    if constexpr (requires { W::kEarlyOnEach; }) {
      return W::kEarlyOnEach;
    } else {
      return false;
    }
  }();
  static constexpr std::int64_t kEarlyEvery = [] {
    if constexpr (requires { W::kEarlyEvery; }) {
      return W::kEarlyEvery;
    } else {
      return std::int64_t{0};
    }
  }();

  static std::int64_t LastMoment(std::int64_t end) noexcept { return end - 1; }
  /// Nothing makes a window of that end answer any more.
  static bool IsGone(std::int64_t end, std::int64_t watermark) noexcept {
    return detail::SaturatingAdd(LastMoment(end), W::kLate) <= watermark;
  }
  /// When an event that entered at `watermark` makes its window answer: of a closed one and after every event at once.
  static std::int64_t NextInstant(const Entry& entry, std::int64_t watermark) noexcept {
    const std::int64_t last = LastMoment(entry.end);
    if (last <= watermark) return watermark;
    if constexpr (kIsEarlyOnEach) return watermark;
    if constexpr (kEarlyEvery > 0) {
      // Time has no beginning before the first watermark: the first multiple that it passes is that after the start.
      const std::int64_t from = std::max(watermark, entry.start);
      const std::int64_t multiple = detail::AlignedBefore(from, kEarlyEvery, 0) + kEarlyEvery;
      return std::min(multiple, last);
    }
    return last;
  }

  bool EnterOne(Trigger& trigger, const Row& row, std::int64_t start, std::int64_t end,
                std::int64_t watermark) noexcept {
    if (IsGone(end, watermark)) return false;
    std::uint32_t i = entries_.size();
    while (i > 0 && entries_.At(trigger.arena(), i - 1).start > start) --i;
    if (i == 0 || entries_.At(trigger.arena(), i - 1).start != start) {
      entries_.Insert(trigger, i, NewEntry(start, end));
      ++i;
    }
    Add(trigger, i - 1, row, watermark);
    return true;
  }

  bool EnterMerged(Trigger& trigger, const Row& row, std::int64_t start, std::int64_t end,
                   std::int64_t watermark) noexcept {
    Entry merged = NewEntry(start, end);
    for (std::uint32_t i = entries_.size(); i-- > 0;) {
      const Entry& entry = entries_.At(trigger.arena(), i);
      // What has gone is not remembered, whether or not it is still there.
      if (entry.start > end || entry.end < start || IsGone(entry.end, watermark)) continue;
      merged.start = std::min(merged.start, entry.start);
      merged.end = std::max(merged.end, entry.end);
      merged.kept.Merge(entry.kept, merged.count == 0);
      merged.count += entry.count;
      merged.firings = std::max(merged.firings, entry.firings);
      merged.is_closed |= entry.is_closed;
      entries_.Erase(trigger, i);
    }
    if (IsGone(merged.end, watermark)) return false;
    std::uint32_t place = entries_.size();
    while (place > 0 && entries_.At(trigger.arena(), place - 1).start > merged.start) --place;
    entries_.Insert(trigger, place, merged);
    Add(trigger, place, row, watermark);
    UpdateDue(trigger.arena());
    return true;
  }

  static Entry NewEntry(std::int64_t start, std::int64_t end) noexcept {
    Entry entry;
    entry.start = start;
    entry.end = end;
    return entry;
  }

  void Add(Trigger& trigger, std::uint32_t i, const Row& row, std::int64_t watermark) noexcept {
    Entry& entry = entries_.Edit(trigger, i);
    entry.kept.Add(row, entry.count == 0);
    ++entry.count;
    entry.instant = std::min(entry.instant, NextInstant(entry, watermark));
    due_ = std::min(due_, entry.instant);
  }

  /// Of equal instants the window that starts first.
  std::uint32_t FirstDue(const Arena& arena, std::int64_t instant) const noexcept {
    std::uint32_t i = 0;
    while (entries_.At(arena, i).instant != instant) ++i;
    return i;
  }
  void UpdateDue(const Arena& arena) noexcept {
    due_ = kNever;
    for (std::uint32_t i = 0; i < entries_.size(); ++i) due_ = std::min(due_, entries_.At(arena, i).instant);
  }

  EntryList<Entry> entries_;
  std::int64_t due_ = kNever;
};

}  // namespace rulert
