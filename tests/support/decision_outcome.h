#pragma once
// What a decision says to one input, by the evaluator and by compiled code, in one form.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "rulert/scratch.h"
#include "runtime/src/core/decision_runner.h"
#include "tests/support/native_rules.h"

namespace rulec::testing {

/// Either an answer or a failure; the other members are empty.
struct DecisionOutcome {
  std::string answer;  // JSON: `null` if there is none, of all matches a list
  // The failure:
  std::string message;     // "integer overflow"
  std::string place;       // line:column
  std::string expression;  // its text, as far as errors show it
  std::string operands;

  bool operator==(const DecisionOutcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const DecisionOutcome& outcome);

/// How often each rule in shadow was asked, would have fired, with the decision's answer, and failed: by their order.
using ShadowTally = std::vector<std::array<std::uint64_t, 4>>;

/// By the evaluator, from the program as it was checked. `input`: JSON that the decision takes; `params`: a JSON object
/// with every parameter of the module, or empty for their defaults. What rules in shadow say is added to `shadows`.
DecisionOutcome DecideByEvaluator(const driver::Compilation& checked, const std::string& decision,
                                  const std::string& input, const std::string& params = "",
                                  ShadowTally* shadows = nullptr);

/// By compiled code, from JSON to JSON as a host runs it. `rules` outlives it.
class CompiledDecision {
 public:
  CompiledDecision(const NativeRules& rules, const std::string& decision, std::string params = "");

  DecisionOutcome Decide(const std::string& input);
  /// Since this object was made.
  ShadowTally shadows() const;

 private:
  ShadowTally ReadShadows() const;

  const rulert::DecisionDesc& desc_;
  const ShadowTally shadows_before_;
  const ir::Program& program_;
  ir::DecisionId id_;
  const std::string params_text_;  // strings of the parameters point into it
  std::vector<std::max_align_t> params_;
  rulert::Scratch params_memory_;
  std::optional<rulert::core::DecisionRunner> runner_;
};

}  // namespace rulec::testing
