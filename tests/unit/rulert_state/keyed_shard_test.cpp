// A hand-written module behind a fake host: what comes out, what a rejected trigger leaves behind (nothing).
#include "rulert/keyed_shard.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/card_velocity_rules.h"
#include "tests/unit/rulert_state/fake_host.h"
#include "tests/unit/rulert_state/naive_look_back.h"

namespace {

using card::velocity::Note;
using card::velocity::TransactionsEvent;

constexpr rulert::ProcessDesc kDesc = rulert::DescribeProcess<CardVelocity>(nullptr);

struct Event {
  bool is_note = false;
  std::string customer;
  std::int64_t time = 0;
  std::int64_t amount = 0;
  std::string country;
  bool approved = false;
  std::string home;
  bool poison = false;  // its trigger is rejected
};

/// Rows of a history, stamped with the watermark just before each: greatest time - 5 s.
class Rows {
 public:
  explicit Rows(const std::vector<Event>& events, bool with_poison = true) {
    std::int64_t watermark = rulert::kNoWatermark;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const Event& e = events[i];
      if (!e.poison || with_poison) {
        const rulert::RowHeader header{e.time, static_cast<std::int64_t>(i), 0, 0};
        if (e.is_note) {
          notes_.push_back(
              {header, {e.customer, e.home.empty() ? std::nullopt : std::optional<std::string_view>(e.home), 1}});
        } else {
          transactions_.push_back({header, {e.customer, {e.time}, {e.amount}, e.country, e.approved}});
        }
        refs_.push_back({nullptr, 0, watermark, i, e.is_note ? 1u : 0u, 0});
      }
      watermark = std::max(watermark, e.time - 5'000'001);
    }
    std::size_t note = 0;
    std::size_t transaction = 0;
    for (rulert::RowRef& ref : refs_) {
      ref.row = ref.stream == 1 ? &notes_[note++].header : &transactions_[transaction++].header;
      kDesc.hash(ref.stream, &ref.row, 1, &ref.hash);
    }
  }
  const std::vector<rulert::RowRef>& refs() const { return refs_; }

 private:
  std::vector<rulert::Row<TransactionsEvent>> transactions_;
  std::vector<rulert::Row<Note>> notes_;
  std::vector<rulert::RowRef> refs_;
};

std::vector<std::string> Run(const std::vector<Event>& events, std::uint64_t seed, bool with_poison = true) {
  const Rows rows(events, with_poison);
  FakeHost host;
  const card::velocity::Params params{3};
  void* const shard = kDesc.open(FakeHost::Api(), &host, &params);
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < rows.refs().size();) {
    const std::size_t n = std::min<std::size_t>(1 + random() % 100, rows.refs().size() - i);
    kDesc.process(shard, rows.refs().data() + i, static_cast<std::uint32_t>(n));
    i += n;
    if (random() % 2 == 0) kDesc.advance(shard, rows.refs()[i - 1].watermark);
  }
  kDesc.close(shard);
  return host.lines;
}

std::vector<Event> RandomHistory(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Event> events;
  std::int64_t now = 1'700'000'000'000'000;
  const std::uint64_t customers = 1 + random() % 40;
  const std::int64_t step = std::int64_t{1} << (18 + random() % 14);
  for (int i = 0; i < 3000; ++i) {
    now += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(step));
    Event e;
    e.is_note = random() % 10 == 0;
    e.customer = (random() % 2 == 0 ? "c" : "a customer with a long name ") + std::to_string(random() % customers);
    e.time = now - static_cast<std::int64_t>(random() % 8'000'000);
    e.amount = static_cast<std::int64_t>(random() % 1'000'000);
    e.country = random() % 6 == 0 ? "??" : random() % 2 == 0 ? "GB" : "US";
    e.approved = random() % 4 != 0;
    if (random() % 2 == 0) e.home = random() % 2 == 0 ? "GB" : "a home that does not fit in place";
    events.push_back(e);
  }
  return events;
}

}  // namespace

