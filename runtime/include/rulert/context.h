#pragma once
// What a handler talks to. One for each trigger; the same text runs with any of the outlets: a module's host, a
// service's sink, or none (the second run that finds what failed).
#include <cstdint>

#include "rulert/cell.h"
#include "rulert/last_rows.h"
#include "rulert/look_back.h"
#include "rulert/module_abi.h"
#include "rulert/once_per.h"
#include "rulert/saved.h"
#include "rulert/timer.h"
#include "rulert/trigger.h"

namespace rulert {

/// Params of a module that declares none.
struct NoParams {};

namespace detail {
struct NoKey {
  template <class Buffer>
  constexpr void Encode(Buffer&) const noexcept {}
};
template <class P>
struct KeyOf {
  using Type = NoKey;
};
template <class P>
  requires requires { typename P::Key; }
struct KeyOf<P> {
  using Type = typename P::Key;
};
}  // namespace detail

/// Key of a process, or an empty struct without `by`.
template <class P>
using KeyOf = typename detail::KeyOf<P>::Type;
template <class P>
inline constexpr bool kIsKeyed = requires { typename P::Key; };

/// When a handler runs.
struct Moment {
  std::int64_t time;                // its time: of the event, or what due work says
  std::int64_t watermark;           // just before an event; at other due work, its own instant
  bool is_last = false;             // due work of the pass at the end of input: what it starts does not run any more
  const EventRef* event = nullptr;  // which one is handled
  std::int64_t clock = kNoClock;    // of the host, as it was read last; of work by the clock, its instant
};

/// Outlet: Emit(output, rule, ordinal, record), Late(construct), Overflow(construct, time, row), Rule(rule).
/// M: the mode of arithmetic of this run. Saved: what an undo of the trigger puts back; of all else, what is written
/// after a failure is left out.
template <class P, class Saved, class Outlet, class M>
class Context {
 public:
  using Params = typename P::Params;

  Context(Trigger& trigger, Outlet& outlet, const M& m, const Params& params, const KeyOf<P>& key,
          const Moment& moment) noexcept
      : trigger_(trigger),
        outlet_(outlet),
        m_(m),
        params_(params),
        key_(key),
        time_(moment.time),
        watermark_(moment.watermark),
        is_last_(moment.is_last),
        event_(moment.event),
        clock_(moment.clock) {}

  /// Of the handler: of the event, or what due work says.
  Timestamp time() const noexcept { return {time_}; }
  /// The host's clock as it was read last; before that 1970, for StartFromClock alone.
  Timestamp clock_time() const noexcept { return {clock_ == kNoClock ? 0 : clock_}; }
  const Params& params() const noexcept { return params_; }
  const KeyOf<P>& key() const noexcept { return key_; }
  std::int64_t watermark() const noexcept { return watermark_; }
  /// What has ended by it reads as gone.
  std::int64_t instant() const noexcept { return time_ > watermark_ ? time_ : watermark_; }
  /// For what expressions build; kept until the trigger is done.
  Scratch& scratch() noexcept { return trigger_.scratch(); }

  /// From here on this rule or handler, an index into Module::rules, is the one that fails.
  void Rule(std::uint32_t rule) noexcept { outlet_.Rule(rule); }

  // ---- look-backs ----
  /// False: late, so it is no row. Without `on late` that goes to the output.
  template <class W>
  [[gnu::always_inline]] bool Enter(LookBack<W>& window, const typename LookBack<W>::Row& row) noexcept {
    if (IsDone<LookBack<W>>()) [[unlikely]]
      return true;
    if (LookBack<W>::IsLate(time_, watermark_)) [[unlikely]] {
      if constexpr (!requires { W::kHandlesLate; }) outlet_.Late(W::kConstruct);
      return false;
    }
    const auto dropped = window.Enter(trigger_, row, time_, watermark_);
    if (dropped) [[unlikely]]
      outlet_.Overflow(W::kConstruct, dropped->time, dropped->row);
    return true;
  }
  template <class W>
  bool Enter(LastRows<W>& window, const typename LastRows<W>::Row& row) noexcept {
    if (!IsDone<LastRows<W>>()) window.Enter(trigger_, row);
    return true;
  }
  /// As of time(); valid until the window is entered.
  template <class W>
  [[gnu::always_inline]] LookBackView<W> View(LookBack<W>& window) noexcept {
    return window.View(trigger_, time_, watermark_);
  }
  template <class W>
  typename LastRows<W>::View View(LastRows<W>& window) noexcept {
    return window.ViewOf(trigger_);
  }

  /// Of what due work has taken out of the state; lives until the trigger is done.
  template <class T>
  T Read(const typename Stored<T>::Type& stored) noexcept {
    return Stored<T>::Get(stored, trigger_);
  }

  // ---- windows that close ----
  /// False: every window of the event has closed for good. Without `on late` that goes to the output.
  template <class Window>
    requires requires { typename Window::Answer; }
  bool Enter(Window& window, const typename Window::Row& row) noexcept {
    if (IsDone<Window>()) [[unlikely]]
      return true;
    if (window.Enter(trigger_, row, time_, watermark_, outlet_)) [[likely]]
      return true;
    if constexpr (!requires { Window::Window::kHandlesLate; }) outlet_.Late(Window::Window::kConstruct);
    return false;
  }

