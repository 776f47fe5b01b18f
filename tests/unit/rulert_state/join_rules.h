#pragma once
// What rulec prints for a process with joins, by hand, for any interval.
//
//   process Meet by id {
//     state pairs: int = 0 unbounded
//     join met = asks as a with bids as b within kLower .. kUpper
//     join twins = asks as x with asks as y within kLower .. kUpper
//     on asks as a { pairs += 10 div a.n }                                   (fails where n is 0)
//     on match met as (a, b) {
//       pairs += 1
//       emit lines { what: "pair", text: a.note, n: b.n, more: pairs div (b.n - a.n) }   (fails where they are equal)
//     }
//     on unmatched met as a { emit lines { what: "ask alone", text: a.note, n: 0, more: pairs } }
//     on unmatched met as b { emit lines { what: "bid alone", text: "", n: b.n, more: pairs } }
//     on late met as a { emit lines { what: "late", text: a.note, n: 0, more: pairs } }
//     on match twins as (x, y) { emit lines { what: "twins", text: x.note, n: y.n, more: pairs } }
//   }
#include <cstdint>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/emitted.h"
#include "rulert/join.h"
#include "rulert/module.h"

namespace meeting {

struct Module {
  static constexpr std::string_view kName = "meeting";
  static constexpr ::rulert::Place kPlaces[] = {
      {::rulert::Text("meet.rules"), 5, 30, ::rulert::Text("10 div a.n")},
      {::rulert::Text("meet.rules"), 8, 60, ::rulert::Text("pairs div (b.n - a.n)")},
  };
  static constexpr std::string_view kRules[] = {
      "on asks",          "on match met",  "on unmatched met as a", "on unmatched met as b",
      "on late met as a", "on match twins"};
  static constexpr std::string_view kConstructs[] = {"met", "twins"};
};

struct AskEvent {
  std::string_view id;
  std::string_view note;
  std::int64_t n = 0;
};
struct BidEvent {
  std::string_view id;
  std::int64_t n = 0;
};
struct AskRecord {
  std::string_view id;
  std::string_view note;
  std::int64_t n = 0;
  ::rulert::Timestamp at;
};
struct BidRecord {
  std::string_view id;
  std::int64_t n = 0;
  ::rulert::Timestamp at;
};

struct Line {
  std::string_view what;
  std::string_view text;
  std::int64_t n = 0;
  std::int64_t more = 0;
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

template <std::int64_t kFrom, std::int64_t kTo>
class Meet final {
 public:
  using Module = ::meeting::Module;
  using Params = ::rulert::NoParams;
  static constexpr std::string_view kName = "Meet";

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
  struct Pairs {
    using Value = std::int64_t;
    static constexpr std::int64_t kExpires = ::rulert::kNever;
    static constexpr Value Default() noexcept { return 0; }
  };
  struct Met {
    static constexpr std::uint32_t kConstruct = 0;
    static constexpr std::int64_t kLower = kFrom;
    static constexpr std::int64_t kUpper = kTo;
    static constexpr bool kHandlesPairs = true;
    struct Left {
      static constexpr std::uint32_t kStream = 0;
      static constexpr std::uint32_t kChunkBytes = 256;
      static constexpr bool kIsDerived = false;
      static constexpr bool kIsOuter = true;
      static constexpr bool kHandlesLate = true;
      struct Event {
        std::string_view note;
        std::int64_t n = 0;
        using Members = ::rulert::Members<&Event::note, &Event::n>;
      };
    };
    struct Right {
      static constexpr std::uint32_t kStream = 1;
      static constexpr std::uint32_t kChunkBytes = 256;
      static constexpr bool kIsDerived = false;
      static constexpr bool kIsOuter = true;
      static constexpr bool kHandlesLate = false;
      struct Event {
        std::int64_t n = 0;
        using Members = ::rulert::Members<&Event::n>;
      };
    };
  };
  struct Twins {
    static constexpr std::uint32_t kConstruct = 1;
    static constexpr std::int64_t kLower = kFrom;
    static constexpr std::int64_t kUpper = kTo;
    static constexpr bool kHandlesPairs = true;
    struct Left {
      static constexpr std::uint32_t kStream = 0;
      static constexpr bool kIsDerived = false;
      static constexpr bool kIsOuter = false;
      static constexpr bool kHandlesLate = false;
      struct Event {
        std::string_view note;
        using Members = ::rulert::Members<&Event::note>;
      };
    };
    struct Right {
      static constexpr std::uint32_t kStream = 0;
      static constexpr bool kIsDerived = false;
      static constexpr bool kIsOuter = false;
      static constexpr bool kHandlesLate = false;
      struct Event {
        std::int64_t n = 0;
        using Members = ::rulert::Members<&Event::n>;
      };
    };
  };
  struct State {
    ::rulert::IntervalJoin<Met> met;
    ::rulert::IntervalJoin<Twins> twins;
    ::rulert::Cell<Pairs> pairs;
    template <class F>
    void ForEach(F&& f) {
      f(met);
      f(twins);
      f(pairs);
    }
  };

