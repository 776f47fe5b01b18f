#pragma once
// Watermarks of partitions, streams and processes, moved row by row in the order of rows. One thread.
#include <cstdint>
#include <span>
#include <vector>

#include "rulert/module_abi.h"

namespace rulert::core {

/// The watermark of a partition is the greatest time seen - delay - 1 us; of a stream, the least over its partitions
/// that are not idle; of a process, the least over its streams that are not wholly idle. None goes back. A stream
/// without partitions holds time back until it gets one or ends.
class EventClock {
 public:
  explicit EventClock(const Module& module);

  /// Number of the partition (from 0, over all streams), which is added if it is new; it holds time back until its
  /// first row.
  std::uint32_t Partition(std::uint32_t stream, std::uint32_t partition);
  /// A row was seen: its partition is no longer idle and has seen `time`.
  void Observe(std::uint32_t partition, std::int64_t time) {
    PartitionTime& p = partitions_[partition];
    if (time <= p.greatest && !p.idle) return;
    ObserveNew(p, time);
  }
  /// From the first call on, rows of the stream no longer move time; only these calls do.
  void SetByHand(std::uint32_t stream, std::int64_t watermark);
  /// Idle partitions do not hold time back.
  void SetIdle(std::uint32_t partition, bool idle);
  /// The stream's time runs to infinity.
  void End(std::uint32_t stream);

  std::int64_t process_watermark(std::uint32_t process) const { return process_watermarks_[process]; }
  std::int64_t stream_watermark(std::uint32_t stream) const { return streams_[stream].watermark; }
  /// Processes that read the stream, ascending.
  std::span<const std::uint32_t> readers(std::uint32_t stream) const { return streams_[stream].readers; }

 private:
  struct PartitionTime {
    std::uint32_t stream;
    std::uint32_t number;
    std::int64_t greatest;  // time seen; kNoWatermark before the first row
    bool idle;
  };
  struct StreamTime {
    std::int64_t delay = 0;
    std::int64_t watermark = kNoWatermark;
    bool by_hand = false;
    bool idle = false;  // it has partitions, and all of them are idle
    std::vector<std::uint32_t> partitions;
    std::vector<std::uint32_t> readers;
  };

  void ObserveNew(PartitionTime& partition, std::int64_t time);
  std::int64_t WatermarkOf(const PartitionTime& partition) const;
  void UpdateStream(std::uint32_t stream);
  void Raise(std::uint32_t stream, std::int64_t watermark);
  void UpdateReaders(const StreamTime& stream);

  std::vector<PartitionTime> partitions_;
  std::vector<StreamTime> streams_;
  std::vector<std::vector<std::uint32_t>> inputs_;  // streams of each process
  std::vector<std::int64_t> process_watermarks_;
};

}  // namespace rulert::core
