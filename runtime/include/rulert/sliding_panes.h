#pragma once
// The panes of a sliding window of one key, and what those of the window that closed last add up to, so that a closing
// costs the same however many panes a window has: what leaves is subtracted, extremes are two stacks. Of that window's
// panes those of [range(), pivot) each have beside them the extremes from it to the last of these; of [pivot, last)
// only those of all are kept, here.
//
// range() <= pivot <= last. As long as no window has closed, they are the same and say nothing.
#include <cstdint>
#include <cstring>

#include "rulert/pane_list.h"
#include "rulert/window_grid.h"

namespace rulert {
namespace detail {
template <class W>
inline constexpr std::uint32_t kExtremeBytes = WindowExtremes<W>::kIsEmpty ? 0 : sizeof(WindowExtremes<W>);
}  // namespace detail

template <class W>
class SlidingPanes : public PaneList<Pane<W>, detail::kExtremeBytes<W>> {
  using Panes = PaneList<Pane<W>, detail::kExtremeBytes<W>>;
  using Extremes = WindowExtremes<W>;
  using Edges = WindowEdges<W>;
  using Grid = WindowGrid<W>;

 public:
  /// `window` is later than the one before. What its panes add up to; there is one.
  Pane<W> Close(const Arena& arena, std::int64_t window) noexcept {
    while (Panes::range() < last_ && Panes::TimeAt(arena, Panes::range()) < window) LeaveFirst(arena);
    if (Panes::range() == last_) {
      while (last_ < Panes::limit() && Panes::TimeAt(arena, last_) < window) ++last_;
      Panes::set_range(last_);
      pivot_ = last_;
    }
    while (last_ < Panes::limit() && Panes::TimeAt(arena, last_) < window + Grid::kSize) EnterLast(arena);
    window_ = window;
    return Total(arena);
  }
  /// No later window holds any pane that is there now.
  void ForgetClosed() noexcept {
    sums_ = {};
    entered_ = 0;
    window_ = kNone;
    pivot_ = last_ = Panes::limit();
    Panes::set_range(last_);
  }
  /// What the panes of any window add up to, one by one.
  Pane<W> Merged(const Arena& arena, std::int64_t window) const noexcept {
    std::uint32_t i = Panes::FirstNotBefore(arena, window);
    Pane<W> total = Panes::At(arena, i);
    while (++i < Panes::limit() && Panes::TimeAt(arena, i) < window + Grid::kSize) total.Merge(Panes::At(arena, i));
    return total;
  }
  bool HasAny(const Arena& arena, std::int64_t window) const noexcept {
    const std::uint32_t i = Panes::FirstNotBefore(arena, window);
    return i < Panes::limit() && Panes::TimeAt(arena, i) < window + Grid::kSize;
  }

  /// What enters pane i changes none of the sums here.
  bool IsAhead(std::uint32_t i) const noexcept { return i >= last_; }

  /// As PaneList's.
  std::uint32_t MakeRoom(Arena& arena, std::int64_t time) noexcept { return MoveBy(Panes::MakeRoom(arena, time)); }
  std::uint32_t Trim(Arena& arena) noexcept { return MoveBy(Panes::Trim(arena)); }
  /// i <= range(), or no later window holds any pane.
  void DropBefore(std::uint32_t i) noexcept {
    Panes::DropBefore(i);
    if (Panes::is_empty()) ForgetClosed();
    if (last_ < Panes::begin()) pivot_ = last_ = Panes::begin();
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    Panes::Release(memory);
    *this = SlidingPanes{};
  }

  template <class Row>
  void Add(Trigger& trigger, std::uint32_t i, const Row& row, std::int64_t time, bool is_fresh) noexcept {
    if (i < pivot_) trigger.OnUndo(&UndoStack, this, 0);
    Pane<W> pane = Panes::At(trigger.arena(), i);
    pane.Add(row, time);
    pane.is_fresh |= is_fresh ? 1 : 0;
    Panes::Change(trigger, i, pane);
    if (i >= Panes::range() && i < last_) AddToClosed(trigger.arena(), i, row, time);
  }
  /// A pane of one row at position i. Room was made.
  template <class Row>
  void Open(Trigger& trigger, std::uint32_t i, std::int64_t start, const Row& row, std::int64_t time,
            bool is_fresh) noexcept {
    const Arena& arena = trigger.arena();
    const bool is_before = window_ == kNone ? i < last_ : start < window_;
    const bool is_closed = !is_before && window_ != kNone && start < window_ + Grid::kSize;
    if (i < pivot_) trigger.OnUndo(&UndoStack, this, 0);
    Pane<W> pane;
    pane.Start(row, time);
    pane.is_fresh = is_fresh ? 1 : 0;
    if (i == Panes::limit()) {
      Panes::Push(trigger.arena(), start, pane);
      // The one that was newest has others behind it now.
      if (i > Panes::begin() && i - 1 < pivot_) SetStacked(arena, i - 1, ExtremesOf(arena, i - 1));
    } else {
      Panes::Insert(trigger, i, start, pane);
    }
    if (is_before) {
      Panes::set_range(Panes::range() + 1);
      ++pivot_;
      ++last_;
    } else if (is_closed) {
      if (i < pivot_) ++pivot_;
      ++last_;
      AddToClosed(arena, i, row, time);
    }
  }

