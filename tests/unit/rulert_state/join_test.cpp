// Joins in a hand-written process, against a model that keeps every event in a list and looks for all pairs each time.
#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "rulert/local.h"
#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/join_rules.h"

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kStart = 1'767'225'600'000'000;

using Lines = std::map<std::string, std::vector<std::string>>;

/// One event, as the test knows it.
struct Given {
  bool is_ask = false;
  std::string id;
  std::string note;
  std::int64_t n = 0;
  std::int64_t time = 0;
  std::int64_t offset = 0;
  std::int64_t watermark = 0;  // its stamp
};

std::string LineOf(std::string_view what, std::string_view text, std::int64_t n, std::int64_t more, std::int64_t time) {
  return std::string(what) + " '" + std::string(text) + "' " + std::to_string(n) + " " + std::to_string(more) + " at " +
         std::to_string(time - kStart);
}

/// One key, by the definition.
class Model {
 public:
  Model(std::int64_t lower, std::int64_t upper, std::vector<std::string>& lines)
      : lower_(lower), upper_(upper), lines_(lines) {}

  void Push(const Given& event) {
    Advance(event.watermark);
    const bool is_late = event.time <= event.watermark;
    if (event.is_ask && event.n == 0) {
      lines_.push_back("rejected 0");
      return;
    }
    if (is_late) {
      if (event.is_ask) {
        lines_.push_back(LineOf("late", event.note, 0, pairs_, event.time));
        lines_.push_back("late 1");
        pairs_ += 10 / event.n;
      } else {
        lines_.push_back("late 0");
      }
      return;
    }
    if (event.is_ask) pairs_ += 10 / event.n;
    std::vector<Known*> partners;
    Known self{event, false};
    for (Known& other : all_) {
      const Given& ask = event.is_ask ? event : other.event;
      const Given& bid = event.is_ask ? other.event : event;
      if (other.event.is_ask == event.is_ask || !Meets(ask.time, bid.time)) continue;
      other.has_partner = self.has_partner = true;
      partners.push_back(&other);
    }
    ByTime(partners);
    for (const Known* other : partners) {
      const Given& ask = event.is_ask ? event : other->event;
      const Given& bid = event.is_ask ? other->event : event;
      const std::int64_t time = std::max(ask.time, bid.time);
      if (bid.n == ask.n) {
        lines_.push_back("rejected 1");
        continue;
      }
      ++pairs_;
      lines_.push_back(LineOf("pair", ask.note, bid.n, pairs_ / (bid.n - ask.n), time));
    }
    all_.push_back(self);
    if (!event.is_ask) return;
    partners.clear();
    for (Known& other : all_) {
      if (other.event.is_ask && other.event.offset != event.offset && Meets(event.time, other.event.time))
        partners.push_back(&other);
    }
    ByTime(partners);
    for (const Known* other : partners) {
      lines_.push_back(LineOf("twins", event.note, other->event.n, pairs_, std::max(event.time, other->event.time)));
    }
    partners.clear();
    for (Known& other : all_) {
      if (other.event.is_ask && Meets(other.event.time, event.time)) partners.push_back(&other);
    }
    ByTime(partners);
    for (const Known* other : partners) {
      lines_.push_back(LineOf("twins", other->event.note, event.n, pairs_, std::max(event.time, other->event.time)));
    }
  }
  void Advance(std::int64_t watermark) {
    for (;;) {
      Known* first = nullptr;
      for (const bool is_ask : {true, false}) {
        for (Known& known : all_) {
          if (known.event.is_ask != is_ask || known.has_partner) continue;
          if (first == nullptr || Ends(known) < Ends(*first)) first = &known;
        }
      }
      if (first == nullptr || Ends(*first) > watermark) return;
      first->has_partner = true;
      lines_.push_back(LineOf(first->event.is_ask ? "ask alone" : "bid alone",
                              first->event.is_ask ? first->event.note : std::string(),
                              first->event.is_ask ? 0 : first->event.n, pairs_, Ends(*first)));
    }
  }

