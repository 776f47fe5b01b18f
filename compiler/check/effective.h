#pragma once
// `effective from .. to ..`: a rule that holds for a time.
#include <functional>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

bool IsDated(const ast::Decision& tree);
/// Of a dated decision: a parameter of that name, or one more. Its parameters are there.
void DeclareAsOf(Context& context, const ast::Module& module, const ast::Decision& tree, ir::Decision& decision);

/// `when` while the rule is in force, else false. `time` reads the instant that is asked about.
ir::ExprId WhileEffective(ExprChecker& exprs, const ast::Module& tree, const ast::RuleAttributes& attributes,
                          ir::ExprId when, const std::function<ir::ExprId(Span)>& time);

}  // namespace rulec::check
