#include "runtime/src/core/epoch_reader.h"

#include <algorithm>

#include "runtime/testing/memory_source.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

using Result = EpochReader::Result;
using testing::MemoryRecord;
using testing::MemorySource;
using testing::MemorySourceOptions;

std::vector<MemoryRecord> Records(const std::vector<std::pair<std::uint32_t, std::int64_t>>& places) {
  std::vector<MemoryRecord> records;
  for (const auto& [partition, offset] : places) records.push_back({"12345678", partition, offset});
  return records;
}

/// One topic of stream tx.
struct Fixture {
  Fixture(std::vector<MemoryRecord> records, MemorySourceOptions source_options, EpochCutter& cutter,
          EpochReader::Options options)
      : source(std::move(records), source_options),
        inputs{{0, true, "topic"}},
        reader(FakeModule(), inputs, {&source}, cutter, options),
        epoch(FakeModule(), 1, 1) {}

  Result Fill() {
    epoch.Clear();
    return reader.Fill(epoch, stop);
  }
  std::int64_t Position(std::uint32_t partition) const { return epoch.positions[0].at(partition).next; }

  MemorySource source;
  std::vector<InputDesc> inputs;
  EpochReader reader;
  Epoch epoch;
  std::atomic<bool> stop{false};
};

TEST_CASE("a block is split where an epoch is cut, and positions tell what the epoch holds") {
  ListCutter cutter({2, 3});
  Fixture f(Records({{0, 10}, {1, 5}, {0, 12}, {1, 6}, {0, 13}, {1, 9}}), {2, 6}, cutter, {});
  CHECK(f.Fill() == Result::kFilled);
  CHECK(f.epoch.record_count == 2);
  CHECK(f.Position(0) == 12);
  CHECK(f.Position(1) == 6);
  CHECK(f.Fill() == Result::kFilled);
  CHECK(f.epoch.record_count == 3);
  CHECK(f.epoch.Raw(2).offset == 13);
  CHECK(f.Position(0) == 14);
  CHECK(f.Position(1) == 9);
  CHECK(f.Fill() == Result::kEnd);
  CHECK(f.epoch.record_count == 1);
  CHECK(f.Position(1) == 10);
  CHECK(f.epoch.ended_streams == std::vector<std::uint32_t>{0});
}

TEST_CASE("a partition whose start is not found yet has no position") {
  class Starting final : public io::Source {
   public:
    io::Polled Poll(std::uint64_t, Clock::time_point) override { return {}; }
    std::span<const io::PartitionState> partitions() const override { return states; }
    void Commit(std::span<const io::PartitionOffset>) override {}
    io::Expected<void> Sync(Clock::time_point) override { return {}; }
    void Cancel() override {}
    std::vector<io::PartitionState> states{{0, 7}, {1, 0}};
  } source;
  source.states[1].located = false;
  const std::vector<InputDesc> inputs{{0, true, "topic"}};
  ListCutter cutter({});
  EpochReader reader(FakeModule(), inputs, {&source}, cutter, {});
  Epoch epoch(FakeModule(), 1, 1);
  const std::atomic<bool> stop{true};
  reader.Fill(epoch, stop);
  REQUIRE(epoch.positions[0].size() == 1);
  CHECK(epoch.positions[0][0].next == 7);
}

TEST_CASE("an epoch joins blocks until it is full") {
  ListCutter cutter({5});
  Fixture f(Records({{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}}), {1, 2}, cutter, {});
  CHECK(f.Fill() == Result::kFilled);
  CHECK(f.epoch.record_count == 5);
  CHECK(f.epoch.slices.size() == 3);
  CHECK(f.epoch.InputOf(4) == 0);
  CHECK(f.Position(0) == 5);
}

TEST_CASE("bytes bound an epoch, but one record always fits") {
  class Small final : public EpochCutter {
    EpochLimit Next() override { return {1000, 12, false}; }
  } cutter;
  Fixture f(Records({{0, 0}, {0, 1}, {0, 2}}), {1, 3}, cutter, {});
  CHECK(f.Fill() == Result::kFilled);
  CHECK(f.epoch.record_count == 2);
}

TEST_CASE("until_end ends once every partition known at the start was read to where it ended") {
  AdaptiveCutter cutter;
  Fixture f(Records({{0, 0}, {1, 0}, {0, 1}}), {3, 1, true}, cutter, {true, true});
  std::uint32_t records = 0;
  Result result = Result::kNothing;
  while (result != Result::kEnd) {
    result = f.Fill();
    records += f.epoch.record_count;
  }
  CHECK(records == 3);
  CHECK(f.source.log()->polls_at_end <= 1);
}

TEST_CASE("partitions are made known in the first epoch; a silent one becomes idle after its time") {
  AdaptiveCutter cutter;
  Fixture f(Records({{0, 0}}), {2, 1, true}, cutter, {});
  CHECK(f.Fill() == Result::kFilled);
  REQUIRE(f.epoch.idle_changes.size() >= 2);
  CHECK(f.epoch.idle_changes[0].added);
  CHECK(!f.epoch.idle_changes[0].idle);
  std::vector<bool> idle(2, false);
  while (!idle[0] || !idle[1]) {
    f.Fill();
    for (const IdleChange& change : f.epoch.idle_changes) {
      CHECK(!change.added);
      idle[change.partition] = idle[change.partition] || change.idle;
    }
  }
  CHECK(f.epoch.record_count == 0);
}

