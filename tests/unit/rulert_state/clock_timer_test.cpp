// Timers by clock: what a reading of the host's clock lets run, beside what the watermark does.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "rulert/local.h"
#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/clock_rules.h"
#include "tests/unit/rulert_state/timer_rules.h"

namespace {

using night::Event;
using night::Night;

static_assert(rulert::DescribeProcess<Night>(nullptr).read_clock != nullptr);
static_assert(rulert::DescribeProcess<watch::Watch>(nullptr).read_clock == nullptr);

using Lines = std::vector<std::string>;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kStart = 1'767'225'600'000'000;   // of events
constexpr std::int64_t kNight = kStart + 600 * kSecond;  // of the clock

rulert::Timestamp At(std::int64_t seconds) { return {kStart + seconds * kSecond}; }
rulert::Timestamp Clock(std::int64_t seconds) { return {kNight + seconds * kSecond}; }

/// Lines "key what total @seconds", the time by the clock or of events.
class Host {
 public:
  static const rulert::HostApi* Api() {
    static const rulert::HostApi api{
        rulert::kModuleAbi, sizeof(rulert::HostApi), &Emit, &Reject, nullptr, nullptr, nullptr, nullptr, nullptr};
    return &api;
  }
  Lines lines;

 private:
  static std::string PlaceOf(const rulert::TriggerRef& trigger) {
    REQUIRE(trigger.kind == rulert::TriggerKind::kTimer);
    const bool is_by_clock = trigger.construct != 2;
    REQUIRE((trigger.is_by_clock != 0) == is_by_clock);
    REQUIRE((!is_by_clock || trigger.row == nullptr));
    return " @" + std::to_string((trigger.time - (is_by_clock ? kNight : kStart)) / kSecond);
  }
  static void Emit(void* host, const rulert::Emission* e) {
    const auto& line = *static_cast<const night::Line*>(e->record);
    Host& self = *static_cast<Host*>(host);
    if (self.sequence_ != e->trigger->sequence) self.mark_ = self.lines.size();
    self.sequence_ = e->trigger->sequence;
    self.lines.push_back(std::string(static_cast<const Night::Key*>(e->trigger->key)->id) + " " +
                         std::string(line.what) + " " + std::to_string(line.total) + PlaceOf(*e->trigger));
  }
  static void Reject(void* host, const rulert::TriggerRef* trigger, std::uint32_t, const rulert::Failure* failure) {
    Host& self = *static_cast<Host*>(host);
    if (trigger->kind == rulert::TriggerKind::kRow) return self.lines.push_back("an event is rejected");
    if (self.sequence_ == trigger->sequence) self.lines.resize(self.mark_);
    self.lines.push_back(std::string(failure->message) + PlaceOf(*trigger));
  }
  std::uint64_t sequence_ = UINT64_MAX;
  std::size_t mark_ = 0;
};

/// One shard, its host, and the watermark that it was told last.
class Run {
 public:
  explicit Run(std::int64_t factor = 1) : shard_(*Host::Api(), &host_, night::Params{factor}) {}

  Run& Push(const Event& e) {
    rulert::KeyBuffer buffer;
    Night::Key{e.id}.Encode(buffer);
    const rulert::Row<Event> row{{e.at.us, 0, 0, 0}, e};
    const rulert::RowRef ref{&row.header, buffer.Hash(), watermark_, 0, 0, 0};
    shard_.Process(&ref, 1);
    return *this;
  }
  Run& Advance(rulert::Timestamp watermark) {
    watermark_ = watermark.us;
    shard_.Advance(watermark_);
    return *this;
  }
  /// Rows move the watermark; nothing else runs yet.
  Run& Pass(rulert::Timestamp watermark) {
    watermark_ = watermark.us;
    return *this;
  }
  Run& Read(rulert::Timestamp clock) {
    shard_.ReadClock(watermark_, clock.us);
    return *this;
  }
  const Lines& lines() const { return host_.lines; }
  rulert::ShardStats stats() const { return shard_.stats(); }

