#include "runtime/src/core/event_clock.h"

#include <algorithm>

namespace rulert::core {

EventClock::EventClock(const Module& module)
    : streams_(module.stream_count),
      inputs_(module.process_count),
      process_watermarks_(module.process_count, kNoWatermark) {
  for (std::uint32_t s = 0; s < module.stream_count; ++s) streams_[s].delay = module.streams[s].delay_us;
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
  partitions_.push_back({stream, partition, kNoWatermark, false});
  known.push_back(id);
  streams_[stream].idle = false;
  return id;
}

std::int64_t EventClock::WatermarkOf(const PartitionTime& partition) const {
  if (partition.greatest == kNoWatermark) return kNoWatermark;
  std::int64_t watermark = 0;
  if (__builtin_sub_overflow(partition.greatest, streams_[partition.stream].delay, &watermark)) return kNoWatermark;
  return watermark == kNoWatermark ? kNoWatermark : watermark - 1;
}

void EventClock::ObserveNew(PartitionTime& partition, std::int64_t time) {
  StreamTime& stream = streams_[partition.stream];
  const std::int64_t before = WatermarkOf(partition);
  const bool woken = partition.idle;
  partition.idle = false;
  partition.greatest = std::max(partition.greatest, time);
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
  streams_[stream].by_hand = true;
  Raise(stream, watermark);
}

void EventClock::SetIdle(std::uint32_t partition, bool idle) {
  partitions_[partition].idle = idle;
  UpdateStream(partitions_[partition].stream);
}

void EventClock::End(std::uint32_t stream) {
  streams_[stream].by_hand = true;
  Raise(stream, kEndOfTime);
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
    bool any = false;
    for (const std::uint32_t s : inputs_[p]) {
      if (streams_[s].idle) continue;
      any = true;
      least = std::min(least, streams_[s].watermark);
    }
    if (any) process_watermarks_[p] = std::max(process_watermarks_[p], least);
  }
}

}  // namespace rulert::core
