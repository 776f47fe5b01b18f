#pragma once
// Checking a row leaves nodes behind that nothing holds: literals that took another type, names that were tried. Of a
// million rows they would be most of the program.
#include <array>
#include <cstdint>
#include <vector>

#include "compiler/check/context.h"

namespace rulec::check {

class RowSweeper {
 public:
  explicit RowSweeper(Context& context) : context_(context), program_(context.program) {}

  void BeginRow();
  /// Drops of what was added since what `when` and `then` do not hold; both get the new ids.
  void EndRow(ir::ExprId& when, ir::ExprId& then);
  /// Makes room for `rows` more rows like those so far.
  void Reserve(std::size_t rows_so_far, std::size_t rows);

 private:
  struct Sizes {
    std::size_t exprs = 0;
    std::size_t children = 0;
    std::size_t constants = 0;
  };

  Sizes SizesNow() const { return {program_.exprs.size(), program_.children.size(), program_.constants.size()}; }
  bool IsOfRow(ir::ExprId id) const { return id.valid() && id.value >= row_.exprs; }
  void MarkHeld(ir::ExprId when, ir::ExprId then);
  void Keep(const ir::Expr& expr);
  ir::ExprId NewId(ir::ExprId id) const { return IsOfRow(id) ? new_ids_[id.value - row_.exprs] : id; }
  std::uint32_t KeepConstant(std::uint32_t index);

  Context& context_;
  ir::Program& program_;
  Sizes first_;  // of the first row
  Sizes row_;
  bool any_ = false;
  // Of the row at hand, by place in it.
  std::vector<bool> held_;
  std::vector<ir::ExprId> new_ids_;
  std::vector<ir::Expr> exprs_;
  std::vector<ir::ExprId> children_;
  std::vector<ir::Constant> constants_;
  // Constants of rows before, by hash: what a column says again and again is there once.
  std::array<ir::ConstantId, 1024> known_;
};

}  // namespace rulec::check
