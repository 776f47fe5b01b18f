#include "compiler/check/effective.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/time_zones.h"

namespace rulec::check {
namespace {

const ir::Constant& ConstantOf(const ir::Program& program, ir::ExprId expr) {
  return program.constants[ir::ConstantId(program.exprs[expr].index)];
}

/// `effective` names an instant, not only days.
const ast::Expr* InstantOf(const ast::Module& module, const ast::Decision& tree) {
  for (const ast::DecisionRule& rule : tree.rules) {
    if (!rule.attributes.effective) continue;
    for (const auto& bound : {rule.attributes.effective->from, rule.attributes.effective->to}) {
      if (bound && module.exprs[*bound].kind == ast::ExprKind::kTimestamp) return &module.exprs[*bound];
    }
  }
  return nullptr;
}

}  // namespace

bool IsDated(const ast::Decision& tree) {
  return std::any_of(tree.rules.begin(), tree.rules.end(),
                     [](const ast::DecisionRule& rule) { return rule.attributes.effective.has_value(); });
}

void DeclareAsOf(Context& context, const ast::Module& module, const ast::Decision& tree, ir::Decision& decision) {
  for (std::size_t i = 0; i < tree.params.size(); ++i) {
    const ir::Local& param = context.program.locals[decision.params[i]];
    if (param.name != "as_of") continue;
    const TypeKind kind = context.types().Kind(param.type);
    const ast::Expr* const instant = InstantOf(module, tree);
    if (kind == TypeKind::kDate && instant != nullptr) {
      context
          .Report(Code::kAsOf, instant->span, "a rule is in force from or to an instant, and `as_of` is a day",
                  "write the day")
          .Note(tree.params[i].name.span, "or make this a `timestamp`");
    } else if (kind != TypeKind::kTimestamp && kind != TypeKind::kDate && kind != TypeKind::kError) {
      context.Report(Code::kAsOf, tree.params[i].name.span,
                     fmt::format("`as_of` is of type `{}`", context.TypeText(param.type)),
                     "rules with `effective` take it as the `timestamp`, or the `date`, that is asked about");
    }
    decision.as_of = decision.params[i];
    decision.as_of_is_declared = true;
    return;
  }
  ir::Local local;
  local.kind = ir::LocalKind::kParameter;
  local.name = "as_of";
  local.type = context.types().Simple(TypeKind::kTimestamp);
  local.span = tree.name.span;
  decision.as_of = context.program.locals.Add(std::move(local));
  decision.params.push_back(*decision.as_of);
}

ir::ExprId WhileEffective(ExprChecker& exprs, const ast::Module& tree, const ast::RuleAttributes& attributes,
                          ir::ExprId when, const std::function<ir::ExprId(Span)>& time) {
  if (!attributes.effective) return when;
  Context& context = exprs.context();
  Builder& build = context.build;
  const ast::Effective& effective = *attributes.effective;
  const TypeId truth = context.types().Simple(TypeKind::kBool);
  const bool by_day = build.kind(time(effective.span)) == TypeKind::kDate;
  // A day stands for its first instant in the zone of the module.
  const auto bound = [&](ast::ExprId source) {
    const ir::ExprId written = exprs.Check(source);
    return by_day || build.kind(written) != TypeKind::kDate ? written : StartOfDay(context, exprs.zone(), written);
  };
  std::optional<ir::ExprId> from, to;
  if (effective.from) from = bound(*effective.from);
  if (effective.to) to = bound(*effective.to);
  for (const auto& end : {from, to}) {
    if (end && build.kind(*end) == TypeKind::kError) return build.Error(effective.span);
  }
  if (from && to && ConstantOf(context.program, *from).number >= ConstantOf(context.program, *to).number) {
    const bool names_day = tree.exprs[*effective.to].kind == ast::ExprKind::kDate;
    context.Report(Code::kEmptyRange, effective.span, "the rule is never in force",
                   names_day ? "`to` names the first day on which it is not" : "at `to` it is in force no more");
    return build.Error(effective.span);
  }
  ir::ExprId whole;
  const auto add = [&](ir::BinaryOp op, std::optional<ir::ExprId> end) {
    if (!end) return;
    const Span span = build.expr(*end).span;
    const ir::ExprId test = build.Binary(op, time(span), *end, truth, span);
    whole = whole.valid() ? build.Node(ir::ExprKind::kAnd, truth, effective.span, {whole, test}) : test;
  };
  add(ir::BinaryOp::kGreaterEqual, from);
  add(ir::BinaryOp::kLess, to);
  if (build.kind(when) == TypeKind::kError) return when;
  return build.Node(ir::ExprKind::kAnd, truth, build.expr(when).span, {whole, when});
}

}  // namespace rulec::check
