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

struct DecisionTrace {
  std::vector<RuleTrace> rules;  // by rule
  RuleOutcome otherwise = RuleOutcome::kNotReached;
  std::vector<Answer> answers;
  std::optional<Failure> failure;  // there are no answers then
};

/// The same answers as Evaluator::Decide.
DecisionTrace Trace(const ir::Program& program, ir::DecisionId decision, std::vector<Value> arguments);

/// Whether `expr` reads an input, a let or fields of one of these.
bool IsPath(const ir::Program& program, ir::ExprId expr);

}  // namespace rulec::eval
