#pragma once
// One line of time on which work of keys falls due: by the watermark, or by the host's clock. A store has one of each,
// and keeps of it what it needs: beside each key's state when to look at the key, and all keys in a wheel by that. Of a
// line without work nothing is left.
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "rulert/arena.h"
#include "rulert/due.h"
#include "rulert/instant.h"
#include "rulert/timing_wheel.h"

namespace rulert {

/// Work: the DueWork of the line. kNumber tells the lines of a store apart. One thread at a time.
template <class Work, std::uint32_t kNumber>
class DueLine {
  struct Scheduled {
    /// Of the key's entry in the wheel; never after its earliest due work. The key is looked at when time gets there.
    std::int64_t instant = kNever;
  };
  struct Nothing {
    Nothing() noexcept = default;
    explicit Nothing(Arena&) noexcept {}
  };

 public:
  static constexpr bool kAny = Work::kAny;
  /// In the record of each key. Without work only Schedule, MayBeDue, Tidy and reserved_bytes are called.
  using Slot = std::conditional_t<kAny, Scheduled, Nothing>;

  /// Entries live in `arena`, which outlives this.
  explicit DueLine(Arena& arena) noexcept : wheel_(arena) {}

  /// Something of the key may be due at `instant`: one compare, so ask before First.
  static bool MayBeDue(const Slot& slot, std::int64_t instant) noexcept {
    if constexpr (kAny) {
      return slot.instant <= instant;
    } else {
      return false;
    }
  }
  /// The work of the key has changed. What is due lies after all that Serve was told of.
  template <class State>
  void Schedule(Slot& slot, std::uint64_t hash, const State& state, const Arena& arena) noexcept {
    if constexpr (kAny) {
      const std::int64_t due = Work::First(state, arena).instant;
      if (due < slot.instant) AddEntry(slot, hash, due);
    }
  }

  /// Time moves to `instant`, never back. Calls serve(entries, count) for what is due by then, until there is no more:
  /// of keys of an entry's hash, that for which TakeOut is true is to be served, and then to be given to Schedule.
  template <class Serve>
  void Advance(std::int64_t instant, Serve&& serve) noexcept {
    wheel_.Advance(instant);
    TimingWheel::Entry batch[kBatch];
    std::uint32_t count = 0;
    while ((count = wheel_.Take(batch, kBatch)) > 0) serve(batch, count);
  }
  static constexpr std::uint32_t kBatch = 32;
  /// False: the entry is not that of the slot, but one that its key has left behind.
  static bool TakeOut(Slot& slot, const TimingWheel::Entry& entry) noexcept {
    if (slot.instant != entry.instant) return false;
    slot.instant = kNever;
    return true;
  }

  /// Moves up to about `entries` closer to their time.
  void Tidy(std::uint32_t entries) noexcept {
    if constexpr (kAny) wheel_.Work(entries);
  }
  std::size_t reserved_bytes() const noexcept {
    if constexpr (kAny) {
      return wheel_.reserved_bytes();
    } else {
      return 0;
    }
  }

 private:
  void AddEntry(Scheduled& slot, std::uint64_t hash, std::int64_t due) noexcept {
    if (slot.instant != kNever) {
      // The entry it has stays behind. By a quarter of the way too early, and moves without end leave few behind.
      due -= detail::SaturatingSub(due, wheel_.now()) / 4;
    }
    slot.instant = due;
    wheel_.Add({hash, due});
  }

  [[no_unique_address]] std::conditional_t<kAny, TimingWheel, Nothing> wheel_;
};

}  // namespace rulert
