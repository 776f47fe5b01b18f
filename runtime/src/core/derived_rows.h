#pragma once
// Records that processes of a module emit to outputs which others read as streams: rows of those streams, on their way
// from the workers that emitted them to the workers that own the keys of their readers.
#include <cstdint>
#include <string_view>
#include <vector>

#include "rulert/module_abi.h"
#include "rulert/output_id.h"
#include "rulert/scratch.h"
#include "runtime/src/core/stages.h"

namespace rulert::core {

struct Epoch;

/// From here on in its epoch a process's emissions to a derived stream lie past where the readers of it were
/// (EventClock::Waking): those of rows from `first_row` on, and of what fell due past `watermark`.
struct DerivedFloor {
  std::uint32_t process;
  std::uint32_t stream;
  std::uint64_t first_row;
  std::int64_t watermark;
  std::int64_t floor;
};

struct DerivedRow {
  RowHeader* row;
  std::uint32_t stream;
  std::int64_t watermark;  // it waits until past this
  // Its place in the one order of what is emitted: as if time moved continuously. `moment` is of due work its instant,
  // of a row, and what it made due at once, the process's watermark just before it, and so of the reading that let work
  // by the clock run; `rank` puts due work before the rows and readings of that watermark, these by their order, then
  // by process.
  EmittedPlace place;
  std::int64_t instant;  // of due work
  std::string_view key;  // canonical, of due work
};

/// What one worker emitted in one epoch. One thread at a time.
class DerivedRows {
 public:
  void Clear() {
    rows_.clear();
    memory_.Reset();
  }
  std::size_t mark() const { return rows_.size(); }
  /// Drops what a trigger emitted.
  void Truncate(std::size_t mark) { rows_.resize(mark); }

  /// `key`: canonical, of the trigger.
  void Add(const Module& module, const Epoch& epoch, std::uint32_t process, std::uint32_t stream,
           const Emission& emission, OutputId id, std::string_view key);
  const std::vector<DerivedRow>& rows() const { return rows_; }

 private:
  std::vector<DerivedRow> rows_;
  Scratch memory_;
};

/// Deals them out between the stages of an epoch. One thread at a time.
class DerivedExchange {
 public:
  DerivedExchange(const Module& module, const Stages& stages, std::uint32_t workers);

  /// All stages before this one are done: fills epoch.derived of its processes.
  void Run(Epoch& epoch, std::uint32_t stage);

 private:
  struct Placed {
    const DerivedRow* row;
    std::uint64_t number;  // in the order of its worker
  };
  static bool Before(const Placed& a, const Placed& b);

  const Module& module_;
  const Stages& stages_;
  const std::uint32_t workers_;
  std::vector<std::vector<std::uint32_t>> readers_;  // by stream
  std::vector<Placed> placed_;
};

}  // namespace rulert::core