 private:
  struct Known {
    Given event;
    bool has_partner;  // or told
  };
  bool Meets(std::int64_t left, std::int64_t right) const { return right - left >= lower_ && right - left <= upper_; }
  std::int64_t Ends(const Known& known) const {
    return known.event.time + std::max<std::int64_t>(0, known.event.is_ask ? upper_ : -lower_);
  }
  static void ByTime(std::vector<Known*>& known) {
    std::stable_sort(known.begin(), known.end(),
                     [](const Known* a, const Known* b) { return a->event.time < b->event.time; });
  }

  const std::int64_t lower_;
  const std::int64_t upper_;
  std::vector<std::string>& lines_;
  std::vector<Known> all_;
  std::int64_t pairs_ = 0;
};

/// By key, what came out; drops what a rejected trigger emitted.
template <class P>
class Host {
 public:
  static const rulert::HostApi* Api() {
    static const rulert::HostApi api{
        rulert::kModuleAbi, sizeof(rulert::HostApi), &Emit, &Reject, &Late, nullptr, nullptr, nullptr, nullptr};
    return &api;
  }
  Lines lines;

 private:
  static std::vector<std::string>& LinesOf(void* host, const rulert::TriggerRef& trigger) {
    Host& self = *static_cast<Host*>(host);
    std::vector<std::string>& lines = self.lines[std::string(static_cast<const typename P::Key*>(trigger.key)->id)];
    const std::uint64_t sequence = trigger.kind == rulert::TriggerKind::kRow ? UINT64_MAX : trigger.sequence;
    const std::uint64_t order = trigger.row == nullptr ? UINT64_MAX : trigger.row->order;
    if (self.order_ != order || self.sequence_ != sequence) self.mark_ = lines.size();
    self.order_ = order;
    self.sequence_ = sequence;
    return lines;
  }
  static void Emit(void* host, const rulert::Emission* e) {
    const auto& line = *static_cast<const meeting::Line*>(e->record);
    LinesOf(host, *e->trigger).push_back(LineOf(line.what, line.text, line.n, line.more, e->trigger->time));
  }
  static void Reject(void* host, const rulert::TriggerRef* trigger, std::uint32_t rule, const rulert::Failure*) {
    auto& lines = LinesOf(host, *trigger);
    lines.resize(static_cast<Host*>(host)->mark_);
    lines.push_back("rejected " + std::to_string(rule));
  }
  static void Late(void* host, const rulert::TriggerRef* trigger, std::uint32_t construct) {
    LinesOf(host, *trigger).push_back("late " + std::to_string(construct));
  }
  std::uint64_t order_ = UINT64_MAX;
  std::uint64_t sequence_ = 0;
  std::size_t mark_ = 0;
};

/// One shard, and rows made one by one, as a host does.
template <class P>
class Runner {
 public:
  Runner() : shard_(kDesc.open(Host<P>::Api(), &host_, nullptr)) {}
  ~Runner() { kDesc.close(shard_); }

