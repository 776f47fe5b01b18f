#include "runtime/src/core/event_clock.h"

#include <array>

#include "runtime/src/core/stages.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

constexpr std::uint32_t kTx = 0;     // delay 2 s
constexpr std::uint32_t kTicks = 1;  // delay 0
constexpr std::uint32_t kCount = 0;  // reads tx
constexpr std::uint32_t kPass = 1;   // reads both
constexpr std::int64_t kSecond = 1'000'000;

TEST_CASE("a partition's watermark is the greatest time seen - delay - 1 us and never goes back") {
  EventClock clock(FakeModule());
  const std::uint32_t p = clock.Partition(kTx, 0);
  CHECK(clock.process_watermark(kCount) == kNoWatermark);
  clock.Observe(p, 10 * kSecond, 0);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  clock.Observe(p, 9 * kSecond, 0);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  clock.Observe(p, 11 * kSecond, 0);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond - 1);
}

TEST_CASE("a stream waits for its slowest partition, and for one that has seen nothing") {
  EventClock clock(FakeModule());
  const std::uint32_t a = clock.Partition(kTx, 0);
  const std::uint32_t b = clock.Partition(kTx, 7);
  CHECK(clock.Partition(kTx, 7) == b);
  clock.Observe(a, 10 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == kNoWatermark);
  clock.Observe(b, 6 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == 4 * kSecond - 1);
  clock.Observe(b, 20 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == 8 * kSecond - 1);
  clock.Partition(kTx, 8);
  clock.Observe(a, 30 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == 8 * kSecond - 1);
}

TEST_CASE("an idle partition holds nothing back until its next row") {
  EventClock clock(FakeModule());
  const std::uint32_t a = clock.Partition(kTx, 0);
  const std::uint32_t b = clock.Partition(kTx, 1);
  clock.Observe(a, 10 * kSecond, 0);
  clock.SetIdle(b, true);
  CHECK(clock.stream_watermark(kTx) == 8 * kSecond - 1);
  clock.Observe(a, 20 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == 18 * kSecond - 1);
  clock.Observe(b, 19 * kSecond, 0);
  clock.Observe(a, 40 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == 18 * kSecond - 1);
  clock.Observe(b, 21 * kSecond, 0);
  CHECK(clock.stream_watermark(kTx) == 19 * kSecond - 1);
}

TEST_CASE(
    "a process waits for its slowest stream; a wholly idle stream is left out; time stands still when all are idle") {
  EventClock clock(FakeModule());
  const std::uint32_t tx = clock.Partition(kTx, 0);
  const std::uint32_t ticks = clock.Partition(kTicks, 0);
  clock.Observe(tx, 10 * kSecond, 0);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  clock.Observe(ticks, 5 * kSecond, 0);
  CHECK(clock.process_watermark(kPass) == 5 * kSecond - 1);
  clock.SetIdle(ticks, true);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
  clock.SetIdle(tx, true);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
  clock.Observe(ticks, 6 * kSecond, 0);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
}

TEST_CASE("time set by hand silences rows of that stream, the end is infinity") {
  EventClock clock(FakeModule());
  const std::uint32_t p = clock.Partition(kTx, 0);
  clock.Observe(p, 10 * kSecond, 0);
  clock.SetByHand(kTx, 9 * kSecond);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond);
  clock.Observe(p, 100 * kSecond, 0);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond);
  clock.SetByHand(kTx, 8 * kSecond);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  clock.End(std::array{kTx});
  CHECK(clock.process_watermark(kCount) == kEndOfTime);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  clock.End(std::array{kTicks});
  CHECK(clock.process_watermark(kPass) == kEndOfTime);
}

TEST_CASE("a stream whose time is over holds nothing back, idle or not") {
  EventClock clock(FakeModule());
  clock.SetIdle(clock.Partition(kTx, 0), true);
  clock.SetIdle(clock.Partition(kTicks, 0), true);
  clock.End(std::array{kTx});
  clock.End(std::array{kTicks});
  CHECK(clock.process_watermark(kCount) == kEndOfTime);
  CHECK(clock.process_watermark(kPass) == kEndOfTime);
}

/// Both streams idle after 1 s; tx by clock, ticks on request; tx sets aside what runs more than 60 s ahead.
struct TimedModule {
  explicit TimedModule(bool ticks_by_clock) : module(FakeModule()) {
    for (std::uint32_t s = 0; s < 2; ++s) streams[s] = FakeModule().streams[s];
    streams[kTx].idle_by_clock = 1;
    streams[kTx].ahead_us = 60 * kSecond;
    streams[kTicks].idle_us = 1 * kSecond;
    streams[kTicks].idle_by_clock = ticks_by_clock ? 1 : 0;
    module.streams = streams;
  }
  StreamDesc streams[2];
  Module module;
};

