#pragma once
// Where the workers of a job wait for each other between two stages of an epoch. All come by in the same order of
// epochs and stages.
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace rulert::core {

class StageBarrier {
 public:
  explicit StageBarrier(std::uint32_t workers) : workers_(workers) {}

  /// Returns once every worker has come; the last one does `between` first, alone.
  template <class Between>
  void Wait(Between&& between) {
    std::unique_lock lock(mutex_);
    if (++here_ == workers_) {
      between();
      here_ = 0;
      ++round_;
      lock.unlock();
      passed_.notify_all();
      return;
    }
    const std::uint64_t round = round_;
    passed_.wait(lock, [&] { return round_ != round; });
  }

 private:
  const std::uint32_t workers_;
  std::mutex mutex_;
  std::condition_variable passed_;
  std::uint32_t here_ = 0;
  std::uint64_t round_ = 0;
};

}  // namespace rulert::core
