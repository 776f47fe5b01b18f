#include "compiler/check/effective.h"

#include "compiler/types/time_text.h"

namespace rulec::check {
namespace {

/// The midnight in UTC at which a day begins; nothing after a report.
std::optional<std::int64_t> Midnight(ExprChecker& exprs, ast::ExprId date) {
  const Builder& build = exprs.context().build;
  const ir::ExprId day = exprs.Check(date);
  if (build.kind(day) == TypeKind::kError) return std::nullopt;
  const ir::Constant& constant = exprs.context().program.constants[ir::ConstantId(build.expr(day).index)];
  return static_cast<std::int64_t>(constant.number) * types::kDayUs;
}

}  // namespace

ir::ExprId WhileEffective(ExprChecker& exprs, const ast::Module& tree, const ast::RuleAttributes& attributes,
                          ir::ExprId when, const std::function<ir::ExprId(Span)>& time) {
  if (!attributes.effective) return when;
  Context& context = exprs.context();
  Builder& build = context.build;
  const ast::Effective& effective = *attributes.effective;
  const TypeId truth = context.types().Simple(TypeKind::kBool);
  const TypeId timestamp = context.types().Simple(TypeKind::kTimestamp);
  std::optional<std::int64_t> from, to;
  if (effective.from && !(from = Midnight(exprs, *effective.from))) return build.Error(effective.span);
  if (effective.to && !(to = Midnight(exprs, *effective.to))) return build.Error(effective.span);
  if (from && to && *from >= *to) {
    context.Report(Code::kEmptyRange, effective.span, "the rule is never in force",
                   "`to` names the first day on which it is not");
    return build.Error(effective.span);
  }
  ir::ExprId whole;
  const auto add = [&](ir::BinaryOp op, std::optional<ast::ExprId> source, std::optional<std::int64_t> us) {
    if (!us) return;
    const Span span = tree.exprs[*source].span;
    const ir::ExprId test = build.Binary(op, time(span), build.Number(*us, timestamp, span), truth, span);
    whole = whole.valid() ? build.Node(ir::ExprKind::kAnd, truth, effective.span, {whole, test}) : test;
  };
  add(ir::BinaryOp::kGreaterEqual, effective.from, from);
  add(ir::BinaryOp::kLess, effective.to, to);
  if (build.kind(when) == TypeKind::kError) return when;
  return build.Node(ir::ExprKind::kAnd, truth, build.expr(when).span, {whole, when});
}

}  // namespace rulec::check
