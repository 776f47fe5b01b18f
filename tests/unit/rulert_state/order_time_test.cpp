// Events that wait for their time, in a hand-written process, against a model that keeps them in a list and looks for
// the next one each time.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "rulert/local.h"
#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/order_rules.h"

namespace {

using in_order::Order;

constexpr rulert::ProcessDesc kDesc = rulert::DescribeProcess<Order>(nullptr);
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kStart = 1'767'225'600'000'000;

using Lines = std::map<std::string, std::vector<std::string>>;

/// One event, of any stream, as the test knows it.
struct Given {
  std::uint32_t stream = 0;
  std::string id;
  std::string note;
  std::int64_t n = 0;
  std::int64_t time = 0;
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t watermark = 0;  // its stamp; of a derived one: it waits until past it
};

std::string LineOf(std::string_view what, std::string_view text, std::int64_t n, std::int64_t time,
                   std::int64_t offset) {
  return std::string(what) + " '" + std::string(text) + "' " + std::to_string(n) + " at " +
         std::to_string(time - kStart) + " of " + std::to_string(offset);
}

/// One key, by the definition.
class Model {
 public:
  explicit Model(std::vector<std::string>& lines) : lines_(lines) {}

  void Push(const Given& event) {
    if (event.stream == 2) {
      Wait(event, std::max(event.time, event.watermark + 1));
      return;
    }
    Advance(event.watermark);
    if (event.time > event.watermark) return Wait(event, event.time);
    if (event.stream == 0) {
      lines_.push_back("late 1 of " + std::to_string(event.offset));
    } else {
      lines_.push_back(LineOf("late", last_, event.n, event.time, event.offset));
      Start(event.time, event.watermark);
    }
  }
  void Advance(std::int64_t watermark) {
    while (true) {
      const auto next = std::min_element(waiting_.begin(), waiting_.end(),
                                         [](const Waiting& a, const Waiting& b) { return a.place < b.place; });
      const std::int64_t instant = next == waiting_.end() ? rulert::kNever : std::get<0>(next->place);
      if (std::min(instant, check_) > watermark || std::min(instant, check_) == rulert::kNever) return;
      if (check_ < instant) {
        check_ = rulert::kNever;
        lines_.push_back(LineOf("check", last_, 0, check_time_, -1));
        continue;
      }
      const Given event = next->event;
      waiting_.erase(next);
      Handle(event, instant);
    }
  }

 private:
  struct Waiting {
    Given event;
    // instant, derived, then partition, offset, stream; of derived ones when they were emitted, and in which order
    std::tuple<std::int64_t, bool, std::int64_t, std::int64_t, std::uint32_t> place;
  };
  void Wait(const Given& event, std::int64_t instant) {
    if (event.stream == 2) {
      waiting_.push_back({event, {instant, true, event.watermark, ++count_, 0}});
    } else {
      waiting_.push_back({event, {instant, false, event.partition, event.offset, event.stream}});
    }
  }
  void Start(std::int64_t time, std::int64_t watermark) {
    check_time_ = time;
    check_ = std::max(time, watermark + 1);
  }
  void Handle(const Given& event, std::int64_t instant) {
    const auto line = [&](std::string_view what, std::string_view text, std::int64_t n) {
      lines_.push_back(LineOf(what, text, n, event.time, event.offset));
    };
    if (event.stream == 1) return line("ping", last_, event.n);
    if (event.stream == 2) return line("alert", event.note, 0);
    if (event.n == 0) {
      lines_.push_back("rejected 0 of " + std::to_string(event.offset));
      return;
    }
    line("order", last_, event.n);
    last_ = event.note;
    line("quotient", last_, 10 / event.n);
    Start(event.time + 5 * kSecond, instant - 1);
  }

  std::vector<std::string>& lines_;
  std::vector<Waiting> waiting_;
  std::int64_t count_ = 0;
  std::string last_;
  std::int64_t check_ = rulert::kNever;
  std::int64_t check_time_ = 0;
};

/// By key, what came out; drops what a rejected trigger emitted.
class Host {
 public:
  static const rulert::HostApi* Api() {
    static const rulert::HostApi api{
        rulert::kModuleAbi, sizeof(rulert::HostApi), &Emit, &Reject, &Late, nullptr, nullptr, nullptr, nullptr};
    return &api;
  }
  Lines lines;

