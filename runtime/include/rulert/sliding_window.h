#pragma once
// `s each d every e`: windows [start, end) that begin every e, of one key. Described as a tumbling window is
// (tumbling_window.h), with
//     static constexpr std::int64_t kEvery = 60'000'000;   // in units of the grid
//
// Windows share panes, as wide as the greatest common divisor of size and step. Each window that holds an event closes
// at end - 1 us; which is the next to do so is known here. Whatever is due must have run before an event enters.
#include <algorithm>
#include <cstdint>

#include "rulert/early_answers.h"
#include "rulert/sliding_panes.h"
#include "rulert/window_answer.h"
#include "rulert/window_grid.h"
#include "rulert/window_rows.h"

namespace rulert {

template <class W>
class SlidingWindow {
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

  /// False if the event is late: all its windows are closed for good. Outlet: Overflow(construct, time, row).
  template <class Outlet>
  bool Enter(Trigger& trigger, const Row& row, std::int64_t time, std::int64_t watermark, Outlet& outlet) noexcept {
    const std::int64_t at = Grid::Grid::At(time);
    if constexpr (!kKeepsRows && !kIsLate && !kOnEach && !kEarly) {
      // Without `late` the newest pane is there as long as one of its windows is open.
      if (!panes_.is_empty() && Holds(panes_.newest_time(), at) && panes_.IsAhead(panes_.end())) [[likely]] {
        panes_.newest().Add(row, time);
        return true;
      }
    }
    return EnterSlowly(trigger, row, at, time, watermark, outlet);
  }

  std::int64_t Due(const Arena&) const noexcept { return early_.Earlier(NextClosing()); }
  Answer Take(Trigger& trigger, std::int64_t instant) noexcept {
    const Arena& arena = trigger.arena();
    if constexpr (kEarly) {
      if (early_.IsNext(NextClosing())) return TakeEarly(trigger);
    }
    const std::int64_t window = next_;
    Pane<W> total;
    if constexpr (kKeepsRows) {
      total = panes_.Merged(arena, window);
    } else {
      total = panes_.Close(arena, window);
    }
    next_ = FirstFrom(arena, window + Grid::kEvery);
    if constexpr (kIsLate) {
      if (next_ == kNever) panes_.ForgetClosed();
      DropGone(arena, instant);
    } else {
      DropClosed(arena);
    }
    return AnswerOf(trigger, window, total, AnswerKind::kClosing);
  }
  /// What an event made due at once (Trigger::AtOnce).
  Answer TakeAtOnce(Trigger& trigger, std::int64_t window, AnswerKind kind) noexcept {
    return AnswerOf(trigger, window, panes_.Merged(trigger.arena(), window), kind);
  }

  /// True when nothing is remembered at this watermark; gives chunks back.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    if constexpr (kIsLate) DropGone(arena, watermark);
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
    *this = SlidingWindow{};
  }
  void Prefetch(const Arena& arena) const noexcept {
    panes_.Prefetch(arena);
    rows_.Prefetch(arena);
  }
  /// Rows, or panes where there are no rows.
  std::uint64_t rows() const noexcept { return kKeepsRows ? rows_.count() : panes_.count(); }

 private:
  static bool Holds(std::int64_t start, std::int64_t at) noexcept {
    return static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(start) < static_cast<std::uint64_t>(Grid::kPane);
  }
  std::int64_t NextClosing() const noexcept { return next_ == kNever ? kNever : Grid::Closing(next_); }
  /// The first window from there on that holds a pane, or kNever.
  std::int64_t FirstFrom(const Arena& arena, std::int64_t window) const noexcept {
    const std::uint32_t i = panes_.FirstNotBefore(arena, window);
    if (i == panes_.limit()) return kNever;
    return std::max(window, Grid::FirstWindow(panes_.TimeAt(arena, i)));
  }

