#include "runtime/src/core/event_clock.h"

#include <algorithm>
#include <utility>

#include "rulert/check.h"
#include "runtime/src/core/stages.h"

namespace rulert::core {
namespace {

// So many events set aside in a row were not one bad clock but the first ones after a silence.
constexpr std::uint32_t kLongRun = 10;

/// a - b, kNoWatermark where that is out of range.
std::int64_t Before(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  return __builtin_sub_overflow(a, b, &result) ? kNoWatermark : result;
}

}  // namespace

EventClock::EventClock(const Module& module) : streams_(module.stream_count), processes_(module.process_count) {
  const std::optional<Stages> stages = Stages::Of(module);
  RULERT_CHECK(stages.has_value(), "processes feed each other in a circle");
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    const StreamDesc& stream = module.streams[s];
    streams_[s].delay = stream.delay_us;
    streams_[s].idle_after = stream.idle_us;
    streams_[s].ahead = stream.ahead_us;
    streams_[s].by_clock = stream.idle_by_clock != 0;
  }
  for (std::uint32_t p = 0; p < module.process_count; ++p) {
    const ProcessDesc& process = module.processes[p];
    for (std::uint32_t i = 0; i < process.stream_count; ++i) {
      const std::uint32_t stream = process.streams[i];
      std::vector<std::uint32_t>& readers = streams_[stream].readers;
      if (!readers.empty() && readers.back() == p) continue;
      readers.push_back(p);
      processes_[p].inputs.push_back(stream);
    }
    processes_[p].derived = stages->derived[p];
  }
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    streams_[s].emitters = stages->emitters[s];
  }
  has_stages_ = stages->count > 1;
  for (std::uint32_t p = 0; p < module.process_count; ++p) by_stage_.push_back(p);
  std::stable_sort(by_stage_.begin(), by_stage_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return stages->of[a] < stages->of[b]; });
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    if (module.streams[s].output >= 0 && streams_[s].emitters.empty()) End({&s, 1});
  }
}

std::uint32_t EventClock::Partition(std::uint32_t stream, std::uint32_t partition) {
  std::vector<std::uint32_t>& known = streams_[stream].partitions;
  for (const std::uint32_t id : known) {
    if (partitions_[id].number == partition) return id;
  }
  const auto id = static_cast<std::uint32_t>(partitions_.size());
  partitions_.push_back({stream, partition, kNoWatermark, -1, false});
  known.push_back(id);
  streams_[stream].idle = false;
  return id;
}

std::int64_t EventClock::WatermarkOf(const PartitionTime& partition) const {
  if (partition.greatest == kNoWatermark) return kNoWatermark;
  return Before(Before(partition.greatest, streams_[partition.stream].delay), 1);
}

void EventClock::ObserveNew(PartitionTime& partition, std::int64_t time, std::int64_t offset) {
  StreamTime& stream = streams_[partition.stream];
  const std::int64_t before = WatermarkOf(partition);
  const bool woken = partition.idle;
  partition.idle = false;
  if (time > partition.greatest) {
    partition.greatest = time;
    partition.offset = offset;
  }
  if (woken) {
    UpdateStream(partition.stream);
  } else if (!stream.by_hand) {
    // Only the partition that held the stream back can let it go on.
    if (stream.partitions.size() == 1) {
      Raise(partition.stream, WatermarkOf(partition));
    } else if (before <= stream.watermark) {
      UpdateStream(partition.stream);
    }
  }
}

void EventClock::SetByHand(std::uint32_t stream, std::int64_t watermark) {
  streams_[stream].reached = std::max(streams_[stream].reached, watermark);
  TakeOver(streams_[stream], watermark);
  UpdateReaders(streams_[stream]);
}

void EventClock::TakeOver(StreamTime& stream, std::int64_t watermark) {
  stream.by_hand = true;
  stream.idle = false;
  stream.watermark = std::max(stream.watermark, watermark);
}

void EventClock::SetIdle(std::uint32_t partition, bool idle) {
  partitions_[partition].idle = idle;
  UpdateStream(partitions_[partition].stream);
}

void EventClock::SetClock(std::int64_t now) {
  if (now <= clock_) return;
  clock_ = now;
  for (std::uint32_t s = 0; s < streams_.size(); ++s) FollowClock(s);
}

void EventClock::FollowClock(std::uint32_t id) {
  StreamTime& stream = streams_[id];
  if (!stream.by_clock || !stream.idle || clock_ == kNoWatermark) return;
  stream.reached = std::max(stream.reached, clock_);
  Raise(id, Before(Before(clock_, stream.delay), stream.idle_after));
}

std::optional<std::int64_t> EventClock::RunsAhead(std::uint32_t id, std::int64_t time) {
  StreamTime& stream = streams_[id];
  if (stream.set_aside == kLongRun) {
    stream.reached = std::max(stream.reached, stream.least_set_aside);
    stream.set_aside = 0;
  }
  std::int64_t by = 0;
  if (stream.reached == kNoWatermark || time <= stream.reached) {
    by = 0;
  } else if (__builtin_sub_overflow(time, stream.reached, &by)) {
    by = INT64_MAX;
  }
  if (by <= stream.ahead) {
    stream.reached = std::max(stream.reached, time);
    stream.set_aside = 0;
    return std::nullopt;
  }
  stream.least_set_aside = stream.set_aside == 0 ? time : std::min(stream.least_set_aside, time);
  ++stream.set_aside;
  return by;
}

