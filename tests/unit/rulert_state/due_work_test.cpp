// Timers of a hand-written process against a model that moves time one piece of work at a time: what a key does is
// independent of batches, of the cuts of epochs and of the other keys.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "rulert/due.h"
#include "rulert/local.h"
#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/timer_rules.h"

namespace {

using watch::Event;
using watch::Watch;

constexpr rulert::ProcessDesc kDesc = rulert::DescribeProcess<Watch>(nullptr);
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kStart = 1'767'225'600'000'000;
constexpr std::int64_t kDelay = 5 * kSecond;

using Lines = std::map<std::string, std::vector<std::string>>;

std::string LineOf(std::string_view what, std::int64_t time, std::int64_t total, std::string_view name = {}) {
  std::string line = std::string(what) + " " + std::to_string(time - kStart) + " " + std::to_string(total);
  return name.empty() ? line : line + " " + std::string(name);
}

/// One key, by the definition.
class Model {
 public:
  Model(std::int64_t factor, std::vector<std::string>& lines) : factor_(factor), lines_(lines) {}

  void Push(const Event& e, std::int64_t watermark) {
    Advance(watermark);
    const std::int64_t next = watermark == INT64_MIN ? watermark : watermark + 1;
    std::int64_t sum = 0;
    if (__builtin_add_overflow(Total(e.at.us, watermark), e.add, &sum)) {
      lines_.push_back("rejected 0");
      return;
    }
    if (e.a) a_ = {e.a->us, std::max(e.a->us, next)};
    if (e.b) b_ = {e.b->us, std::max(e.b->us, next)};
    if (e.stop) a_ = {};
    Set(sum, e.at.us);
    name_ = e.name;
    name_due_ = std::max(name_due_, e.at.us + 7200 * kSecond);
    lines_.push_back(LineOf("event", e.at.us, sum));
  }
  void Advance(std::int64_t watermark) {
    while (true) {
      Timer& timer = b_.instant < a_.instant ? b_ : a_;
      if (timer.instant > watermark || timer.instant == rulert::kNever) return;
      const Timer fired = timer;
      timer = {};
      &timer == &a_ ? FireA(fired, watermark == INT64_MAX) : FireB(fired);
    }
  }

 private:
  struct Timer {
    std::int64_t time = 0;
    std::int64_t instant = rulert::kNever;
  };
  std::int64_t Total(std::int64_t time, std::int64_t watermark) const {
    return due_ <= std::max(time, watermark) ? 0 : total_;
  }
  void Set(std::int64_t total, std::int64_t time) {
    total_ = total;
    due_ = std::max(due_, time + 7200 * kSecond);
  }
  void FireA(const Timer& fired, bool is_last) {
    std::int64_t total = 0;
    if (__builtin_add_overflow(Total(fired.time, fired.instant), 1, &total)) {
      lines_.push_back("rejected 1 a");
      return;
    }
    Set(total, fired.time);
    lines_.push_back(LineOf("a", fired.time, total, name_due_ <= std::max(fired.time, fired.instant) ? "" : name_));
    const std::int64_t time = fired.time + 10 * kSecond;
    if (total % 2 != 0) b_ = {time, is_last ? rulert::kNever : std::max(time, fired.instant + 1)};
  }
  void FireB(const Timer& fired) {
    const std::int64_t total = Total(fired.time, fired.instant);
    std::int64_t product = 0;
    if (__builtin_mul_overflow(total, factor_, &product)) {
      lines_.push_back("rejected 2 b");
      return;
    }
    lines_.push_back(LineOf("b", fired.time, total));
    Set(product, fired.time);
  }

  const std::int64_t factor_;
  std::vector<std::string>& lines_;
  std::int64_t total_ = 0;
  std::int64_t due_ = INT64_MIN;
  std::string name_;
  std::int64_t name_due_ = INT64_MIN;
  Timer a_;
  Timer b_;
};

/// By key, what came out; drops what a rejected trigger emitted.
class Host {
 public:
  static const rulert::HostApi* Api() {
    static const rulert::HostApi api{
        rulert::kModuleAbi, sizeof(rulert::HostApi), &Emit, &Reject, nullptr, nullptr, nullptr, nullptr, nullptr};
    return &api;
  }
  Lines lines;

