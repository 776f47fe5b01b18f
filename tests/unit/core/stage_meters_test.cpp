// Who holds the others: by tables of ratios, by lanes on times that the test makes up, by a job whose sink is stuck.
#include "runtime/src/core/stage_meters.h"

#include <condition_variable>
#include <thread>

#include "runtime/src/core/job.h"
#include "runtime/src/io/wait_meter.h"
#include "runtime/testing/memory_source.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

using namespace std::chrono_literals;
using Stage = StageHolder::Stage;

const StageHolder kNobody{};
const StageHolder kRead{Stage::kRead, 0};
const StageHolder kProcess{Stage::kProcess, 0};
const StageHolder kSend{Stage::kSend, 0};
const StageHolder kFirstSink{Stage::kSink, 0};
const StageHolder kSecondSink{Stage::kSink, 1};

StageRatios Ratios(double busy, double idle, double blocked, double peers = 0) { return {busy, idle, blocked, peers}; }

TEST_CASE("the holder is the stage that is busy while the others wait") {
  struct Case {
    const char* what;
    PipelineRatios ratios;
    StageHolder last;
    StageHolder holder;
  };
  const StageRatios idle = Ratios(0.05, 0.95, 0);
  const Case cases[] = {
      {"nothing comes", {Ratios(0, 1, 0), {idle}, idle, {0}}, kNobody, kNobody},
      {"input comes slowly", {Ratios(0.4, 0.6, 0), {Ratios(0.5, 0.5, 0)}, idle, {0}}, kNobody, kNobody},
      {"decoding is slow", {Ratios(0.97, 0.03, 0), {Ratios(0.3, 0.7, 0)}, idle, {0}}, kNobody, kRead},
      {"rules are slow", {Ratios(0.3, 0, 0.7), {Ratios(0.98, 0.02, 0)}, idle, {0}}, kNobody, kProcess},
      {"one key is hot",
       {Ratios(0.3, 0, 0.7), {Ratios(0.1, 0.9, 0), Ratios(0.98, 0.02, 0)}, idle, {0}},
       kNobody,
       kProcess},
      {"workers wait for each other by turns",
       {Ratios(0.3, 0, 0.7), {Ratios(0.5, 0.02, 0, 0.48), Ratios(0.5, 0.02, 0, 0.48)}, idle, {0}},
       kNobody,
       kProcess},
      {"sending is slow",
       {Ratios(0.3, 0, 0.7), {Ratios(0.2, 0.1, 0.7)}, Ratios(0.9, 0.05, 0.05), {0.05}},
       kNobody,
       kSend},
      {"a sink is stuck", {Ratios(0, 0, 1), {Ratios(0, 0, 1)}, Ratios(0, 0, 1), {0, 1}}, kNobody, kSecondSink},
      {"a sink is slow, and sending is work",
       {Ratios(0.2, 0, 0.8), {Ratios(0.2, 0, 0.8)}, Ratios(0.4, 0, 0.6), {0.6}},
       kNobody,
       kFirstSink},
      {"the slower one of two sinks",
       {Ratios(0, 0, 1), {Ratios(0, 0, 1)}, Ratios(0.1, 0, 0.9), {0.3, 0.6}},
       kNobody,
       kSecondSink},
      {"two are nearly as busy", {Ratios(0.9, 0, 0.1), {Ratios(0.95, 0.05, 0)}, idle, {0}}, kNobody, kProcess},

      {"a holder stays one in a moment of rest",
       {Ratios(0.3, 0.2, 0.5), {Ratios(0.75, 0.25, 0)}, idle, {0}},
       kProcess,
       kProcess},
      {"but not for long", {Ratios(0.3, 0.5, 0.2), {Ratios(0.65, 0.35, 0)}, idle, {0}}, kProcess, kNobody},
      {"another one that is hardly busier",
       {Ratios(0.95, 0, 0.05), {Ratios(0.9, 0.1, 0)}, idle, {0}},
       kProcess,
       kProcess},
      {"another one that is clearly busier",
       {Ratios(0.98, 0, 0.02), {Ratios(0.8, 0.2, 0)}, idle, {0}},
       kProcess,
       kRead},
      {"half of sending is waiting", {Ratios(0, 0, 1), {Ratios(0, 0, 1)}, Ratios(0.45, 0, 0.55), {0.55}}, kSend, kSend},
      {"half of sending is work",
       {Ratios(0, 0, 1), {Ratios(0, 0, 1)}, Ratios(0.55, 0, 0.45), {0.45}},
       kFirstSink,
       kFirstSink},
      {"a sink that recovers leaves sending",
       {Ratios(0, 0, 1), {Ratios(0, 0, 1)}, Ratios(0.9, 0, 0.1), {0.1}},
       kFirstSink,
       kSend},
      {"sinks that take turns",
       {Ratios(0, 0, 1), {Ratios(0, 0, 1)}, Ratios(0, 0, 1), {0.48, 0.52}},
       kFirstSink,
       kFirstSink},
      {"no worker, no sink", {Ratios(1, 0, 0), {}, idle, {}}, kNobody, kRead},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    CHECK(HolderOf(c.ratios, c.last) == c.holder);
  }
}

