#include "runtime/src/core/event_clock.h"

#include <algorithm>

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

EventClock::EventClock(const Module& module)
    : streams_(module.stream_count),
      inputs_(module.process_count),
      process_watermarks_(module.process_count, kNoWatermark) {
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
      inputs_[p].push_back(stream);
    }
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
  TakeOver(stream, watermark);
}

void EventClock::TakeOver(std::uint32_t id, std::int64_t watermark) {
  StreamTime& stream = streams_[id];
  stream.by_hand = true;
  stream.idle = false;
  stream.watermark = std::max(stream.watermark, watermark);
  UpdateReaders(stream);
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

void EventClock::End(std::uint32_t stream) { TakeOver(stream, kEndOfTime); }

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
  for (const std::uint32_t p : stream.readers) {
    std::int64_t least = kEndOfTime;
    std::int64_t least_by_clock = kEndOfTime;
    bool any = false;
    bool any_by_clock = false;
    for (const std::uint32_t s : inputs_[p]) {
      const StreamTime& input = streams_[s];
      if (!input.idle) {
        any = true;
        least = std::min(least, input.watermark);
      } else if (input.by_clock) {
        any_by_clock = true;
        least_by_clock = std::min(least_by_clock, input.watermark);
      }
    }
    if (any) {
      process_watermarks_[p] = std::max(process_watermarks_[p], least);
    } else if (any_by_clock) {
      process_watermarks_[p] = std::max(process_watermarks_[p], least_by_clock);
    }
  }
}

TimeHolder EventClock::holder(std::uint32_t process) const {
  TimeHolder holder;
  holder.watermark = process_watermarks_[process];
  std::int64_t least = kEndOfTime;
  std::int64_t furthest = kNoWatermark;
  for (const std::uint32_t s : inputs_[process]) {
    const StreamTime& stream = streams_[s];
    for (const std::uint32_t p : stream.partitions) furthest = std::max(furthest, partitions_[p].greatest);
    if (stream.idle || stream.watermark >= least) continue;
    least = stream.watermark;
    holder.stream = s;
  }
  if (holder.stream == TimeHolder::kNone) return holder;
  const StreamTime& stream = streams_[holder.stream];
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
