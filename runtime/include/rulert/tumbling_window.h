#pragma once
// `s each d`: windows [start, end) side by side, of one key. A process describes each of its windows by a struct:
//   struct Visits {
//     static constexpr std::uint32_t kConstruct = 0;           // into Module::constructs
//     using Grid = ::rulert::FixedGrid;                        // window_grid.h
//     static constexpr std::int64_t kSize = 60'000'000;        // in units of the grid
//     static constexpr std::int64_t kOffset = 0;               // optional
//     static constexpr std::int64_t kLate = 5'000'000;         // us, optional
//     static constexpr std::int64_t kEarlyEvery = 1'000'000;   // us, optional; or: bool kEarlyOnEach = true
//     static constexpr bool kKeepsRows = true;                 // optional: an answer needs rows, or `up to` is said
//     static constexpr std::uint32_t kMaxRows = 1'000;         // optional
//     struct Row { ... };  using Aggregates = ::rulert::Aggregates<...>;   // as of a look-back
//   };
//
// A window is one pane. It closes when time reaches end - 1 us; with `late` it stays until it is closed for good. What
// has closed stands before range(). Whatever is due must have run before an event enters.
#include <cstdint>

#include "rulert/early_answers.h"
#include "rulert/pane_list.h"
#include "rulert/window_answer.h"
#include "rulert/window_grid.h"
#include "rulert/window_rows.h"

namespace rulert {

template <class W>
class TumblingWindow {
  using Grid = WindowGrid<W>;
  static constexpr bool kKeepsRows = detail::KeepsRows<W>();
  static constexpr bool kIsLate = detail::LateOf<W>() > 0;
  static constexpr bool kOnEach = detail::IsEarlyOnEach<W>();
  static constexpr bool kEarly = detail::EarlyEveryOf<W>() > 0;

 public:
  using Window = W;
  using Row = typename W::Row;
  using Answer = WindowAnswer<W>;
  static constexpr bool kHasChunks = true;
  static constexpr bool kHasDue = true;
  static constexpr std::int64_t kMemory = detail::SaturatingAdd(Grid::Grid::Width(W::kSize), detail::LateOf<W>());

  /// False if the event is late: its window is closed for good. Outlet: Overflow(construct, time, row).
  template <class Outlet>
  bool Enter(Trigger& trigger, const Row& row, std::int64_t time, std::int64_t watermark, Outlet& outlet) noexcept {
    const std::int64_t at = Grid::Grid::At(time);
    if constexpr (!kKeepsRows && !kIsLate && !kOnEach && !kEarly) {
      // Without `late` a window that is there is open.
      if (Holds(panes_.newest_time(), at) && !panes_.is_empty()) [[likely]] {
        panes_.newest().Add(row, time);
        return true;
      }
    }
    return EnterSlowly(trigger, row, at, time, watermark, outlet);
  }

  std::int64_t Due(const Arena& arena) const noexcept {
    std::int64_t due = kNever;
    if (panes_.range() < panes_.limit()) due = Grid::Closing(panes_.TimeAt(arena, panes_.range()));
    return early_.Earlier(due);
  }
  Answer Take(Trigger& trigger, std::int64_t instant) noexcept {
    const Arena& arena = trigger.arena();
    if constexpr (kEarly) {
      if (early_.IsNext(panes_.range() < panes_.limit() ? Closing(arena, panes_.range()) : kNever)) {
        return TakeEarly(trigger);
      }
    }
    const std::uint32_t i = panes_.range();
    Pane<W> pane = panes_.At(arena, i);
    const Answer answer = AnswerOf(trigger, i, pane, AnswerKind::kClosing);
    if constexpr (kIsLate) {
      panes_.set_range(i + 1);
      if (pane.is_fresh != 0) {
        pane.is_fresh = 0;
        panes_.Set(arena, i, pane);
      }
      DropGone(arena, instant);
    } else {
      panes_.DropBefore(i + 1);
    }
    return answer;
  }
  /// What an event made due at once (Trigger::AtOnce).
  Answer TakeAtOnce(Trigger& trigger, std::int64_t window, AnswerKind kind) noexcept {
    const std::uint32_t i = panes_.FirstNotBefore(trigger.arena(), window);
    return AnswerOf(trigger, i, panes_.At(trigger.arena(), i), kind);
  }

  /// True when nothing is remembered at this watermark; gives chunks back.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    DropGone(arena, watermark);
    (void)panes_.Trim(arena);
    rows_.Sweep(arena, Horizon(arena));
    if (!panes_.is_empty()) return false;
    Release(arena);
    return true;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    panes_.Release(memory);
    rows_.Release(memory);
    *this = TumblingWindow{};
  }
  void Prefetch(const Arena& arena) const noexcept {
    panes_.Prefetch(arena);
    rows_.Prefetch(arena);
  }
  /// Rows, or panes where there are no rows.
  std::uint64_t rows() const noexcept { return kKeepsRows ? rows_.count() : panes_.count(); }

 private:
  static bool Holds(std::int64_t start, std::int64_t at) noexcept {
    return static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(start) < static_cast<std::uint64_t>(W::kSize);
  }
  std::int64_t Closing(const Arena& arena, std::uint32_t i) const noexcept {
    return Grid::Closing(panes_.TimeAt(arena, i));
  }

