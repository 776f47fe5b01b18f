#pragma once
// What rules in shadow would have said, for metrics. One thread.
#include <array>
#include <cstdint>
#include <vector>

#include "rulert/module_abi.h"
#include "runtime/src/metrics/registry.h"

namespace rulert::core {

class ShadowMeters {
 public:
  /// Counts from here on. Both outlive this.
  ShadowMeters(const Module& module, metrics::Registry& registry);

  void Update();

 private:
  struct Rule {
    const ShadowDesc* desc;
    std::array<std::uint64_t, 4> seen;          // as ShadowCounts
    std::array<metrics::Counter*, 4> counters;  // null: not counted
  };

  std::vector<Rule> rules_;
};

/// Of a rule in shadow, as it is now.
ShadowCounts CountsOf(const ShadowDesc& rule);

}  // namespace rulert::core
