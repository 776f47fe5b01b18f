#pragma once
// What time alone makes a process do: timers, closings of windows, unmatched sides of joins, events that wait for their
// turn (docs/design/due_work.md). A process lists it by rank, and within a rank as the file has it:
//
//   using DueWork = ::rulert::DueWork<CloseVisit, OnTimerCoolOff>;
//
//   struct OnTimerCoolOff {
//     static constexpr auto kMember = &State::cool_off;
//     static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
//     static constexpr std::uint32_t kConstruct = 1;   // into Module::constructs
//     using Saved = ::rulert::Saved<&State::risk>;     // what an undo puts back
//     template <class F, class Ctx, class M>
//     static void On(const F& f, State& state, Ctx& ctx, M& m) noexcept { ... }
//   };
//
// The member of State:
//
//   static constexpr bool kHasDue = true;
//   /// Instant of its earliest work; kNever when there is none.
//   std::int64_t Due(const Arena&) const noexcept;
//   /// Takes the earliest piece out, before the trigger copies what it saves, so it is gone whatever becomes of the
//   /// trigger. Works on trigger.arena() itself; chunks that F reads go to trigger.Release.
//   F Take(Trigger& trigger, std::int64_t instant) noexcept;
//
// F is what On reads, and says which work it was: kind, time and what else is part of the identity.
//
//   void Identify(TriggerRef& trigger) const noexcept;
//
// What a handler starts gets its instant from ctx.Instant(time).
//
// What goes by the host's clock is listed apart, since its instants are of another line of time:
//
//   using ClockWork = ::rulert::DueWork<OnTimerNightly>;   // members ::rulert::ClockTimer, instants of
//   ctx.ClockInstant
//
// Work of events that are remembered (they wait, or join) says `static constexpr bool kOfEvents = true`: their
// positions are asked for later.
//
// Work that an event makes due at once (an update of a window, a pair of a join) says `static constexpr bool kAtOnce =
// true`. Entering the event the member calls trigger.AtOnce(this, window, kind); right after the event's trigger it is
// asked for each:
//
//   F TakeAtOnce(Trigger& trigger, std::int64_t window, AnswerKind kind) noexcept;
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "rulert/arena.h"
#include "rulert/instant.h"

namespace rulert {

// Work of one key runs by instant, at equal instants by rank, then as the file has it.
inline constexpr std::uint32_t kEventRank = 0;
inline constexpr std::uint32_t kClosingRank = 1;
inline constexpr std::uint32_t kTimerRank = 2;
inline constexpr std::uint32_t kTimeOutRank = 3;
inline constexpr std::uint32_t kUnmatchedRank = 4;

template <class... Work>
struct DueWork {
  static constexpr bool kAny = sizeof...(Work) != 0;
  /// An event can make some of it due at once.
  static constexpr bool kAnyAtOnce = (requires { Work::kAtOnce; } || ...);
  /// Some of it is of events that are remembered.
  static constexpr bool kAnyOfEvents = (requires { Work::kOfEvents; } || ...);

  struct Next {
    std::int64_t instant;
    std::uint32_t work;  // number in the list
  };
  /// The piece that runs first; its instant is kNever when there is none.
  template <class State>
  static Next First([[maybe_unused]] const State& state, [[maybe_unused]] const Arena& arena) noexcept {
    Next next{kNever, 0};
    std::uint32_t number = 0;
    [[maybe_unused]] const auto consider = [&](std::int64_t instant) {
      if (instant < next.instant) next = {instant, number};
      ++number;
    };
    (consider((state.*Work::kMember).Due(arena)), ...);
    return next;
  }
  /// How many pieces there are, of members that hold one at most.
  template <class State>
  static std::uint64_t Count([[maybe_unused]] const State& state, [[maybe_unused]] const Arena& arena) noexcept {
    return (std::uint64_t{0} + ... + ((state.*Work::kMember).Due(arena) != kNever ? 1 : 0));
  }
  /// Calls visit(Work{}) for all of it that an event can make due at once, in order.
  template <class Visit>
  static void EachAtOnce(Visit&& visit) noexcept {
    (
        [&] {
          if constexpr (requires { Work::kAtOnce; }) visit(Work{});
        }(),
        ...);
  }
  /// Calls visit(Work{}) for all of it.
  template <class Visit>
  static void Each(const Visit& visit) noexcept {
    (visit(Work{}), ...);
  }
  /// Calls visit(Work{}) for the work of that number.
  template <class Visit>
  static void With(std::uint32_t work, Visit&& visit) noexcept {
    std::uint32_t number = 0;
    (void)((work == number++ && (visit(Work{}), true)) || ...);
  }

 private:
  static constexpr bool IsByRank() noexcept {
    constexpr std::array<std::uint32_t, sizeof...(Work)> kRanks = {Work::kRank...};
    for (std::size_t i = 1; i < kRanks.size(); ++i) {
      if (kRanks[i - 1] > kRanks[i]) return false;
    }
    return true;
  }
  static_assert(IsByRank(), "due work is listed by rank");
};

namespace detail {
template <class P>
struct DueWorkOf {
  using Type = DueWork<>;
};
template <class P>
  requires requires { typename P::DueWork; }
struct DueWorkOf<P> {
  using Type = typename P::DueWork;
};
template <class P>
struct ClockWorkOf {
  using Type = DueWork<>;
};
template <class P>
  requires requires { typename P::ClockWork; }
struct ClockWorkOf<P> {
  using Type = typename P::ClockWork;
};
}  // namespace detail

/// What falls due by the watermark.
template <class P>
using DueWorkOf = typename detail::DueWorkOf<P>::Type;
/// What falls due by the host's clock.
template <class P>
using ClockWorkOf = typename detail::ClockWorkOf<P>::Type;

}  // namespace rulert
