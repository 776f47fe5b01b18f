#pragma once
// Conditions as boxes over columns.
#include <functional>
#include <optional>

#include "compiler/eval/evaluator.h"
#include "compiler/findings/box.h"
#include "compiler/findings/columns.h"
#include "compiler/findings/steps.h"

namespace rulec::findings {

class ConditionReader {
 public:
  /// `steps`: what all of Read may take together.
  ConditionReader(const ir::Program& program, Columns& columns, std::uint64_t steps)
      : program_(program), columns_(columns), all_steps_{steps} {}

  /// The inputs for which `condition` is `truth`, leaving out those for which it fails. Exact for what compares inputs
  /// with constants; anything else, and what would need more than kMaxBoxes, or too many steps, is a column of its own.
  Boxes Read(ir::ExprId condition, bool truth);
  /// Whether steps were too few for some condition.
  bool costly() const { return costly_; }

 private:
  static constexpr std::size_t kMaxBoxes = 256;
  static constexpr std::uint64_t kMostSteps = 1'000'000;  // of one condition
  static constexpr std::uint64_t kLeastSteps = 1'000;     // also when others have taken all

  // Once steps are over, what these give means nothing, and Read does not use it.
  bool Spend(std::uint64_t steps);
  Boxes Within(ir::ExprId id, bool truth);
  void Join(Boxes& all, const Boxes& more);
  Boxes Both(const Boxes& a, const Boxes& b);
  Boxes Exactly(ir::ExprId id, bool truth);
  Boxes Chain(ir::ExprId id, bool truth);
  Boxes Truth(ir::ExprId id, bool truth);
  Boxes Comparison(const ir::Expr& expr, bool truth);
  Boxes Membership(ir::ExprId id, bool truth);
  Boxes LongMembership(ir::ExprId id, bool truth);
  Boxes IsArm(ir::ExprId subject, std::uint32_t arm, bool truth);
  std::optional<Boxes> EqualsArm(ir::ExprId subject, const ir::Expr& arm, bool truth);
  std::optional<Boxes> EachArm(const ir::Expr& match, const std::function<Boxes(ir::ExprId)>& of_arm);
  Boxes Presence(ir::ExprId id, bool present);
  Boxes Compared(ir::ExprId id, ir::BinaryOp op, const eval::Value& value, ir::TypeId type);
  Boxes In(std::uint32_t column, IntervalSet values) const;
  ir::ExprId Child(const ir::Expr& expr, std::uint32_t at) const { return program_.children[expr.first + at]; }

  const ir::Program& program_;
  Columns& columns_;
  Steps all_steps_;
  Steps steps_;
  bool over_ = false;
  bool costly_ = false;
};

}  // namespace rulec::findings
