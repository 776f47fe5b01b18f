#pragma once
// The panes of one window of one key, in time order. The newest stands in the state record, so a window that has no
// other needs no memory beside it; the older ones are rows of time (timed_rows.h).
//
// Positions: [begin, end) are the older ones, `end` is the newest. They move when room is made.
#include <cstdint>

#include "rulert/timed_rows.h"
#include "rulert/trigger.h"
#include "rulert/window_parts.h"

namespace rulert {

/// More panes of one window and key are not held: the event that would need one goes to `overflow`.
inline constexpr std::uint32_t kMostPanes = 100'000;

/// Content: a Pane, or a struct that begins with one. kExtra: bytes beside each older pane.
template <class Content, std::uint32_t kExtra>
class PaneList : private TimedRows<Content, kExtra> {
  using Older = TimedRows<Content, kExtra>;

 public:
  using Older::begin;
  using Older::end;
  using Older::Prefetch;
  using Older::range;
  using Older::set_begin;
  using Older::set_range;

  bool is_empty() const noexcept { return newest_.entered == 0; }
  std::uint32_t count() const noexcept { return Older::count() + (is_empty() ? 0 : 1); }
  /// Behind the newest.
  std::uint32_t limit() const noexcept { return is_empty() ? begin() : end() + 1; }
  bool is_full() const noexcept { return Older::count() + 1 >= kMostPanes; }

  std::int64_t newest_time() const noexcept { return newest_time_; }
  Content& newest() noexcept { return newest_; }
  const Content& newest() const noexcept { return newest_; }

  std::int64_t TimeAt(const Arena& arena, std::uint32_t i) const noexcept {
    return i == end() ? newest_time_ : Older::TimeAt(arena, i);
  }
  Content At(const Arena& arena, std::uint32_t i) const noexcept {
    return i == end() ? newest_ : Older::RowAt(arena, i);
  }
  /// An undo does not take it back.
  void Set(const Arena& arena, std::uint32_t i, const Content& content) noexcept {
    if (i != end()) Older::MarkRow(arena, i);
    Write(arena, i, content);
  }
  void Change(Trigger& trigger, std::uint32_t i, const Content& content) noexcept {
    if (i != end()) Older::KeepRow(trigger, i);
    Write(trigger.arena(), i, content);
  }
  const char* ExtraAt(const Arena& arena, std::uint32_t i) const noexcept { return Older::ExtraAt(arena, i); }
  char* ChangeExtra(const Arena& arena, std::uint32_t i) const noexcept { return Older::ChangeExtra(arena, i); }

  /// The first pane of at least that time, or limit().
  std::uint32_t FirstNotBefore(const Arena& arena, std::int64_t time) const noexcept {
    std::uint32_t low = begin();
    std::uint32_t high = limit();
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (TimeAt(arena, middle) < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Before anything has changed in this trigger: room for one more, which may be of that time. Positions are as before
  /// minus the answer; then Trigger::Keep is told.
  std::uint32_t MakeRoom(Arena& arena, std::int64_t time) noexcept {
    std::uint32_t shift = 0;
    if (is_empty()) return shift;
    // The newest moves to the others where the new one is newer.
    const std::int64_t moves = time > newest_time_ ? newest_time_ : time;
    if (!Older::HasRoom(arena, moves)) shift = Older::MakeRoom(arena, moves);
    return shift;
  }
  /// A new newest pane. Room was made.
  void Push(Arena& arena, std::int64_t time, const Content& content) noexcept {
    if (!is_empty()) Older::InsertAt(arena, end(), newest_time_, newest_);
    newest_time_ = time;
    newest_ = content;
  }
  /// Before position i <= end(). Room was made.
  void Insert(Trigger& trigger, std::uint32_t i, std::int64_t time, const Content& content) noexcept {
    const bool moves = i != end();
    Older::InsertAt(trigger.arena(), i, time, content);
    if (moves) trigger.OnUndo(&UndoInsert, static_cast<Older*>(this), i);
  }
  /// Position i < end() goes; there is another one.
  void Erase(Trigger& trigger, std::uint32_t i) noexcept {
    const bool moves = i + 1 != end();
    Older::EraseAt(trigger.arena(), i);
    if (moves) trigger.OnUndo(&UndoErase, static_cast<Older*>(this), i);
  }
  /// The newest goes, and the one before it is in its place. There is one.
  void PopNewest(const Arena& arena) noexcept {
    newest_time_ = Older::TimeAt(arena, end() - 1);
    newest_ = Older::RowAt(arena, end() - 1);
    Older::DropLast();
  }
  /// All before position i go; not undone.
  void DropBefore(std::uint32_t i) noexcept {
    if (i <= end()) {
      set_begin(i);
    } else {
      set_begin(end());
      newest_ = Content{};
    }
    if (range() < begin() || is_empty()) set_range(begin());
  }

  /// Gives back chunks of what is gone; positions are as before minus the answer.
  std::uint32_t Trim(Arena& arena) noexcept {
    if (!Older::is_empty()) return Older::Trim(arena);
    const std::uint32_t shift = begin();
    const std::uint32_t range_after = range() - shift;
    Older::Release(arena);
    set_range(range_after);
    return shift;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    Older::Release(memory);
    *this = PaneList{};
  }

 private:
  void Write(const Arena& arena, std::uint32_t i, const Content& content) noexcept {
    if (i == end()) {
      newest_ = content;
    } else {
      Older::SetRow(arena, i, content);
    }
  }
  static void UndoInsert(Arena& arena, void* older, std::uint32_t i) noexcept {
    static_cast<Older*>(older)->RemoveAt(arena, i);
  }
  static void UndoErase(Arena& arena, void* older, std::uint32_t i) noexcept {
    static_cast<Older*>(older)->RestoreAt(arena, i);
  }

  std::int64_t newest_time_ = 0;
  Content newest_;
};

}  // namespace rulert