 private:
  static std::int64_t OffsetOf(const rulert::TriggerRef& trigger) {
    if (trigger.kind == rulert::TriggerKind::kRow) return trigger.row->row->offset;
    if (trigger.kind != rulert::TriggerKind::kEvent) return -1;
    // The high half of a derived one's id is here, too.
    CHECK(trigger.event.partition ==
          (trigger.construct == 2 ? 77u : static_cast<std::uint32_t>(trigger.event.offset % 3)));
    CHECK(trigger.event.rest == (trigger.construct == 2 ? 78u : 0u));
    CHECK(trigger.event.input == trigger.construct + 5);
    return trigger.event.offset;
  }
  static std::vector<std::string>& LinesOf(void* host, const rulert::TriggerRef& trigger) {
    Host& self = *static_cast<Host*>(host);
    std::vector<std::string>& lines = self.lines[std::string(static_cast<const Order::Key*>(trigger.key)->id)];
    const std::uint64_t sequence = trigger.kind == rulert::TriggerKind::kRow ? UINT64_MAX : trigger.sequence;
    if (self.row_ != trigger.row || self.sequence_ != sequence) self.mark_ = lines.size();
    self.row_ = trigger.row;
    self.sequence_ = sequence;
    return lines;
  }
  static void Emit(void* host, const rulert::Emission* e) {
    const auto& line = *static_cast<const in_order::Line*>(e->record);
    LinesOf(host, *e->trigger).push_back(LineOf(line.what, line.text, line.n, e->trigger->time, OffsetOf(*e->trigger)));
  }
  static void Reject(void* host, const rulert::TriggerRef* trigger, std::uint32_t rule, const rulert::Failure*) {
    auto& lines = LinesOf(host, *trigger);
    lines.resize(static_cast<Host*>(host)->mark_);
    lines.push_back("rejected " + std::to_string(rule) + " of " + std::to_string(OffsetOf(*trigger)));
  }
  static void Late(void* host, const rulert::TriggerRef* trigger, std::uint32_t construct) {
    LinesOf(host, *trigger)
        .push_back("late " + std::to_string(construct) + " of " + std::to_string(OffsetOf(*trigger)));
  }
  const rulert::RowRef* row_ = nullptr;
  std::uint64_t sequence_ = 0;
  std::size_t mark_ = 0;
};

struct History {
  std::vector<std::vector<Given>> epochs;  // derived events first
  std::vector<std::int64_t> watermarks;    // at the end of each
};

History RandomHistory(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  History history;
  std::vector<std::string> ids;
  for (std::uint64_t i = 0; i < 1 + seed % 8; ++i) {
    ids.push_back((i % 2 == 0 ? "k" : "a key too long for its slot ") + std::to_string(i));
  }
  const std::int64_t step = std::int64_t{1} << (10 + random() % 14);
  std::int64_t now = kStart;
  std::int64_t watermark = rulert::kNoWatermark;
  std::int64_t last = rulert::kNoWatermark;
  std::int64_t offset = 0;
  for (int epoch = 0; epoch < 60; ++epoch) {
    std::vector<Given> events;
    const std::size_t rows = random() % 40;
    for (std::size_t i = 0; i < rows; ++i) {
      Given event;
      event.stream = static_cast<std::uint32_t>(random() % 2);
      event.id = ids[random() % ids.size()];
      event.note = std::string(random() % 30, static_cast<char>('a' + random() % 26));
      event.n = static_cast<std::int64_t>(random() % 8);
      now += static_cast<std::int64_t>(random() % 4) * step;
      event.time = now - static_cast<std::int64_t>(random() % 40) * step;
      event.offset = ++offset;
      event.partition = static_cast<std::uint32_t>(event.offset % 3);
      event.watermark = watermark;
      events.push_back(event);
      watermark = std::max(watermark, now - 20 * step);
    }
    std::vector<Given> derived;
    for (std::size_t i = 0; i < random() % 5; ++i) {
      Given event;
      event.stream = 2;
      event.id = ids[random() % ids.size()];
      event.note = "derived " + std::to_string(++offset);
      event.offset = offset;
      event.watermark = std::max(last, now - static_cast<std::int64_t>(random() % 30) * step);
      event.time = event.watermark - static_cast<std::int64_t>(random() % 10) * step;
      derived.push_back(event);
    }
    std::stable_sort(derived.begin(), derived.end(),
                     [](const Given& a, const Given& b) { return a.watermark < b.watermark; });
    events.insert(events.begin(), derived.begin(), derived.end());
    history.epochs.push_back(std::move(events));
    history.watermarks.push_back(watermark);
    last = watermark;
  }
  return history;
}

Lines Expected(const History& history) {
  Lines lines;
  std::map<std::string, Model> models;
  for (std::size_t e = 0; e < history.epochs.size(); ++e) {
    for (const Given& event : history.epochs[e]) {
      models.try_emplace(event.id, lines[event.id]).first->second.Push(event);
    }
    for (auto& [id, model] : models) model.Advance(history.watermarks[e]);
  }
  for (auto& [id, model] : models) model.Advance(rulert::kEndOfTime);
  return lines;
}

/// One shard, and rows made one by one, as a host does.
class Runner {
 public:
  Runner() : shard_(kDesc.open(Host::Api(), &host_, nullptr)) {}
  ~Runner() { kDesc.close(shard_); }

