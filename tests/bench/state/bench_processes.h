#pragma once
// What rulec prints for the two processes that are measured, by hand.
//
//   process Counter by id  { state count: int = 0 expires 30d after write   on events as e { count += 1 } }
//   process Velocity by id { window hour = events in last 1h                on events as e { rule r when hour.count >
//   1_000_000 then ... } }
#include <cstdint>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/process_desc.h"

namespace bench {

struct Event {
  std::int64_t id;
};
struct Key {
  std::int64_t id = 0;
  template <class Buffer>
  constexpr void Encode(Buffer& out) const noexcept {
    out.Add(id);
  }
};
struct Output {
  using Record = Event;
  static constexpr std::uint32_t kIndex = 0;
};

class Counter final {
 public:
  using Params = rulert::NoParams;
  using Key = bench::Key;
  static constexpr std::string_view kName = "Counter";
  static constexpr bool kNeedsUndo = false;  // nothing fails after the write
  struct Count {
    using Value = std::int64_t;
    static constexpr std::int64_t kExpires = 2'592'000'000'000;
    static constexpr Value Default() noexcept { return 0; }
  };
  struct State {
    rulert::Cell<Count> count;
    template <class F>
    void ForEach(F&& f) {
      f(count);
    }
  };
  struct Events {
    static constexpr std::uint32_t kStream = 0;
    using Event = bench::Event;
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    template <class E, class Ctx, class M>
    static void On(const E&, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Set(state.count, m.Add(ctx.Get(state.count), 1, 0));
    }
  };
  using Inputs = rulert::Inputs<Events>;
};

class Velocity final {
 public:
  using Params = rulert::NoParams;
  using Key = bench::Key;
  static constexpr std::string_view kName = "Velocity";
  static constexpr bool kNeedsUndo = false;  // nothing can fail
  struct Hour {
    static constexpr std::uint32_t kConstruct = 0;
    static constexpr std::int64_t kSize = 3'600'000'000;
    struct Row {};
    using Aggregates = rulert::Aggregates<>;
  };
  struct State {
    rulert::LookBack<Hour> hour;
    template <class F>
    void ForEach(F&& f) {
      f(hour);
    }
  };
  struct Events {
    static constexpr std::uint32_t kStream = 0;
    using Event = bench::Event;
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    template <class E, class Ctx, class M>
    static void On(const E& e, State& state, Ctx& ctx, M&) noexcept {
      ctx.Rule(0);
      ctx.Enter(state.hour, typename Hour::Row{});
      ctx.Rule(1);
      if (ctx.View(state.hour).count() > 1'000'000) ctx.Emit(e, Output{}, 1);
    }
  };
  using Inputs = rulert::Inputs<Events>;
};

}  // namespace bench