  struct Asks {
    static constexpr std::uint32_t kStream = 0;
    static constexpr std::string_view kName = "asks";
    static constexpr std::int64_t kDelay = 0;
    using Event = AskEvent;
    using Record = AskRecord;
    static ::rulert::Timestamp TimeOf(const Record& a) noexcept { return a.at; }
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    using Saved = ::rulert::Saved<&State::met, &State::twins>;
    template <class E, class Ctx, class M>
    static void On(const E& a, State& state, Ctx& ctx, M& m) noexcept {
      if (!ctx.EnterLeft(state.met, typename Met::Left::Event{a.note, a.n})) {
        ctx.Emit(Line{"late", a.note, 0, ctx.Get(state.pairs)}, kLines, 4);
      }
      ctx.EnterBoth(state.twins, typename Twins::Left::Event{a.note}, typename Twins::Right::Event{a.n});
      ctx.Rule(0);
      ctx.Set(state.pairs, ctx.Get(state.pairs) + m.Div(std::int64_t{10}, a.n, 0));
    }
  };
  struct Bids {
    static constexpr std::uint32_t kStream = 1;
    static constexpr std::string_view kName = "bids";
    static constexpr std::int64_t kDelay = 0;
    using Event = BidEvent;
    using Record = BidRecord;
    static ::rulert::Timestamp TimeOf(const Record& b) noexcept { return b.at; }
    template <class E>
    static Key KeyOf(const E& e) noexcept {
      return {e.id};
    }
    using Saved = ::rulert::Saved<>;
    template <class E, class Ctx, class M>
    static void On(const E& b, State& state, Ctx& ctx, M&) noexcept {
      ctx.EnterRight(state.met, typename Met::Right::Event{b.n});
    }
  };
  using Inputs = ::rulert::Inputs<Asks, Bids>;

  struct MetPairs : ::rulert::JoinWork<MetPairs> {
    static constexpr auto kMember = &State::met;
    static constexpr std::uint32_t kConstruct = 0;
    static constexpr bool kAtOnce = true;
    using Saved = ::rulert::Saved<&State::pairs>;
    template <class Ctx, class M>
    static void OnMatch(const typename Met::Left::Event& a, const typename Met::Right::Event& b, State& state, Ctx& ctx,
                        M& m) noexcept {
      ctx.Rule(1);
      ctx.Set(state.pairs, ctx.Get(state.pairs) + 1);
      ctx.Emit(Line{"pair", a.note, b.n, m.Div(ctx.Get(state.pairs), b.n - a.n, 1)}, kLines, 1);
    }
    template <class Ctx, class M>
    static void OnUnmatchedLeft(const typename Met::Left::Event& a, State& state, Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"ask alone", a.note, 0, ctx.Get(state.pairs)}, kLines, 2);
    }
    template <class Ctx, class M>
    static void OnUnmatchedRight(const typename Met::Right::Event& b, State& state, Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"bid alone", {}, b.n, ctx.Get(state.pairs)}, kLines, 3);
    }
  };
  struct TwinsPairs : ::rulert::JoinWork<TwinsPairs> {
    static constexpr auto kMember = &State::twins;
    static constexpr std::uint32_t kConstruct = 1;
    static constexpr bool kAtOnce = true;
    using Saved = ::rulert::Saved<>;
    template <class Ctx, class M>
    static void OnMatch(const typename Twins::Left::Event& x, const typename Twins::Right::Event& y, State& state,
                        Ctx& ctx, M&) noexcept {
      ctx.Emit(Line{"twins", x.note, y.n, ctx.Get(state.pairs)}, kLines, 5);
    }
  };
  using DueWork = ::rulert::DueWork<MetPairs, TwinsPairs>;

  template <class Sink>
  static void Accept(Sink&) noexcept {}
};

}  // namespace meeting