TEST_CASE("alerts and summaries are those of the definition", "[keyed_shard]") {
  struct Naive {
    naive::LookBack<int> hour{3'600'000'000, 100'000};
    naive::LookBack<Event> spend{86'400'000'000, 100'000};
    std::int64_t fired = INT64_MIN / 2;
    std::int64_t home_written = INT64_MIN / 2;
    std::string home;
    std::int64_t visits = 0;
  };
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::vector<Event> events = RandomHistory(seed);
    std::map<std::string, Naive> model;
    std::vector<std::string> expected;
    std::int64_t watermark = rulert::kNoWatermark / 2;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const Event& e = events[i];
      Naive& state = model[e.customer];
      const std::string head = " t " + std::to_string(e.time) + " key " + e.customer;
      if (e.is_note) {
        ++state.visits;
        state.home = e.home;
        state.home_written = std::max(state.home_written, e.time);
      } else {
        if (!state.hour.Enter(0, e.time, watermark)) expected.push_back("late 0 " + std::to_string(i));
        if (e.approved && !state.spend.Enter(e, e.time, watermark)) expected.push_back("late 1 " + std::to_string(i));
        const std::size_t count = state.hour.Visible(e.time, watermark).size();
        if (count > 3 && (e.time >= state.fired + 3'600'000'000 || watermark >= state.fired + 3'600'000'000)) {
          state.fired = std::max(state.fired, e.time);
          expected.push_back("rule 1.0" + head + " alert " + e.customer + " " + std::to_string(count));
        }
        if (e.country == "??") {
          std::int64_t domestic = 0;
          std::int64_t sum = 0;
          std::int64_t least = INT64_MAX;
          std::int64_t largest = INT64_MIN;
          const auto rows = state.spend.Visible(e.time, watermark);
          for (const Event& row : rows) {
            domestic += row.country == "GB" ? 1 : 0;
            sum += row.amount;
            least = std::min(least, row.amount);
            largest = std::max(largest, row.amount);
          }
          const bool home_expired = e.time >= state.home_written + 15'552'000'000'000;
          expected.push_back("rule 2.0" + head + " summary " + std::to_string(domestic) + " " + std::to_string(sum) +
                             " " + (rows.empty() ? "-" : std::to_string(least)) + " " +
                             (rows.empty() ? "-" : std::to_string(largest)) + " '" + (home_expired ? "" : state.home) +
                             "' " + std::to_string(state.visits));
        }
      }
      watermark = std::max(watermark, e.time - 5'000'001);
    }
    INFO("seed " << seed);
    const auto lines = Run(events, seed);
    for (std::size_t i = 0; i < std::min(lines.size(), expected.size()); ++i) REQUIRE(lines[i] == expected[i]);
    REQUIRE(lines.size() == expected.size());
  }
}

TEST_CASE("batches and sweeps make no difference", "[keyed_shard]") {
  const std::vector<Event> events = RandomHistory(99);
  const auto lines = Run(events, 1);
  REQUIRE(!lines.empty());
  for (std::uint64_t seed = 2; seed < 8; ++seed) REQUIRE(Run(events, seed) == lines);
}

namespace {

/// Everything can fail at the end of a handler that has written everything.
class Poisoned final {
 public:
  using Params = rulert::NoParams;
  static constexpr std::string_view kName = "Poisoned";
  struct Key {
    std::string_view customer;
    template <class Buffer>
    constexpr void Encode(Buffer& out) const noexcept {
      out.Add(customer);
    }
  };
  struct Window {
    static constexpr std::uint32_t kConstruct = 0;
    static constexpr std::int64_t kSize = 600'000'000;
    static constexpr std::uint32_t kMaxRows = 20;
    struct Row {
      std::int64_t amount = 0;
    };
    using Sum = rulert::SumOf<&Row::amount>;
    using Least = rulert::MinOf<&Row::amount>;
    using Aggregates = rulert::Aggregates<Sum, Least>;
  };
  struct Text {
    using Value = std::string_view;
    static constexpr std::int64_t kExpires = 900'000'000;
    static constexpr Value Default() noexcept { return "none"; }
  };
  struct State {
    rulert::LookBack<Window> window;
    rulert::Cell<Text> text;
    rulert::OncePer<60'000'000> fired;
    template <class F>
    void ForEach(F&& f) {
      f(window);
      f(text);
      f(fired);
    }
  };
  struct Transactions {
    static constexpr std::uint32_t kStream = 0;
    using Event = TransactionsEvent;
    template <class E>
    static Key KeyOf(const E& t) noexcept {
      return {t.customer};
    }
    using Saved = rulert::Saved<&State::window, &State::text, &State::fired>;
    template <class E, class Ctx, class M>
    static void On(const E& t, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(7);
      ctx.Enter(state.window, typename Window::Row{t.amount.mantissa});
      const auto view = ctx.View(state.window);
      const std::string_view before = ctx.Get(state.text);
      Summary summary;
      summary.customer = before;
      summary.home = before;
      summary.approved = view.count();
      summary.sum = {view.Get(typename Window::Sum{}, m, 1)};
      summary.least = {{*view.Get(typename Window::Least{})}};
      summary.largest = {{ctx.Ready(state.fired) ? 1 : 0}};
      ctx.Set(state.text, t.country == "poison" ? std::string_view("poison, poison, poison") : t.customer);
      ctx.Mark(state.fired);
      ctx.Emit(summary, card::velocity::kSummaries, 7);
      ctx.Rule(8);
      m.Add(t.country == "poison" ? INT64_MAX : 0, 1, 2);
      ctx.Rule(9);
      ctx.Set(state.text, t.country == "GB" ? std::string_view("at home in great britain") : t.country);
    }
  };
  using Inputs = rulert::Inputs<Transactions>;
};

constexpr rulert::ProcessDesc kPoisonedDesc = rulert::DescribeProcess<Poisoned>(nullptr);

}  // namespace

