#include "compiler/check/narrowing.h"

#include <algorithm>

#include "compiler/ir/comparison.h"

namespace rulec::check {
namespace {

using ir::BinaryOp;
using ir::ExprKind;

// Counts and sums of an empty window are 0: whether `0 op number` is false, so that the window holds something.
bool ExcludesZero(BinaryOp op, base::Int128 number) {
  switch (op) {
    case BinaryOp::kGreater:
      return number >= 0;
    case BinaryOp::kGreaterEqual:
      return number >= 1;
    case BinaryOp::kEqual:
      return number != 0;
    case BinaryOp::kNotEqual:
      return number == 0;
    default:
      return false;
  }
}

}  // namespace

std::optional<PathId> Narrowing::PathOf(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::kLocal:
    case ExprKind::kParam:
    case ExprKind::kCell:
    case ExprKind::kKeyField:
      return Root(expr.kind, expr.index);
    case ExprKind::kNarrow:
      return PathOf(program_.children[expr.first]);
    case ExprKind::kAggregate:
      if (!program_.types.IsOptional(expr.type)) return std::nullopt;
      return AnswerPath(expr);
    case ExprKind::kField:
    case ExprKind::kOptionalField: {
      const auto from = PathOf(program_.children[expr.first]);
      if (!from) return std::nullopt;
      return Step((std::uint64_t{1} << 63) | std::uint64_t{from->value} << 32, expr.index, roots_[from->value]);
    }
    default:
      return std::nullopt;
  }
}

// An answer is missing where the window has no such row, or the row no such value.
PathId Narrowing::AnswerPath(const ir::Expr& expr) {
  const ir::Aggregate& aggregate = AggregateOf(expr);
  const PathId row = RowPath(ir::WindowId(expr.index), aggregate.kind);
  const bool always =
      !aggregate.argument.valid() || !program_.types.IsOptional(program_.exprs[aggregate.argument].type);
  if (always) return row;
  return Step((std::uint64_t{1} << 63) | std::uint64_t{row.value} << 32, expr.aggregate.value | 1u << 31, row);
}

PathId Narrowing::Root(ExprKind kind, std::uint32_t id) {
  return Step(static_cast<std::uint64_t>(kind) << 32, id, PathId());
}

PathId Narrowing::Step(std::uint64_t from, std::uint32_t field, PathId root) {
  const PathId next(static_cast<std::uint32_t>(roots_.size()));
  const auto [place, added] = paths_.try_emplace(from | field, next);
  if (added) {
    roots_.push_back(root.valid() ? root : next);
    held_.push_back(0);
  }
  return place->second;
}

Facts Narrowing::Prove(ir::ExprId condition, bool truth) {
  const ir::Expr& expr = program_.exprs[condition];
  switch (expr.kind) {
    case ExprKind::kAnd:
      return truth ? Both(expr, true) : Either(expr, false);
    case ExprKind::kOr:
      return truth ? Either(expr, true) : Both(expr, false);
    case ExprKind::kUnary:
      return expr.unary == ir::UnaryOp::kNot ? Prove(program_.children[expr.first], !truth) : Facts();
    case ExprKind::kIsPresent:
      return truth ? Presence(program_.children[expr.first]) : Facts();
    case ExprKind::kIsMissing:
      return truth ? Facts() : Presence(program_.children[expr.first]);
    case ExprKind::kBinary:
      return Comparison(expr, truth);
    default:
      return {};
  }
}

Facts Narrowing::Both(const ir::Expr& expr, bool truth) {
  Facts facts = Prove(program_.children[expr.first], truth);
  const Facts right = Prove(program_.children[expr.first + 1], truth);
  facts.insert(facts.end(), right.begin(), right.end());
  return facts;
}

Facts Narrowing::Either(const ir::Expr& expr, bool truth) {
  Facts left = Prove(program_.children[expr.first], truth);
  if (left.empty()) return left;
  const Facts right = Prove(program_.children[expr.first + 1], truth);
  std::erase_if(left, [&](PathId path) { return std::find(right.begin(), right.end(), path) == right.end(); });
  return left;
}

// `a?.b is present` also proves `a` present.
Facts Narrowing::Presence(ir::ExprId child) {
  Facts facts;
  for (ir::ExprId at = child;;) {
    const ir::Expr& expr = program_.exprs[at];
    if (at == child || program_.types.IsOptional(expr.type)) {
      if (const auto path = PathOf(at)) facts.push_back(*path);
    }
    if (expr.kind == ExprKind::kAggregate && process_ != nullptr && program_.types.IsOptional(expr.type)) {
      facts.push_back(RowPath(ir::WindowId(expr.index), AggregateOf(expr).kind));
      facts.push_back(WindowPath(ir::WindowId(expr.index)));
    }
    if (expr.kind != ExprKind::kOptionalField && expr.kind != ExprKind::kField && expr.kind != ExprKind::kNarrow) break;
    at = program_.children[expr.first];
  }
  return facts;
}

Facts Narrowing::Comparison(const ir::Expr& expr, bool truth) {
  const ir::Expr* count = &program_.exprs[program_.children[expr.first]];
  const ir::Expr* number = &program_.exprs[program_.children[expr.first + 1]];
  BinaryOp op = expr.binary;
  if (count->kind == ExprKind::kConstant) {
    std::swap(count, number);
    op = ir::Mirrored(op);
  }
  if (!truth) op = ir::Negated(op);
  if (count->kind != ExprKind::kAggregate || number->kind != ExprKind::kConstant ||
      program_.types.Kind(count->type) != types::TypeKind::kInt) {
    return {};
  }
  if (!ExcludesZero(op, program_.constants[ir::ConstantId(number->index)].number)) return {};
  return {WindowPath(ir::WindowId(count->index))};
}

void Narrowing::Assume(const Facts& facts) {
  for (PathId path : facts) {
    ++held_[path.value];
    log_.push_back(path);
  }
}

void Narrowing::Leave(std::size_t mark) {
  while (log_.size() > mark) {
    if (log_.back().valid()) --held_[log_.back().value];
    log_.pop_back();
  }
}

void Narrowing::Forget(ExprKind root, std::uint32_t id) {
  const PathId gone = Root(root, id);
  for (PathId& path : log_) {
    if (!path.valid() || roots_[path.value] != gone) continue;
    held_[path.value] = 0;
    path = PathId();
  }
}

}  // namespace rulec::check
