#include "compiler/check/row_sweeper.h"

#include <bit>
#include <functional>
#include <iterator>
#include <utility>

namespace rulec::check {
namespace {

std::size_t HashOf(const ir::Constant& constant) {
  std::size_t hash = std::hash<std::string>{}(constant.text);
  for (const std::uint64_t part : {static_cast<std::uint64_t>(constant.number),
                                   std::bit_cast<std::uint64_t>(constant.real), std::uint64_t{constant.missing}}) {
    hash = (hash ^ part) * 0x9E37'79B9'7F4A'7C15u;
  }
  return hash >> 32;
}

/// Also floats only where their bits are.
bool AreSame(const ir::Constant& a, const ir::Constant& b) {
  return a.number == b.number && a.text == b.text && a.missing == b.missing &&
         std::bit_cast<std::uint64_t>(a.real) == std::bit_cast<std::uint64_t>(b.real);
}

}  // namespace

void RowSweeper::BeginRow() {
  row_ = SizesNow();
  if (!any_) first_ = row_;
  any_ = true;
}

void RowSweeper::EndRow(ir::ExprId& when, ir::ExprId& then) {
  MarkHeld(when, then);
  exprs_.clear();
  children_.clear();
  constants_.clear();
  new_ids_.assign(held_.size(), ir::ExprId());
  for (std::size_t i = 0; i < held_.size(); ++i) {
    if (!held_[i]) continue;
    new_ids_[i] = ir::ExprId(static_cast<std::uint32_t>(row_.exprs + exprs_.size()));
    Keep(program_.exprs[ir::ExprId(static_cast<std::uint32_t>(row_.exprs + i))]);
  }
  program_.exprs.Truncate(row_.exprs);
  program_.children.resize(row_.children);
  program_.constants.Truncate(row_.constants);
  for (const ir::Expr& expr : exprs_) program_.exprs.Add(expr);
  program_.children.insert(program_.children.end(), children_.begin(), children_.end());
  for (ir::Constant& constant : constants_) program_.constants.Add(std::move(constant));
  if (context_.literals.size() > row_.exprs) context_.literals.resize(row_.exprs);
  when = NewId(when);
  then = NewId(then);
}

void RowSweeper::MarkHeld(ir::ExprId when, ir::ExprId then) {
  held_.assign(program_.exprs.size() - row_.exprs, false);
  for (const ir::ExprId root : {when, then}) {
    if (IsOfRow(root)) held_[root.value - row_.exprs] = true;
  }
  // Children stand before their parents.
  for (std::size_t i = held_.size(); i-- > 0;) {
    if (!held_[i]) continue;
    for (const ir::ExprId child :
         program_.children_of(program_.exprs[ir::ExprId(static_cast<std::uint32_t>(row_.exprs + i))])) {
      if (IsOfRow(child)) held_[child.value - row_.exprs] = true;
    }
  }
}

void RowSweeper::Keep(const ir::Expr& expr) {
  ir::Expr kept = expr;
  kept.first = static_cast<std::uint32_t>(row_.children + children_.size());
  for (const ir::ExprId child : program_.children_of(expr)) children_.push_back(NewId(child));
  if (expr.kind == ir::ExprKind::kConstant) kept.index = KeepConstant(expr.index);
  exprs_.push_back(kept);
}

std::uint32_t RowSweeper::KeepConstant(std::uint32_t index) {
  if (index < row_.constants) return index;
  ir::Constant& constant = program_.constants[ir::ConstantId(index)];
  ir::ConstantId& known = known_[HashOf(constant) % known_.size()];
  if (known.valid() && known.value < row_.constants && AreSame(program_.constants[known], constant)) return known.value;
  known = ir::ConstantId(static_cast<std::uint32_t>(row_.constants + constants_.size()));
  constants_.push_back(constant);
  return known.value;
}

void RowSweeper::Reserve(std::size_t rows_so_far, std::size_t rows) {
  const Sizes now = SizesNow();
  const auto room = [&](std::size_t at, std::size_t first) { return at + ((at - first) / rows_so_far + 1) * rows; };
  program_.exprs.Reserve(room(now.exprs, first_.exprs));
  program_.children.reserve(room(now.children, first_.children));
  program_.constants.Reserve(room(now.constants, first_.constants));
}

}  // namespace rulec::check