TEST_CASE("by clock time goes on while every partition is idle: clock - delay - idle, never back") {
  const TimedModule timed(false);
  EventClock clock(timed.module);
  const std::uint32_t a = clock.Partition(kTx, 0);
  const std::uint32_t b = clock.Partition(kTx, 1);
  clock.Observe(a, 10 * kSecond, 0);
  clock.Observe(b, 10 * kSecond, 0);
  clock.SetClock(100 * kSecond);
  clock.SetIdle(a, true);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  clock.SetIdle(b, true);
  CHECK(clock.process_watermark(kCount) == 97 * kSecond);
  clock.SetClock(99 * kSecond);
  CHECK(clock.process_watermark(kCount) == 97 * kSecond);
  clock.SetClock(101 * kSecond);
  CHECK(clock.process_watermark(kCount) == 98 * kSecond);
  clock.Observe(a, 50 * kSecond, 1);
  clock.SetClock(200 * kSecond);
  CHECK(clock.process_watermark(kCount) == 98 * kSecond);
  clock.Observe(a, 150 * kSecond, 2);
  CHECK(clock.process_watermark(kCount) == 148 * kSecond - 1);
}

TEST_CASE("by clock: an active stream decides alone; of wholly idle ones, those that go by the clock") {
  for (const bool ticks_by_clock : {false, true}) {
    const TimedModule timed(ticks_by_clock);
    EventClock clock(timed.module);
    const std::uint32_t tx = clock.Partition(kTx, 0);
    const std::uint32_t ticks = clock.Partition(kTicks, 0);
    clock.SetClock(100 * kSecond);
    clock.SetIdle(tx, true);
    CHECK(clock.process_watermark(kPass) == kNoWatermark);
    clock.Observe(ticks, 5 * kSecond, 0);
    CHECK(clock.process_watermark(kPass) == 5 * kSecond - 1);
    clock.SetIdle(ticks, true);
    // ticks: no delay, 1 s; tx: 2 s and 1 s.
    CHECK(clock.process_watermark(kPass) == 97 * kSecond);
    CHECK(clock.stream_watermark(kTicks) == (ticks_by_clock ? 99 * kSecond : 5 * kSecond - 1));
  }
}

