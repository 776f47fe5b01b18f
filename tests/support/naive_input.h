#pragma once
// What comes into the model: records decoded one by one, put in the order of rows, with the time of streams.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/eval/json.h"
#include "compiler/eval/value.h"
#include "runtime/testing/script.h"
#include "tests/support/naive_state.h"

namespace rulec::testing {

/// One record after decoding: a row, a stream's watermark set by hand, or a mistake.
struct NaiveRecord {
  std::string raw;  // as it was read
  bool tombstone = false;
  std::string source;  // topic or file
  bool is_topic = false;
  std::uint32_t source_partition = 0;  // in the topic; 0 of a file
  std::int64_t offset = 0;

  std::optional<ir::StreamId> stream;  // absent: not known
  std::optional<std::string> mistake;
  std::optional<Instant> watermark;
  std::uint32_t partition = 0;  // for the stream's time
  Instant time = 0;
  eval::Value event;
  eval::Json value;  // of the event, as it was read
};

/// All records of the script, in the order of rows of one epoch.
std::vector<NaiveRecord> ReadAll(const ir::Program& program, const rulert::testing::Script& script);

/// Watermarks, from their definition over everything seen so far.
class NaiveClock {
 public:
  NaiveClock(const ir::Program& program, const rulert::testing::Script& script);

  /// The record's partition exists, though nothing of it has been seen.
  void Add(ir::StreamId stream, std::uint32_t partition) { seen_[stream].try_emplace(partition, kNever); }
  void See(ir::StreamId stream, std::uint32_t partition, Instant time);
  void SetByHand(ir::StreamId stream, Instant watermark);
  /// kNever before any.
  Instant Of(const ir::Process& process) const;

 private:
  void Raise(ir::StreamId stream, Instant watermark);

  const ir::Program& program_;
  std::map<ir::StreamId, std::map<std::uint32_t, Instant>> seen_;  // greatest time by partition
  std::map<ir::StreamId, Instant> watermarks_;
  std::map<ir::StreamId, bool> by_hand_;
};

/// Streams that the process reads.
std::vector<ir::StreamId> StreamsOf(const ir::Process& process);

}  // namespace rulec::testing