 private:
  static constexpr std::int64_t kNone = INT64_MIN;

  std::uint32_t MoveBy(std::uint32_t shift) noexcept {
    pivot_ -= shift;
    last_ -= shift;
    return shift;
  }

  void EnterLast(const Arena& arena) noexcept {
    const Pane<W> pane = Panes::At(arena, last_);
    sums_.Merge(pane.parts);
    entered_ += pane.entered;
    pivot_ == last_ ? newer_.Assign(pane.parts) : newer_.Merge(pane.parts);
    ++last_;
  }
  void LeaveFirst(const Arena& arena) noexcept {
    const std::uint32_t first = Panes::range();
    if (first >= pivot_) {
      pivot_ = last_;
      Stack(arena, last_ - 1);
    }
    const Pane<W> pane = Panes::At(arena, first);
    sums_.Unmerge(pane.parts);
    entered_ -= pane.entered;
    Panes::set_range(first + 1);
  }
  template <class Row>
  void AddToClosed(const Arena& arena, std::uint32_t i, const Row& row, std::int64_t time) noexcept {
    sums_.Add(row, time);
    ++entered_;
    if (i < pivot_) {
      Stack(arena, i);
    } else {
      // Pane i holds the row already.
      pivot_ + 1 == last_ ? newer_.Assign(Panes::At(arena, i).parts) : newer_.Add(row, time);
    }
  }

  Pane<W> Total(const Arena& arena) noexcept {
    Pane<W> total;
    sums_.CopyTo(total.parts);
    total.entered = entered_;
    const std::uint32_t first = Panes::range();
    if constexpr (!Edges::kIsEmpty) {
      Edges edges;
      edges.Assign(Panes::At(arena, first).parts);
      edges.Merge(Panes::At(arena, last_ - 1).parts);
      edges.CopyTo(total.parts);
    }
    if (first >= pivot_) {
      newer_.CopyTo(total.parts);
    } else {
      Extremes extremes = Stacked(arena, first);
      if (pivot_ < last_) extremes.Merge(newer_);
      extremes.CopyTo(total.parts);
    }
    return total;
  }

  // ---- extremes beside panes ----

  Extremes ExtremesOf(const Arena& arena, std::uint32_t i) const noexcept {
    Extremes extremes;
    extremes.Assign(Panes::At(arena, i).parts);
    return extremes;
  }
  Extremes Stacked(const Arena& arena, std::uint32_t i) const noexcept {
    // Nothing is behind the newest.
    if (i == Panes::end()) return ExtremesOf(arena, i);
    Extremes extremes;
    if constexpr (!Extremes::kIsEmpty)
      std::memcpy(static_cast<void*>(&extremes), Panes::ExtraAt(arena, i), sizeof(extremes));
    return extremes;
  }
  void SetStacked(const Arena& arena, std::uint32_t i, const Extremes& extremes) noexcept {
    if constexpr (!Extremes::kIsEmpty) {
      if (i != Panes::end()) std::memcpy(Panes::ChangeExtra(arena, i), &extremes, sizeof(extremes));
    }
  }
  /// Panes [range(), i] carry their extremes again.
  void Stack(const Arena& arena, std::uint32_t i) noexcept {
    if constexpr (!Extremes::kIsEmpty) {
      for (std::uint32_t k = i + 1; k-- > Panes::range();) {
        Extremes extremes = ExtremesOf(arena, k);
        if (k + 1 < pivot_) extremes.Merge(Stacked(arena, k + 1));
        SetStacked(arena, k, extremes);
      }
    }
  }
  static void UndoStack(Arena& arena, void* panes, std::uint32_t) noexcept {
    auto& self = *static_cast<SlidingPanes*>(panes);
    if (self.range() < self.pivot_) self.Stack(arena, self.pivot_ - 1);
  }

  [[no_unique_address]] WindowSums<W> sums_;
  [[no_unique_address]] Extremes newer_;
  std::uint64_t entered_ = 0;
  std::int64_t window_ = kNone;
  std::uint32_t pivot_ = 0;
  std::uint32_t last_ = 0;
};

}  // namespace rulert