TEST_CASE("a rejected trigger leaves no trace in state or outputs", "[keyed_shard]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<Event> events;
    std::int64_t now = 1'700'000'000'000'000;
    const std::uint64_t customers = 1 + random() % 5;
    for (int i = 0; i < 1500; ++i) {
      now += static_cast<std::int64_t>(random() % 30'000'000);
      Event e;
      e.customer = "customer number " + std::to_string(random() % customers);
      e.time = now - static_cast<std::int64_t>(random() % 20'000'000);
      e.amount = static_cast<std::int64_t>(random() % 1000);
      e.poison = random() % 4 == 0;
      e.country = e.poison ? "poison" : random() % 2 == 0 ? "GB" : "somewhere else in the world";
      events.push_back(e);
    }
    std::vector<std::string> lines[2];
    int rejected = 0;
    for (const bool with_poison : {false, true}) {
      const Rows rows(events, with_poison);
      FakeHost host;
      void* const shard = kPoisonedDesc.open(FakeHost::Api(), &host, nullptr);
      kPoisonedDesc.process(shard, rows.refs().data(), static_cast<std::uint32_t>(rows.refs().size()));
      kPoisonedDesc.close(shard);
      for (const std::string& line : host.lines) {
        if (line.rfind("rejected", 0) == 0) {
          REQUIRE(line == "rejected 8 integer overflow: 9223372036854775807 + 1");
          ++rejected;
        } else if (line.rfind("late", 0) != 0) {
          lines[with_poison ? 1 : 0].push_back(line);
        }
      }
    }
    INFO("seed " << seed);
    REQUIRE(rejected > 100);
    REQUIRE(lines[1].size() == lines[0].size());
    for (std::size_t i = 0; i < lines[0].size(); ++i) REQUIRE(lines[1][i] == lines[0][i]);
  }
}

namespace {

/// Fails before it writes: nothing is copied, and what comes after the failure must not be written.
class FailsFirst final {
 public:
  using Params = rulert::NoParams;
  static constexpr std::string_view kName = "FailsFirst";
  using Key = Poisoned::Key;
  using Window = Poisoned::Window;
  using State = Poisoned::State;
  struct Transactions {
    static constexpr std::uint32_t kStream = 0;
    using Event = TransactionsEvent;
    template <class E>
    static Key KeyOf(const E& t) noexcept {
      return {t.customer};
    }
    using Saved = rulert::Saved<>;
    template <class E, class Ctx, class M>
    static void On(const E& t, State& state, Ctx& ctx, M& m) noexcept {
      ctx.Rule(3);
      const std::int64_t amount = m.Mul(t.amount.mantissa, 2, 0);
      ctx.Enter(state.window, typename Window::Row{amount});
      Alert alert;
      alert.customer = ctx.Get(state.text);
      alert.count = ctx.View(state.window).count() * 2 + (ctx.Ready(state.fired) ? 1 : 0);
      ctx.Set(state.text, t.country);
      ctx.Mark(state.fired);
      ctx.Emit(alert, card::velocity::kAlerts, 3);
    }
  };
  using Inputs = rulert::Inputs<Transactions>;
};
constexpr rulert::ProcessDesc kFailsFirstDesc = rulert::DescribeProcess<FailsFirst>(nullptr);

}  // namespace

TEST_CASE("after a failure nothing is written where nothing would be undone", "[keyed_shard]") {
  std::vector<Event> events(3);
  for (Event& e : events) {
    e.customer = "c";
    e.country = "a country with a long name";
  }
  events[1].amount = INT64_MAX;
  events[2].time = 1;
  const Rows rows(events);
  FakeHost host;
  void* const shard = kFailsFirstDesc.open(FakeHost::Api(), &host, nullptr);
  kFailsFirstDesc.process(shard, rows.refs().data(), 3);
  kFailsFirstDesc.close(shard);
  REQUIRE(host.lines == std::vector<std::string>{"rule 3.0 t 0 key c alert none 3",
                                                 "rejected 3 integer overflow: 9223372036854775807 * 2",
                                                 "rule 3.0 t 1 key c alert a country with a long name 4"});
}

