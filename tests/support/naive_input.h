#pragma once
// What comes into the model: records decoded one by one, put in the order of rows, with the time of streams.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/eval/json.h"
#include "compiler/eval/value.h"
#include "runtime/testing/script.h"
#include "tests/support/naive_stages.h"
#include "tests/support/naive_state.h"

namespace rulec::testing {

/// One record after decoding: a row, something said of time, or a mistake.
struct NaiveRecord {
  std::string raw;  // as it was read
  bool tombstone = false;
  std::string source;  // topic, file, or output
  bool is_topic = false;
  bool is_emission = false;           // of a process; partition and offset are its id
  std::int64_t source_partition = 0;  // in the topic; 0 of a file
  std::int64_t offset = 0;

  std::optional<ir::StreamId> stream;  // absent: not known
  std::optional<std::string> mistake;
  std::optional<Instant> watermark;
  std::optional<bool> idle;  // of the partition
  std::optional<Instant> clock;
  std::uint32_t partition = 0;  // for the stream's time
  Instant time = 0;
  eval::Value event;
  eval::Json value;  // of the event, as it was read
};

/// All records of the script, in the order of rows of one epoch.
class NaiveRows {
 public:
  NaiveRows(const ir::Program& program, const rulert::testing::Script& script);

  /// Null after the last.
  const NaiveRecord* Next();
  /// The row that Next gave moves time: what follows it in its partition does not come before it.
  void Count();

 private:
  struct Partition {
    std::vector<NaiveRecord> records;
    std::size_t next = 0;
    Instant greatest = kNever;  // time so far
  };
  /// Of its next record: where that stands.
  static Instant PlaceOf(const Partition& partition);

  std::vector<Partition> partitions_;  // by stream and number; one of a file of envelope lines
  Partition* last_ = nullptr;
};

/// A process that was idle has woken, and readers of what it emits were further: what it emits from here on waits until
/// past `floor`.
struct NaiveFloor {
  std::size_t process;
  ir::StreamId stream;
  Instant watermark;  // of the process, before
  Instant floor;
  std::uint64_t order = 0;  // of the row that woke it
};

/// Watermarks, from their definition over everything seen so far.
class NaiveClock {
 public:
  NaiveClock(const ir::Program& program, const rulert::testing::Script& script);

  /// The record's partition exists, though nothing of it has been seen.
  void Add(ir::StreamId stream, std::uint32_t partition);
  void See(ir::StreamId stream, std::uint32_t partition, Instant time);
  void SetByHand(ir::StreamId stream, Instant watermark);
  void SetIdle(ir::StreamId stream, std::uint32_t partition, bool idle);
  void SetClock(Instant now);
  /// Whether the event, next in the order, is set aside because it runs ahead of the others.
  bool RunsAhead(ir::StreamId stream, Instant time);
  /// The end of all input.
  void End();
  /// Of a process; kNever before any.
  Instant Of(std::size_t process) const { return processes_[process].watermark; }
  /// Since the last call.
  std::vector<NaiveFloor> TakeFloors() { return std::exchange(floors_, {}); }

 private:
  /// One stream of the program.
  struct StreamTime {
    std::map<std::uint32_t, Instant> seen;  // greatest time by partition
    std::set<std::uint32_t> idle;           // partitions
    bool by_hand = false;
    Instant watermark = kNever;
    Instant reached = kNever;        // what others may not run ahead of
    std::vector<Instant> set_aside;  // in a row
  };

  struct ProcessTime {
    Instant watermark = kNever;
    bool idle = false;
  };

  void SetTime(StreamTime& time, Instant watermark) const;
  bool IsIdle(ir::StreamId stream);
  void Update(ir::StreamId stream);
  void UpdateProcesses();
  void UpdateProcess(std::size_t process);

  const ir::Program& program_;
  NaiveStages stages_;
  std::map<ir::StreamId, StreamTime> streams_;
  std::vector<ProcessTime> processes_;
  std::vector<NaiveFloor> floors_;
  Instant clock_ = kNever;
};

}  // namespace rulec::testing
