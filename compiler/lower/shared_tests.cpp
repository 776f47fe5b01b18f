#include "compiler/lower/shared_tests.h"

#include <map>
#include <string>

#include "compiler/lower/condition_parts.h"
#include "compiler/lower/expr_shape.h"

namespace rulec::lower {
namespace {

using ir::ExprKind;
using types::TypeKind;

bool HoldsNarrowing(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs[id];
  if (expr.kind == ExprKind::kNarrow) return true;
  for (const ir::ExprId child : program.children_of(expr)) {
    if (HoldsNarrowing(program, child)) return true;
  }
  return false;
}

/// In comparisons of numbers.
int Cost(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs[id];
  int cost = 0;
  for (const ir::ExprId child : program.children_of(expr)) {
    const ir::Expr& operand = program.exprs[child];
    if (expr.kind == ExprKind::kBinary && types::IsText(program.types[operand.type].kind)) cost += 2;
    cost += Cost(program, child);
  }
  switch (expr.kind) {
    case ExprKind::kBinary:
    case ExprKind::kConvert:
      return cost + 1;
    case ExprKind::kInList:
      return cost + static_cast<int>(expr.count);
    case ExprKind::kIn:
    case ExprKind::kIndex:
    case ExprKind::kBuiltin:
    case ExprKind::kCallFunction:
    case ExprKind::kCallDecision:
      return cost + 4;
    default:
      return cost;
  }
}

}  // namespace

std::vector<SharedTest> FindSharedTests(const ir::Program& program, const ir::Decision& decision,
                                        const Failures& failures, const RulesByIndex* index) {
  struct Found {
    SharedTest test;
    std::size_t last_rule = 0;
    int rules = 0;
  };
  std::map<std::string, std::size_t> by_shape;
  std::vector<Found> found;
  for (std::size_t rule = 0; rule < decision.rules.size(); ++rule) {
    std::vector<ir::ExprId> parts;
    if (index != nullptr) {
      parts = index->rest[rule];
    } else {
      AppendParts(program, decision.rules[rule].when, parts);
    }
    for (const ir::ExprId part : parts) {
      if (failures.CanFail(part) || HoldsNarrowing(program, part) || Cost(program, part) < 2) continue;
      const auto [at, is_new] = by_shape.emplace(ExprShape(program, part), found.size());
      if (is_new) found.emplace_back();
      Found& entry = found[at->second];
      if (entry.rules == 0 || entry.last_rule != rule) ++entry.rules;
      entry.last_rule = rule;
      entry.test.tests.push_back(part);
    }
  }
  std::vector<SharedTest> shared;
  for (Found& entry : found) {
    if (entry.rules >= 2) shared.push_back(std::move(entry.test));
  }
  return shared;
}

}  // namespace rulec::lower
