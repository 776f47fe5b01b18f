#pragma once
// Puts the records of an epoch into their one order, stamps each with the watermarks just before it, and deals the rows
// out to workers. One thread; epochs in order of their numbers.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/src/core/epoch.h"
#include "runtime/src/core/event_clock.h"

namespace rulert::core {

/// The worker that owns the key group of a hash.
constexpr std::uint32_t WorkerOf(std::uint64_t hash, std::uint32_t workers) {
  return static_cast<std::uint32_t>(hash % kKeyGroups) * workers / kKeyGroups;
}

/// Order of rows: (greatest time seen so far in the row's partition, stream, partition, offset), which keeps the order
/// of each partition. A file of envelope lines counts as one partition. Where all inputs are files, this is one order
/// over the whole run: what would overtake records that are still to come is not taken, so no cut changes an answer. An
/// event that runs ahead of the others of its stream is set aside at its place, and moves no time.
/// A line that gives the clock is only ever the first record of an epoch: the reading stands before everything in it.
/// Without key a process has no state, so its rows are dealt out by their position.
class Exchange {
 public:
  /// What is told of a record that is no row, at its place in the order.
  using Rejected = void (*)(void* context, Epoch& epoch, std::uint32_t record, std::uint64_t order,
                            const SpecialRecord& special);

  /// Streams that no input feeds have ended: they hold no time back.
  /// `final_watermark`: streams of a file that is over run to infinity.
  Exchange(const Module& module, const std::vector<InputDesc>& inputs, std::uint32_t workers, bool final_watermark);

  /// Fills epoch.rows, watermarks, last_watermarks, reading and taken; calls `rejected` for records that could
  /// not be decoded, in order.
  void Run(Epoch& epoch, Rejected rejected, void* context);

  const EventClock& clock() const { return clock_; }
  /// Of the host's clock, the last; nothing before any.
  std::optional<std::int64_t> reading() const { return read_ ? std::optional(reading_) : std::nullopt; }
  /// Rows taken so far, by stream; the same of events that were set aside.
  const std::vector<std::uint64_t>& rows() const { return rows_; }
  const std::vector<std::uint64_t>& set_aside() const { return set_aside_; }
  /// What holds the time of a process, or held it last before its streams ended.
  TimeHolder holder(std::uint32_t process) const;

 private:
  struct Unit {  // what keeps its own order: a partition of an input, or a whole file
    std::uint32_t input;
    std::uint32_t partition;
    std::uint32_t stream;
    std::int64_t greatest = kNoWatermark;  // time seen
    std::vector<std::uint32_t> records;    // of this epoch
    std::size_t next = 0;
    std::int64_t order_time = kNoWatermark;  // of records[next]
  };

  /// Whether it has moved the order of its unit on.
  bool Take(Epoch& epoch, std::uint32_t record, std::uint32_t input);
  void TakeSpecial(Epoch& epoch, std::uint32_t record, std::uint64_t order, const SpecialRecord& special);
  /// Processes that have woken at this row say from where on what they emit lies for their readers.
  void NoteWakings(Epoch& epoch, std::uint64_t order);
  void SetAside(Epoch& epoch, std::uint32_t record, std::uint64_t order, std::int64_t by);
  void ReadClock(Epoch& epoch, std::int64_t now);
  /// Whether the record gives the clock, and the epoch must end before it.
  bool WaitsForNext(const Epoch& epoch, std::uint32_t record) const;
  bool EndWhatIsOver(const Epoch& epoch);
  void EndInput(std::uint32_t input);
  void NoteWatermarks();
  void End(std::span<const std::uint32_t> streams);
  void Merge(Epoch& epoch);
  std::uint32_t UnitOf(std::uint32_t input, std::uint32_t partition);
  bool Peek(const Epoch& epoch, Unit& unit);
  bool Before(const Unit& a, const Unit& b) const;

  const Module& module_;
  const std::vector<InputDesc>& inputs_;
  const std::uint32_t workers_;
  const bool final_watermark_;
  EventClock clock_;
  std::int64_t reading_ = kNoClock;             // of the host's clock
  bool read_ = false;                           // it was read
  std::vector<std::int64_t> start_watermarks_;  // by process, at the end of the epoch before
  std::vector<std::int64_t> last_watermarks_;   // by process, before the end of input
  std::vector<std::uint64_t> rows_;
  std::vector<std::uint64_t> set_aside_;
  std::vector<TimeHolder> before_end_;  // by process
  std::vector<DerivedFloor> floors_;    // that may still hold
  std::vector<Unit> units_;
  std::vector<std::uint32_t> heap_;
  std::uint64_t order_ = 0;        // of the next record in the epoch
  std::uint64_t first_order_ = 0;  // records of all epochs before
  std::uint64_t dealt_ = 0;        // rows without key
  Rejected rejected_ = nullptr;
  void* context_ = nullptr;
  std::uint32_t last_stream_ = UINT32_MAX;  // partition looked up last
  std::uint32_t last_partition_ = 0;
  std::uint32_t last_id_ = 0;
};

}  // namespace rulert::core
