#pragma once
// The rows of a window that closes, of one key, for answers that need them: in time order, ties by arrival, shared by
// all panes. At most `up to`; beyond it the oldest leaves.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "rulert/arena.h"
#include "rulert/row_storage.h"
#include "rulert/timed_rows.h"
#include "rulert/trigger.h"
#include "rulert/window_options.h"

namespace rulert {

template <class W>
class WindowRows;

/// Some of them, as they were taken.
template <class W>
struct WindowRowsView {
  const WindowRows<W>* rows = nullptr;
  Trigger* trigger = nullptr;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

template <class W>
class WindowRows : private TimedRows<typename detail::RowStorage<typename W::Row>::Type, 0> {
  using Storage = detail::RowStorage<typename W::Row>;
  using Rows = TimedRows<typename Storage::Type, 0>;

 public:
  using Row = typename W::Row;
  using Rows::begin;
  using Rows::count;
  using Rows::end;
  using Rows::Prefetch;
  using Rows::TimeAt;

  /// Keeps one more. Positions change: of rows before `horizon` nobody asks any more. The oldest leaves where there are
  /// more than `up to` now: by outlet.Overflow(construct, time, row), and its time comes back.
  template <class Outlet>
  std::optional<std::int64_t> Keep(Trigger& trigger, std::int64_t time, const Row& row, std::int64_t horizon,
                                   Outlet& outlet) noexcept {
    Insert(trigger, time, row, horizon);
    if (Rows::count() <= kMost) return std::nullopt;
    const std::uint32_t oldest = Rows::begin();
    Rows::set_begin(oldest + 1);
    const std::int64_t lost = Rows::TimeAt(trigger.arena(), oldest);
    outlet.Overflow(W::kConstruct, lost, Storage::Take(Rows::RowAt(trigger.arena(), oldest), trigger));
    return lost;
  }

  /// Those of [start, end).
  WindowRowsView<W> Between(Trigger& trigger, std::int64_t start, std::int64_t end) const noexcept {
    return {this, &trigger, FirstNotBefore(trigger.arena(), start), FirstNotBefore(trigger.arena(), end)};
  }
  std::uint32_t FirstNotBefore(const Arena& arena, std::int64_t time) const noexcept {
    return Search(arena, [time](std::int64_t at) { return at < time; });
  }

  /// Its columns that are numbers, times, bool and enums.
  Row NumbersAt(const Arena& arena, std::uint32_t i) const noexcept {
    if constexpr (Rows::kRowBytes == 0) return Row{};
    return Storage::Numbers(Rows::BytesAt(arena, i));
  }
  /// Text lives until the rows change.
  template <auto kColumn>
  auto At(Trigger& trigger, std::uint32_t i) const noexcept {
    return Storage::template Read<kColumn>(Rows::BytesAt(trigger.arena(), i), trigger);
  }

  void Sweep(Arena& arena, std::int64_t horizon) noexcept {
    if (Rows::is_empty()) return;
    Forget(arena, arena, horizon);
    (void)Rows::Trim(arena);
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    Forget(memory.arena(), memory, INT64_MAX);
    Rows::Release(memory);
    *this = WindowRows{};
  }

 private:
  static constexpr std::uint32_t kMost = detail::MostRows<W>();

  void Insert(Trigger& trigger, std::int64_t time, const Row& row, std::int64_t horizon) noexcept {
    Arena& arena = trigger.arena();
    const auto stored = Storage::Put(row, trigger);
    if (Rows::count() < kMost && Rows::TryAppend(arena, time, stored)) return;
    if (Rows::count() >= kMost || !Rows::HasRoom(arena, time)) {
      DoneMemory memory(trigger);
      Forget(arena, memory, horizon);
      if (!Rows::HasRoom(arena, time)) (void)Rows::MakeRoom(arena, time);
      trigger.Keep(this, sizeof(*this));
    }
    const std::uint32_t position = FirstAfter(arena, time);
    const bool newest = position == Rows::end();
    Rows::InsertAt(arena, position, time, stored);
    if (!newest) trigger.OnUndo(&UndoInsert, this, position);
  }
  std::uint32_t FirstAfter(const Arena& arena, std::int64_t time) const noexcept {
    if (Rows::is_empty() || Rows::TimeAt(arena, Rows::end() - 1) <= time) return Rows::end();
    return Search(arena, [time](std::int64_t at) { return at <= time; });
  }
  template <class Memory>
  void Forget(const Arena& arena, [[maybe_unused]] Memory& memory, std::int64_t horizon) noexcept {
    const std::uint32_t first = FirstNotBefore(arena, horizon);
    if constexpr (Storage::kHasChunks) {
      for (std::uint32_t i = Rows::begin(); i < first; ++i) Storage::Release(Rows::BytesAt(arena, i), memory);
    }
    Rows::set_begin(first);
    Rows::set_range(first);
  }
  template <class IsBefore>
  std::uint32_t Search(const Arena& arena, IsBefore&& is_before) const noexcept {
    std::uint32_t low = Rows::begin();
    std::uint32_t high = Rows::end();
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (is_before(Rows::TimeAt(arena, middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
  static void UndoInsert(Arena& arena, void* rows, std::uint32_t position) noexcept {
    static_cast<WindowRows*>(rows)->RemoveAt(arena, position);
  }
};

namespace detail {
/// Of a window whose answers need none.
template <class W>
struct NoRows {
  static std::uint32_t count() noexcept { return 0; }
  static void Prefetch(const Arena&) noexcept {}
  static WindowRowsView<W> Between(Trigger&, std::int64_t, std::int64_t) noexcept { return {}; }
  static void Sweep(Arena&, std::int64_t) noexcept {}
  template <class Memory>
  static void Release(Memory&) noexcept {}
};
template <class W>
using WindowRowsOf = std::conditional_t<KeepsRows<W>(), WindowRows<W>, NoRows<W>>;
}  // namespace detail

}  // namespace rulert