TEST_CASE("an event that runs ahead of the others of its stream is set aside and moves nothing") {
  const TimedModule timed(false);
  EventClock clock(timed.module);
  REQUIRE(clock.bounds_ahead(kTx));
  CHECK(!clock.bounds_ahead(kTicks));
  CHECK(!clock.RunsAhead(kTx, 1'000 * kSecond));  // the first has no others
  CHECK(!clock.RunsAhead(kTx, 1'060 * kSecond));
  CHECK(clock.RunsAhead(kTx, 1'121 * kSecond) == 61 * kSecond);
  CHECK(!clock.RunsAhead(kTx, 1'120 * kSecond));
  CHECK(!clock.RunsAhead(kTx, 5 * kSecond));
  CHECK(clock.RunsAhead(kTx, INT64_MAX) == INT64_MAX - 1'120 * kSecond);
}

TEST_CASE("ten events set aside in a row were a silence: the others are as far as the least of them") {
  const TimedModule timed(false);
  EventClock clock(timed.module);
  CHECK(!clock.RunsAhead(kTx, 0));
  for (int i = 0; i < 9; ++i) CHECK(clock.RunsAhead(kTx, 3'600 * kSecond));
  CHECK(!clock.RunsAhead(kTx, 1 * kSecond));
  // Counted anew.
  CHECK(clock.RunsAhead(kTx, 99'999 * kSecond));
  for (int i = 0; i < 9; ++i) CHECK(clock.RunsAhead(kTx, (3'600 + i) * kSecond));
  CHECK(clock.RunsAhead(kTx, 3'661 * kSecond) == 61 * kSecond);
  CHECK(!clock.RunsAhead(kTx, 3'660 * kSecond));
}

TEST_CASE("where a hand or the clock has moved time, an event there does not run ahead") {
  const TimedModule timed(false);
  EventClock clock(timed.module);
  CHECK(!clock.RunsAhead(kTx, 0));
  clock.SetIdle(clock.Partition(kTx, 0), true);
  clock.SetClock(1'000 * kSecond);
  CHECK(!clock.RunsAhead(kTx, 1'060 * kSecond));
  CHECK(clock.RunsAhead(kTx, 1'121 * kSecond));
  clock.SetByHand(kTx, 2'000 * kSecond);
  CHECK(!clock.RunsAhead(kTx, 2'060 * kSecond));
}

/// Count emits to `counts`, which Pass reads beside ticks.
struct ChainedModule {
  ChainedModule() : module(FakeModule()) {
    for (std::uint32_t s = 0; s < 2; ++s) streams[s] = FakeModule().streams[s];
    streams[2] = FakeModule().streams[0];
    streams[2].name = std::string_view("counts");
    streams[2].output = 0;
    for (std::uint32_t p = 0; p < 2; ++p) processes[p] = FakeModule().processes[p];
    processes[kPass].streams = reads;
    module.streams = streams;
    module.stream_count = 3;
    module.processes = processes;
  }
  const std::uint32_t reads[2] = {kTicks, 2};
  StreamDesc streams[3];
  ProcessDesc processes[2];
  Module module;
};

TEST_CASE("a derived stream is as far as the processes that emit to it") {
  const ChainedModule chained;
  EventClock clock(chained.module);
  clock.Observe(clock.Partition(kTicks, 0), 50 * kSecond, 0);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  const std::uint32_t tx = clock.Partition(kTx, 3);
  clock.Observe(tx, 10 * kSecond, 17);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
  const TimeHolder holder = clock.holder(kPass);
  CHECK(holder.stream == kTx);
  CHECK(holder.partition == 3);
  CHECK(holder.since == 17);
  clock.Observe(tx, 90 * kSecond, 18);
  CHECK(clock.process_watermark(kPass) == 50 * kSecond - 1);
  clock.End(std::array{kTicks});
  CHECK(clock.process_watermark(kPass) == 88 * kSecond - 1);
  clock.End(std::array{kTx});
  CHECK(clock.process_watermark(kPass) == kEndOfTime);
}

TEST_CASE("an idle process holds its readers back no more, and wakes where they are") {
  const ChainedModule chained;
  EventClock clock(chained.module);
  const std::uint32_t ticks = clock.Partition(kTicks, 0);
  const std::uint32_t tx = clock.Partition(kTx, 0);
  clock.Observe(tx, 10 * kSecond, 0);
  clock.Observe(ticks, 5 * kSecond, 0);
  clock.SetIdle(tx, true);
  CHECK(clock.stream_is_idle(2));
  clock.Observe(ticks, 50 * kSecond, 1);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  CHECK(clock.process_watermark(kPass) == 50 * kSecond - 1);
  CHECK(clock.wakings().empty());
  clock.Observe(tx, 30 * kSecond, 1);
  REQUIRE(clock.wakings().size() == 1);
  const EventClock::Waking waking = clock.wakings()[0];
  CHECK(waking.process == kCount);
  CHECK(waking.stream == 2);
  CHECK(waking.watermark == 8 * kSecond - 1);
  CHECK(waking.floor == 50 * kSecond - 1);
  clock.wakings().clear();
  clock.Observe(tx, 99 * kSecond, 2);
  // Ahead of its readers: nothing to say.
  clock.SetIdle(tx, true);
  clock.Observe(ticks, 60 * kSecond, 2);
  clock.Observe(tx, 99 * kSecond, 3);
  CHECK(clock.wakings().empty());
  clock.Observe(ticks, 200 * kSecond, 3);
  CHECK(clock.process_watermark(kPass) == 97 * kSecond - 1);
}

TEST_CASE("processes that read what others emit come a stage later; a circle is none") {
  ChainedModule chained;
  const std::optional<Stages> stages = Stages::Of(chained.module);
  REQUIRE(stages);
  CHECK(stages->count == 2);
  CHECK(stages->of == std::vector<std::uint32_t>{0, 1});
  CHECK(stages->emitters[2] == std::vector<std::uint32_t>{kCount});
  CHECK(stages->derived[kCount] == std::vector<std::uint32_t>{2});
  const std::uint32_t back[1] = {2};
  chained.processes[kCount].streams = back;
  CHECK(!Stages::Of(chained.module));
}

TEST_CASE("what holds a process back is the slowest partition of its slowest stream") {
  EventClock clock(FakeModule());
  TimeHolder holder = clock.holder(kPass);
  CHECK(holder.stream == kTx);
  CHECK(holder.partition == TimeHolder::kNone);
  CHECK(holder.behind_us == -1);
  const std::uint32_t a = clock.Partition(kTx, 4);
  const std::uint32_t b = clock.Partition(kTx, 5);
  const std::uint32_t ticks = clock.Partition(kTicks, 0);
  clock.Observe(ticks, 90 * kSecond, 7);
  CHECK(clock.holder(kPass).since == -1);
  clock.Observe(a, 30 * kSecond, 11);
  clock.Observe(a, 29 * kSecond, 12);
  clock.Observe(b, 40 * kSecond, 13);
  holder = clock.holder(kPass);
  CHECK(holder.watermark == 28 * kSecond - 1);
  CHECK(holder.stream == kTx);
  CHECK(holder.partition == 4);
  CHECK(holder.since == 11);
  CHECK(holder.behind_us == 60 * kSecond);
  clock.SetIdle(a, true);
  CHECK(clock.holder(kPass).partition == 5);
  clock.SetIdle(b, true);
  CHECK(clock.holder(kPass).stream == kTicks);
  CHECK(clock.holder(kPass).behind_us == 0);
  clock.SetIdle(ticks, true);
  CHECK(clock.holder(kPass).stream == TimeHolder::kNone);
}

TEST_CASE("times at the edge of 64 bits do not wrap") {
  EventClock clock(FakeModule());
  clock.Observe(clock.Partition(kTx, 0), INT64_MIN + 1, 0);
  CHECK(clock.stream_watermark(kTx) == kNoWatermark);
}

}  // namespace
}  // namespace rulert::core