 private:
  static std::vector<std::string>& LinesOf(void* host, const rulert::TriggerRef& trigger) {
    Host& self = *static_cast<Host*>(host);
    const std::string key(static_cast<const Watch::Key*>(trigger.key)->id);
    const bool is_row = trigger.kind == rulert::TriggerKind::kRow;
    REQUIRE((is_row || trigger.kind == rulert::TriggerKind::kTimer));
    if (self.row_ != trigger.row || self.is_row_ != is_row || self.sequence_ != trigger.sequence) {
      if (!is_row) REQUIRE((self.next_ <= trigger.sequence));
      if (!is_row) self.next_ = trigger.sequence + 1;
      self.row_ = trigger.row;
      self.is_row_ = is_row;
      self.sequence_ = trigger.sequence;
      self.mark_ = self.lines[key].size();
    }
    return self.lines[key];
  }
  static void Emit(void* host, const rulert::Emission* e) {
    const auto& line = *static_cast<const watch::Line*>(e->record);
    LinesOf(host, *e->trigger).push_back(LineOf(line.what, e->trigger->time, line.total, line.name));
  }
  static void Reject(void* host, const rulert::TriggerRef* trigger, std::uint32_t rule, const rulert::Failure*) {
    auto& lines = LinesOf(host, *trigger);
    lines.resize(static_cast<Host*>(host)->mark_);
    std::string line = "rejected " + std::to_string(rule);
    if (trigger->kind == rulert::TriggerKind::kTimer) line += trigger->construct == 0 ? " a" : " b";
    lines.push_back(line);
  }
  const rulert::RowRef* row_ = nullptr;
  bool is_row_ = false;
  std::uint64_t sequence_ = 0;
  std::uint64_t next_ = 0;
  std::size_t mark_ = 0;
};

struct History {
  std::vector<std::string> ids;
  std::vector<Event> events;
  std::vector<std::int64_t> watermarks;  // just before each event, and at the end
};

History RandomHistory(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  History history;
  for (std::uint64_t i = 0; i < 1 + seed % 30; ++i) {
    history.ids.push_back((i % 2 == 0 ? "k" : "a key too long for its slot ") + std::to_string(i));
  }
  std::int64_t now = kStart;
  std::int64_t watermark = rulert::kNoWatermark;
  const std::uint64_t step = std::uint64_t{1} << (8 + random() % 28);
  for (int i = 0; i < 1500; ++i) {
    now += static_cast<std::int64_t>(random() % step);
    Event e;
    e.id = history.ids[random() % history.ids.size()];
    e.at = {now - static_cast<std::int64_t>(random() % 8) * kSecond};
    const auto some_time = [&]() -> rulert::Timestamp {
      // Around now, in the past too; often the same for several timers.
      const std::int64_t distance = static_cast<std::int64_t>(random() % (std::uint64_t{1} << random() % 34));
      return {random() % 3 == 0 ? (now / kSecond + 20) * kSecond : now + distance - 10 * kSecond};
    };
    if (random() % 2 == 0) e.a = some_time();
    if (random() % 3 == 0) e.b = some_time();
    e.stop = random() % 12 == 0;
    e.name = random() % 2 == 0 ? "short" : "a name that stands in the arena";
    e.add = random() % 20 == 0 ? INT64_MAX - 5 : static_cast<std::int64_t>(random() % 3);
    history.events.push_back(e);
    history.watermarks.push_back(watermark);
    watermark = std::max(watermark, e.at.us - kDelay - 1);
  }
  history.watermarks.push_back(watermark);
  return history;
}

Lines Expected(const History& history, std::int64_t factor) {
  Lines lines;
  std::map<std::string, Model> models;
  for (std::size_t i = 0; i < history.events.size(); ++i) {
    const std::string id(history.events[i].id);
    models.try_emplace(id, factor, lines[id]).first->second.Push(history.events[i], history.watermarks[i]);
  }
  for (auto& [id, model] : models) {
    model.Advance(history.watermarks.back());
    model.Advance(rulert::kEndOfTime);
  }
  return lines;
}

Lines Run(const History& history, std::int64_t factor, std::uint64_t seed) {
  std::vector<rulert::Row<Event>> rows;
  std::vector<rulert::RowRef> refs;
  for (const Event& e : history.events) rows.push_back({{e.at.us, 0, 0, 0}, e});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rulert::KeyBuffer buffer;
    Watch::Key{history.events[i].id}.Encode(buffer);
    refs.push_back({&rows[i].header, buffer.Hash(), history.watermarks[i], i, 0, 0});
  }
  Host host;
  const watch::Params params{factor};
  void* const shard = kDesc.open(Host::Api(), &host, &params);
  std::mt19937_64 random(seed);
  const std::size_t longest = std::size_t{1} << random() % 10;
  for (std::size_t i = 0; i < refs.size();) {
    const std::size_t n = std::min<std::size_t>(1 + random() % longest, refs.size() - i);
    kDesc.process(shard, refs.data() + i, static_cast<std::uint32_t>(n));
    i += n;
    if (random() % 4 != 0) kDesc.advance(shard, history.watermarks[i]);
  }
  kDesc.advance(shard, history.watermarks.back());
  kDesc.advance(shard, rulert::kEndOfTime);
  kDesc.close(shard);
  return host.lines;
}

