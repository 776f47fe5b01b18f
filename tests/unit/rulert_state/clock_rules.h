#pragma once
// What rulec prints for a process with timers by clock, by hand.
//
//   stream events: Event { time at }    output lines: Line
//   process Night by id {
//     state total: int = 0  expires 2h after write
//     timer soon by clock    timer late by clock    timer watch
//     on events as e {
//       start soon at e.soon            (where e.soon is present; so for late, watch)
//       start soon after e.after        (where e.after is present)
//       stop soon                       (where e.stop)
//       total += e.add
//     }
//     on timer soon as f { total += 1  emit lines { what: "soon", total: total }  start late at f.time + 10s   (where
//     total is odd) } on timer late { total = total * factor  emit lines { what: "late", total: total } }
//     on timer watch as f { emit lines { what: "watch", total: total }  start soon after 5s }
//   }
#include <cstdint>
#include <optional>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/emitted.h"
#include "rulert/module.h"

namespace night {

struct Module {
  static constexpr std::string_view kName = "night";
  static constexpr ::rulert::Place kPlaces[] = {
      {::rulert::Text("night.rules"), 13, 9, ::rulert::Text("total = total * factor")},
  };
  static constexpr std::string_view kRules[] = {"on events", "on timer soon", "on timer late", "on timer watch"};
  static constexpr std::string_view kConstructs[] = {"soon", "late", "watch"};
};

struct Event {
  std::string_view id;
  ::rulert::Timestamp at;
  std::optional<::rulert::Timestamp> soon;
  std::optional<::rulert::Timestamp> late;
  std::optional<::rulert::Timestamp> watch;
  std::optional<::rulert::Duration> after;
  bool stop = false;
  std::int64_t add = 0;
};

struct Line {
  std::string_view what;
  std::int64_t total = 0;
};

struct Params {
  std::int64_t factor = 1;
};

struct LinesOutput {
  using Record = Line;
  static constexpr std::uint32_t kIndex = 0;
  template <class Sink>
  static void Send(Sink& sink, const Line& record, const ::rulert::Emitted& emitted) {
    sink.lines(record, emitted);
  }
};
inline constexpr LinesOutput kLines;

class Night final {
 public:
  using Module = ::night::Module;
  using Params = ::night::Params;
  static constexpr std::string_view kName = "Night";

  struct Key {
    std::string_view id;
    template <class Buffer>
    constexpr void Encode(Buffer& out) const noexcept {
      out.Add(id);
    }
    template <class Reader>
    static Key Decode(Reader& in) noexcept {
      Key key;
      in.Read(key.id);
      return key;
    }
  };
  struct Total {
    using Value = std::int64_t;
    static constexpr std::int64_t kExpires = 7'200'000'000;
    static constexpr Value Default() noexcept { return 0; }
  };
  struct State {
    ::rulert::Cell<Total> total;
    ::rulert::ClockTimer soon;
    ::rulert::ClockTimer late;
    ::rulert::Timer watch;
    template <class F>
    void ForEach(F&& f) {
      f(total);
      f(soon);
      f(late);
      f(watch);
    }
  };

  struct Events {
    static constexpr std::uint32_t kStream = 0;
    static constexpr std::string_view kName = "events";
    static constexpr std::int64_t kDelay = 0;
    using Event = ::night::Event;
    using Record = ::night::Event;
    static ::rulert::Timestamp TimeOf(const Record& e) noexcept { return e.at; }
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    using Saved = ::rulert::Saved<&State::soon, &State::late, &State::watch>;
    template <class E, class Ctx, class M>
    static void On(const E& e, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(0);
      if (e.soon) ctx.Start(state.soon, *e.soon);
      if (e.late) ctx.Start(state.late, *e.late);
      if (e.watch) ctx.Start(state.watch, *e.watch);
      if (e.after) ctx.StartFromClock(state.soon, m.AddTs(ctx.clock_time(), *e.after, 0));
      if (e.stop) ctx.Stop(state.soon);
      ctx.Set(state.total, m.Add(ctx.Get(state.total), e.add, 0));
    }
  };
  using Inputs = ::rulert::Inputs<Events>;

  struct OnTimerSoon {
    static constexpr auto kMember = &State::soon;
    static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
    static constexpr std::uint32_t kConstruct = 0;
    using Saved = ::rulert::Saved<&State::total>;
    template <class F, class Ctx, class M>
    static void On(const F& f, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(1);
      const std::int64_t total = m.Add(ctx.Get(state.total), 1, 0);
      ctx.Set(state.total, total);
      ctx.Emit(Line{"soon", total}, kLines, 1);
      if (total % 2 != 0) ctx.Start(state.late, m.AddTs(f.time, ::rulert::Duration{10'000'000}, 0));
    }
  };
  struct OnTimerLate {
    static constexpr auto kMember = &State::late;
    static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
    static constexpr std::uint32_t kConstruct = 1;
    using Saved = ::rulert::Saved<>;
    template <class F, class Ctx, class M>
    static void On(const F&, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(2);
      ctx.Emit(Line{"late", ctx.Get(state.total)}, kLines, 2);
      ctx.Set(state.total, m.Mul(ctx.Get(state.total), ctx.params().factor, 0));
    }
  };
  struct OnTimerWatch {
    static constexpr auto kMember = &State::watch;
    static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
    static constexpr std::uint32_t kConstruct = 2;
    using Saved = ::rulert::Saved<>;
    template <class F, class Ctx, class M>
    static void On(const F&, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(3);
      ctx.Emit(Line{"watch", ctx.Get(state.total)}, kLines, 3);
      ctx.StartFromClock(state.soon, m.AddTs(ctx.clock_time(), ::rulert::Duration{5'000'000}, 0));
    }
  };
  using DueWork = ::rulert::DueWork<OnTimerWatch>;
  using ClockWork = ::rulert::DueWork<OnTimerSoon, OnTimerLate>;

  template <class Sink>
  static void Accept(Sink&) noexcept {}
};

}  // namespace night
