#pragma once
// What is wrong with a decision as a whole, though each of its rules is well formed: rules that never answer, inputs
// that no rule answers, conditions that say nothing. Each is proved, refuted by an input, or undecided
// (docs/findings.md).
#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/sink.h"
#include "compiler/ir/ir.h"

namespace rulec::findings {

enum class Fate {
  kFires,
  kNeverTrue,
  kShadowed,
  kSpare,  // shadowed, but a last row of `-` alone, which stands for `otherwise`
  kUndecided,
};

/// What becomes of a rule, or a row of a table.
struct RuleFinding {
  Fate fate = Fate::kFires;
  std::vector<std::uint32_t> by;  // kShadowed: earlier rules that take all that it would; none of them can be left out
  std::vector<ir::ExprId> clash;  // kNeverTrue: one or two parts of its condition that suffice, if there are such
};

/// A part of a condition that is one and the same for every input.
struct ConstantPart {
  std::uint32_t rule = 0;
  ir::ExprId part;
  bool truth = false;
};

/// An input, as JSON, that says it all; undecided where there may be one but none was found.
struct Example {
  bool found = false;
  std::string input;
};

/// Two rules that hold for one input.
struct Overlap {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  Example example;
};

struct DecisionFindings {
  ir::DecisionId decision;
  std::vector<RuleFinding> rules;       // by rule
  std::vector<ConstantPart> constants;  // literal `true` and `false` are none
  std::optional<Example> gap;           // an input without an answer; only of decisions that owe one
  std::vector<Overlap> overlaps;        // of `unique match`; of `any match` those that disagree
  bool out_of_steps = false;
  bool costly = false;  // a condition takes more steps to read, or to evaluate for one input, than may be taken
};

struct Options {
  std::uint64_t steps = 30'000'000;          // of a decision
  std::uint64_t question_steps = 2'000'000;  // of one rule or gap
  std::uint64_t input_steps = 100'000;       // of evaluating all rules for one input, and a few more for each rule
  std::uint64_t reading_steps = 10'000'000;  // of reading the conditions of a decision; each may take a few more
};

DecisionFindings Analyse(const ir::Program& program, ir::DecisionId decision, const Options& options = {});

/// Pairs of rules that hold for one input, of a decision whose rules are all asked; with `disagreeing` only those that
/// then give different answers. Of a rule only the first earlier one that it meets.
std::vector<Overlap> FindOverlaps(const ir::Program& program, ir::DecisionId decision, bool disagreeing,
                                  const Options& options = {});

/// Tells the author.
void Report(const ir::Program& program, const DecisionFindings& findings, diagnostics::Sink& sink);

/// Analyses and reports every decision.
void ReportAll(const ir::Program& program, diagnostics::Sink& sink);

}  // namespace rulec::findings
