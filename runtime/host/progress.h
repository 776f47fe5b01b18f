#pragma once
// How a running job is told to whoever watches: a line that is rewritten on a terminal, log lines elsewhere.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/src/metrics/registry.h"

namespace rulert::host {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// `terminal`: standard error is one. The registry outlives this.
  Progress(const metrics::Registry& registry, bool terminal);

  /// Shows how it goes since the last call, if it is time to. `stages`: what holds the others (core::StageMeters).
  void Tick(Clock::time_point now, std::string_view stages);
  /// Clears the line on a terminal.
  void End();
  /// "1000000 records, 285443 emitted, 0 rejected, 12 late", over the whole run.
  std::string Totals() const;

 private:
  struct Sample {
    Clock::time_point at;
    double records = 0;
  };

  Sample Take(Clock::time_point now) const;
  std::string Describe(const Sample& now, std::string_view stages) const;

  const metrics::Registry& registry_;
  const bool terminal_;
  Sample last_;
  bool shown_ = false;
};

}  // namespace rulert::host