 private:
  Host host_;
  rulert::KeyedShard<Night> shard_;
  std::int64_t watermark_ = rulert::kNoWatermark;
};

Event Of(std::string_view id, std::int64_t at) {
  Event e;
  e.id = id;
  e.at = At(at);
  return e;
}

TEST_CASE("a reading that jumps over three firings is as good as three small ones", "[clock]") {
  const auto run = [](std::initializer_list<std::int64_t> readings) {
    Run run;
    for (const std::string_view id : {"a", "b"}) {
      Event e = Of(id, 0);
      e.soon = Clock(10);
      run.Push(e);
      e = Of(id, 0);
      e.late = Clock(15);
      e.add = 4;
      run.Push(e);
    }
    run.Advance(At(0));
    for (const std::int64_t reading : readings) run.Read(Clock(reading));
    Lines lines = run.lines();
    std::stable_sort(lines.begin(), lines.end(), [](const auto& x, const auto& y) { return x[0] < y[0]; });
    return lines;
  };
  // `soon` moves `late` from 15 to 20.
  const Lines expected = {"a soon 5 @10", "a late 5 @20", "b soon 5 @10", "b late 5 @20"};
  CHECK(run({60}) == expected);
  CHECK(run({10, 15, 20, 60}) == expected);
  CHECK(run({9, 12, 19, 20}) == expected);
}

TEST_CASE("only the clock fires a timer by clock; stopped or moved before the reading, it does not fire as it was",
          "[clock]") {
  Run run;
  Event e = Of("k", 0);
  e.soon = Clock(10);
  run.Push(e).Advance(At(86'400)).Read(Clock(9));
  CHECK(run.lines().empty());
  CHECK(run.stats().clock_timers == 1);
  e = Of("k", 86'401);
  e.stop = true;
  run.Push(e).Read(Clock(20));
  CHECK(run.lines().empty());
  CHECK(run.stats().clock_timers == 0);

  e = Of("k", 86'402);
  e.soon = Clock(30);
  run.Push(e);
  e.soon = Clock(40);
  run.Push(e).Read(Clock(35));
  CHECK(run.lines().empty());
  run.Read(Clock(40));
  CHECK(run.lines() == Lines{"k soon 1 @40"});
}

TEST_CASE("started in the past it waits for the next reading, with the time that was asked for", "[clock]") {
  Run run;
  run.Read(Clock(100));
  Event e = Of("k", 0);
  e.soon = Clock(40);
  e.add = 1;
  run.Push(e).Advance(At(10)).Read(Clock(100)).Read(Clock(90));
  CHECK(run.lines().empty());
  run.Read({Clock(100).us + 1});
  CHECK(run.lines() == Lines{"k soon 2 @40"});

  // `after` counts from the reading.
  e = Of("k", 11);
  e.after = rulert::Duration{5 * kSecond};
  run.Push(e).Read(Clock(104));
  CHECK(run.lines().size() == 1);
  run.Read(Clock(106));
  CHECK(run.lines().back() == "k soon 3 @105");
}

TEST_CASE("what is started before the clock is read counts from its first reading", "[clock]") {
  const auto after = [](std::string_view id, std::int64_t seconds) {
    Event e = Of(id, 0);
    e.after = rulert::Duration{seconds * kSecond};
    return e;
  };
  Run run;
  run.Push(after("a", 5)).Push(after("now", 0)).Push(after("past", -7)).Push(after("stopped", 1));
  Event e = Of("stopped", 1);
  e.stop = true;
  run.Push(e);
  e = Of("at", 1);
  e.soon = Clock(-3);  // also then it is that instant
  run.Push(e).Advance(At(86'400));
  CHECK(run.lines().empty());
  CHECK(run.stats().clock_timers == 4);
  run.Read(Clock(0));
  Lines lines = run.lines();
  std::sort(lines.begin(), lines.end());
  CHECK(lines == Lines{"at soon 1 @-3", "now soon 1 @0", "past soon 1 @-7"});
  run.Read(Clock(4));
  CHECK(run.lines().size() == 4);
  CHECK(run.lines().back() == "past late 0 @3");
  run.Read(Clock(5));
  CHECK(run.lines().size() == 5);
  CHECK(run.lines().back() == "a soon 1 @5");

  // Any reading is the first one, also before 1970.
  Run old;
  old.Push(after("k", 5)).Read({-1000 * kSecond}).Read({-996 * kSecond});
  CHECK(old.lines().empty());
  old.Read({-995 * kSecond});
  CHECK(old.lines().size() == 1);
}

TEST_CASE("a firing that is rejected is done, and leaves no trace", "[clock]") {
  Run run(INT64_MAX);
  Event e = Of("k", 0);
  e.add = 2;
  e.late = Clock(10);
  run.Push(e).Advance(At(0)).Read(Clock(11)).Read(Clock(1'000));
  CHECK(run.lines() == Lines{"integer overflow @10"});
  CHECK(run.stats().clock_timers == 0);
  e = Of("k", 1);
  e.soon = Clock(2'000);
  run.Push(e).Read(Clock(2'000));
  CHECK(run.lines().back() == "k soon 3 @2000");
  // An event that is rejected has started nothing.
  e = Of("k", 2);
  e.soon = Clock(3'000);
  e.add = INT64_MAX;
  run.Push(e);
  CHECK(run.lines().back() == "an event is rejected");
  CHECK(run.stats().clock_timers == 1);  // `late`, that `soon` has started
  run.Read(Clock(3'000));
  CHECK(run.lines().back() == "integer overflow @2010");
}

TEST_CASE("a key with nothing but a timer by clock stays until that has fired", "[clock]") {
  Run run;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    Event e = Of(id, 0);
    e.soon = Clock(i % 2 == 0 ? 10 : 1'000'000);
    run.Push(e);
  }
  for (int hour = 0; hour < 100; ++hour) run.Advance(At(hour * 3600));
  CHECK(run.stats().keys == 1000);
  CHECK(run.stats().clock_timers == 1000);
  run.Read(Clock(10));
  CHECK(run.lines().size() == 500);
  // Each has started `late` ten seconds later.
  CHECK(run.stats().clock_timers == 1000);
  run.Read(Clock(20));
  CHECK(run.stats().clock_timers == 500);
  for (int hour = 100; hour < 300; ++hour) run.Advance(At(hour * 3600));
  CHECK(run.stats().keys == 500);
}

TEST_CASE("each line of time of a key moves by itself, and starts work of the other", "[clock]") {
  Run run;
  run.Read(Clock(0));
  Event e = Of("k", 0);
  e.watch = At(10);
  e.soon = Clock(3);
  run.Push(e).Advance(At(9)).Read(Clock(2));
  CHECK(run.lines().empty());
  // It moves `soon` to five seconds after the reading.
  run.Advance(At(10)).Read(Clock(6));
  CHECK(run.lines() == Lines{"k watch 0 @10"});
  run.Read(Clock(7));
  CHECK(run.lines() == Lines{"k watch 0 @10", "k soon 1 @7"});
  // So does what runs before a row of its key.
  e = Of("k", 11);
  e.watch = At(20);
  run.Push(e).Advance(At(15)).Pass(At(30)).Push(Of("k", 40));
  CHECK(run.lines().back() == "k watch 1 @20");
  run.Advance(At(30)).Read(Clock(17));
  REQUIRE(run.lines().size() == 5);
  CHECK(run.lines()[3] == "k soon 2 @12");
  CHECK(run.lines()[4] == "k late 2 @17");
}

TEST_CASE("at the end of input the clock stands still", "[clock]") {
  Run run;
  Event e = Of("k", 0);
  e.soon = Clock(10);
  e.watch = At(100);
  run.Push(e).Advance(At(0)).Advance({rulert::kEndOfTime});
  CHECK(run.lines() == Lines{"k watch 0 @100"});
  CHECK(run.stats().clock_timers == 1);
}

/// What a Local hands over.
struct Sink {
  Lines printed;
  std::vector<rulert::OutputId> ids;

  void lines(const night::Line& line, const rulert::Emitted& emitted) {
    printed.push_back(std::string(line.what) + " " + std::to_string(line.total) + " @" +
                      std::to_string(emitted.time.us));
    ids.push_back(emitted.id);
  }
  void errors(const rulert::Rejected& r) {
    printed.push_back(std::string(r.construct) + " @" + std::to_string(r.time ? r.time->us : 0));
  }
  void late(const rulert::LateEvent&) {}
  void overflow(const rulert::Overflow&) {}
};

TEST_CASE("a Local reads the clock: after all that the watermark lets run, never back, not after the end of time",
          "[clock][local]") {
  rulert::Local<Night> local{{std::int64_t{1} << 62}};
  Sink sink;
  Event e = Of("k", 0);
  e.watch = At(10);
  e.soon = Clock(1);
  local.Push(e, {.offset = 1}, sink);
  local.Push(Of("other", 20), {.offset = 2}, sink);
  CHECK(sink.printed.empty());
  // `watch` of k is due, and moves `soon` to five seconds after this reading.
  local.ReadClock({0}, sink);
  CHECK(sink.printed == Lines{"watch 0 @" + std::to_string(At(10).us)});
  local.ReadClock({6 * kSecond}, sink);
  CHECK(sink.printed == Lines{"watch 0 @" + std::to_string(At(10).us), "soon 1 @5000000"});
  rulert::KeyBuffer key;
  Night::Key{"k"}.Encode(key);
  rulert::KeyBuffer buffer;
  rulert::TriggerRef trigger{};
  trigger.kind = rulert::TriggerKind::kTimer;
  trigger.time = 5 * kSecond;
  CHECK(sink.ids[1] ==
        rulert::IdOfOutput(buffer, "night", "Night", "on timer soon", key.bytes(), trigger, "soon", {}, {}, 0));

  e = Of("k", 30);
  e.add = 3;
  local.Push(e, {.offset = 3}, sink);
  local.ReadClock({14 * kSecond}, sink);
  local.ReadClock({2 * kSecond}, sink);
  CHECK(sink.printed.size() == 2);
  local.ReadClock({15 * kSecond}, sink);
  CHECK(sink.printed.back() == "late @15000000");

  e = Of("k", 40);
  e.soon = Clock(0);
  local.Push(e, {.offset = 4}, sink);
  local.AdvanceTo({rulert::kEndOfTime}, sink);
  local.ReadClock(Clock(100), sink);
  CHECK(sink.printed.size() == 3);
  CHECK(local.stats().clock_timers == 1);
}

}  // namespace
