#pragma once
// `timer t` of one key, also `by clock`: running until an instant, or not.
#include <algorithm>
#include <cstdint>

#include "rulert/instant.h"
#include "rulert/module_abi.h"
#include "rulert/time.h"
#include "rulert/trigger.h"

namespace rulert {

class Timer {
 public:
  static constexpr bool kHasChunks = false;
  static constexpr bool kHasDue = true;
  /// It remembers as long as it runs; how soon a record is looked at again after that.
  static constexpr std::int64_t kMemory = 3'600'000'000;

  /// What `on timer t as f` reads.
  struct Firing {
    Timestamp time;
    void Identify(TriggerRef& trigger) const noexcept {
      trigger.kind = TriggerKind::kTimer;
      trigger.time = time.us;
    }
  };

  /// Moves it if it runs.
  void Start(Timestamp time, std::int64_t instant) noexcept {
    time_ = time.us;
    instant_ = instant;
  }
  void Stop() noexcept { instant_ = kNever; }

  std::int64_t Due(const Arena&) const noexcept { return instant_; }
  Firing Take(Trigger&, std::int64_t) noexcept {
    instant_ = kNever;
    return {{time_}};
  }

  bool Sweep(Arena&, std::int64_t) noexcept { return instant_ == kNever; }
  template <class Memory>
  void Release(Memory&) noexcept {}
  void Prefetch(const Arena&) const noexcept {}
  std::uint64_t rows() const noexcept { return 0; }

 protected:
  std::int64_t time_ = 0;  // as it was asked for; the instant lies later if that was past
  std::int64_t instant_ = kNever;
};

/// `timer t by clock`: its time and instant are of the host's clock, in a record's ClockWork.
class ClockTimer : public Timer {
 public:
  /// Before the clock is read: it runs until `after` us after the first reading.
  void StartAtFirstReading(std::int64_t after) noexcept {
    time_ = after;
    instant_ = kFirstReading;
  }
  /// Before what is due at a reading runs.
  void Read(std::int64_t reading) noexcept {
    if (instant_ != kFirstReading) return;
    time_ = detail::SaturatingAdd(reading, time_);
    instant_ = std::max(time_, reading);
  }

 private:
  static constexpr std::int64_t kFirstReading = kNoClock + 1;  // before all that rules can ask for
};

}  // namespace rulert