void EventClock::End(std::span<const std::uint32_t> streams) {
  for (const std::uint32_t s : streams) {
    TakeOver(streams_[s], kEndOfTime);
    MarkReaders(streams_[s]);
  }
  UpdateMarked();
}

void EventClock::UpdateStream(std::uint32_t id) {
  StreamTime& stream = streams_[id];
  std::int64_t least = kEndOfTime;
  bool idle = true;
  for (const std::uint32_t p : stream.partitions) {
    if (partitions_[p].idle) continue;
    idle = false;
    least = std::min(least, WatermarkOf(partitions_[p]));
  }
  stream.idle = idle && !stream.by_hand;
  if (!idle && !stream.by_hand && least > stream.watermark) stream.watermark = least;
  UpdateReaders(stream);
  FollowClock(id);
}

void EventClock::Raise(std::uint32_t id, std::int64_t watermark) {
  StreamTime& stream = streams_[id];
  if (watermark <= stream.watermark) return;
  stream.watermark = watermark;
  UpdateReaders(stream);
}

void EventClock::UpdateReaders(const StreamTime& stream) {
  if (!has_stages_) [[likely]] {
    for (const std::uint32_t p : stream.readers) UpdateProcess(p);
  } else {
    MarkReaders(stream);
    UpdateMarked();
  }
}

void EventClock::MarkReaders(const StreamTime& stream) {
  for (const std::uint32_t p : stream.readers) processes_[p].is_behind = true;
}

// In the order of stages, so that all that emit to a stream are up to date before those that read it.
void EventClock::UpdateMarked() {
  for (const std::uint32_t p : by_stage_) {
    if (std::exchange(processes_[p].is_behind, false)) UpdateProcess(p);
  }
}

void EventClock::UpdateProcess(std::uint32_t id) {
  ProcessTime& process = processes_[id];
  std::int64_t least = kEndOfTime;
  std::int64_t least_by_clock = kEndOfTime;
  bool any = false;
  bool any_idle = false;
  bool any_by_clock = false;
  for (const std::uint32_t s : process.inputs) {
    const StreamTime& input = streams_[s];
    if (!input.idle) {
      // One that is over says nothing of the others.
      any |= input.watermark != kEndOfTime;
      least = std::min(least, input.watermark);
      continue;
    }
    any_idle = true;
    if (!input.by_clock) continue;
    any_by_clock = true;
    least_by_clock = std::min(least_by_clock, input.watermark);
  }
  const bool idle = !any && any_idle && !any_by_clock;
  const std::int64_t next = idle ? process.watermark : any || !any_idle ? least : least_by_clock;
  if (next <= process.watermark && idle == process.idle) return;
  if (process.idle && !idle) {
    for (const std::uint32_t d : process.derived) {
      std::int64_t floor = kNoWatermark;
      for (const std::uint32_t reader : streams_[d].readers) floor = std::max(floor, processes_[reader].watermark);
      if (floor > process.watermark) wakings_.push_back({id, d, process.watermark, floor});
    }
  }
  process.idle = idle;
  process.watermark = std::max(process.watermark, next);
  for (const std::uint32_t d : process.derived) UpdateDerived(d);
}

void EventClock::UpdateDerived(std::uint32_t id) {
  StreamTime& stream = streams_[id];
  std::int64_t least = kEndOfTime;
  bool any_idle = false;
  for (const std::uint32_t p : stream.emitters) {
    any_idle |= processes_[p].idle;
    if (!processes_[p].idle) least = std::min(least, processes_[p].watermark);
  }
  stream.idle = any_idle && least == kEndOfTime;
  if (!stream.idle) stream.watermark = std::max(stream.watermark, least);
  MarkReaders(stream);
}

TimeHolder EventClock::holder(std::uint32_t process) const {
  TimeHolder holder;
  holder.watermark = processes_[process].watermark;
  std::int64_t least = kEndOfTime;
  std::int64_t furthest = kNoWatermark;
  for (const std::uint32_t s : processes_[process].inputs) {
    const StreamTime& stream = streams_[s];
    for (const std::uint32_t p : stream.partitions) furthest = std::max(furthest, partitions_[p].greatest);
    if (stream.idle || stream.watermark >= least) continue;
    least = stream.watermark;
    holder.stream = s;
  }
  if (holder.stream == TimeHolder::kNone) return holder;
  const StreamTime& stream = streams_[holder.stream];
  if (!stream.emitters.empty()) {
    // What holds back the slowest process that emits to it.
    const auto slowest =
        std::min_element(stream.emitters.begin(), stream.emitters.end(), [this](std::uint32_t a, std::uint32_t b) {
          return std::pair(processes_[a].idle, processes_[a].watermark) <
                 std::pair(processes_[b].idle, processes_[b].watermark);
        });
    TimeHolder origin = this->holder(*slowest);
    if (origin.stream == TimeHolder::kNone) return holder;
    origin.watermark = holder.watermark;
    return origin;
  }
  if (stream.by_hand) return holder;
  const PartitionTime* slowest = nullptr;
  for (const std::uint32_t p : stream.partitions) {
    if (partitions_[p].idle) continue;
    if (slowest == nullptr || partitions_[p].greatest < slowest->greatest) slowest = &partitions_[p];
  }
  if (slowest == nullptr) return holder;
  holder.partition = slowest->number;
  holder.since = slowest->offset;
  if (slowest->greatest != kNoWatermark && furthest != kNoWatermark)
    holder.behind_us = furthest == slowest->greatest ? 0 : Before(furthest, slowest->greatest);
  return holder;
}

}  // namespace rulert::core
