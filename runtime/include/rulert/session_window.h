#pragma once
// `s session gap d`: stretches of events of one key with no longer silence than d between them. Described as a tumbling
// window is (tumbling_window.h), with
//     static constexpr std::int64_t kGap = 1'800'000'000;   // us
// in place of grid, size and offset.
//
// A session is one pane, [first, last + gap), and closes at last + gap - 1 us. Sessions that are there are more than a
// gap apart, so any instant of one orders it among the others: it is called by the time of the event that began it.
// What has closed stands before range(). Whatever is due must have run before an event enters.
#include <algorithm>
#include <cstdint>

#include "rulert/early_answers.h"
#include "rulert/pane_list.h"
#include "rulert/window_answer.h"
#include "rulert/window_grid.h"
#include "rulert/window_rows.h"

namespace rulert {

template <class W>
class SessionWindow {
  static constexpr bool kKeepsRows = detail::KeepsRows<W>();
  static constexpr bool kIsLate = detail::LateOf<W>() > 0;
  static constexpr bool kOnEach = detail::IsEarlyOnEach<W>();
  static constexpr bool kEarly = detail::EarlyEveryOf<W>() > 0;
  static_assert(W::kGap > 0);

 public:
  using Window = W;
  using Row = typename W::Row;
  using Answer = WindowAnswer<W>;
  static constexpr bool kHasChunks = true;
  static constexpr bool kHasDue = true;
  static constexpr std::int64_t kMemory = detail::SaturatingAdd(W::kGap, detail::LateOf<W>());

  /// False if the event is late: its session is closed for good. Outlet: Overflow(construct, time, row).
  template <class Outlet>
  bool Enter(Trigger& trigger, const Row& row, std::int64_t time, std::int64_t watermark, Outlet& outlet) noexcept {
    if constexpr (!kKeepsRows && !kIsLate && !kOnEach && !kEarly) {
      // Without `late` a session that is there is open.
      Session& newest = sessions_.newest();
      if (!sessions_.is_empty() && time >= newest.first && time - newest.last <= W::kGap) [[likely]] {
        newest.Include(time, row);
        return true;
      }
    }
    return EnterSlowly(trigger, row, time, watermark, outlet);
  }

  std::int64_t Due(const Arena& arena) const noexcept {
    std::int64_t due = kNever;
    if (sessions_.range() == sessions_.end()) {
      if (!sessions_.is_empty()) due = sessions_.newest().closing();
    } else if (sessions_.range() < sessions_.end()) {
      due = sessions_.At(arena, sessions_.range()).closing();
    }
    return early_.Earlier(due);
  }
  Answer Take(Trigger& trigger, std::int64_t instant) noexcept {
    const Arena& arena = trigger.arena();
    const std::uint32_t i = sessions_.range();
    if constexpr (kEarly) {
      if (early_.IsNext(i < sessions_.limit() ? sessions_.At(arena, i).closing() : kNever)) return TakeEarly(trigger);
    }
    Session session = sessions_.At(arena, i);
    const Answer answer = AnswerOf(trigger, session, session.KindOfClosing());
    if constexpr (kIsLate) {
      session.was_closed = 1;
      session.is_fresh = 0;
      sessions_.Set(arena, i, session);
      sessions_.set_range(i + 1);
      DropGone(arena, instant);
    } else {
      sessions_.DropBefore(i + 1);
    }
    return answer;
  }
  /// What an event made due at once (Trigger::AtOnce).
  Answer TakeAtOnce(Trigger& trigger, std::int64_t session, AnswerKind kind) noexcept {
    const Arena& arena = trigger.arena();
    return AnswerOf(trigger, sessions_.At(arena, sessions_.FirstNotBefore(arena, session)), kind);
  }

  /// True when nothing is remembered at this watermark; gives chunks back.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    DropGone(arena, watermark);
    (void)sessions_.Trim(arena);
    rows_.Sweep(arena, Horizon(arena));
    if (!sessions_.is_empty()) return false;
    Release(arena);
    return true;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    sessions_.Release(memory);
    rows_.Release(memory);
    *this = SessionWindow{};
  }
  void Prefetch(const Arena& arena) const noexcept {
    sessions_.Prefetch(arena);
    rows_.Prefetch(arena);
  }
  /// Rows, or sessions where there are no rows.
  std::uint64_t rows() const noexcept { return kKeepsRows ? rows_.count() : sessions_.count(); }

 private:
  struct Session : Pane<W> {
    std::int64_t first = 0;
    std::int64_t last = 0;

    std::int64_t closing() const noexcept { return last + W::kGap - 1; }
    AnswerKind KindOfClosing() const noexcept {
      return Pane<W>::was_closed != 0 ? AnswerKind::kAfter : AnswerKind::kClosing;
    }
    void Begin(std::int64_t time, const Row& row) noexcept {
      Pane<W>::Start(row, time);
      first = last = time;
    }
    void Include(std::int64_t time, const Row& row) noexcept {
      Pane<W>::Add(row, time);
      if (time < first) first = time;
      if (time > last) last = time;
    }
    /// `later` follows.
    void Join(const Session& later) noexcept {
      Pane<W>::Merge(later);
      last = later.last;
    }
  };

