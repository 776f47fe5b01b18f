#pragma once
// The host's clock, read once an epoch: the only way in which the time of day gets into a job. What is read is a part
// of the epoch, so whoever runs the epoch again reads nothing. Tests bring their own.
#include <chrono>
#include <cstdint>

namespace rulert::core {

class HostClock {
 public:
  virtual ~HostClock() = default;
  /// Microseconds since 1970 UTC. May go back: the reader of epochs does not. One thread.
  virtual std::int64_t Now() = 0;
};

class SystemClock final : public HostClock {
 public:
  std::int64_t Now() override {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace rulert::core
