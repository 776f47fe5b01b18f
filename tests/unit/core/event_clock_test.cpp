#include "runtime/src/core/event_clock.h"

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
  clock.Observe(p, 10 * kSecond);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  clock.Observe(p, 9 * kSecond);
  CHECK(clock.process_watermark(kCount) == 8 * kSecond - 1);
  clock.Observe(p, 11 * kSecond);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond - 1);
}

TEST_CASE("a stream waits for its slowest partition, and for one that has seen nothing") {
  EventClock clock(FakeModule());
  const std::uint32_t a = clock.Partition(kTx, 0);
  const std::uint32_t b = clock.Partition(kTx, 7);
  CHECK(clock.Partition(kTx, 7) == b);
  clock.Observe(a, 10 * kSecond);
  CHECK(clock.stream_watermark(kTx) == kNoWatermark);
  clock.Observe(b, 6 * kSecond);
  CHECK(clock.stream_watermark(kTx) == 4 * kSecond - 1);
  clock.Observe(b, 20 * kSecond);
  CHECK(clock.stream_watermark(kTx) == 8 * kSecond - 1);
  clock.Partition(kTx, 8);
  clock.Observe(a, 30 * kSecond);
  CHECK(clock.stream_watermark(kTx) == 8 * kSecond - 1);
}

TEST_CASE("an idle partition holds nothing back until its next row") {
  EventClock clock(FakeModule());
  const std::uint32_t a = clock.Partition(kTx, 0);
  const std::uint32_t b = clock.Partition(kTx, 1);
  clock.Observe(a, 10 * kSecond);
  clock.SetIdle(b, true);
  CHECK(clock.stream_watermark(kTx) == 8 * kSecond - 1);
  clock.Observe(a, 20 * kSecond);
  CHECK(clock.stream_watermark(kTx) == 18 * kSecond - 1);
  clock.Observe(b, 19 * kSecond);
  clock.Observe(a, 40 * kSecond);
  CHECK(clock.stream_watermark(kTx) == 18 * kSecond - 1);
  clock.Observe(b, 21 * kSecond);
  CHECK(clock.stream_watermark(kTx) == 19 * kSecond - 1);
}

TEST_CASE(
    "a process waits for its slowest stream; a wholly idle stream is left out; time stands still when all are idle") {
  EventClock clock(FakeModule());
  const std::uint32_t tx = clock.Partition(kTx, 0);
  const std::uint32_t ticks = clock.Partition(kTicks, 0);
  clock.Observe(tx, 10 * kSecond);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  clock.Observe(ticks, 5 * kSecond);
  CHECK(clock.process_watermark(kPass) == 5 * kSecond - 1);
  clock.SetIdle(ticks, true);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
  clock.SetIdle(tx, true);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
  clock.Observe(ticks, 6 * kSecond);
  CHECK(clock.process_watermark(kPass) == 8 * kSecond - 1);
}

TEST_CASE("time set by hand silences rows of that stream, the end is infinity") {
  EventClock clock(FakeModule());
  const std::uint32_t p = clock.Partition(kTx, 0);
  clock.Observe(p, 10 * kSecond);
  clock.SetByHand(kTx, 9 * kSecond);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond);
  clock.Observe(p, 100 * kSecond);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond);
  clock.SetByHand(kTx, 8 * kSecond);
  CHECK(clock.process_watermark(kCount) == 9 * kSecond);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  clock.End(kTx);
  CHECK(clock.process_watermark(kCount) == kEndOfTime);
  CHECK(clock.process_watermark(kPass) == kNoWatermark);
  clock.End(kTicks);
  CHECK(clock.process_watermark(kPass) == kEndOfTime);
}

TEST_CASE("times at the edge of 64 bits do not wrap") {
  EventClock clock(FakeModule());
  clock.Observe(clock.Partition(kTx, 0), INT64_MIN + 1);
  CHECK(clock.stream_watermark(kTx) == kNoWatermark);
}

}  // namespace
}  // namespace rulert::core