  template <class Outlet>
  [[gnu::noinline]] bool EnterSlowly(Trigger& trigger, const Row& row, std::int64_t time, std::int64_t watermark,
                                     Outlet& outlet) noexcept {
    Arena& arena = trigger.arena();
    if constexpr (kIsLate) DropGone(arena, watermark);
    std::uint32_t right = sessions_.FirstNotBefore(arena, time);
    const bool joins_left = right > sessions_.begin() && time - sessions_.At(arena, right - 1).last <= W::kGap;
    const bool joins_right = right < sessions_.limit() && sessions_.At(arena, right).first - time <= W::kGap;
    Session session;
    std::uint32_t i = joins_left ? right - 1 : right;
    if (!joins_left && !joins_right) {
      session.Begin(time, row);
      if (detail::GoneAt<W>(session.closing()) <= watermark) {
        trigger.Keep(this, sizeof(*this));
        return false;
      }
      if (sessions_.is_full()) {
        trigger.Keep(this, sizeof(*this));
        outlet.Overflow(W::kConstruct, time, row);
        return true;
      }
      i -= sessions_.MakeRoom(arena, time);
    } else {
      session = sessions_.At(arena, i);
      if (joins_left && joins_right) session.Join(sessions_.At(arena, right));
      session.Include(time, row);
    }
    trigger.Keep(this, sizeof(*this));

    const bool is_closed = session.closing() <= watermark;
    const AnswerKind kind = session.KindOfClosing();
    if (is_closed) session.was_closed = 1;
    if constexpr (kEarly) {
      if (early_.Ask(detail::NextEarly<W>(watermark, time), session.closing())) session.is_fresh = 1;
    }
    const bool was_behind = i < sessions_.range();
    if (!joins_left && !joins_right) {
      Put(trigger, i, time, session);
      if (is_closed || was_behind) sessions_.set_range(sessions_.range() + 1);
    } else {
      if (joins_left && joins_right) Unite(trigger, i);
      sessions_.Change(trigger, i, session);
      // Open again: those behind it are open too.
      if (!is_closed && was_behind) sessions_.set_range(i);
    }
    const std::int64_t name = sessions_.TimeAt(arena, i);
    if (is_closed) {
      trigger.AtOnce(this, name, kind);
    } else if constexpr (kOnEach) {
      trigger.AtOnce(this, name, AnswerKind::kEarly);
    }
    if constexpr (kKeepsRows) {
      if (rows_.Keep(trigger, time, row, Horizon(arena), outlet)) LoseRow(trigger);
    }
    return true;
  }

  void Put(Trigger& trigger, std::uint32_t i, std::int64_t time, const Session& session) noexcept {
    if (i == sessions_.limit()) {
      sessions_.Push(trigger.arena(), time, session);
    } else {
      sessions_.Insert(trigger, i, time, session);
    }
  }
  /// Of sessions i and i + 1 only the place of the first stays.
  void Unite(Trigger& trigger, std::uint32_t i) noexcept {
    if (i + 1 < sessions_.range()) sessions_.set_range(sessions_.range() - 1);
    if (i + 1 == sessions_.end()) {
      sessions_.PopNewest(trigger.arena());
    } else {
      sessions_.Erase(trigger, i + 1);
    }
  }

  /// A session without rows is none.
  void LoseRow(Trigger& trigger) noexcept {
    const Arena& arena = trigger.arena();
    const std::uint32_t i = sessions_.begin();
    Session session = sessions_.At(arena, i);
    if (rows_.FirstNotBefore(arena, session.last + 1) != rows_.begin()) {
      session.has_lost = 1;
      sessions_.Change(trigger, i, session);
      return;
    }
    const std::int64_t name = sessions_.TimeAt(arena, i);
    trigger.KeepAtOnce(this, [name](std::int64_t window) { return window != name; });
    sessions_.DropBefore(i + 1);
    if constexpr (kEarly) AskAgain(arena);
  }

  Answer AnswerOf(Trigger& trigger, const Session& session, AnswerKind kind) const noexcept {
    const std::int64_t end = session.last + W::kGap;
    return {session, session.first, end, kind, rows_.Between(trigger, session.first, session.last + 1)};
  }

  // ---- early answers ----

  /// The next session with something new that is still open when early answers are due, or limit().
  std::uint32_t NextFresh(const Arena& arena, std::uint32_t i) const noexcept {
    for (; i < sessions_.limit(); ++i) {
      const Session session = sessions_.At(arena, i);
      if (session.is_fresh != 0 && session.closing() > early_.instant()) break;
    }
    return i;
  }
  Answer TakeEarly(Trigger& trigger) noexcept {
    const Arena& arena = trigger.arena();
    const std::uint32_t i = NextFresh(arena, sessions_.range());
    Session session = sessions_.At(arena, i);
    session.is_fresh = 0;
    sessions_.Set(arena, i, session);
    const Answer answer = AnswerOf(trigger, session, AnswerKind::kEarly);
    AskAgain(arena);
    return answer;
  }
  void AskAgain(const Arena& arena) noexcept {
    if (NextFresh(arena, sessions_.range()) == sessions_.limit()) early_.Clear();
  }

  // ---- what is gone ----

  void DropGone(const Arena& arena, std::int64_t watermark) noexcept {
    std::uint32_t i = sessions_.begin();
    while (i < sessions_.range() && detail::GoneAt<W>(sessions_.At(arena, i).closing()) <= watermark) ++i;
    if (i > sessions_.begin()) sessions_.DropBefore(i);
  }
  /// Of rows before it nobody asks any more.
  std::int64_t Horizon(const Arena& arena) const noexcept {
    return sessions_.is_empty() ? kNever : sessions_.At(arena, sessions_.begin()).first;
  }

  PaneList<Session, 0> sessions_;
  [[no_unique_address]] EarlyAnswers<kEarly> early_;
  [[no_unique_address]] detail::WindowRowsOf<W> rows_;
};

}  // namespace rulert
