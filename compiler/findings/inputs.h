#pragma once
// Inputs of a decision: made to lie in a box, tried by the evaluator, written as JSON.
#include "compiler/eval/evaluator.h"
#include "compiler/findings/box.h"
#include "compiler/findings/columns.h"

namespace rulec::findings {

class Inputs {
 public:
  /// `steps`: what Holding and AnswerOf may take for one input.
  Inputs(const ir::Program& program, ir::DecisionId id, const Columns& columns, std::uint64_t steps);

  /// Arguments in `box`, as far as it is about inputs; every `attempt` gives others, the first the plainest.
  std::vector<eval::Value> Make(const Box& box, std::uint32_t attempt);

  /// Which rules hold, by the evaluator, in order; of first match up to the one that does. Nothing if one of them
  /// fails.
  std::optional<std::vector<bool>> Holding(const std::vector<eval::Value>& arguments);
  /// What a rule answers after Holding; nothing if it fails.
  std::optional<eval::Value> AnswerOf(std::uint32_t rule);

  /// For the last input: what was taken, and whether more was needed.
  std::uint64_t steps_taken() const { return steps_ - evaluator_.steps_left(); }
  bool gave_up() const { return gave_up_; }

  /// The object that the decision takes; what may be missing, is, and is not asked by any rule is left out.
  std::string Json(const std::vector<eval::Value>& arguments) const;

 private:
  eval::Result Evaluate(ir::ExprId expr);
  eval::Value Build(ir::TypeId type, const InputPath& path, const Box& box, std::uint32_t attempt);
  eval::Value BuildRecord(ir::RecordId id, const InputPath& path, const Box& box, std::uint32_t attempt);
  eval::Value BuildVariant(const ir::Variant& variant, const InputPath& path, const Box& box, std::uint32_t attempt);
  bool IsPresent(const InputPath& path, const Box& box, std::uint32_t attempt);
  Int128 Choose(const Column& column, const IntervalSet& values, std::uint32_t attempt);
  Int128 Plainest(const Column& column) const;
  const std::vector<Int128>& Marks(const Column& column);
  std::string Json(ir::TypeId type, const InputPath& path, const eval::Value& value) const;
  std::uint32_t Below(std::uint32_t bound);
  void CollectConstants(ir::ExprId expr);

  const ir::Program& program_;
  const ir::Decision& decision_;
  const Columns& columns_;
  const std::uint64_t steps_;
  eval::Evaluator evaluator_;
  bool gave_up_ = false;
  std::vector<ir::ExprId> constants_;
  std::map<std::uint32_t, std::vector<Int128>> marks_;  // by type: values worth trying
  std::uint64_t random_ = 1;
};

}  // namespace rulec::findings