  // ---- joins ----
  /// False: late, so it joins nothing. Without `on late` of its side that goes to the output.
  template <class Join>
  bool EnterLeft(Join& join, const typename Join::Left& event) noexcept {
    if (IsDone<Join>()) [[unlikely]]
      return true;
    if (IsLateFor<typename Join::Described, typename Join::Described::Left>()) [[unlikely]]
      return false;
    join.EnterLeft(trigger_, event, *event_, time_, watermark_);
    return true;
  }
  template <class Join>
  bool EnterRight(Join& join, const typename Join::Right& event) noexcept {
    if (IsDone<Join>()) [[unlikely]]
      return true;
    if (IsLateFor<typename Join::Described, typename Join::Described::Right>()) [[unlikely]]
      return false;
    join.EnterRight(trigger_, event, *event_, time_, watermark_);
    return true;
  }
  /// Both sides are of its stream.
  template <class Join>
  bool EnterBoth(Join& join, const typename Join::Left& as_left, const typename Join::Right& as_right) noexcept {
    if (IsDone<Join>()) [[unlikely]]
      return true;
    if (IsLateFor<typename Join::Described, typename Join::Described::Left, typename Join::Described::Right>())
        [[unlikely]]
      return false;
    join.EnterBoth(trigger_, as_left, as_right, *event_, time_, watermark_);
    return true;
  }

  // ---- cells ----
  /// Text and lists live until the trigger is done.
  template <class C>
  typename C::Value Get(const Cell<C>& cell) noexcept {
    return cell.Get(trigger_, time_, watermark_);
  }
  template <class C>
  void Set(Cell<C>& cell, const typename C::Value& value) noexcept {
    if (IsDone<Cell<C>>()) [[unlikely]]
      return;
    cell.Set(value, trigger_, time_);
  }

  /// A handler that names the cell runs: what expires after access lives on from here.
  template <class C>
  void Touch(C& cell) noexcept {
    if (!IsDone<C>()) cell.Touch(time_, watermark_);
  }
  /// A list, set or map.
  template <class C>
  typename C::template Access<Context> Of(C& collection) noexcept {
    return {collection, *this};
  }
  Trigger& trigger() noexcept { return trigger_; }
  Outlet& outlet() noexcept { return outlet_; }
  /// Failed, and nothing would take back what is written to such a member from here on.
  template <class Member>
  bool IsDone() const noexcept {
    if constexpr (Saved::template kHolds<Member>) {
      return false;
    } else {
      return m_.failed();
    }
  }

  // ---- `once per` ----
  template <std::int64_t kPeriod>
  bool Ready(const OncePer<kPeriod>& once) const noexcept {
    return once.Ready(time_, watermark_);
  }
  template <std::int64_t kPeriod>
  void Mark(OncePer<kPeriod>& once) noexcept {
    if (m_.failed()) [[unlikely]]
      return;
    once.Mark(time_);
  }

  // ---- due work ----
  /// When what is asked for `time` falls due: what is past already waits until time next moves. kNever: not at all.
  std::int64_t Instant(std::int64_t time) const noexcept {
    if (is_last_) return kNever;
    const std::int64_t next = detail::SaturatingAdd(watermark_, 1);
    return time > next ? time : next;
  }
  /// The same by the clock: what is past already waits for its next reading, which the pass at the end of input is not.
  std::int64_t ClockInstant(std::int64_t time) const noexcept {
    const std::int64_t next = detail::SaturatingAdd(clock_, 1);
    return time > next ? time : next;
  }
  void Start(Timer& timer, Timestamp time) noexcept {
    if (m_.failed()) [[unlikely]]
      return;
    timer.Start(time, Instant(time.us));
  }
  void Start(ClockTimer& timer, Timestamp time) noexcept {
    if (m_.failed()) [[unlikely]]
      return;
    timer.Start(time, ClockInstant(time.us));
  }
  /// `time` counts from clock_time().
  void StartFromClock(ClockTimer& timer, Timestamp time) noexcept {
    if (m_.failed()) [[unlikely]]
      return;
    if (clock_ == kNoClock) {
      timer.StartAtFirstReading(time.us);
    } else {
      timer.Start(time, ClockInstant(time.us));
    }
  }
  void Stop(Timer& timer) noexcept {
    if (m_.failed()) [[unlikely]]
      return;
    timer.Stop();
  }

  /// `output`: the generated constant of the output (kAlerts); `rule`: index into Module::rules; `ordinal`: of this
  /// `emit` among those of its rule, from 0.
  template <class Output>
  void Emit(const typename Output::Record& record, Output output, std::uint32_t rule,
            std::uint32_t ordinal = 0) noexcept {
    outlet_.Emit(output, rule, ordinal, record);
  }

 private:
  template <class J, class... Sides>
  bool IsLateFor() noexcept {
    if (time_ > watermark_) return false;
    if constexpr (!(Sides::kHandlesLate || ...)) outlet_.Late(J::kConstruct);
    return true;
  }

  Trigger& trigger_;
  Outlet& outlet_;
  const M& m_;
  const Params& params_;
  const KeyOf<P>& key_;
  std::int64_t time_;
  std::int64_t watermark_;
  bool is_last_;
  const EventRef* event_;
  std::int64_t clock_;
};

/// Of the second run, which finds what failed: nothing comes out. M: Traced.
template <class M>
class SilentOutlet {
 public:
  explicit SilentOutlet(const M& m) noexcept : m_(m) {}

  void Rule(std::uint32_t rule) noexcept {
    if (!m_.failed()) rule_ = rule;
  }
  template <class Output, class Record>
  void Emit(Output, std::uint32_t, std::uint32_t, const Record&) noexcept {}
  void Late(std::uint32_t) noexcept {}
  template <class Row>
  void Overflow(std::uint32_t, std::int64_t, const Row&) noexcept {}

  /// The rule or handler that failed.
  std::uint32_t rule() const noexcept { return rule_; }

 private:
  const M& m_;
  std::uint32_t rule_ = 0;
};

}  // namespace rulert