/// What a Local hands over. Of which key is known while its event is pushed; the test has one key.
struct Sink {
  std::vector<std::string> printed;
  std::vector<rulert::OutputId> ids;

  void lines(const watch::Line& line, const rulert::Emitted& emitted) {
    printed.push_back(LineOf(line.what, emitted.time.us, line.total, line.name));
    ids.push_back(emitted.id);
  }
  void errors(const rulert::Rejected& r) {
    printed.push_back(std::string(r.rule) + " of " + std::string(r.construct) + std::string(r.stream) + ": " +
                      std::string(r.message) + ": " + std::string(r.operands) +
                      (r.time ? " at " + std::to_string(r.time->us - kStart) : std::string()));
  }
  void late(const rulert::LateEvent&) {}
  void overflow(const rulert::Overflow&) {}
};

}  // namespace

TEST_CASE("timers fire as if time moved continuously, whatever the batches and cuts", "[due]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const History history = RandomHistory(seed);
    const std::int64_t factor = seed % 2 == 0 ? 1 : std::int64_t{1} << 61;
    const Lines expected = Expected(history, factor);
    for (std::uint64_t cut = 0; cut < 4; ++cut) {
      INFO("seed " << seed << " cut " << cut);
      const Lines lines = Run(history, factor, seed * 10 + cut);
      REQUIRE(lines.size() == expected.size());
      for (const auto& [id, of_key] : expected) {
        INFO("key " << id);
        REQUIRE(lines.at(id) == of_key);
      }
    }
  }
}

TEST_CASE("a timer that is moved ever closer leaves few entries behind, and fires once", "[due]") {
  Host host;
  rulert::KeyedShard<Watch> shard(*Host::Api(), &host, watch::Params{1});
  rulert::KeyBuffer buffer;
  Watch::Key{"k"}.Encode(buffer);
  for (int i = 0; i < 100'000; ++i) {
    Event e;
    e.id = "k";
    e.at = {kStart};
    e.a = rulert::Timestamp{kStart + 864'000 * kSecond - i};
    const rulert::Row<Event> row{{kStart, i, 0, 0}, e};
    const rulert::RowRef ref{&row.header, buffer.Hash(), kStart, static_cast<std::uint64_t>(i), 0, 0};
    shard.Process(&ref, 1);
    if (i == 0) shard.Advance(kStart);
  }
  REQUIRE(shard.stats().live_bytes < 4096);
  shard.Advance(kStart + 864'000 * kSecond);
  const auto& lines = host.lines["k"];
  REQUIRE(std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return line[0] == 'a'; }) == 1);
}

