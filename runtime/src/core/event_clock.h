#pragma once
// Watermarks of partitions, streams and processes, moved row by row in the order of rows. One thread.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rulert/module_abi.h"

namespace rulert::core {

/// What holds the time of a process back.
struct TimeHolder {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::int64_t watermark = kNoWatermark;  // of the process
  std::uint32_t stream = kNone;           // kNone: nothing does, every stream is idle or at its end
  std::uint32_t partition = kNone;        // kNone: the stream has no partition yet, or its time is set by hand
  std::int64_t since = -1;                // offset of the event that moved the partition's time last; -1: none has yet
  std::int64_t behind_us = -1;  // how far the greatest time that the process has seen is past what the holder has seen;
                                // -1: not known
};

/// The watermark of a partition is the greatest time seen - delay - 1 us; of a stream, the least over its partitions
/// that are not idle; of a process, the least over its streams that are neither wholly idle nor over. None goes back. A
/// stream without partitions holds time back until it gets one or ends. The time of a stream by clock goes on while it
/// is wholly idle: clock - delay - idle; of a process all of whose streams are wholly idle, the least over those by
/// clock.
///
/// A process is idle when all its streams are that are not over, and none goes by the clock. The watermark of a derived
/// stream is the least over the processes that emit to it and are neither idle nor at their end. So its readers may
/// have gone on when such a process wakes: what it emits from then on is no earlier for them than that (Waking).
class EventClock {
 public:
  /// A process that emits to a derived stream is no longer idle, and readers of the stream were further than it.
  struct Waking {
    std::uint32_t process;
    std::uint32_t stream;
    std::int64_t watermark;  // of the process, before
    std::int64_t floor;      // the greatest of the readers' watermarks
  };

  explicit EventClock(const Module& module);

  /// Number of the partition (from 0, over all streams), which is added if it is new; it holds time back until its
  /// first row.
  std::uint32_t Partition(std::uint32_t stream, std::uint32_t partition);
  /// A row was seen: its partition is no longer idle and has seen `time`. `offset`: of the row in its partition.
  void Observe(std::uint32_t partition, std::int64_t time, std::int64_t offset) {
    PartitionTime& p = partitions_[partition];
    if (time <= p.greatest && !p.idle) return;
    ObserveNew(p, time, offset);
  }
  /// From the first call on, rows of the stream no longer move time; only these calls do.
  void SetByHand(std::uint32_t stream, std::int64_t watermark);
  /// Idle partitions do not hold time back.
  void SetIdle(std::uint32_t partition, bool idle);
  /// A reading of the host's clock; one before the last changes nothing.
  void SetClock(std::int64_t now);
  /// The time of these streams runs to infinity, of all at one moment.
  void End(std::span<const std::uint32_t> streams);

  /// Whether the stream sets aside what runs ahead of the others.
  bool bounds_ahead(std::uint32_t stream) const { return streams_[stream].ahead >= 0; }
  /// Of such a stream, in the order of rows: whether an event at `time` runs too far ahead of the events before it, so
  /// that it must be set aside and not be observed. Answers how far ahead it is.
  std::optional<std::int64_t> RunsAhead(std::uint32_t stream, std::int64_t time);

  std::int64_t process_watermark(std::uint32_t process) const { return processes_[process].watermark; }
  std::int64_t stream_watermark(std::uint32_t stream) const { return streams_[stream].watermark; }
  bool stream_is_idle(std::uint32_t stream) const { return streams_[stream].idle; }
  /// Processes that read the stream, ascending.
  std::span<const std::uint32_t> readers(std::uint32_t stream) const { return streams_[stream].readers; }

  /// What has woken since the caller emptied it.
  std::vector<Waking>& wakings() { return wakings_; }

  TimeHolder holder(std::uint32_t process) const;
  std::uint32_t partition_count() const { return static_cast<std::uint32_t>(partitions_.size()); }
  std::uint32_t stream_of(std::uint32_t partition) const { return partitions_[partition].stream; }
  std::uint32_t number_of(std::uint32_t partition) const { return partitions_[partition].number; }
  std::int64_t partition_watermark(std::uint32_t partition) const { return WatermarkOf(partitions_[partition]); }
  bool partition_is_idle(std::uint32_t partition) const { return partitions_[partition].idle; }

 private:
  struct PartitionTime {
    std::uint32_t stream;
    std::uint32_t number;
    std::int64_t greatest;  // time seen; kNoWatermark before the first row
    std::int64_t offset;    // of the row that had it; -1 before the first row
    bool idle;
  };
  struct StreamTime {
    std::int64_t delay = 0;
    std::int64_t idle_after = -1;
    std::int64_t ahead = -1;
    bool by_clock = false;
    std::int64_t watermark = kNoWatermark;
    bool by_hand = false;
    bool idle = false;  // it has partitions, and all of them are idle
    // What events may not run ahead of: the greatest time of those that were not set aside, where the clock or a hand
    // has moved the stream's time, and of the last run of events set aside if it was a long one, its least.
    std::int64_t reached = kNoWatermark;
    std::uint32_t set_aside = 0;  // in a row
    std::int64_t least_set_aside = 0;
    std::vector<std::uint32_t> partitions;
    std::vector<std::uint32_t> emitters;  // of a derived stream
    std::vector<std::uint32_t> readers;
  };
  struct ProcessTime {
    std::int64_t watermark = kNoWatermark;
    bool idle = false;
    bool is_behind = false;              // a stream that it reads has changed
    std::vector<std::uint32_t> inputs;   // streams
    std::vector<std::uint32_t> derived;  // streams that its outputs are
  };

  void ObserveNew(PartitionTime& partition, std::int64_t time, std::int64_t offset);
  std::int64_t WatermarkOf(const PartitionTime& partition) const;
  void TakeOver(StreamTime& stream, std::int64_t watermark);
  void UpdateStream(std::uint32_t stream);
  void FollowClock(std::uint32_t stream);
  void Raise(std::uint32_t stream, std::int64_t watermark);
  void UpdateReaders(const StreamTime& stream);
  void MarkReaders(const StreamTime& stream);
  void UpdateMarked();
  void UpdateProcess(std::uint32_t process);
  void UpdateDerived(std::uint32_t stream);

  std::vector<PartitionTime> partitions_;
  std::vector<StreamTime> streams_;
  std::vector<ProcessTime> processes_;
  std::vector<std::uint32_t> by_stage_;  // processes, each before those that read what it emits
  bool has_stages_ = false;
  std::vector<Waking> wakings_;
  std::int64_t clock_ = kNoWatermark;
};

}  // namespace rulert::core
