#include "tests/bench/support/decision_rules.h"

#include "tools/gen/draw.h"

namespace rulec::bench {
namespace {

constexpr std::uint32_t kDomain = 100;
constexpr std::uint32_t kWidth = 72;

std::uint64_t Draw(std::uint64_t seed, std::uint64_t index, std::uint64_t slot) {
  return gen::Mix(gen::Mix(seed) + gen::kGamma * (16 * index + slot + 1));
}

}  // namespace

DecisionRule MakeRule(int r) {
  DecisionRule rule{};
  const auto draw = [r](std::uint64_t slot, std::uint32_t bound) {
    return gen::Below(Draw(7, static_cast<std::uint64_t>(r), slot), bound);
  };
  rule.field = draw(0, kFields);
  rule.equals = draw(1, kDomain);
  for (std::uint64_t k = 0; k < 3; ++k) {
    rule.range_field[k] = draw(2 + 2 * k, kFields);
    rule.low[k] = draw(3 + 2 * k, kDomain - kWidth + 1);
  }
  return rule;
}

std::string ConditionText(const DecisionRule& rule, const std::string& object, const std::string& both) {
  const auto f = [&](std::uint32_t n) { return object + ".f" + std::to_string(n); };
  std::string text = f(rule.field) + " == " + std::to_string(rule.equals);
  for (int k = 0; k < 3; ++k) {
    text += both + f(rule.range_field[k]) + " >= " + std::to_string(rule.low[k]);
    text += both + f(rule.range_field[k]) + " <= " + std::to_string(rule.low[k] + kWidth - 1);
  }
  return text;
}

std::string DecisionText(int rules, int edited) {
  std::string text = "module bench\nrecord Fact {";
  for (int f = 0; f < kFields; ++f) text += " f" + std::to_string(f) + ": int";
  text += " }\nrecord Hit { id: int }\ndecision Match(x: Fact): Hit all matches {\n";
  for (int r = 0; r < rules; ++r) {
    DecisionRule rule = MakeRule(r);
    if (r + 1 == rules) rule.equals += static_cast<std::uint32_t>(edited);
    text += "  rule r" + std::to_string(r) + " when " + ConditionText(rule, "x", " and ") +
            " then { id: " + std::to_string(r + 1) + " }\n";
  }
  return text + "}\n";
}

std::vector<std::int64_t> MakeFacts(std::int64_t count) {
  std::vector<std::int64_t> facts;
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::uint64_t f = 0; f < kFields; ++f)
      facts.push_back(gen::Below(Draw(8, static_cast<std::uint64_t>(i), f), kDomain));
  }
  return facts;
}

}  // namespace rulec::bench