TEST_CASE("keys go when nothing is due and nothing is remembered", "[due]") {
  Host host;
  rulert::KeyedShard<Watch> shard(*Host::Api(), &host, watch::Params{1});
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    Event e;
    e.id = id;
    e.at = {kStart};
    e.a = rulert::Timestamp{kStart + 864'000 * kSecond};
    rulert::KeyBuffer buffer;
    Watch::Key{e.id}.Encode(buffer);
    const rulert::Row<Event> row{{kStart, i, 0, 0}, e};
    const rulert::RowRef ref{&row.header, buffer.Hash(), kStart, static_cast<std::uint64_t>(i), 0, 0};
    shard.Process(&ref, 1);
  }
  // The cell has expired long since, the timer has not.
  for (int hour = 0; hour < 200; ++hour) shard.Advance(kStart + hour * 3600 * kSecond);
  REQUIRE(shard.stats().keys == 1000);
  for (int hour = 200; hour < 400; ++hour) shard.Advance(kStart + hour * 3600 * kSecond);
  REQUIRE(shard.stats().keys == 0);
}

TEST_CASE("a Local fires what is due for a key before its next event, and everything when it is told the time",
          "[due][local]") {
  rulert::Local<Watch> local{{std::int64_t{1} << 62}};
  Sink sink;
  const auto at = [](std::int64_t seconds) { return rulert::Timestamp{kStart + seconds * kSecond}; };
  local.Push(Event{"k", at(0), at(10), at(20), false, 3}, {.offset = 1}, sink);
  local.Push(Event{"other", at(15), {}, {}, false, 1}, {.offset = 2}, sink);
  REQUIRE(sink.printed == std::vector<std::string>{"event 0 3", "event 15000000 1"});
  local.Push(Event{"k", at(15), {}, {}, false, 0}, {.offset = 3}, sink);
  local.AdvanceTo(at(30), sink);
  REQUIRE(sink.printed ==
          std::vector<std::string>{"event 0 3", "event 15000000 1", "a 10000000 4", "event 15000000 4",
                                   "on timer b of b: integer overflow: 4 * 4611686018427387904 at 20000000"});
  rulert::KeyBuffer key;
  Watch::Key{"k"}.Encode(key);
  rulert::KeyBuffer buffer;
  rulert::TriggerRef trigger{};
  trigger.kind = rulert::TriggerKind::kTimer;
  trigger.time = at(10).us;
  REQUIRE(sink.ids[2] ==
          rulert::IdOfOutput(buffer, "watch", "Watch", "on timer a", key.bytes(), trigger, "a", {}, {}, 0));
}

TEST_CASE("work of many keys at one instant, of keys that look alike too, survives that the table grows",
          "[due][local]") {
  rulert::Local<Watch> local{{2}};
  Sink sink;
  const auto at = [](std::int64_t seconds) { return rulert::Timestamp{kStart + seconds * kSecond}; };
  const auto name = [](int key) { return "key" + std::to_string(key); };
  // Timer a is due for all at once, and starts b for all at once.
  constexpr int kKeys = 20'000;
  for (int k = 0; k < kKeys; ++k) local.Push(Event{name(k), at(0), at(10), {}, false, 0}, {.offset = k}, sink);
  local.AdvanceTo(at(10), sink);
  for (int k = kKeys; k < 4 * kKeys; ++k) local.Push(Event{name(k), at(16), {}, {}, false, 0}, {.offset = k}, sink);
  local.AdvanceTo(at(60), sink);
  const auto fired = [&](char timer) {
    return std::count_if(sink.printed.begin(), sink.printed.end(), [&](const auto& line) { return line[0] == timer; });
  };
  REQUIRE(fired('a') == kKeys);
  REQUIRE(fired('b') == kKeys);
}
