#include "runtime/src/core/stage_meters.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rulert::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr auto kWindow = 1s;
constexpr int kSamplesToChange = 3;  // so that a moment changes nothing
constexpr double kHolds = 0.85;      // of the time at work makes a holder
constexpr double kStays = 0.7;       // keeps one
constexpr double kClearly = 0.1;     // more than the holder replaces it
constexpr double kMostlyIdle = 0.5;

constexpr const char* kStateNames[kStageStates] = {"busy", "idle", "blocked", "peers"};

std::size_t IndexOf(StageState state) { return static_cast<std::size_t>(state); }

/// Time of `from` that in truth belongs to `to`.
void Move(StageTimes& times, StageState from, StageState to, nanoseconds time) {
  time = std::clamp(time, nanoseconds(0), times[IndexOf(from)]);
  times[IndexOf(from)] -= time;
  times[IndexOf(to)] += time;
}

/// The worker that is busiest; one that waits for its peers holds them as the stage does.
std::size_t BusiestOf(const std::vector<StageRatios>& workers) {
  const auto busiest = std::max_element(
      workers.begin(), workers.end(), [](const auto& a, const auto& b) { return a.busy + a.peers < b.busy + b.peers; });
  return static_cast<std::size_t>(busiest - workers.begin());
}

/// `send` and what it sends to, as one: which of the two it is.
StageHolder Outlet(const PipelineRatios& ratios, const StageHolder& last) {
  using Stage = StageHolder::Stage;
  const StageRatios& send = ratios.send;
  const double half = last.stage == Stage::kSink ? 0.4 : last.stage == Stage::kSend ? 0.6 : 0.5;
  if (ratios.sinks.empty() || send.blocked <= half * (send.blocked + send.busy)) return {Stage::kSend, 0};
  const auto slowest = std::max_element(ratios.sinks.begin(), ratios.sinks.end());
  if (last.stage == Stage::kSink && last.sink < ratios.sinks.size() && ratios.sinks[last.sink] + kClearly >= *slowest)
    return last;
  return {Stage::kSink, static_cast<std::uint32_t>(slowest - ratios.sinks.begin())};
}

}  // namespace

void StageLane::Enter(StageState state, StageClock::time_point now) {
  const std::lock_guard lock(mutex_);
  times_[IndexOf(state_)] += now - since_;
  state_ = state;
  since_ = now;
}

StageTimes StageLane::Times(StageClock::time_point now) const {
  const std::lock_guard lock(mutex_);
  StageTimes times = times_;
  if (now > since_) times[IndexOf(state_)] += now - since_;
  return times;
}

StageHolder HolderOf(const PipelineRatios& ratios, const StageHolder& last) {
  using Stage = StageHolder::Stage;
  struct Candidate {
    StageHolder holder;
    double share;  // of the time in which it does not wait for another stage
  };
  const StageRatios none;
  const StageRatios& worker = ratios.workers.empty() ? none : ratios.workers[BusiestOf(ratios.workers)];
  const Candidate candidates[] = {{{Stage::kRead, 0}, ratios.read.busy},
                                  {{Stage::kProcess, 0}, worker.busy + worker.peers},
                                  {Outlet(ratios, last), ratios.send.busy + ratios.send.blocked}};
  const Candidate& most = *std::max_element(std::begin(candidates), std::end(candidates),
                                            [](const auto& a, const auto& b) { return a.share < b.share; });
  const auto outlet = [](Stage stage) { return stage == Stage::kSend || stage == Stage::kSink; };
  double lasting = 0;
  StageHolder lasted;
  for (const Candidate& candidate : candidates) {
    const Stage stage = candidate.holder.stage;
    if (stage != last.stage && !(outlet(stage) && outlet(last.stage))) continue;
    lasting = candidate.share;
    lasted = candidate.holder;
  }
  if (lasting >= kStays && (most.share < kHolds || most.share < lasting + kClearly)) return lasted;
  return most.share >= kHolds ? most.holder : StageHolder();
}

StageMeters::StageMeters(std::uint32_t workers, std::vector<Waits> sources, std::vector<Sink> sinks,
                         metrics::Registry& registry, Clock::time_point now)
    : read_(now), send_(now), sources_(std::move(sources)), sinks_(std::move(sinks)), sampled_(now) {
  AddLane(read_, {{"stage", "read"}}, registry);
  for (std::uint32_t w = 0; w < workers; ++w) {
    workers_.push_back(std::make_unique<StageLane>(now));
    AddLane(*workers_.back(), {{"stage", "process"}, {"worker", std::to_string(w)}}, registry);
  }
  AddLane(send_, {{"stage", "send"}}, registry);
  for (const char* stage : {"read", "process", "send"}) stages_.push_back(AddHolding({{"stage", stage}}, registry));
  for (const Sink& sink : sinks_)
    outside_.push_back(AddHolding({{"stage", "sink"}, {"output", sink.outputs}}, registry));
  sinks_waited_.resize(sinks_.size());
}

void StageMeters::AddLane(const StageLane& lane, const metrics::Labels& labels, metrics::Registry& registry) {
  Lane& added = lanes_.emplace_back();
  added.lane = &lane;
  // Other stages have one thread each.
  const std::size_t states = labels[0].second == "process" ? kStageStates : IndexOf(StageState::kPeers);
  for (std::size_t s = 0; s < states; ++s) {
    metrics::Labels own = labels;
    own.emplace_back("state", kStateNames[s]);
    added.ratios[s] =
        &registry.AddGauge("rulert_stage_ratio",
                           "Part of the last second in which a stage worked (busy), waited for input (idle), for the "
                           "next stage, a free epoch or a sink (blocked), or for its other workers (peers).",
                           std::move(own));
  }
}

