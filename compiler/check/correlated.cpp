// `w.count(condition)` and what compares the rows of a window with the event at hand: `w.count(country == t.country)`.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"
#include "compiler/ir/print.h"

namespace rulec::check {

using ir::AggregateKind;
using ir::ExprKind;

// What an expression reads: the entering event, locals of the handler.
ExprChecker::Sides ExprChecker::SidesOf(ir::ExprId id, ir::LocalId event, std::vector<ir::LocalId> named) const {
  const ir::Expr& expr = build_.expr(id);
  Sides sides;
  if (expr.kind == ExprKind::kLocal) {
    const ir::LocalId local(expr.index);
    sides.entering = local == event;
    sides.current = !sides.entering && std::find(named.begin(), named.end(), local) == named.end();
  }
  if (expr.kind == ExprKind::kEach) named.emplace_back(expr.index);
  if (expr.kind == ExprKind::kMatch) {
    const auto binders = context_.program.binders_of(expr);
    named.insert(named.end(), binders.begin(), binders.end());
  }
  for (const ir::ExprId child : context_.program.children_of(expr)) {
    const Sides of = SidesOf(child, event, named);
    sides.entering = sides.entering || of.entering;
    sides.current = sides.current || of.current;
  }
  return sides;
}

// The parts that are as of entry: fields of the event, or all of it, and parameters.
void ExprChecker::CollectColumns(ir::ExprId id, ir::LocalId event, std::vector<ir::ExprId>& columns) const {
  const ir::Expr& expr = build_.expr(id);
  const auto is_event = [&](ir::ExprId of) {
    return build_.expr(of).kind == ExprKind::kLocal && ir::LocalId(build_.expr(of).index) == event;
  };
  const bool field = expr.kind == ExprKind::kField && is_event(build_.child(id, 0));
  if (field || is_event(id) || expr.kind == ExprKind::kParam) {
    const auto text = [&](ir::ExprId of) { return ir::ExprText(context_.program, process_->process, of); };
    for (const ir::ExprId known : columns) {
      if (text(known) == text(id)) return;
    }
    columns.push_back(id);
    return;
  }
  for (const ir::ExprId child : context_.program.children_of(expr)) CollectColumns(child, event, columns);
}

// Where the condition asks nothing of the rows they count all or none; on no rows it is not worked out.
ir::ExprId ExprChecker::CountAll(ir::WindowId window, ir::ExprId condition, Span span) {
  const TypeId count = Simple(TypeKind::kInt);
  const ir::ExprId none = build_.Number(0, count, span);
  const ir::ExprId some =
      build_.Binary(ir::BinaryOp::kGreater, Count(window, span), none, Simple(TypeKind::kBool), span);
  return build_.Node(ExprKind::kIf, count, span, {build_.And(some, condition), Count(window, span), none});
}

ir::ExprId ExprChecker::CountWhich(ir::WindowId window, ast::ExprId source, Span span) {
  EnterWindow(window);
  const ir::ExprId condition = CheckCondition(source);
  const bool correlated = reads_current_;
  LeaveWindow();
  if (IsError(condition)) return condition;
  const TypeId count = Simple(TypeKind::kInt);
  if (!correlated) return Ask(window, {AggregateKind::kCountIf, condition, count, 0, {}}, span);

  const ir::LocalId event = process_->process->windows[window].event;
  if (build_.expr(condition).binary == ir::BinaryOp::kEqual) {
    const ir::ExprId left = build_.child(condition, 0);
    const ir::ExprId right = build_.child(condition, 1);
    const Sides of_left = SidesOf(left, event);
    const Sides of_right = SidesOf(right, event);
    const bool single = types().IsScalar(build_.type(left));
    if (single && of_left.entering && !of_left.current && !of_right.entering) {
      return Ask(window, {AggregateKind::kCountEqual, left, count, 0, {}}, span, right);
    }
    if (single && of_right.entering && !of_right.current && !of_left.entering) {
      return Ask(window, {AggregateKind::kCountEqual, right, count, 0, {}}, span, left);
    }
  }
  ir::Aggregate aggregate{AggregateKind::kCountWhere, condition, count, 0, {}};
  CollectColumns(condition, event, aggregate.columns);
  if (aggregate.columns.empty()) return CountAll(window, condition, span);
  const ir::Window& asked = process_->process->windows[window];
  if (ir::AnswersAtOnce(asked)) {  // others answer once for all their events
    context_
        .Report(Code::kWindowScan, node(source).span, fmt::format("every event looks at each row of `{}`", asked.name),
                "this compares rows with the event at hand")
        .Hint("`field == t.field` alone takes least");
  }
  return Ask(window, std::move(aggregate), span);
}

}  // namespace rulec::check