  void Process(const Given* events, std::size_t count) {
    std::vector<rulert::Row<in_order::OrderEvent>> orders(count);
    std::vector<rulert::Row<in_order::PingEvent>> pings(count);
    struct Derived {
      rulert::EmittedPlace place;
      rulert::Row<in_order::AlertEvent> row;
    };
    std::vector<Derived> alerts(count);
    std::vector<rulert::RowRef> refs(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Given& event = events[i];
      const rulert::RowHeader header{event.time, event.offset, event.stream == 2 ? 77 : event.partition, 78};
      orders[i] = {header, {event.id, event.note, event.n}};
      pings[i] = {header, {event.id, event.n}};
      alerts[i] = {{event.watermark, order_}, {header, {event.id, event.note}}};
      const rulert::RowHeader* const headers[] = {&orders[i].header, &pings[i].header, &alerts[i].row.header};
      rulert::KeyBuffer buffer;
      Order::Key{event.id}.Encode(buffer);
      refs[i] = {headers[event.stream], buffer.Hash(), event.watermark, order_++, event.stream, event.stream + 5};
    }
    kDesc.process(shard_, refs.data(), static_cast<std::uint32_t>(count));
  }
  void Advance(std::int64_t watermark) { kDesc.advance(shard_, watermark); }
  rulert::ShardStats stats() const {
    rulert::ShardStats stats{};
    kDesc.stats(shard_, &stats);
    return stats;
  }
  const Lines& lines() const { return host_.lines; }

 private:
  Host host_;
  void* shard_;
  std::uint64_t order_ = 0;
};

struct Sink {
  std::vector<std::string> printed;
  std::vector<rulert::OutputId> ids;

  void lines(const in_order::Line& line, const rulert::Emitted& emitted) {
    printed.push_back(std::string(line.what) + " '" + std::string(line.text) + "' " + std::to_string(line.n) + " at " +
                      std::to_string((emitted.time.us - kStart) / kSecond));
    ids.push_back(emitted.id);
  }
  void errors(const rulert::Rejected& r) {
    printed.push_back(std::string(r.rule) + " of " + std::string(r.stream) + " " + std::string(r.position) + ": " +
                      std::string(r.message));
  }
  void late(const rulert::LateEvent& late) {
    printed.push_back("late " + std::string(late.construct) + " " + std::string(late.position.source) + " " +
                      std::to_string(late.position.offset));
  }
  void overflow(const rulert::Overflow&) {}
};

}  // namespace

TEST_CASE("events run by time, ties by partition and offset, merged with timers, however batches and epochs are cut",
          "[order]") {
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    const History history = RandomHistory(seed);
    const Lines expected = Expected(history);
    for (std::uint64_t cut = 0; cut < 3; ++cut) {
      INFO("seed " << seed << " cut " << cut);
      std::mt19937_64 random(seed * 10 + cut);
      Runner runner;
      std::vector<Given> events;
      for (std::size_t e = 0; e < history.epochs.size(); ++e) {
        // Derived events of epochs that are one now come before all their rows.
        const auto derived = std::count_if(events.begin(), events.end(), [](const Given& g) { return g.stream == 2; });
        const auto more = std::count_if(history.epochs[e].begin(), history.epochs[e].end(),
                                        [](const Given& g) { return g.stream == 2; });
        events.insert(events.begin() + derived, history.epochs[e].begin(), history.epochs[e].begin() + more);
        events.insert(events.end(), history.epochs[e].begin() + more, history.epochs[e].end());
        if (random() % 3 == 0 && e + 1 < history.epochs.size()) continue;
        for (std::size_t i = 0; i < events.size();) {
          const std::size_t n = std::min<std::size_t>(1 + random() % 50, events.size() - i);
          runner.Process(events.data() + i, n);
          i += n;
        }
        runner.Advance(history.watermarks[e]);
        events.clear();
      }
      runner.Advance(rulert::kEndOfTime);
      REQUIRE(runner.lines().size() == expected.size());
      for (const auto& [id, of_key] : expected) {
        INFO("key " << id);
        REQUIRE(runner.lines().at(id) == of_key);
      }
    }
  }
}

