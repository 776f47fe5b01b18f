#pragma once
// What rulec prints for a process in `order time`, by hand.
//
//   process Order by id order time {
//     state last: string = ""  unbounded
//     timer check
//     on orders as o {
//       emit lines { what: "order", text: last, n: o.n }
//       last = o.note
//       n += 10 div o.n                                   (fails where n is 0, after the write)
//       start check after 5s
//     }
//     on pings as p { emit lines { what: "ping", text: last, n: p.n } }
//     on alerts as a { emit lines { what: "alert", text: a.note, n: 0 } }     (a derived stream)
//     on late pings as p { emit lines { what: "late", text: last, n: p.n }  start check after 0s }
//     on timer check as f { emit lines { what: "check", text: last, n: 0 } }
//   }
#include <cstdint>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/emitted.h"
#include "rulert/module.h"
#include "rulert/waiting.h"

namespace in_order {

struct Module {
  static constexpr std::string_view kName = "in_order";
  static constexpr ::rulert::Place kPlaces[] = {
      {::rulert::Text("order.rules"), 8, 8, ::rulert::Text("10 div o.n")},
  };
  static constexpr std::string_view kRules[] = {"on orders", "on pings", "on alerts", "on late pings",
                                                "on timer check"};
  static constexpr std::string_view kConstructs[] = {"check", "orders", "pings"};
};

struct OrderEvent {
  std::string_view id;
  std::string_view note;
  std::int64_t n = 0;
  using Members = ::rulert::Members<&OrderEvent::id, &OrderEvent::note, &OrderEvent::n>;
};
struct PingEvent {
  std::string_view id;
  std::int64_t n = 0;
  using Members = ::rulert::Members<&PingEvent::id, &PingEvent::n>;
};
struct AlertEvent {
  std::string_view id;
  std::string_view note;
  using Members = ::rulert::Members<&AlertEvent::id, &AlertEvent::note>;
};
struct OrderRecord {
  std::string_view id;
  std::string_view note;
  std::int64_t n = 0;
  double unread = 0;
  ::rulert::Timestamp at;
};
struct PingRecord {
  std::string_view id;
  std::int64_t n = 0;
  ::rulert::Timestamp at;
};

struct Line {
  std::string_view what;
  std::string_view text;
  std::int64_t n = 0;
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

class Order final {
 public:
  using Module = ::in_order::Module;
  using Params = ::rulert::NoParams;
  static constexpr std::string_view kName = "Order";

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
  struct Last {
    using Value = std::string_view;
    static constexpr std::int64_t kExpires = ::rulert::kNever;
    static constexpr Value Default() noexcept { return {}; }
  };
  struct State {
    ::rulert::Cell<Last> last;
    ::rulert::Timer check;
    ::rulert::Waiting<OrderEvent, PingEvent, ::rulert::Derived<AlertEvent>> waiting;
    template <class F>
    void ForEach(F&& f) {
      f(last);
      f(check);
      f(waiting);
    }
  };

  struct Orders {
    static constexpr std::uint32_t kStream = 0;
    static constexpr std::string_view kName = "orders";
    static constexpr std::int64_t kDelay = 5'000'000;
    static constexpr std::uint32_t kLate = 1;
    using Event = OrderEvent;
    using Record = OrderRecord;
    static ::rulert::Timestamp TimeOf(const Record& o) noexcept { return o.at; }
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    template <class E>
    static Event Keep(const E& e) noexcept {
      return {e.id, e.note, e.n};
    }
    using Saved = ::rulert::Saved<&State::last>;
    template <class E, class Ctx, class M>
    static void On(const E& o, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(0);
      ctx.Emit(Line{"order", ctx.Get(state.last), o.n}, kLines, 0);
      ctx.Set(state.last, o.note);
      const std::int64_t n = m.Div(std::int64_t{10}, o.n, 0);
      ctx.Emit(Line{"quotient", o.note, n}, kLines, 0, 1);
      ctx.Start(state.check, m.AddTs(ctx.time(), ::rulert::Duration{5'000'000}, 0));
    }
  };
  struct Pings {
    static constexpr std::uint32_t kStream = 1;
    static constexpr std::string_view kName = "pings";
    static constexpr std::int64_t kDelay = 0;
    static constexpr std::uint32_t kLate = 2;
    static constexpr bool kHandlesLate = true;
    using Event = PingEvent;
    using Record = PingRecord;
    static ::rulert::Timestamp TimeOf(const Record& p) noexcept { return p.at; }
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    template <class E>
    static Event Keep(const E& e) noexcept {
      return {e.id, e.n};
    }
    using Saved = ::rulert::Saved<>;
    template <class E, class Ctx, class M>
    static void On(const E& p, State& state, Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"ping", ctx.Get(state.last), p.n}, kLines, 1);
    }
    using SavedOfLate = ::rulert::Saved<>;
    template <class E, class Ctx, class M>
    static void OnLate(const E& p, State& state, Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"late", ctx.Get(state.last), p.n}, kLines, 3);
      ctx.Start(state.check, ctx.time());
    }
  };
  struct Alerts {
    static constexpr std::uint32_t kStream = 2;
    static constexpr std::string_view kName = "alerts";
    static constexpr std::int64_t kDelay = 0;
    static constexpr bool kDerived = true;
    using Event = AlertEvent;
    using Record = AlertEvent;
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    template <class E>
    static Event Keep(const E& e) noexcept {
      return {e.id, e.note};
    }
    using Saved = ::rulert::Saved<>;
    template <class E, class Ctx, class M>
    static void On(const E& a, State&, Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"alert", a.note, 0}, kLines, 2);
    }
  };
  using Inputs = ::rulert::Inputs<Orders, Pings, Alerts>;

  struct WaitingEvents : ::rulert::WaitingWork {
    static constexpr auto kMember = &State::waiting;
    using Inputs = Order::Inputs;
  };
  struct OnTimerCheck {
    static constexpr auto kMember = &State::check;
    static constexpr std::uint32_t kRank = ::rulert::kTimerRank;
    static constexpr std::uint32_t kConstruct = 0;
    using Saved = ::rulert::Saved<>;
    template <class F, class Ctx, class M>
    static void On(const F&, State& state, Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"check", ctx.Get(state.last), 0}, kLines, 4);
    }
  };
  using DueWork = ::rulert::DueWork<WaitingEvents, OnTimerCheck>;

  template <class Sink>
  static void Accept(Sink&) noexcept {}
};

}  // namespace in_order