TEST_CASE("a lane adds up times by state, the one under way included") {
  const StageClock::time_point start{};
  StageLane lane(start);
  lane.Enter(StageState::kBusy, start + 2s);
  lane.Enter(StageState::kBlocked, start + 5s);
  CHECK(lane.Times(start + 9s) == StageTimes{3s, 2s, 4s, 0s});
  CHECK(lane.Times(start + 4s) == StageTimes{3s, 2s, 0s, 0s});  // asked before, answered after
}

TEST_CASE("a wait under way counts") {
  io::WaitMeter meter;
  const io::WaitMeter::Clock::time_point start{};
  CHECK(meter.Total(start) == 0s);
  meter.Begin(start + 1s);
  CHECK(meter.Total(start + 3s) == 2s);
  meter.End(start + 4s);
  CHECK(meter.Total(start + 9s) == 3s);
}

/// One worker, one sink; second by second.
struct Seconds {
  const StageClock::time_point start{};
  const StageMeters::Wall::time_point wall{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h};
  std::chrono::nanoseconds source_waited{0};
  std::chrono::nanoseconds sink_waited{0};
  metrics::Registry registry;
  StageMeters meters{1,
                     {[this](StageClock::time_point) { return source_waited; }},
                     {{"alerts", [this](StageClock::time_point) { return sink_waited; }}},
                     registry,
                     start};
  int second = 0;

  void Enter(StageState read, StageState process, StageState send) {
    meters.read().Enter(read, start + std::chrono::seconds(second));
    meters.worker(0).Enter(process, start + std::chrono::seconds(second));
    meters.send().Enter(send, start + std::chrono::seconds(second));
  }
  bool Next() {
    ++second;
    return meters.Sample(start + std::chrono::seconds(second), wall + std::chrono::seconds(second));
  }
  double Ratio(const char* stage, const char* state) const {
    return registry.Sum("rulert_stage_ratio", {{"stage", stage}, {"state", state}});
  }
  double Holding(const char* stage) const { return registry.Sum("rulert_stage_holding", {{"stage", stage}}); }
  double HoldingSince(const char* stage) const {
    return registry.Sum("rulert_stage_holding_since_seconds", {{"stage", stage}});
  }
};

