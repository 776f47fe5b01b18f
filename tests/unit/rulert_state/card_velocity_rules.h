#pragma once
// What rulec prints for a module, by hand: every construct that state has, in the shape that rulert expects.
//
//   module card.velocity
//   param velocity_limit: int = 5
//   stream transactions: Transaction { time at  delay 5s }      stream notes: Note
//   output alerts: Alert    output summaries: Summary
//   process CardVelocity by customer {
//     window hour = transactions in last 1h
//     window spend = transactions in last 24h where approved
//     state risk: int = 0         expires 30d after write
//     state home: string?         expires 180d after write
//     state profile: Profile = { country: "GB", visits: 0 }   unbounded
//     on transactions as t { rule velocity once per 1h when hour.count > velocity_limit then { ... } ... }
//     on notes as n { ... }
//   }
#include <cstdint>
#include <optional>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/cell.h"
#include "rulert/emitted.h"
#include "rulert/look_back.h"
#include "rulert/once_per.h"
#include "rulert/row.h"

namespace card::velocity {

/// Names that a service sees in errors and ids; the same tables stand in the module.
struct Module {
  static constexpr std::string_view kName = "card.velocity";
  static constexpr ::rulert::Place kPlaces[] = {
      {::rulert::Text("card.rules"), 20, 34, ::rulert::Text("risk + 10")},
      {::rulert::Text("card.rules"), 25, 14, ::rulert::Text("spend.sum(amount)")},
      {::rulert::Text("card.rules"), 26, 14, ::rulert::Text("spend.avg(amount)")},
      {::rulert::Text("card.rules"), 31, 5, ::rulert::Text("profile.visits += n.visits")},
  };
  static constexpr std::string_view kRules[] = {"on transactions", "velocity", "summary", "on notes"};
  static constexpr std::string_view kConstructs[] = {"hour", "spend"};
};

struct Transaction {
  std::string_view id;
  std::string_view customer;
  ::rulert::Decimal<12, 2> amount;
  std::string_view country;
  bool approved = false;
  ::rulert::Timestamp at;
};

struct Note {
  std::string_view customer;
  std::optional<std::string_view> home;
  std::int64_t visits = 1;
};

struct Alert {
  std::string_view customer;
  ::rulert::Timestamp at;
  std::int64_t count = 0;
};

struct Summary {
  std::string_view customer;
  std::int64_t approved = 0;
  ::rulert::Decimal<38, 2> sum;
  std::optional<::rulert::Decimal<38, 6>> avg;
  std::optional<::rulert::Decimal<12, 2>> least;
  std::optional<::rulert::Decimal<12, 2>> largest;
  std::string_view home;
  std::int64_t visits = 0;
};

struct Profile {
  std::string_view country;
  std::int64_t visits = 0;
  /// Of every record that a state cell holds: its fields in declared order.
  using Members = ::rulert::Members<&Profile::country, &Profile::visits>;
};

struct TransactionsEvent {
  std::string_view customer;
  ::rulert::Timestamp at;
  ::rulert::Decimal<12, 2> amount;
  std::string_view country;
  bool approved = false;
};

struct Params {
  std::int64_t velocity_limit = 5;
};

/// output alerts: Alert.
struct AlertsOutput {
  using Record = Alert;
  static constexpr std::uint32_t kIndex = 0;  // into Module::outputs
  static constexpr std::string_view kName = "alerts";
  template <class Sink>
  static void Send(Sink& sink, const Alert& record, const ::rulert::Emitted& emitted) {
    sink.alerts(record, emitted);
  }
};
inline constexpr AlertsOutput kAlerts;

/// output summaries: Summary.
struct SummariesOutput {
  using Record = Summary;
  static constexpr std::uint32_t kIndex = 1;
  static constexpr std::string_view kName = "summaries";
  template <class Sink>
  static void Send(Sink& sink, const Summary& record, const ::rulert::Emitted& emitted) {
    sink.summaries(record, emitted);
  }
};
inline constexpr SummariesOutput kSummaries;

inline constexpr std::uint32_t kOnTransactions = 0;  // into Module::rules
inline constexpr std::uint32_t kVelocity = 1;
inline constexpr std::uint32_t kSummary = 2;
inline constexpr std::uint32_t kOnNotes = 3;

/// What a service gives to Local<CardVelocity>: one member function per output.
template <class S>
concept CardVelocitySink =
    requires(S& s, const Alert& alerts, const Summary& summaries, const ::rulert::Emitted& emitted,
             const ::rulert::Rejected& rejected, const ::rulert::LateEvent& late, const ::rulert::Overflow& overflow) {
      s.alerts(alerts, emitted);
      s.summaries(summaries, emitted);
      s.errors(rejected);
      s.late(late);
      s.overflow(overflow);
    };

/// process CardVelocity by customer (card.rules:12).
class CardVelocity final {
 public:
  using Module = ::card::velocity::Module;
  using Params = ::card::velocity::Params;  // ::rulert::NoParams where the module declares none
  static constexpr std::string_view kName = "CardVelocity";
  /// False only if nothing in a handler can fail after a write: undo needs no copy then.

  struct Key {
    std::string_view customer;
    /// Canonical encoding. Adds each field in order.
    template <class Buffer>
    constexpr void Encode(Buffer& out) const noexcept {
      out.Add(customer);
    }
  };

  /// window hour = transactions in last 1h (card.rules:14).
  struct Hour {
    static constexpr std::uint32_t kConstruct = 0;        // into Module::constructs
    static constexpr std::int64_t kSize = 3'600'000'000;  // us
    struct Row {};
    using Aggregates = ::rulert::Aggregates<>;
  };

