#pragma once
// How far event time has come, for metrics: of partitions, of streams, of processes, and who holds a process back. One
// thread.
#include <chrono>
#include <cstdint>
#include <vector>

#include "runtime/src/core/exchange.h"
#include "runtime/src/metrics/registry.h"

namespace rulert::core {

class TimeMeters {
 public:
  using Clock = std::chrono::system_clock;

  /// All outlive this.
  TimeMeters(const Module& module, const Exchange& exchange, metrics::Registry& registry);

  /// As of the last epoch; `now` is when what changed has changed.
  void Update(Clock::time_point now);

 private:
  struct Holding {  // one that holds a process back, or has
    std::uint32_t stream;
    std::uint32_t partition;
    metrics::Gauge* since;
  };
  struct Process {
    metrics::Gauge* watermark;
    metrics::Gauge* behind;
    std::vector<Holding> holdings;
    metrics::Gauge* holding = nullptr;  // of one of them
  };
  struct Partition {
    metrics::Gauge* watermark;
    metrics::Gauge* idle;
  };

  metrics::Gauge& SinceOf(std::uint32_t process, const TimeHolder& holder);

  const Module& module_;
  const Exchange& exchange_;
  metrics::Registry& registry_;
  std::vector<Process> processes_;
  std::vector<metrics::Gauge*> streams_;
  std::vector<metrics::Counter*> set_aside_;  // by stream; null where nothing is
  std::vector<Partition> partitions_;
};

}  // namespace rulert::core
