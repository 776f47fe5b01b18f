#pragma once
// What rulec prints for processes with timers, by hand.
//
//   stream events: Event { time at }    output lines: Line
//   process Watch by id {
//     state total: int = 0  expires 2h after write
//     state name: string = ""  expires 2h after write
//     timer a    timer b
//     on events as e {
//       start a at e.a      (where e.a is present; so for b)
//       stop a              (where e.stop)
//       total += e.add
//       name = e.name
//       emit lines { what: "event", total: total }
//     }
//     on timer a as f { total += 1  emit lines { what: "a", total: total, name: name }  start b after 10s   (where
//     total is odd) } on timer b as f { total = total * factor  emit lines { what: "b", total: total } }
//   }
#include <cstdint>
#include <optional>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/emitted.h"
#include "rulert/module.h"

namespace watch {

struct Module {
  static constexpr std::string_view kName = "watch";
  static constexpr ::rulert::Place kPlaces[] = {
      {::rulert::Text("watch.rules"), 9, 8, ::rulert::Text("total += e.add")},
      {::rulert::Text("watch.rules"), 13, 9, ::rulert::Text("total = total * factor")},
  };
  static constexpr std::string_view kRules[] = {"on events", "on timer a", "on timer b"};
  static constexpr std::string_view kConstructs[] = {"a", "b"};
};

struct Event {
  std::string_view id;
  ::rulert::Timestamp at;
  std::optional<::rulert::Timestamp> a;
  std::optional<::rulert::Timestamp> b;
  bool stop = false;
  std::int64_t add = 0;
  std::string_view name = {};
};

struct Line {
  std::string_view what;
  std::int64_t total = 0;
  std::string_view name;
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

class Watch final {
 public:
  using Module = ::watch::Module;
  using Params = ::watch::Params;
  static constexpr std::string_view kName = "Watch";

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
  struct Name {
    using Value = std::string_view;
    static constexpr std::int64_t kExpires = 7'200'000'000;
    static constexpr Value Default() noexcept { return ""; }
  };
  struct State {
    ::rulert::Cell<Total> total;
    ::rulert::Cell<Name> name;
    ::rulert::Timer a;
    ::rulert::Timer b;
    template <class F>
    void ForEach(F&& f) {
      f(total);
      f(name);
      f(a);
      f(b);
    }
  };

  struct Events {
    static constexpr std::uint32_t kStream = 0;
    static constexpr std::string_view kName = "events";
    static constexpr std::int64_t kDelay = 0;
    using Event = ::watch::Event;
    using Record = ::watch::Event;
    static ::rulert::Timestamp TimeOf(const Record& e) noexcept { return e.at; }
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    using Saved = ::rulert::Saved<&State::a, &State::b>;
    template <class E, class Ctx, class M>
    static void On(const E& e, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(0);
      if (e.a) ctx.Start(state.a, *e.a);
      if (e.b) ctx.Start(state.b, *e.b);
      if (e.stop) ctx.Stop(state.a);
      ctx.Set(state.total, m.Add(ctx.Get(state.total), e.add, 0));
      ctx.Set(state.name, e.name);
      ctx.Emit(Line{"event", ctx.Get(state.total), {}}, kLines, 0);
    }
  };
  using Inputs = ::rulert::Inputs<Events>;

  struct OnTimerA {
    static constexpr auto kMember = &State::a;
    static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
    static constexpr std::uint32_t kConstruct = 0;
    using Saved = ::rulert::Saved<&State::total>;
    template <class F, class Ctx, class M>
    static void On(const F&, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(1);
      const std::int64_t total = m.Add(ctx.Get(state.total), 1, 0);
      ctx.Set(state.total, total);
      ctx.Emit(Line{"a", total, ctx.Get(state.name)}, kLines, 1);
      if (total % 2 != 0) ctx.Start(state.b, m.AddTs(ctx.time(), ::rulert::Duration{10'000'000}, 0));
    }
  };
  struct OnTimerB {
    static constexpr auto kMember = &State::b;
    static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
    static constexpr std::uint32_t kConstruct = 1;
    using Saved = ::rulert::Saved<>;
    template <class F, class Ctx, class M>
    static void On(const F&, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(2);
      ctx.Emit(Line{"b", ctx.Get(state.total), {}}, kLines, 2);
      ctx.Set(state.total, m.Mul(ctx.Get(state.total), ctx.params().factor, 1));
    }
  };
  using DueWork = ::rulert::DueWork<OnTimerA, OnTimerB>;

  template <class Sink>
  static void Accept(Sink&) noexcept {}
};

}  // namespace watch