  /// window spend = transactions in last 24h where approved (card.rules:15).
  struct Spend {
    static constexpr std::uint32_t kConstruct = 1;
    static constexpr std::int64_t kSize = 86'400'000'000;
    struct Row {
      ::rulert::Decimal<12, 2> amount;
      bool domestic = false;  // count(country == "GB")
    };
    using CountDomestic = ::rulert::CountIf<&Row::domestic>;
    using SumAmount = ::rulert::SumOf<&Row::amount>;
    using AvgAmount = ::rulert::AvgOf<&Row::amount>;
    using MinAmount = ::rulert::MinOf<&Row::amount>;
    using MaxAmount = ::rulert::MaxOf<&Row::amount>;
    using Aggregates = ::rulert::Aggregates<CountDomestic, SumAmount, AvgAmount, MinAmount, MaxAmount>;
  };

  /// state risk: int = 0 expires 30d after write (card.rules:16).
  struct Risk {
    using Value = std::int64_t;
    static constexpr std::int64_t kExpires = 2'592'000'000'000;  // us after the last write
    static constexpr Value Default() noexcept { return 0; }
  };

  /// state home: string? expires 180d after write (card.rules:17).
  struct Home {
    using Value = std::optional<std::string_view>;
    static constexpr std::int64_t kExpires = 15'552'000'000'000;
    static constexpr Value Default() noexcept { return std::nullopt; }
  };

  /// state profile: Profile = { country: "GB", visits: 0 } unbounded (card.rules:18).
  struct ProfileCell {
    using Value = Profile;
    static constexpr std::int64_t kExpires = ::rulert::kNever;
    static constexpr Value Default() noexcept { return {"GB", 0}; }
  };

  /// All that is remembered of one key.
  struct State {
    ::rulert::LookBack<Hour> hour;
    ::rulert::LookBack<Spend> spend;
    ::rulert::Cell<Risk> risk;
    ::rulert::Cell<Home> home;
    ::rulert::Cell<ProfileCell> profile;
    ::rulert::OncePer<3'600'000'000> velocity_fired;
    /// Every member, in order.
    template <class F>
    void ForEach(F&& f) {
      f(hour);
      f(spend);
      f(risk);
      f(home);
      f(profile);
      f(velocity_fired);
    }
  };

  /// on transactions as t (card.rules:19).
  struct Transactions {
    static constexpr std::uint32_t kStream = 0;  // into Module::streams
    static constexpr std::string_view kName = "transactions";
    static constexpr std::int64_t kDelay = 5'000'000;
    using Event = TransactionsEvent;
    using Record = Transaction;
    static ::rulert::Timestamp TimeOf(const Record& t) noexcept { return t.at; }
    template <class E>
    static Key KeyOf(const E& t) noexcept {
      return {t.customer};
    }
    using Saved = ::rulert::Saved<&State::hour, &State::spend, &State::risk, &State::velocity_fired>;
    template <class E, class Ctx, class M>
    static void On(const E& t, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(kOnTransactions);
      // window hour = transactions in last 1h (card.rules:14)
      ctx.Enter(state.hour, typename Hour::Row{});
      // window spend = transactions in last 24h where approved (card.rules:15)
      if (t.approved) ctx.Enter(state.spend, typename Spend::Row{t.amount, t.country == "GB"});
      // rule velocity once per 1h (card.rules:20)
      ctx.Rule(kVelocity);
      if (ctx.View(state.hour).count() > ctx.params().velocity_limit && ctx.Ready(state.velocity_fired)) {
        ctx.Mark(state.velocity_fired);
        ctx.Set(state.risk, m.Add(ctx.Get(state.risk), 10, 0));
        ctx.Emit(Alert{t.customer, t.at, ctx.View(state.hour).count()}, kAlerts, kVelocity);
      }
      // rule summary (card.rules:24)
      ctx.Rule(kSummary);
      if (t.country == "??") {
        const auto spend = ctx.View(state.spend);
        Summary summary;
        summary.customer = ctx.key().customer;
        summary.approved = spend.Get(typename Spend::CountDomestic{});
        summary.sum = spend.Get(typename Spend::SumAmount{}, m, 1);
        summary.avg = spend.Get(typename Spend::AvgAmount{}, m, 2);
        summary.least = spend.Get(typename Spend::MinAmount{});
        summary.largest = spend.Get(typename Spend::MaxAmount{});
        summary.home = ctx.Get(state.home).value_or("");
        summary.visits = ctx.Get(state.profile).visits;
        ctx.Emit(summary, kSummaries, kSummary);
      }
    }
  };

  /// on notes as n (card.rules:30).
  struct Notes {
    static constexpr std::uint32_t kStream = 1;
    static constexpr std::string_view kName = "notes";
    static constexpr std::int64_t kDelay = 0;
    using Event = Note;
    using Record = Note;
    template <class E>
    static Key KeyOf(const E& n) noexcept {
      return {n.customer};
    }
    using Saved = ::rulert::Saved<>;
    template <class E, class Ctx, class M>
    static void On(const E& n, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(kOnNotes);
      // profile.visits += n.visits
      auto profile = ctx.Get(state.profile);
      profile.visits = m.Add(profile.visits, n.visits, 3);
      ctx.Set(state.profile, profile);
      // home = n.home
      ctx.Set(state.home, n.home);
    }
  };

  using Inputs = ::rulert::Inputs<Transactions, Notes>;

  template <CardVelocitySink Sink>
  static void Accept(Sink&) noexcept {}
};

}  // namespace card::velocity
