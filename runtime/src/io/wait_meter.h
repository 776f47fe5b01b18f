#pragma once
// For how long a thread has waited for something outside of the process: a source that has nothing, a sink that is
// full. One thread waits, any thread asks. Only waits cost anything.
#include <chrono>
#include <mutex>

namespace rulert::io {

class WaitMeter {
 public:
  using Clock = std::chrono::steady_clock;

  /// A wait from its making to its end; one at a time.
  class Wait {
   public:
    explicit Wait(WaitMeter& meter) : meter_(meter) { meter_.Begin(Clock::now()); }
    ~Wait() { meter_.End(Clock::now()); }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

   private:
    WaitMeter& meter_;
  };

  void Begin(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    since_ = now;
    waits_ = true;
  }
  void End(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    total_ += now - since_;
    waits_ = false;
  }
  /// Up to `now`, with what a wait under way has taken so far.
  std::chrono::nanoseconds Total(Clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    return waits_ && now > since_ ? total_ + (now - since_) : total_;
  }

 private:
  mutable std::mutex mutex_;
  std::chrono::nanoseconds total_{0};
  Clock::time_point since_{};
  bool waits_ = false;
};

}  // namespace rulert::io