  template <class Outlet>
  [[gnu::noinline]] bool EnterSlowly(Trigger& trigger, const Row& row, std::int64_t at, std::int64_t time,
                                     std::int64_t watermark, Outlet& outlet) noexcept {
    Arena& arena = trigger.arena();
    const std::int64_t last = Grid::LastWindow(at);
    if (Grid::kEvery > Grid::kSize && last + Grid::kSize <= at) return true;  // between windows
    if (detail::GoneAt<W>(Grid::Closing(last)) <= watermark) return false;
    if constexpr (kIsLate) DropGone(arena, watermark);
    const std::int64_t first = Grid::FirstWindow(at);
    const std::int64_t open = std::max(first, Grid::FirstOpen(watermark));
    const std::int64_t start = Grid::PaneOf(at);
    std::uint32_t i = panes_.FirstNotBefore(arena, start);
    const bool is_known = i < panes_.limit() && panes_.TimeAt(arena, i) == start;
    if (!is_known && panes_.is_full()) {
      trigger.Keep(this, sizeof(*this));
      outlet.Overflow(W::kConstruct, time, row);
      return true;
    }
    if (!is_known) i -= panes_.MakeRoom(arena, start);
    trigger.Keep(this, sizeof(*this));

    if constexpr (kIsLate) {
      const std::int64_t kept = Grid::FirstOpen(detail::SaturatingSub(watermark, detail::LateOf<W>()));
      for (std::int64_t window = std::max(first, kept); window <= last && window < open; window += Grid::kEvery) {
        trigger.AtOnce(this, window, panes_.HasAny(arena, window) ? AnswerKind::kAfter : AnswerKind::kClosing);
      }
    }
    bool is_fresh = false;
    if constexpr (kEarly) {
      is_fresh = open <= last && early_.Ask(detail::NextEarly<W>(watermark, time), Grid::Closing(last));
    }
    if (is_known) {
      panes_.Add(trigger, i, row, time, is_fresh);
    } else {
      panes_.Open(trigger, i, start, row, time, is_fresh);
    }
    if (open <= last) next_ = std::min(next_, open);
    if constexpr (kOnEach) {
      for (std::int64_t window = open; window <= last; window += Grid::kEvery)
        trigger.AtOnce(this, window, AnswerKind::kEarly);
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
    RULERT_CHECK(panes_.TimeAt(arena, i) == start, "the oldest row is not of the oldest pane");
    if (rows_.FirstNotBefore(arena, Grid::Grid::Instant(start + Grid::kPane)) != rows_.begin()) {
      Pane<W> pane = panes_.At(arena, i);
      pane.has_lost = 1;
      panes_.Change(trigger, i, pane);
      return;
    }
    if (i + 1 < panes_.limit() && panes_.TimeAt(arena, i + 1) < Grid::LastWindow(start) + Grid::kSize) {
      // A window that holds the next one too goes on to count from where it is, and still owes what it owed.
      const Pane<W> pane = panes_.At(arena, i);
      Pane<W> next = panes_.At(arena, i + 1);
      next.entered += pane.entered;
      next.is_fresh |= pane.is_fresh;
      panes_.Change(trigger, i + 1, next);
    }
    panes_.DropBefore(i + 1);
    if (next_ != kNever) next_ = FirstFrom(arena, next_);
    trigger.KeepAtOnce(this, [&](std::int64_t window) { return panes_.HasAny(arena, window); });
    if constexpr (kEarly) {
      if (NextFresh(arena, INT64_MIN) == kNever) early_.Clear();
    }
  }

  Answer AnswerOf(Trigger& trigger, std::int64_t window, const Pane<W>& total, AnswerKind kind) const noexcept {
    const std::int64_t start = Grid::Start(window);
    const std::int64_t end = Grid::End(window);
    return {total, start, end, kind, rows_.Between(trigger, start, end)};
  }

  // ---- early answers ----

  /// The next window with something new that is still open when early answers are due, or kNever.
  std::int64_t NextFresh(const Arena& arena, std::int64_t from) const noexcept {
    from = std::max(from, Grid::FirstOpen(early_.instant()));
    for (std::uint32_t i = panes_.FirstNotBefore(arena, from); i < panes_.limit(); ++i) {
      if (panes_.At(arena, i).is_fresh == 0) continue;
      return std::max(from, Grid::FirstWindow(panes_.TimeAt(arena, i)));
    }
    return kNever;
  }
  Answer TakeEarly(Trigger& trigger) noexcept {
    const Arena& arena = trigger.arena();
    const std::int64_t window = NextFresh(arena, answered_.before);
    const Answer answer = AnswerOf(trigger, window, panes_.Merged(arena, window), AnswerKind::kEarly);
    answered_.before = window + Grid::kEvery;
    if (NextFresh(arena, answered_.before) != kNever) return answer;
    answered_.before = INT64_MIN;
    early_.Clear();
    for (std::uint32_t i = panes_.begin(); i < panes_.limit(); ++i) {
      Pane<W> pane = panes_.At(arena, i);
      if (pane.is_fresh == 0) continue;
      pane.is_fresh = 0;
      panes_.Set(arena, i, pane);
    }
    return answer;
  }

  // ---- what is gone ----

  /// Of a pane, for good.
  static std::int64_t GoneAt(std::int64_t start) noexcept {
    return detail::GoneAt<W>(Grid::Closing(Grid::LastWindow(start)));
  }
  void DropGone(const Arena& arena, std::int64_t watermark) noexcept {
    // What the last closing adds up to leaves with the next one.
    std::uint32_t i = panes_.begin();
    while (i < Kept() && GoneAt(panes_.TimeAt(arena, i)) <= watermark) ++i;
    if (i > panes_.begin()) panes_.DropBefore(i);
  }
  std::uint32_t Kept() const noexcept { return kKeepsRows ? panes_.limit() : panes_.range(); }
  void DropClosed(const Arena& arena) noexcept {
    if (next_ == kNever) {
      panes_.DropBefore(panes_.limit());
    } else {
      panes_.DropBefore(kKeepsRows ? panes_.FirstNotBefore(arena, next_) : panes_.range());
    }
  }
  /// Of rows before it nobody asks any more.
  std::int64_t Horizon(const Arena& arena) const noexcept {
    return panes_.is_empty() ? kNever : Grid::Grid::Instant(panes_.TimeAt(arena, panes_.begin()));
  }

  struct Answered {
    std::int64_t before = INT64_MIN;  // windows of the early answers that are due now
  };
  struct NothingAnswered {};

  SlidingPanes<W> panes_;
  std::int64_t next_ = kNever;  // the first window that is still to close
  [[no_unique_address]] EarlyAnswers<kEarly> early_;
  [[no_unique_address]] std::conditional_t<kEarly, Answered, NothingAnswered> answered_;
  [[no_unique_address]] detail::WindowRowsOf<W> rows_;
};

}  // namespace rulert