TEST_CASE("one key with everything: many events wait, in any order, and their memory comes back", "[order]") {
  constexpr int kEvents = 50'000;
  std::mt19937_64 random(7);
  Runner runner;
  std::vector<Given> events;
  for (int i = 0; i < kEvents; ++i) {
    Given event;
    event.stream = 1;
    event.id = "k";
    event.n = static_cast<std::int64_t>(random() % 1'000'000);
    event.time = kStart + event.n;
    event.offset = i;
    event.partition = static_cast<std::uint32_t>(i % 3);
    event.watermark = kStart - 1;
    events.push_back(event);
  }
  runner.Process(events.data(), events.size());
  REQUIRE(runner.lines().empty());
  const std::uint64_t full = runner.stats().live_bytes;
  CHECK(full > kEvents * 40);
  runner.Advance(kStart + 1'000'000);
  const auto& lines = runner.lines().at("k");
  REQUIRE(lines.size() == kEvents);
  std::stable_sort(events.begin(), events.end(), [](const Given& a, const Given& b) {
    return std::tuple(a.time, a.partition, a.offset) < std::tuple(b.time, b.partition, b.offset);
  });
  for (std::size_t i = 0; i < events.size(); ++i) {
    REQUIRE(lines[i] == LineOf("ping", "", events[i].n, events[i].time, events[i].offset));
  }
  for (int hour = 0; hour < 10; ++hour) runner.Advance(kStart + hour * 3600 * kSecond);
  CHECK(runner.stats().live_bytes < full / 100);
}

TEST_CASE("a late event leaves no key behind", "[order]") {
  Runner runner;
  Given event;
  event.id = "k";
  event.time = event.watermark = kStart;
  runner.Process(&event, 1);
  CHECK(runner.stats().keys == 0);
  CHECK(runner.lines().at("k") == std::vector<std::string>{"late 1 of 0"});
}

TEST_CASE("a Local keeps the position of an event that waits", "[order][local]") {
  rulert::Local<Order> local;
  Sink sink;
  const auto at = [](std::int64_t seconds) { return rulert::Timestamp{kStart + seconds * kSecond}; };
  using in_order::OrderRecord;
  using in_order::PingRecord;
  local.Push(OrderRecord{"k", "second", 5, 0.5, at(20)}, {.source = "a", .partition = 7, .offset = 1}, sink);
  local.Push(OrderRecord{"k", "a note too long for its place", 2, 0.5, at(18)}, {.source = "b", .offset = 1}, sink);
  local.Push(OrderRecord{"k", "", 0, 0.5, at(19)}, {.source = "a", .partition = 7, .offset = 2}, sink);
  local.Push(PingRecord{"k", 3, at(19)}, {.source = "a", .partition = 2, .offset = 3}, sink);
  CHECK(sink.printed.empty());
  local.AdvanceTo(at(19), sink);
  const std::vector<std::string> expected{"order '' 2 at 18", "quotient 'a note too long for its place' 5 at 18",
                                          "ping 'a note too long for its place' 3 at 19",
                                          "on orders of orders a/7@2: division by zero"};
  CHECK(sink.printed == expected);
  sink.printed.clear();
  local.Push(OrderRecord{"k", "late", 1, 0.5, at(19)}, {.source = "c", .offset = 9}, sink);
  local.Push(PingRecord{"k", 4, at(19)}, {.source = "c", .offset = 10}, sink);
  CHECK(sink.printed == std::vector<std::string>{"late orders c 9", "late 'a note too long for its place' 4 at 19"});
  sink.printed.clear();
  local.AdvanceTo(at(20), sink);
  CHECK(sink.printed == std::vector<std::string>{"check 'a note too long for its place' 0 at 19",
                                                 "order 'a note too long for its place' 5 at 20",
                                                 "quotient 'second' 2 at 20"});
  rulert::KeyBuffer key;
  Order::Key{"k"}.Encode(key);
  rulert::KeyBuffer buffer;
  CHECK(sink.ids.back() == rulert::IdOfOutput(buffer, "in_order", "Order", "on orders", key.bytes(), {"a", 7, 1}, 1));
}
