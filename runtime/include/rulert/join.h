#pragma once
// `join paid = orders as o with payments as p within -5m .. 1h` of one key: pairs for which right time - left time lies
// in the closed interval. A process describes each of its joins by a struct:
//
//   struct Paid {
//     static constexpr std::uint32_t kConstruct = 0;            // into Module::constructs
//     static constexpr std::int64_t kLower = -300'000'000;      // us
//     static constexpr std::int64_t kUpper = 3'600'000'000;     // us
//     static constexpr bool kHandlesPairs = true;
//     struct Left {
//       static constexpr std::uint32_t kStream = 0;             // into Module::streams
//       static constexpr bool kIsDerived = false;               // processes emit to it
//       static constexpr bool kIsOuter = true;                  // told when no partner has come
//       static constexpr bool kHandlesLate = false;             // absent `on late`: to the output
//       struct Event { std::string_view id; using Members = ::rulert::Members<&Event::id>; };   // what is kept
//     };
//     struct Right { ... };
//   };
//   struct State { ::rulert::IntervalJoin<Paid> paid; ... };
//   struct PaidPairs : ::rulert::JoinWork<PaidPairs> {          // in DueWork
//     static constexpr auto kMember = &State::paid;
//     static constexpr std::uint32_t kConstruct = 0;
//     static constexpr bool kAtOnce = true;                     // where pairs are handled
//     using Saved = ::rulert::Saved<&State::risk>;              // what any of these writes before it can fail
//     static void OnMatch(const Paid::Left::Event& o, const Paid::Right::Event& p, State&, Ctx&, M&) noexcept;
//     static void OnUnmatchedLeft(const Paid::Left::Event& o, State&, Ctx&, M&) noexcept;    // where it is outer
//     static void OnUnmatchedRight(const Paid::Right::Event& p, State&, Ctx&, M&) noexcept;
//   };
//
// An event enters by ctx.EnterLeft(state.paid, Paid::Left::Event{e.id}), EnterRight, or EnterBoth where both sides are
// of its stream. Its pairs follow right after its trigger, in the time order of the partners, ties by arrival; each is
// a trigger of its own, at the later of the two times. An event stays until the watermark has passed the last time of a
// partner, and its own; that instant is when one without a partner is told.
#include <algorithm>
#include <cstdint>

#include "rulert/due.h"
#include "rulert/join_events.h"

namespace rulert {

template <class J>
class IntervalJoin {
  static constexpr std::int64_t kLeftWait = J::kUpper > 0 ? J::kUpper : 0;
  static constexpr std::int64_t kRightWait = J::kLower < 0 ? -J::kLower : 0;
  using LeftEvents = detail::JoinEvents<typename J::Left, kLeftWait>;
  using RightEvents = detail::JoinEvents<typename J::Right, kRightWait>;
  using LeftEntry = typename LeftEvents::Entry;
  using RightEntry = typename RightEvents::Entry;

 public:
  using Described = J;
  using Left = typename J::Left::Event;
  using Right = typename J::Right::Event;
  static constexpr bool kHasChunks = true;
  static constexpr bool kHasDue = true;
  /// Also how soon a record is looked at again; not all the time where partners have the same time.
  static constexpr std::int64_t kMemory = std::max<std::int64_t>({kLeftWait, kRightWait, 60'000'000});

  /// What `on match` reads.
  class Pair {
   public:
    void Identify(TriggerRef& trigger) const noexcept {
      trigger.kind = TriggerKind::kJoin;
      trigger.time = std::max(left_.time, right_.time);
      trigger.event = left_.origin.Ref();
      trigger.stream = J::Left::kStream;
      trigger.partner = right_.origin.Ref();
      trigger.partner_stream = J::Right::kStream;
    }
    template <class Work, class State, class Ctx, class M>
    void Visit(State& state, Ctx& ctx, M& m) const noexcept {
      const Left left = ctx.template Read<Left>(left_.event);
      const Right right = ctx.template Read<Right>(right_.event);
      Work::OnMatch(left, right, state, ctx, m);
    }

   private:
    friend class IntervalJoin;
    LeftEntry left_;
    RightEntry right_;
  };

  /// What `on unmatched` reads.
  class Alone {
   public:
    void Identify(TriggerRef& trigger) const noexcept {
      trigger.kind = TriggerKind::kJoin;
      trigger.time = is_left_ ? left_.time + kLeftWait : right_.time + kRightWait;
      trigger.event = is_left_ ? left_.origin.Ref() : right_.origin.Ref();
      trigger.stream = is_left_ ? J::Left::kStream : J::Right::kStream;
      trigger.partner_stream = kNoPartner;
    }
    template <class Work, class State, class Ctx, class M>
    void Visit(State& state, Ctx& ctx, M& m) const noexcept {
      if constexpr (J::Left::kIsOuter) {
        if (is_left_) Work::OnUnmatchedLeft(ctx.template Read<Left>(left_.event), state, ctx, m);
      }
      if constexpr (J::Right::kIsOuter) {
        if (!is_left_) Work::OnUnmatchedRight(ctx.template Read<Right>(right_.event), state, ctx, m);
      }
    }

