#pragma once
// Conditions as boxes over columns.
#include <functional>
#include <optional>

#include "compiler/eval/evaluator.h"
#include "compiler/findings/box.h"
#include "compiler/findings/columns.h"

namespace rulec::findings {

class ConditionReader {
 public:
  ConditionReader(const ir::Program& program, Columns& columns) : program_(program), columns_(columns) {}

  /// The inputs for which `condition` is `truth`, leaving out those for which it fails. Exact for what compares inputs
  /// with constants; anything else, and what would need more than kMaxBoxes, is a column of its own.
  Boxes Read(ir::ExprId condition, bool truth);

 private:
  static constexpr std::size_t kMaxBoxes = 256;

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
};

}  // namespace rulec::findings
