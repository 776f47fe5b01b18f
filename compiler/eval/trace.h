#pragma once
// Why each rule of a decision answered or not, for one input.
#include "compiler/eval/evaluator.h"

namespace rulec::eval {

enum class RuleOutcome : std::uint8_t { kFired, kNotFired, kNotReached, kFailed };

/// What a part of a condition reads: an input, a let, a parameter, or what a comparison compares.
struct Reading {
  ir::ExprId expr;
  Value value;
};

struct RuleTrace {
  RuleOutcome outcome = RuleOutcome::kNotReached;
  ir::ExprId part;                // kNotFired: the first part of the condition that is false; kFired: all of it
  std::vector<Reading> readings;  // of `part`, in the order in which it is written; one may stand there twice
};

/// What a rule in shadow would have said.
struct ShadowTrace {
  RuleTrace rule;
  std::optional<Value> value;      // kFired: what it gives
  std::optional<Failure> failure;  // kFailed
  bool same = false;               // the decision gave that too; never where it answers by more than one rule
};

struct DecisionTrace {
  std::vector<RuleTrace> rules;  // by rule
  std::vector<ShadowTrace> shadows;
  RuleOutcome otherwise = RuleOutcome::kNotReached;
  std::vector<Answer> answers;
  std::optional<Failure> failure;  // there are no answers then
};

/// The same answers as Evaluator::Decide. `evaluator` knows the parameters of the module, and how many steps the
/// decision may take, and each rule in shadow again; where it gives up nothing is said of the rules. What rejects the
/// input is no answer to compare with: no rule in shadow is reached then.
DecisionTrace Trace(const ir::Program& program, ir::DecisionId decision, std::vector<Value> arguments,
                    Evaluator evaluator);

/// Whether `expr` reads an input, a let or fields of one of these.
bool IsPath(const ir::Program& program, ir::ExprId expr);

}  // namespace rulec::eval
