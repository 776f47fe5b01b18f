#pragma once
// Which optional paths are proved present, and which windows proved not empty, at the place being checked.
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::check {

struct PathTag;
using PathId = base::Id<PathTag>;
using Facts = std::vector<PathId>;

/// A path is a root (local, parameter, cell, key field, window) and fields of it; only what cannot change behind the
/// checker's back is a path.
class Narrowing {
 public:
  /// `process`: the one whose windows are asked, or null.
  Narrowing(const ir::Program& program, const ir::Process* process) : program_(program), process_(process) {}

  /// The path that `expr` reads, if it is one.
  std::optional<PathId> PathOf(ir::ExprId expr);
  PathId WindowPath(ir::WindowId window) { return Root(ir::ExprKind::kAggregate, window.value); }
  /// Holds where the window has such a row: its first, its last, the previous one.
  PathId RowPath(ir::WindowId window, ir::AggregateKind kind) {
    const std::uint32_t previous = kind == ir::AggregateKind::kPrevious ? 1u << 31 : 0;
    return Root(ir::ExprKind::kAggregate, window.value | previous);
  }

  /// What `condition` proves by being true, or by being false.
  Facts WhenTrue(ir::ExprId condition) { return Prove(condition, true); }
  Facts WhenFalse(ir::ExprId condition) { return Prove(condition, false); }

  bool Holds(PathId path) const { return path.value < held_.size() && held_[path.value] > 0; }

  // Facts hold from Assume until the scope in which they were assumed is left.
  std::size_t Mark() const { return log_.size(); }
  void Assume(const Facts& facts);
  void Leave(std::size_t mark);
  /// The cell or local was assigned: nothing is known of it any more, in outer scopes neither.
  void Forget(ir::ExprKind root, std::uint32_t id);

 private:
  PathId Root(ir::ExprKind kind, std::uint32_t id);
  PathId Step(std::uint64_t from, std::uint32_t field, PathId root);
  Facts Prove(ir::ExprId condition, bool truth);
  Facts Both(const ir::Expr& expr, bool truth);
  Facts Either(const ir::Expr& expr, bool truth);
  Facts Presence(ir::ExprId child);
  Facts Comparison(const ir::Expr& expr, bool truth);
  PathId AnswerPath(const ir::Expr& expr);
  const ir::Aggregate& AggregateOf(const ir::Expr& expr) const {
    return process_->windows[ir::WindowId(expr.index)].aggregates[expr.aggregate.value];
  }

  const ir::Program& program_;
  const ir::Process* const process_;
  std::unordered_map<std::uint64_t, PathId> paths_;
  std::vector<PathId> roots_;        // by path
  std::vector<std::uint32_t> held_;  // by path: how often it is assumed
  std::vector<PathId> log_;          // what was assumed, innermost last; forgotten ones are invalid
};

}  // namespace rulec::check