class FakeClock final : public HostClock {
 public:
  explicit FakeClock(std::vector<std::int64_t> readings) : readings_(std::move(readings)) {}
  std::int64_t Now() override { return readings_[std::min(next_++, readings_.size() - 1)]; }

 private:
  std::vector<std::int64_t> readings_;
  std::size_t next_ = 0;
};

TEST_CASE("the clock is read once an epoch and never goes back") {
  ListCutter cutter({1, 1, 1});
  FakeClock clock({50, 40, 60});
  Fixture f(Records({{0, 0}, {0, 1}, {0, 2}, {0, 3}}), {1, 9}, cutter, {true, false, &clock});
  for (const std::int64_t expected : {50, 50, 60, 60}) {
    f.Fill();
    CHECK(f.epoch.clock == expected);
    CHECK(!f.epoch.clock_only);
  }
}

TEST_CASE("a stream that goes by the clock gets epochs of readings alone once it is wholly silent") {
  StreamDesc streams[2] = {FakeModule().streams[0], FakeModule().streams[1]};
  streams[0].idle_us = 1;
  for (const std::uint32_t by_clock : {0u, 1u}) {
    streams[0].idle_by_clock = by_clock;
    Module module = FakeModule();
    module.streams = streams;
    AdaptiveCutter cutter;
    SystemClock clock;
    MemorySource source(Records({{0, 0}}), {2, 1, true});
    const std::vector<InputDesc> inputs{{0, true, "topic"}};
    EpochReader reader(module, inputs, {&source}, cutter, {true, false, &clock});
    Epoch epoch(module, 1, 1);
    std::atomic<bool> stop{false};
    int idle = 0;
    for (int fills = 0; idle < 2 && fills < 1'000; ++fills) {
      epoch.Clear();
      reader.Fill(epoch, stop);
      for (const IdleChange& change : epoch.idle_changes) idle += change.idle ? 1 : 0;
      CHECK((!epoch.clock_only || idle == 2));
    }
    REQUIRE(idle == 2);
    epoch.Clear();
    const Result result = reader.Fill(epoch, stop);
    CHECK(epoch.record_count == 0);
    CHECK(epoch.clock_only == (by_clock == 1));
    CHECK(result == (by_clock == 1 ? Result::kFilled : Result::kNothing));
  }
}

TEST_CASE("timers by clock get epochs of readings alone") {
  ProcessDesc processes[2] = {FakeModule().processes[0], FakeModule().processes[1]};
  for (const bool by_clock : {false, true}) {
    if (by_clock) processes[1].read_clock = [](void*, std::int64_t, std::int64_t) {};
    Module module = FakeModule();
    module.processes = processes;
    AdaptiveCutter cutter;
    FakeClock clock({50, 60, 60, 70});
    MemorySource source({}, {2, 1, true});
    const std::vector<InputDesc> inputs{{0, true, "topic"}};
    EpochReader reader(module, inputs, {&source}, cutter, {true, false, &clock});
    Epoch epoch(module, 1, 1);
    std::atomic<bool> stop{false};
    // One that has not moved is none.
    for (const bool moved : {true, true, false, true}) {
      epoch.Clear();
      reader.Fill(epoch, stop);
      CHECK(epoch.clock_only == (by_clock && moved));
    }
  }
}

TEST_CASE("in files a line that gives the clock begins an epoch") {
  const auto lines = testing::RecordsOfLines({R"({"clock":"2026-01-01T00:00:00Z"})", "1", "2",
                                              R"( { "clock":"2026-01-01T00:00:01Z"})", R"({"clock":1})", "3"});
  for (const std::uint32_t stream : {InputDesc::kEnvelope, 0u}) {
    AdaptiveCutter cutter;
    MemorySource source(lines, {1, 100});
    const std::vector<InputDesc> inputs{{stream, false, "file"}};
    EpochReader reader(FakeModule(), inputs, {&source}, cutter, {});
    Epoch epoch(FakeModule(), 1, 1);
    std::atomic<bool> stop{false};
    std::vector<std::uint32_t> sizes;
    for (Result result = Result::kFilled; result != Result::kEnd && sizes.size() < 10;) {
      epoch.Clear();
      result = reader.Fill(epoch, stop);
      if (epoch.record_count != 0) sizes.push_back(epoch.record_count);
    }
    CHECK(sizes == (stream == 0 ? std::vector<std::uint32_t>{6} : std::vector<std::uint32_t>{3, 1, 2}));
  }
}

TEST_CASE("a broken source is told, a stop is heard") {
  AdaptiveCutter cutter;
  Fixture broken(Records({{0, 0}, {0, 1}}), {1, 1, false, 1u}, cutter, {});
  CHECK(broken.Fill() == Result::kFailed);
  REQUIRE(broken.reader.failure().has_value());
  CHECK(broken.reader.failure()->message == "the source failed as it was told");
  Fixture endless({}, {1, 1, true}, cutter, {});
  endless.stop = true;
  endless.Fill();
  CHECK(endless.source.log()->polls_at_end == 0);
}

}  // namespace
}  // namespace rulert::core
