#include "runtime/src/core/shadow_meters.h"

#include <string>
#include <string_view>

namespace rulert::core {
namespace {

constexpr std::array<std::string_view, 4> kSaid = {"asked", "fired", "same", "failed"};

std::array<std::uint64_t, 4> Numbers(const ShadowDesc& rule) {
  const ShadowCounts counts = CountsOf(rule);
  return {counts.asked, counts.fired, counts.same, counts.failed};
}

}  // namespace

ShadowCounts CountsOf(const ShadowDesc& rule) {
  ShadowCounts counts{};
  rule.count(&counts);
  return counts;
}

ShadowMeters::ShadowMeters(const Module& module, metrics::Registry& registry) {
  for (std::uint32_t d = 0; d < module.decision_count; ++d) {
    const DecisionDesc& decision = module.decisions[d];
    for (std::uint32_t s = 0; s < decision.shadow_count; ++s) {
      Rule rule{&decision.shadows[s], Numbers(decision.shadows[s]), {}};
      for (std::size_t i = 0; i < kSaid.size(); ++i) {
        if (kSaid[i] == "same" && rule.desc->compares == 0) continue;
        rule.counters[i] = &registry.AddCounter("rulert_shadow_rules_total",
                                                "Decisions that a rule in shadow was asked about; for which it would "
                                                "have fired; with the same answer; for which it failed.",
                                                {{"decision", std::string(std::string_view(decision.name))},
                                                 {"rule", std::string(std::string_view(rule.desc->name))},
                                                 {"said", std::string(kSaid[i])}});
      }
      rules_.push_back(rule);
    }
  }
}

void ShadowMeters::Update() {
  for (Rule& rule : rules_) {
    const std::array<std::uint64_t, 4> now = Numbers(*rule.desc);
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (rule.counters[i] != nullptr) rule.counters[i]->Add(now[i] - rule.seen[i]);
    }
    rule.seen = now;
  }
}

}  // namespace rulert::core
