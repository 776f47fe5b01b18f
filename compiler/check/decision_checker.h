#pragma once
// Bodies of functions and decisions.
#include "compiler/check/hit_policies.h"

namespace rulec::check {

void CheckFunction(Context& context, std::uint32_t module, std::uint32_t index);
void CheckDecision(Context& context, std::uint32_t module, std::uint32_t index);
/// The default of a parameter.
void CheckParam(Context& context, std::uint32_t module, std::uint32_t index);

/// Turns a table into rules of `decision`, one for each row.
void CheckTable(ExprChecker& exprs, const ast::Module& tree, const ast::Table& table, ir::DecisionId decision,
                HitPolicyChecker& policy);

}  // namespace rulec::check