TEST_CASE("a key whose only trigger was rejected is not remembered", "[keyed_shard]") {
  std::vector<Event> events(1);
  events[0].customer = "somebody with a long enough name";
  events[0].country = "poison";
  const Rows rows(events);
  FakeHost host;
  rulert::KeyedShard<Poisoned> shard(*FakeHost::Api(), &host, {});
  shard.Process(rows.refs().data(), 1);
  REQUIRE(host.lines.size() == 1);
  REQUIRE(shard.stats().keys == 0);
  REQUIRE(shard.stats().live_bytes == 0);
}

TEST_CASE("keys that are past their time are given back while rows of others come", "[keyed_shard]") {
  std::vector<Event> events;
  for (int i = 0; i < 2000; ++i) {
    Event e;
    e.customer = "once and never again " + std::to_string(i);
    e.country = "GB";
    e.time = 1'000'000'000 + i;
    events.push_back(e);
  }
  for (int i = 0; i < 4000; ++i) {
    Event e;
    e.customer = "always";
    e.country = "GB";
    e.time = 2'000'000'000 + i * std::int64_t{1'000'000};
    events.push_back(e);
  }
  const Rows rows(events);
  FakeHost host;
  rulert::KeyedShard<Poisoned> shard(*FakeHost::Api(), &host, {});
  shard.Process(rows.refs().data(), 2000);
  REQUIRE(shard.stats().keys == 2000);
  shard.Process(rows.refs().data() + 2000, 4000);
  REQUIRE(shard.stats().keys == 1);
  REQUIRE(shard.stats().live_bytes < 2000);
}

namespace {

class Stateless final {
 public:
  using Params = card::velocity::Params;
  static constexpr std::string_view kName = "Stateless";
  struct State {
    template <class F>
    void ForEach(F&&) {}
  };
  struct Transactions {
    static constexpr std::uint32_t kStream = 0;
    using Event = TransactionsEvent;
    template <class E, class Ctx, class M>
    static void On(const E& t, State&, Ctx& ctx, M& m) noexcept {
      ctx.Rule(1);
      Alert alert;
      alert.customer = t.customer;
      alert.count = m.Add(t.amount.mantissa, ctx.params().velocity_limit, 0);
      ctx.Emit(alert, card::velocity::kAlerts, 1, 4);
    }
  };
  using Inputs = rulert::Inputs<Transactions>;
};
constexpr rulert::ProcessDesc kStatelessDesc = rulert::DescribeProcess<Stateless>(nullptr);

}  // namespace

TEST_CASE("a process without key has no hash, emits and rejects", "[stateless_shard]") {
  REQUIRE(kStatelessDesc.hash == nullptr);
  static std::vector<std::string> lines;
  lines.clear();
  const rulert::HostApi api{
      rulert::kModuleAbi,
      sizeof(rulert::HostApi),
      [](void*, const rulert::Emission* e) {
        REQUIRE(e->trigger->key == nullptr);
        REQUIRE(e->ordinal == 4);
        lines.push_back(std::to_string(static_cast<const Alert*>(e->record)->count));
      },
      [](void*, const rulert::TriggerRef* trigger, std::uint32_t rule, const rulert::Failure*) {
        lines.pop_back();
        lines.push_back("rejected " + std::to_string(trigger->row->row->offset) + " by " + std::to_string(rule));
      },
      nullptr,
      nullptr,
      nullptr,
      nullptr,
      nullptr};
  const card::velocity::Params params{100};
  void* const shard = kStatelessDesc.open(&api, nullptr, &params);
  std::vector<Event> events(3);
  events[0].amount = 1;
  events[1].amount = INT64_MAX;
  events[2].amount = 3;
  std::vector<rulert::Row<TransactionsEvent>> rows;
  std::vector<rulert::RowRef> refs;
  for (int i = 0; i < 3; ++i)
    rows.push_back({{0, i, 0, 0}, {"c", {}, {events[static_cast<std::size_t>(i)].amount}, "", true}});
  for (const auto& row : rows) refs.push_back({&row.header, 0, 0, 0, 0, 0});
  kStatelessDesc.process(shard, refs.data(), 3);
  kStatelessDesc.close(shard);
  REQUIRE(lines == std::vector<std::string>{"101", "rejected 1 by 1", "103"});
}
