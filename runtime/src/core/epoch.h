#pragma once
// One epoch on its way through the stages: what came in, the rows made of it, the rows each worker has to do, what came
// out. Epochs are used again and again, so their memory is taken once. One thread has an epoch at a time, but decode
// lanes and workers have parts of their own.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rulert/module_abi.h"
#include "rulert/scratch.h"
#include "runtime/src/core/derived_rows.h"
#include "runtime/src/core/output_chunk.h"
#include "runtime/src/io/block.h"
#include "runtime/src/io/source.h"

namespace rulert::core {

/// Where the records of one source belong.
struct InputDesc {
  static constexpr std::uint32_t kEnvelope = UINT32_MAX;
  std::uint32_t stream = kEnvelope;  // number of the stream; kEnvelope: every line names its own
  bool is_topic = false;             // positions are {topic, partition, offset}, else {file, line}
  std::string name;                  // topic, or file as it was given
};

/// A run of records as they were fetched from one input.
struct Slice {
  std::uint32_t input = 0;
  std::uint32_t first_record = 0;  // number of records[0] in the epoch
  std::span<const io::RecordView> records;
};

/// What became of a record, by its number in the epoch.
struct DecodedRecord {
  RowHeader* row = nullptr;  // null: no row
  std::uint32_t stream = 0;
  std::uint32_t special = 0;      // without row: index into DecodeLane::specials
  std::uint32_t lane = 0;         // without row: which lane
  std::uint32_t value_begin = 0;  // with row: the stream's record inside the raw one
  std::uint32_t value_size = 0;
};

/// A record that is no row: not decodable, too far ahead, or a line that says something of time.
struct SpecialRecord {
  static constexpr std::uint32_t kNoStream = UINT32_MAX;
  enum class Kind : std::uint8_t { kRejected, kSetAside, kWatermark, kIdle, kClock };
  Kind kind = Kind::kRejected;
  std::uint32_t stream = kNoStream;  // kRejected: kNoStream if not known; kClock: none
  std::int64_t time = 0;             // kWatermark, kClock
  std::uint32_t partition = 0;       // kIdle
  bool idle = false;                 // kIdle
  std::string message = {};          // kRejected, kSetAside
};

/// Memory of one decoding thread: rows and what their strings point to, and the records that are no rows.
struct DecodeLane {
  Scratch memory;
  std::vector<SpecialRecord> specials;
};

struct IdleChange {
  std::uint32_t stream = 0;
  std::uint32_t partition = 0;
  bool idle = false;
  bool added = false;  // the partition is only made known
};

/// The host's clock has moved on at the start of an epoch.
struct Reading {
  std::int64_t clock = kNoTime;          // kNoTime: it has not
  std::vector<std::int64_t> watermarks;  // by process, just before
  std::vector<std::int64_t> floors;      // by stream that processes emit to: the greatest of its readers' watermarks
};

struct Epoch {
  std::uint64_t number = 0;  // from 1

  // In: what entered from outside stands before the rows, ends of streams after them.
  std::vector<io::BlockRef> blocks;
  std::vector<Slice> slices;
  std::uint32_t record_count = 0;
  std::uint64_t bytes = 0;
  std::int64_t clock = kNoTime;  // reading of the host's clock, never before that of an earlier epoch; kNoTime: none
  bool clock_only = false;       // the reading is reason enough for an epoch
  std::vector<IdleChange> idle_changes;
  std::vector<std::uint32_t> ended_streams;
  bool inputs_ended = false;  // some input is over since the epoch before
  // Files only, by input: more may follow what is here. An input of which nothing is left ends right after its last
  // record; while more may follow, rows of other files do not overtake what is still to come.
  std::vector<bool> more;
  std::vector<std::vector<io::PartitionOffset>>
      positions;  // by input: what may be committed once this epoch is delivered

  // Decoded.
  std::vector<DecodedRecord> decoded;
  std::vector<std::vector<std::uint64_t>> hashes;  // by process, by record; empty without key
  std::vector<std::unique_ptr<DecodeLane>> lanes;

  // Exchanged.
  std::vector<std::uint32_t> taken;  // by input: its records that found their place; the rest goes back to the reader
  std::vector<std::vector<std::vector<RowRef>>> rows;  // by process, by worker, in row order
  std::vector<std::int64_t> watermarks;                // by process, at the end
  std::vector<std::int64_t> last_watermarks;           // the same; of a process whose input is over, before that
  std::vector<DerivedFloor> floors;
  std::uint64_t first_order = 0;  // records of all epochs before
  Reading reading;                // before everything else

  // Between stages of processes: what each worker emitted for others to read, and what each has to do of it.
  std::vector<std::unique_ptr<DerivedRows>> emitted;
  std::vector<std::vector<std::vector<RowRef>>> derived;  // as rows

  // Out: rejected records, then one chunk per worker.
  std::vector<std::unique_ptr<OutputChunk>> chunks;
  std::atomic<std::uint32_t> workers_left{0};

  Epoch(const Module& module, std::uint32_t inputs, std::uint32_t workers)
      : positions(inputs),
        hashes(module.process_count),
        taken(inputs),
        rows(module.process_count),
        watermarks(module.process_count, kNoWatermark),
        last_watermarks(module.process_count, kNoWatermark),
        derived(module.process_count) {
    for (std::uint32_t i = 0; i < workers; ++i) {
      lanes.push_back(std::make_unique<DecodeLane>());
      emitted.push_back(std::make_unique<DerivedRows>());
    }
    for (std::uint32_t i = 0; i <= workers; ++i) chunks.push_back(std::make_unique<OutputChunk>());
    for (auto& by_worker : rows) by_worker.resize(workers);
    for (auto& by_worker : derived) by_worker.resize(workers);
  }

  /// Empty, memory kept.
  void Clear() {
    blocks.clear();
    slices.clear();
    record_count = 0;
    bytes = 0;
    clock = kNoTime;
    clock_only = false;
    idle_changes.clear();
    ended_streams.clear();
    inputs_ended = false;
    more.clear();
    for (auto& offsets : positions) offsets.clear();
    for (auto& lane : lanes) {
      lane->memory.Reset();
      lane->specials.clear();
    }
    for (auto* by_process : {&rows, &derived}) {
      for (auto& by_worker : *by_process) {
        for (auto& refs : by_worker) refs.clear();
      }
    }
    floors.clear();
    reading.clock = kNoTime;
    for (auto& rows_of_worker : emitted) rows_of_worker->Clear();
    for (auto& chunk : chunks) chunk->Clear();
  }

  /// Adds records of one block; the block is held until Clear.
  void Add(std::uint32_t input, const io::BlockRef& block, std::span<const io::RecordView> records) {
    if (records.empty()) return;
    blocks.push_back(block);
    slices.push_back({input, record_count, records});
    record_count += static_cast<std::uint32_t>(records.size());
    for (const io::RecordView& record : records) bytes += record.size;
  }

  bool empty() const {
    return record_count == 0 && !clock_only && idle_changes.empty() && ended_streams.empty() && !inputs_ended;
  }

  const Slice& SliceOf(std::uint32_t record) const {
    return *(std::upper_bound(slices.begin(), slices.end(), record,
                              [](std::uint32_t number, const Slice& slice) { return number < slice.first_record; }) -
             1);
  }
  const io::RecordView& Raw(std::uint32_t record) const {
    const Slice& slice = SliceOf(record);
    return slice.records[record - slice.first_record];
  }
  std::uint32_t InputOf(std::uint32_t record) const { return SliceOf(record).input; }
};

}  // namespace rulert::core