StageMeters::Holding StageMeters::AddHolding(const metrics::Labels& labels, metrics::Registry& registry) {
  return {&registry.AddGauge("rulert_stage_holding",
                             "1 of the stage, or the sink outside, that holds the others; else 0.", labels),
          &registry.AddGauge("rulert_stage_holding_since_seconds",
                             "Since when (seconds since 1970) it holds the others; 0: it does not.", labels)};
}

StageTimes StageMeters::Since(Lane& lane, Clock::time_point now) {
  const StageTimes times = lane.lane->Times(now);
  StageTimes passed;
  for (std::size_t s = 0; s < kStageStates; ++s) passed[s] = std::max(times[s] - lane.last[s], nanoseconds(0));
  lane.last = times;
  return passed;
}

StageRatios StageMeters::Show(const StageTimes& times, const Lane& lane) {
  nanoseconds sum{0};
  for (const nanoseconds time : times) sum += time;
  std::array<double, kStageStates> parts{};
  for (std::size_t s = 0; s < kStageStates; ++s) {
    if (sum.count() > 0) parts[s] = static_cast<double>(times[s].count()) / static_cast<double>(sum.count());
    if (lane.ratios[s] != nullptr) lane.ratios[s]->Set(parts[s]);
  }
  return {parts[0], parts[1], parts[2], parts[3]};
}

PipelineRatios StageMeters::Measure(Clock::time_point now) {
  PipelineRatios ratios;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    StageTimes times = Since(lanes_[i], now);
    if (i == 0) {
      nanoseconds waited{0};
      for (const Waits& waits : sources_) waited += waits(now);
      Move(times, StageState::kBusy, StageState::kIdle, waited - std::exchange(sources_waited_, waited));
      ratios.read = Show(times, lanes_[i]);
    } else if (i + 1 < lanes_.size()) {
      ratios.workers.push_back(Show(times, lanes_[i]));
    } else {
      for (std::size_t s = 0; s < sinks_.size(); ++s) {
        const nanoseconds waited = sinks_[s].waits(now);
        const nanoseconds passed = waited - std::exchange(sinks_waited_[s], waited);
        Move(times, StageState::kBusy, StageState::kBlocked, passed);
        ratios.sinks.push_back(std::chrono::duration<double>(passed) / std::chrono::duration<double>(now - sampled_));
      }
      ratios.send = Show(times, lanes_[i]);
    }
  }
  return ratios;
}

StageMeters::Holding* StageMeters::HoldingOf(const StageHolder& holder) {
  switch (holder.stage) {
    case StageHolder::Stage::kNobody:
      break;
    case StageHolder::Stage::kRead:
      return &stages_[0];
    case StageHolder::Stage::kProcess:
      return &stages_[1];
    case StageHolder::Stage::kSend:
      return &stages_[2];
    case StageHolder::Stage::kSink:
      return &outside_[holder.sink];
  }
  return nullptr;
}

void StageMeters::Hold(const StageHolder& holder, Wall::time_point since) {
  if (Holding* const before = HoldingOf(holder_)) {
    before->holds->Set(0);
    before->since->Set(0);
  }
  holder_ = holder;
  since_ = since;
  if (Holding* const now = HoldingOf(holder_)) {
    now->holds->Set(1);
    now->since->Set(std::chrono::duration<double>(since.time_since_epoch()).count());
  }
}

std::string StageMeters::Describe(const PipelineRatios& ratios) const {
  const std::string since = fmt::format("holds the others since {:%Y-%m-%dT%H:%M:%S}Z",
                                        fmt::gmtime(std::chrono::floor<std::chrono::seconds>(since_)));
  switch (holder_.stage) {
    case StageHolder::Stage::kNobody:
      break;
    case StageHolder::Stage::kRead:
      return fmt::format("reading {} (it is busy {:.0f} % of the time)", since, 100 * ratios.read.busy);
    case StageHolder::Stage::kProcess: {
      const std::size_t busiest = BusiestOf(ratios.workers);
      return fmt::format("processing {} (worker {} is busy {:.0f} % of the time)", since, busiest,
                         100 * ratios.workers[busiest].busy);
    }
    case StageHolder::Stage::kSend:
      return fmt::format("sending {} (it is busy {:.0f} % of the time)", since, 100 * ratios.send.busy);
    case StageHolder::Stage::kSink:
      return fmt::format("the sink of {} {} (it is full {:.0f} % of the time)", sinks_[holder_.sink].outputs, since,
                         100 * ratios.sinks[holder_.sink]);
  }
  return ratios.read.idle >= kMostlyIdle ? "waits for input" : "no stage holds the others";
}

bool StageMeters::Sample(Clock::time_point now, Wall::time_point wall) {
  if (now - sampled_ < kWindow) return false;
  const PipelineRatios ratios = Measure(now);
  const Wall::time_point begin = wall - std::chrono::duration_cast<Wall::duration>(now - sampled_);
  sampled_ = now;
  const StageHolder seen = HolderOf(ratios, holder_);
  bool changed = false;
  if (seen == holder_) {
    next_seen_ = 0;
  } else {
    if (next_seen_ == 0 || seen != next_) {
      next_ = seen;
      next_since_ = begin;
      next_seen_ = 0;
    }
    changed = ++next_seen_ == kSamplesToChange;
    if (changed) {
      Hold(next_, next_since_);
      next_seen_ = 0;
    }
  }
  text_ = Describe(ratios);
  return changed;
}

}  // namespace rulert::core
