#include "compiler/check/effective.h"

#include "compiler/check/time_zones.h"

namespace rulec::check {
namespace {

const ir::Constant& ConstantOf(const ir::Program& program, ir::ExprId expr) {
  return program.constants[ir::ConstantId(program.exprs[expr].index)];
}

}  // namespace

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