  void Process(const Given* events, std::size_t count) {
    std::vector<rulert::Row<meeting::AskEvent>> asks(count);
    std::vector<rulert::Row<meeting::BidEvent>> bids(count);
    std::vector<rulert::RowRef> refs(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Given& event = events[i];
      const rulert::RowHeader header{event.time, event.offset, 3, 78};
      asks[i] = {header, {event.id, event.note, event.n}};
      bids[i] = {header, {event.id, event.n}};
      rulert::KeyBuffer buffer;
      typename P::Key{event.id}.Encode(buffer);
      const std::uint32_t stream = event.is_ask ? 0 : 1;
      refs[i] = {event.is_ask ? &asks[i].header : &bids[i].header, buffer.Hash(), event.watermark, order_++, stream, 5};
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
  static constexpr rulert::ProcessDesc kDesc = rulert::DescribeProcess<P>(nullptr);
  Host<P> host_;
  void* shard_;
  std::uint64_t order_ = 0;
};

struct History {
  std::vector<std::vector<Given>> epochs;
  std::vector<std::int64_t> watermarks;  // at the end of each
};

History RandomHistory(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  History history;
  std::vector<std::string> ids;
  for (std::uint64_t i = 0; i < 1 + seed % 4; ++i)
    ids.push_back((i % 2 == 0 ? "k" : "a key too long for its slot ") + std::to_string(i));
  std::int64_t now = kStart;
  std::int64_t watermark = rulert::kNoWatermark;
  std::int64_t offset = 0;
  for (int epoch = 0; epoch < 40; ++epoch) {
    std::vector<Given> events;
    const std::size_t rows = random() % 30;
    for (std::size_t i = 0; i < rows; ++i) {
      Given event;
      event.is_ask = random() % 2 == 0;
      event.id = ids[random() % ids.size()];
      event.note = std::string(random() % 30, static_cast<char>('a' + random() % 26));
      event.n = static_cast<std::int64_t>(random() % 8);
      now += static_cast<std::int64_t>(random() % 3) * kSecond / 2;
      event.time = now - static_cast<std::int64_t>(random() % 12) * kSecond / 2;
      event.offset = ++offset;
      event.watermark = watermark;
      events.push_back(event);
      // At the time of events, or just before it, where the last partners of others still join.
      watermark = std::max(watermark, now - static_cast<std::int64_t>(random() % 8) * kSecond / 2 -
                                          static_cast<std::int64_t>(random() % 2));
    }
    history.epochs.push_back(std::move(events));
    history.watermarks.push_back(watermark);
  }
  return history;
}

template <class P>
void CompareAll(std::int64_t lower, std::int64_t upper) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const History history = RandomHistory(seed);
    Lines expected;
    std::map<std::string, Model> models;
    for (std::size_t e = 0; e < history.epochs.size(); ++e) {
      for (const Given& event : history.epochs[e])
        models.try_emplace(event.id, lower, upper, expected[event.id]).first->second.Push(event);
      for (auto& [id, model] : models) model.Advance(history.watermarks[e]);
    }
    for (auto& [id, model] : models) model.Advance(rulert::kEndOfTime);
    for (std::uint64_t cut = 0; cut < 3; ++cut) {
      INFO("seed " << seed << " cut " << cut << " within " << lower << " .. " << upper);
      std::mt19937_64 random(seed * 10 + cut);
      Runner<P> runner;
      for (std::size_t e = 0; e < history.epochs.size(); ++e) {
        const std::vector<Given>& events = history.epochs[e];
        for (std::size_t i = 0; i < events.size();) {
          const std::size_t n = std::min<std::size_t>(1 + random() % 50, events.size() - i);
          runner.Process(events.data() + i, n);
          i += n;
        }
        if (random() % 3 != 0) runner.Advance(history.watermarks[e]);
      }
      runner.Advance(rulert::kEndOfTime);
      for (const auto& [id, of_key] : expected) {
        INFO("key " << id);
        REQUIRE(runner.lines().at(id) == of_key);
      }
      for (int i = 0; i < 40; ++i) runner.Advance(rulert::kEndOfTime);
      CHECK(runner.stats().window_rows == 0);
    }
  }
}

using Usual = meeting::Meet<-2 * kSecond, 5 * kSecond>;

struct Sink {
  std::vector<std::string> printed;
  std::vector<rulert::OutputId> ids;

  void lines(const meeting::Line& line, const rulert::Emitted& emitted) {
    printed.push_back(LineOf(line.what, line.text, line.n, line.more, kStart + (emitted.time.us - kStart) / kSecond));
    ids.push_back(emitted.id);
  }
  void errors(const rulert::Rejected& r) {
    printed.push_back(std::string(r.rule) + " of " + std::string(r.stream) + std::string(r.construct) + " at " +
                      std::to_string(r.time ? (r.time->us - kStart) / kSecond : -1) + ": " + std::string(r.message));
  }
  void late(const rulert::LateEvent& late) {
    printed.push_back("late " + std::string(late.construct) + " " + std::to_string(late.position.offset));
  }
  void overflow(const rulert::Overflow&) {}
};

rulert::Timestamp At(std::int64_t seconds) { return {kStart + seconds * kSecond}; }

}  // namespace

