#pragma once
// Where raw records come from: a source hands over whole blocks, and nothing behind it copies or allocates per record.
//
// A Source is used by one thread at a time, but for Commit, Sync, Cancel and Waited, which may come from any thread.
// Blocks may be passed to other threads, outlive the Poll that returned them and be released in any order, but not
// after the Source is destroyed.
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "runtime/src/io/block.h"
#include "runtime/src/io/status.h"

namespace rulert::io {

/// How far a partition has been read, as of the last Poll.
struct PartitionState {
  std::uint32_t partition = 0;
  std::int64_t next = 0;  // offset of the next record to come; every smaller one has been handed over or does not exist
  bool at_end = false;    // nothing more was there when it was last asked for
  std::int64_t lag = -1;  // records known to be waiting behind `next`; -1: not known
  bool located = true;    // false: where it starts is still to be found, `next` says nothing yet
  bool gone = false;      // its topic was made anew with fewer partitions: nothing comes, nothing is committed
  std::uint32_t incarnation = 0;  // goes up when its topic is made anew: offsets begin again
};

/// Position up to which (exclusive) everything that the records caused has been delivered.
struct PartitionOffset {
  std::uint32_t partition = 0;
  std::int64_t next = 0;
  std::uint32_t incarnation = 0;  // as of PartitionState
};

enum class PollResult : std::uint8_t {
  kBlock,   // `block` holds at least one record
  kIdle,    // nothing until the deadline, or only partition states changed; Poll again
  kEnd,     // no record will ever come again
  kFailed,  // broken for good; `failure` says why (a Kafka source fails for damaged records alone: else it keeps trying
            // and tells its Listener)
};

struct Polled {
  PollResult result = PollResult::kIdle;
  BlockRef block;
  std::optional<Status> failure;
};

class Source {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Source() = default;

  /// At most about `max_bytes` of values (always at least one record, where there is one). Returns as soon as there is
  /// something, at `deadline` at the latest.
  virtual Polled Poll(std::uint64_t max_bytes, Clock::time_point deadline) = 0;

  /// Partitions known by now, ascending. Grows when a topic does; valid until the next Poll.
  virtual std::span<const PartitionState> partitions() const = 0;

  /// Everything before these offsets is done with: a later start goes on there. Does not wait; the last one wins.
  /// Sources that cannot remember (files, standard input) ignore it.
  virtual void Commit(std::span<const PartitionOffset> offsets) = 0;

  /// Waits until what was committed is stored, `deadline` at the latest; an error where it is not known to be.
  virtual Expected<void> Sync(Clock::time_point deadline) = 0;

  /// For how long Poll has waited for input, up to `now`. Any thread.
  virtual std::chrono::nanoseconds Waited(Clock::time_point) const { return {}; }

  /// Makes a waiting Poll return soon, and every later one at once, with kIdle. Any thread.
  virtual void Cancel() = 0;
};

}  // namespace rulert::io
