#pragma once
// Fills epochs from the sources: cuts, notices partitions that come, fall silent or end, and keeps the positions up to
// which an epoch has read. One thread.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/src/core/epoch.h"
#include "runtime/src/core/epoch_cutter.h"
#include "runtime/src/core/host_clock.h"
#include "runtime/src/io/source.h"

namespace rulert::core {

class EpochReader {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Result : std::uint8_t {
    kFilled,   // the epoch has something in it
    kNothing,  // nothing came for a while
    kEnd,      // nothing will ever come again; the epoch may hold the last of it
    kFailed,   // a source is broken: see failure()
  };

  struct Options {
    bool final_watermark = true;  // a stream whose source ends runs to infinity
    bool until_end = false;       // end once each partition known at the start was read to where it ended then
    HostClock* clock = nullptr;   // read once an epoch; null: none
  };

  /// Sources by input; everything outlives the reader.
  EpochReader(const Module& module, const std::vector<InputDesc>& inputs, std::vector<io::Source*> sources,
              EpochCutter& cutter, Options options);

  /// Fills an empty epoch; gives up soon once `stop` is set. Where all inputs are files, an epoch has something of each
  /// that is not over, and a line that gives the clock is the first one of its file.
  Result Fill(Epoch& epoch, const std::atomic<bool>& stop);
  /// Takes back what epoch.taken leaves: it comes first in the next epoch.
  void PutBack(const Epoch& epoch);

  const std::optional<io::Status>& failure() const { return failure_; }
  /// Records that wait behind what was read, over all partitions of the input; -1 if not known.
  std::int64_t lag(std::uint32_t input) const;

 private:
  struct PartitionWatch {
    std::uint32_t partition;
    std::int64_t target = -1;  // until_end: offset to be reached; -1: the end as the source tells it
    bool awaited = false;      // until_end: known at the start and not yet read
    std::int64_t next = 0;     // as of the last look
    bool silent = false;       // read to its end since `since`
    bool idle = false;
    Clock::time_point since;
  };
  struct Piece {
    io::BlockRef block;
    std::span<const io::RecordView> records;
  };
  struct InputState {
    bool over() const { return ended && rest.empty(); }

    io::Source* source;
    std::deque<Piece> rest;   // handed over, in no epoch yet
    std::uint32_t given = 0;  // records in the epoch under way
    bool at_clock = false;    // the next one is a reading, so it waits for the next epoch
    bool ended = false;
    bool started = false;                 // partitions have been seen
    std::vector<PartitionWatch> watches;  // ascending by partition
  };

  void TakeRest(Epoch& epoch, std::uint32_t input, const EpochLimit& limit);
  EpochLimit ShareOf(const Epoch& epoch, const EpochLimit& limit, std::uint32_t input) const;
  bool Complete() const;
  bool Full(const Epoch& epoch, const EpochLimit& limit) const {
    return epoch.record_count >= limit.records || epoch.bytes >= limit.bytes;
  }
  io::PollResult Poll(Epoch& epoch, std::uint32_t input, const EpochLimit& limit, Clock::time_point deadline);
  void Watch(Epoch& epoch, std::uint32_t input);
  void ReadClock(Epoch& epoch);
  void NotePositions(Epoch& epoch);
  bool Ended() const;

  const Module& module_;
  const std::vector<InputDesc>& inputs_;
  std::vector<InputState> states_;
  EpochCutter& cutter_;
  const bool files_;     // no input is a topic
  const bool by_clock_;  // processes have work that goes by the clock
  const Options options_;
  std::int64_t last_clock_ = kNoTime;
  std::uint32_t first_ = 0;  // input to be asked first
  std::optional<io::Status> failure_;
};

}  // namespace rulert::core