   private:
    friend class IntervalJoin;
    bool is_left_ = false;
    LeftEntry left_;
    RightEntry right_;
  };

  // ---- one event; it is not late ----

  void EnterLeft(Trigger& trigger, const Left& event, const EventRef& ref, std::int64_t time,
                 std::int64_t watermark) noexcept {
    left_.Evict(trigger, watermark);
    const Range partners = RightsOf(trigger.arena(), time);
    const std::uint32_t index = left_.Insert(trigger, event, ref, time, !partners.is_empty());
    right_.Meet(trigger, partners.first, partners.last);
    for (std::uint32_t i = partners.first; i < partners.last; ++i) Tell(trigger, index, i);
  }
  void EnterRight(Trigger& trigger, const Right& event, const EventRef& ref, std::int64_t time,
                  std::int64_t watermark) noexcept {
    right_.Evict(trigger, watermark);
    const Range partners = LeftsOf(trigger.arena(), time);
    const std::uint32_t index = right_.Insert(trigger, event, ref, time, !partners.is_empty());
    left_.Meet(trigger, partners.first, partners.last);
    for (std::uint32_t i = partners.first; i < partners.last; ++i) Tell(trigger, i, index);
  }
  /// As EnterLeft and then EnterRight: it may be its own partner.
  void EnterBoth(Trigger& trigger, const Left& as_left, const Right& as_right, const EventRef& ref, std::int64_t time,
                 std::int64_t watermark) noexcept {
    left_.Evict(trigger, watermark);
    right_.Evict(trigger, watermark);
    const Range rights = RightsOf(trigger.arena(), time);
    const std::uint32_t left = left_.Insert(trigger, as_left, ref, time, !rights.is_empty());
    right_.Meet(trigger, rights.first, rights.last);
    const Range lefts = LeftsOf(trigger.arena(), time);
    const std::uint32_t right = right_.Insert(trigger, as_right, ref, time, !lefts.is_empty());
    left_.Meet(trigger, lefts.first, lefts.last);
    // Those behind it have moved.
    for (std::uint32_t i = rights.first; i < rights.last; ++i) Tell(trigger, left, i < right ? i : i + 1);
    for (std::uint32_t i = lefts.first; i < lefts.last; ++i) Tell(trigger, i, right);
  }

  // ---- due work ----

  std::int64_t Due(const Arena&) const noexcept { return std::min(left_.Due(), right_.Due()); }
  Alone Take(Trigger& trigger, std::int64_t) noexcept {
    Alone alone;
    alone.is_left_ = left_.Due() <= right_.Due();
    if constexpr (J::Left::kIsOuter) {
      if (alone.is_left_) alone.left_ = left_.TakeAlone(trigger);
    }
    if constexpr (J::Right::kIsOuter) {
      if (!alone.is_left_) alone.right_ = right_.TakeAlone(trigger);
    }
    return alone;
  }
  Pair TakeAtOnce(Trigger& trigger, std::int64_t pair, AnswerKind) noexcept {
    Pair both;
    both.left_ = left_.At(trigger.arena(), static_cast<std::uint32_t>(pair >> 32));
    both.right_ = right_.At(trigger.arena(), static_cast<std::uint32_t>(pair));
    return both;
  }

  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    const bool no_left = left_.Sweep(arena, watermark);
    return right_.Sweep(arena, watermark) && no_left;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    left_.Release(memory);
    right_.Release(memory);
  }
  void Prefetch(const Arena& arena) const noexcept {
    left_.Prefetch(arena);
    right_.Prefetch(arena);
  }
  std::uint64_t rows() const noexcept { return std::uint64_t{left_.count()} + right_.count(); }

 private:
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
    bool is_empty() const noexcept { return first == last; }
  };
  Range RightsOf(const Arena& arena, std::int64_t left_time) const noexcept {
    return {right_.FirstFrom(arena, detail::SaturatingAdd(left_time, J::kLower)),
            right_.FirstAfter(arena, detail::SaturatingAdd(left_time, J::kUpper))};
  }
  Range LeftsOf(const Arena& arena, std::int64_t right_time) const noexcept {
    return {left_.FirstFrom(arena, detail::SaturatingSub(right_time, J::kUpper)),
            left_.FirstAfter(arena, detail::SaturatingSub(right_time, J::kLower))};
  }
  /// The pair is a trigger after this one, when both are still where they are now.
  void Tell([[maybe_unused]] Trigger& trigger, [[maybe_unused]] std::uint32_t left,
            [[maybe_unused]] std::uint32_t right) noexcept {
    if constexpr (J::kHandlesPairs) trigger.AtOnce(this, std::int64_t{left} << 32 | right, AnswerKind::kAfter);
  }

  LeftEvents left_;
  RightEvents right_;
};

/// Base of a process's work of one join: it says kMember, kConstruct and what to do.
template <class Work>
struct JoinWork {
  static constexpr std::uint32_t kRank = kUnmatchedRank;
  static constexpr bool kOfEvents = true;
  template <class F, class State, class Ctx, class M>
  static void On(const F& f, State& state, Ctx& ctx, M& m) noexcept {
    f.template Visit<Work>(state, ctx, m);
  }
};

}  // namespace rulert