  template <class Outlet>
  [[gnu::noinline]] bool EnterSlowly(Trigger& trigger, const Row& row, std::int64_t at, std::int64_t time,
                                     std::int64_t watermark, Outlet& outlet) noexcept {
    Arena& arena = trigger.arena();
    const std::int64_t start = Grid::PaneOf(at);
    const std::int64_t closing = Grid::Closing(start);
    if (detail::GoneAt<W>(closing) <= watermark) return false;
    if constexpr (kIsLate) DropGone(arena, watermark);
    std::uint32_t i = panes_.FirstNotBefore(arena, start);
    const bool is_known = i < panes_.limit() && panes_.TimeAt(arena, i) == start;
    if (!is_known && panes_.is_full()) {
      trigger.Keep(this, sizeof(*this));
      outlet.Overflow(W::kConstruct, time, row);
      return true;
    }
    if (!is_known) i -= panes_.MakeRoom(arena, start);
    trigger.Keep(this, sizeof(*this));

    Pane<W> pane;
    if (is_known) {
      pane = panes_.At(arena, i);
      pane.Add(row, time);
    } else {
      pane.Start(row, time);
    }
    if constexpr (kEarly) {
      if (early_.Ask(detail::NextEarly<W>(watermark, time), closing)) pane.is_fresh = 1;
    }
    if (is_known) {
      panes_.Change(trigger, i, pane);
    } else {
      if (i == panes_.limit()) {
        panes_.Push(arena, start, pane);
      } else {
        panes_.Insert(trigger, i, start, pane);
      }
      // What has closed before it has an event is at once among those that have closed.
      if (closing <= watermark || i < panes_.range()) panes_.set_range(panes_.range() + 1);
    }
    if (closing <= watermark) {
      trigger.AtOnce(this, start, is_known ? AnswerKind::kAfter : AnswerKind::kClosing);
    } else if constexpr (kOnEach) {
      trigger.AtOnce(this, start, AnswerKind::kEarly);
    }
    if constexpr (kKeepsRows) {
      const auto lost = rows_.Keep(trigger, time, row, Horizon(arena), outlet);
      if (lost) LoseRow(trigger, *lost);
    }
    return true;
  }

  /// A window without rows is none.
  void LoseRow(Trigger& trigger, std::int64_t time) noexcept {
    const Arena& arena = trigger.arena();
    const std::uint32_t i = panes_.begin();
    const std::int64_t start = Grid::PaneOf(Grid::Grid::At(time));
    RULERT_CHECK(panes_.TimeAt(arena, i) == start, "the oldest row is not of the oldest window");
    if (rows_.FirstNotBefore(arena, Grid::End(start)) == rows_.begin()) {
      trigger.KeepAtOnce(this, [start](std::int64_t window) { return window != start; });
      panes_.DropBefore(i + 1);
      if constexpr (kEarly) AskAgain(arena);
      return;
    }
    Pane<W> pane = panes_.At(arena, i);
    pane.has_lost = 1;
    panes_.Change(trigger, i, pane);
  }

  Answer AnswerOf(Trigger& trigger, std::uint32_t i, const Pane<W>& pane, AnswerKind kind) const noexcept {
    const std::int64_t window = panes_.TimeAt(trigger.arena(), i);
    const std::int64_t start = Grid::Start(window);
    const std::int64_t end = Grid::End(window);
    return {pane, start, end, kind, rows_.Between(trigger, start, end)};
  }

  // ---- early answers ----

  /// The next window with something new that is still open when early answers are due, or limit().
  std::uint32_t NextFresh(const Arena& arena, std::uint32_t i) const noexcept {
    for (; i < panes_.limit(); ++i) {
      if (panes_.At(arena, i).is_fresh != 0 && Closing(arena, i) > early_.instant()) break;
    }
    return i;
  }
  Answer TakeEarly(Trigger& trigger) noexcept {
    const Arena& arena = trigger.arena();
    const std::uint32_t i = NextFresh(arena, panes_.range());
    Pane<W> pane = panes_.At(arena, i);
    pane.is_fresh = 0;
    panes_.Set(arena, i, pane);
    const Answer answer = AnswerOf(trigger, i, pane, AnswerKind::kEarly);
    AskAgain(arena);
    return answer;
  }
  void AskAgain(const Arena& arena) noexcept {
    if (NextFresh(arena, panes_.range()) == panes_.limit()) early_.Clear();
  }

  // ---- what is gone ----

  void DropGone(const Arena& arena, std::int64_t watermark) noexcept {
    std::uint32_t i = panes_.begin();
    while (i < panes_.range() && detail::GoneAt<W>(Closing(arena, i)) <= watermark) ++i;
    if (i > panes_.begin()) panes_.DropBefore(i);
  }
  /// Of rows before it nobody asks any more.
  std::int64_t Horizon(const Arena& arena) const noexcept {
    return panes_.is_empty() ? kNever : Grid::Start(panes_.TimeAt(arena, panes_.begin()));
  }

  PaneList<Pane<W>, 0> panes_;
  [[no_unique_address]] EarlyAnswers<kEarly> early_;
  [[no_unique_address]] detail::WindowRowsOf<W> rows_;
};

}  // namespace rulert