TEST_CASE("pairs and events without a partner are those of the model, of any interval", "[join]") {
  CompareAll<Usual>(-2 * kSecond, 5 * kSecond);
  CompareAll<meeting::Meet<0, 0>>(0, 0);
  CompareAll<meeting::Meet<kSecond, 6 * kSecond>>(kSecond, 6 * kSecond);
  CompareAll<meeting::Meet<-5 * kSecond, -kSecond / 2>>(-5 * kSecond, -kSecond / 2);
}

TEST_CASE("an event stays until its last partner may have come, and no longer", "[join]") {
  Runner<Usual> runner;
  std::vector<Given> events;
  constexpr int kEvents = 20'000;
  for (int i = 0; i < kEvents; ++i) {
    Given event;
    event.is_ask = i % 3 == 0;
    event.id = "k";
    event.note = "a note that is too long to stand in a row";
    event.n = 1;
    event.time = kStart + i * kSecond / 10;
    event.offset = i;
    event.watermark = event.time - 1;
    events.push_back(event);
  }
  // 5 s of asks, 2 s of bids, a quarter more until it is worth looking, and asks as their own partners.
  std::uint64_t most = 0;
  for (int i = 0; i < kEvents; i += 100) {
    runner.Process(events.data() + i, 100);
    runner.Advance(events[static_cast<std::size_t>(i) + 99].time - 1);
    most = std::max(most, runner.stats().live_bytes);
  }
  CHECK(most < 60'000);
  runner.Advance(kStart + kEvents * kSecond);
  for (int hour = 1; hour < 40; ++hour) runner.Advance(kStart + (kEvents + hour * 3600) * kSecond);
  CHECK(runner.stats().window_rows == 0);
  CHECK(runner.stats().live_bytes < 2'000);
}

TEST_CASE("a Local joins; ids are of the positions of both events, or of the one without a partner", "[join][local]") {
  rulert::Local<Usual> local;
  Sink sink;
  using meeting::AskRecord;
  using meeting::BidRecord;
  local.AdvanceTo(At(0), sink);
  local.Push(BidRecord{"k", 7, At(10)}, {.source = "bids", .partition = 2, .offset = 4}, sink);
  local.Push(AskRecord{"k", "first", 5, At(11)}, {.source = "asks", .partition = 1, .offset = 9}, sink);
  local.Push(AskRecord{"k", "equal", 7, At(12)}, {.source = "asks", .partition = 1, .offset = 10}, sink);
  local.Push(AskRecord{"k", "fails", 0, At(12)}, {.source = "asks", .partition = 1, .offset = 11}, sink);
  local.Push(AskRecord{"k", "alone", 1, At(30)}, {.source = "asks", .partition = 1, .offset = 12}, sink);
  local.AdvanceTo(At(40), sink);
  local.Push(BidRecord{"k", 7, At(40)}, {.source = "bids", .offset = 5}, sink);
  const std::vector<std::string> expected{
      LineOf("pair", "first", 7, 3 / 2, kStart + 11),   LineOf("twins", "first", 5, 3, kStart + 11),
      "on match met of met at 12: division by zero",    LineOf("twins", "equal", 5, 4, kStart + 12),
      LineOf("twins", "first", 7, 4, kStart + 12),      LineOf("twins", "equal", 7, 4, kStart + 12),
      "on asks of asks at -1: division by zero",        LineOf("twins", "alone", 1, 14, kStart + 30),
      LineOf("ask alone", "alone", 0, 14, kStart + 35), "late met 5"};
  CHECK(sink.printed == expected);
  rulert::KeyBuffer key;
  Usual::Key{"k"}.Encode(key);
  rulert::KeyBuffer buffer;
  rulert::TriggerRef trigger{};
  trigger.kind = rulert::TriggerKind::kJoin;
  CHECK(sink.ids.front() == rulert::IdOfOutput(buffer, "meeting", "Meet", "on match met", key.bytes(), trigger, "met",
                                               {"asks", 1, 9}, {"bids", 2, 4}, 0));
  trigger.partner_stream = rulert::kNoPartner;
  CHECK(sink.ids.back() == rulert::IdOfOutput(buffer, "meeting", "Meet", "on unmatched met as a", key.bytes(), trigger,
                                              "met", {"asks", 1, 12}, {}, 0));
}