TEST_CASE("who holds is told once it has lasted, with the time at which it began") {
  Seconds s;
  CHECK(s.meters.text().empty());
  s.Enter(StageState::kBlocked, StageState::kBusy, StageState::kIdle);
  CHECK_FALSE(s.Next());
  CHECK(s.Ratio("read", "blocked") == 1);
  CHECK(s.Ratio("process", "busy") == 1);
  CHECK(s.Ratio("send", "idle") == 1);
  CHECK(s.meters.holder() == kNobody);
  CHECK_FALSE(s.Next());
  CHECK(s.Next());
  CHECK(s.meters.holder() == kProcess);
  CHECK(s.meters.text() ==
        "processing holds the others since 2026-01-01T09:00:00Z (worker 0 is busy 100 % of the time)");
  CHECK(s.Holding("process") == 1);
  CHECK(s.HoldingSince("process") == 1'767'258'000);
  CHECK_FALSE(s.Next());
  // A moment without input changes nothing.
  s.Enter(StageState::kIdle, StageState::kIdle, StageState::kIdle);
  CHECK_FALSE(s.Next());
  s.Enter(StageState::kBlocked, StageState::kBusy, StageState::kIdle);
  CHECK_FALSE(s.Next());
  CHECK_FALSE(s.Next());
  CHECK(s.Holding("process") == 1);
  s.Enter(StageState::kIdle, StageState::kIdle, StageState::kIdle);
  CHECK_FALSE(s.Next());
  CHECK_FALSE(s.Next());
  CHECK(s.Next());
  CHECK(s.meters.text() == "waits for input");
  CHECK(s.Holding("process") == 0);
  CHECK(s.HoldingSince("process") == 0);
}

TEST_CASE("what sources and sinks waited is no work of the stage") {
  Seconds s;
  s.Enter(StageState::kBusy, StageState::kBlocked, StageState::kBusy);
  for (int i = 0; i < 3; ++i) {
    s.source_waited += 750ms;
    s.sink_waited += 1s;
    s.Next();
  }
  CHECK(s.Ratio("read", "busy") == 0.25);
  CHECK(s.Ratio("read", "idle") == 0.75);
  CHECK(s.Ratio("send", "blocked") == 1);
  CHECK(s.Ratio("send", "busy") == 0);
  CHECK(s.meters.holder() == kFirstSink);
  CHECK(s.meters.text() ==
        "the sink of alerts holds the others since 2026-01-01T09:00:00Z (it is full 100 % of the time)");
  CHECK(s.registry.Sum("rulert_stage_holding", {{"stage", "sink"}, {"output", "alerts"}}) == 1);
}

TEST_CASE("less than a second is no sample") {
  Seconds s;
  CHECK_FALSE(s.meters.Sample(s.start + 999ms, s.wall));
  CHECK(s.meters.text().empty());
}

/// Takes nothing until it is opened.
class GatedSink final : public io::Sink {
 public:
  struct Gate {
    std::mutex mutex;
    std::condition_variable moved;
    bool open = false;
    bool reached = false;
  };
  explicit GatedSink(Gate& gate) : gate_(gate) {}

  io::Expected<void> Write(const io::OutputRecord&) override {
    const io::WaitMeter::Wait waiting(waits_);
    std::unique_lock lock(gate_.mutex);
    gate_.reached = true;
    gate_.moved.notify_all();
    gate_.moved.wait(lock, [&] { return gate_.open; });
    return {};
  }
  io::Expected<void> EndBatch(std::uint64_t batch) override {
    batch_ = batch;
    return {};
  }
  io::Expected<std::uint64_t> Delivered() override { return batch_; }
  io::Expected<void> Flush(Clock::time_point) override { return {}; }
  std::chrono::nanoseconds Waited(Clock::time_point now) const override { return waits_.Total(now); }
  void Cancel() override {}

 private:
  Gate& gate_;
  std::uint64_t batch_ = 0;
  io::WaitMeter waits_;
};

TEST_CASE("of a job whose sink is stuck, all stages are blocked and the sink holds them") {
  std::vector<testing::MemoryRecord> records;
  for (int i = 0; i < 20; ++i) records.push_back({R"({"customer":"a","amount":1,"at":1000})", 0, i});
  std::vector<JobInput> inputs;
  inputs.push_back({{0, true, "tx"}, std::make_unique<testing::MemorySource>(records, testing::MemorySourceOptions{})});
  GatedSink::Gate gate;
  std::vector<std::unique_ptr<io::Sink>> sinks;
  sinks.push_back(std::make_unique<GatedSink>(gate));
  ListCutter cutter(std::vector<std::uint32_t>(20, 1));
  metrics::Registry registry;
  std::vector<OutputRoute> routes(5, {KeyShape::kDiscard, 0});
  routes[0].shape = KeyShape::kJson;
  Job job(FakeModule(), {}, std::move(inputs), std::move(routes), std::move(sinks), cutter, registry);
  io::Expected<void> result;
  std::thread runner([&] { result = job.Run(); });
  {
    std::unique_lock lock(gate.mutex);
    gate.moved.wait(lock, [&] { return gate.reached; });
  }
  // Time runs as the test says; the threads need some turns until they are all stuck.
  const auto blocked = [&](const char* stage) {
    return registry.Sum("rulert_stage_ratio", {{"stage", stage}, {"state", "blocked"}}) == 1;
  };
  StageClock::time_point now = StageClock::now();
  bool stuck = false;
  for (int turn = 0; turn < 1'000'000 && !stuck; ++turn) {
    now += 10s;
    job.stage_meters().Sample(now, StageMeters::Wall::now());
    stuck = blocked("read") && blocked("process") && blocked("send") && job.stage_meters().holder() == kFirstSink;
    std::this_thread::yield();
  }
  CHECK(stuck);
  CHECK(job.stage_meters().text().find("the sink of counts holds the others since") == 0);
  {
    const std::lock_guard lock(gate.mutex);
    gate.open = true;
  }
  gate.moved.notify_all();
  runner.join();
  CHECK(result);
  CHECK(registry.Sum("rulert_emitted_total", {{"output", "counts"}}) == 20);
}

}  // namespace
}  // namespace rulert::core
