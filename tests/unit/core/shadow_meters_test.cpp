// Counts of rules in shadow as metrics: from when the job began, and only what is counted.
#include "runtime/src/core/shadow_meters.h"

#include <string_view>

#include "tests/support/catch.h"

namespace rulert::core {
namespace {

ShadowCounts now{};
void Count(ShadowCounts* counts) { *counts = now; }

const ShadowDesc kCompared[] = {{std::string_view("tighter"), 1, 0, Count}};
const ShadowDesc kGathered[] = {{std::string_view("fee"), 0, 0, Count}};
const DecisionDesc kDecisions[] = {{std::string_view("Approval"), nullptr, nullptr, 0, 1, nullptr, kCompared},
                                   {std::string_view("Fees"), nullptr, nullptr, 0, 1, nullptr, kGathered}};

TEST_CASE("rules in shadow are counted by decision, rule and what they said") {
  Module module{};
  module.decisions = kDecisions;
  module.decision_count = 2;
  now = {10, 5, 4, 1};
  metrics::Registry registry;
  ShadowMeters meters(module, registry);
  const auto of = [&registry](const char* decision, const char* said) {
    return registry.Sum("rulert_shadow_rules_total", {{"decision", decision}, {"said", said}});
  };
  meters.Update();
  CHECK(of("Approval", "asked") == 0);
  now = {17, 9, 7, 2};
  meters.Update();
  meters.Update();
  CHECK(of("Approval", "asked") == 7);
  CHECK(of("Approval", "fired") == 4);
  CHECK(of("Approval", "same") == 3);
  CHECK(of("Approval", "failed") == 1);
  CHECK(registry.Sum("rulert_shadow_rules_total", {{"rule", "tighter"}, {"said", "asked"}}) == 7);
  CHECK(of("Fees", "fired") == 4);
  const std::string text = registry.Text();
  CHECK(text.find("decision=\"Fees\",rule=\"fee\",said=\"same\"") == std::string::npos);
  CHECK(text.find("decision=\"Fees\",rule=\"fee\",said=\"failed\"") != std::string::npos);
}

}  // namespace
}  // namespace rulert::core
