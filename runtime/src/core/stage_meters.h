#pragma once
// What the stages of a job do with their time, and which of them holds the others: the one that works nearly all the
// time, so that those before it wait for it and those after it have nothing to do. Shown as metrics and as a sentence.
//
// Each thread of a stage has a lane and says what it turns to; that is one clock read and one lock that nobody contends
// for, two or three times an epoch. Waiting inside of sources and sinks is told by these and only looked at.
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/src/metrics/registry.h"

namespace rulert::core {

enum class StageState : std::uint8_t {
  kBusy,
  kIdle,     // waits for input
  kBlocked,  // waits for the stage after it, for a free epoch, or for a sink
  kPeers,    // waits for the other threads of its own stage
};
inline constexpr std::size_t kStageStates = 4;

using StageClock = std::chrono::steady_clock;
using StageTimes = std::array<std::chrono::nanoseconds, kStageStates>;  // by state

/// The time of one thread, which enters states; any thread reads.
class StageLane {
 public:
  explicit StageLane(StageClock::time_point now = StageClock::now()) : since_(now) {}

  void Enter(StageState state, StageClock::time_point now = StageClock::now());
  /// So far, with the state that goes on.
  StageTimes Times(StageClock::time_point now) const;

 private:
  mutable std::mutex mutex_;
  StageTimes times_{};
  StageState state_ = StageState::kIdle;
  StageClock::time_point since_;
};

/// Parts of a stretch of time; together 1, or all 0 of an empty stretch.
struct StageRatios {
  double busy = 0;
  double idle = 0;
  double blocked = 0;
  double peers = 0;
};

struct PipelineRatios {
  StageRatios read;  // and decode
  std::vector<StageRatios> workers;
  StageRatios send;           // blocked: by sinks
  std::vector<double> sinks;  // of `send`, by sink
};

struct StageHolder {
  enum class Stage : std::uint8_t { kNobody, kRead, kProcess, kSend, kSink };
  Stage stage = Stage::kNobody;
  std::uint32_t sink = 0;  // of kSink

  bool operator==(const StageHolder&) const = default;
};

/// Who holds the others, if `last` held them before. A holder stays one while it is busy for most of the time and no
/// other stage is clearly more so; nobody holds where all stages wait now and then: input comes no faster.
StageHolder HolderOf(const PipelineRatios& ratios, const StageHolder& last);

class StageMeters {
 public:
  using Clock = StageClock;
  using Wall = std::chrono::system_clock;
  /// For how long it has been waited for a source or sink up to a time. Called by the thread that samples.
  using Waits = std::function<std::chrono::nanoseconds(Clock::time_point)>;
  struct Sink {
    std::string outputs;  // "alerts", or "alerts, errors" that share it
    Waits waits;
  };

  /// The registry outlives this.
  StageMeters(std::uint32_t workers, std::vector<Waits> sources, std::vector<Sink> sinks, metrics::Registry& registry,
              Clock::time_point now = Clock::now());

  StageLane& read() { return read_; }
  StageLane& worker(std::uint32_t number) { return *workers_[number]; }
  StageLane& send() { return send_; }

  /// Once a second has passed since the last sample, sets the metrics. True: who holds the others has changed, and has
  /// stayed so for some seconds. One thread, as for what follows.
  bool Sample(Clock::time_point now, Wall::time_point wall);
  const StageHolder& holder() const { return holder_; }
  /// "processing holds the others since 2026-01-01T09:00:00Z (worker 1 is busy 97 % of the time)"; empty before the
  /// first sample.
  const std::string& text() const { return text_; }

 private:
  struct Lane {
    const StageLane* lane;
    StageTimes last{};
    std::array<metrics::Gauge*, kStageStates> ratios{};  // null: a state that it never is in
  };
  struct Holding {
    metrics::Gauge* holds;
    metrics::Gauge* since;
  };

  void AddLane(const StageLane& lane, const metrics::Labels& labels, metrics::Registry& registry);
  Holding AddHolding(const metrics::Labels& labels, metrics::Registry& registry);
  PipelineRatios Measure(Clock::time_point now);
  static StageTimes Since(Lane& lane, Clock::time_point now);
  static StageRatios Show(const StageTimes& times, const Lane& lane);
  Holding* HoldingOf(const StageHolder& holder);
  void Hold(const StageHolder& holder, Wall::time_point since);
  std::string Describe(const PipelineRatios& ratios) const;

  StageLane read_;
  std::vector<std::unique_ptr<StageLane>> workers_;
  StageLane send_;
  const std::vector<Waits> sources_;
  const std::vector<Sink> sinks_;
  std::vector<Lane> lanes_;  // read, workers, send
  std::chrono::nanoseconds sources_waited_{0};
  std::vector<std::chrono::nanoseconds> sinks_waited_;
  std::vector<Holding> stages_;   // read, process, send
  std::vector<Holding> outside_;  // by sink
  Clock::time_point sampled_;
  StageHolder holder_;
  Wall::time_point since_{};
  StageHolder next_;  // may become it
  Wall::time_point next_since_{};
  int next_seen_ = 0;
  std::string text_;
};

}  // namespace rulert::core
