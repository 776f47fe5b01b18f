#include "compiler/lower/handler_reads.h"

#include "compiler/lower/collections.h"
#include "compiler/lower/function_scope.h"

namespace rulec::lower {

using plan::CodeId;

HandlerReads::HandlerReads(Context& context, const Failures& failures, ProcessParts& parts)
    : context_(context),
      program_(context.program()),
      parts_(parts),
      pool_(context.pool()),
      body_(context, failures, FunctionScope(context), this),
      ctx_(plan::Name(pool_, "ctx")),
      state_(plan::Name(pool_, "state")) {
  body_.set_params(plan::CallOn(pool_, ctx_, "params", {}));
  body_.set_scratch(plan::CallOn(pool_, ctx_, "scratch", {}));
}

CodeId HandlerReads::Cell(ir::CellId cell) {
  return plan::CallOn(pool_, ctx_, "Get", {StateMember(parts_.cell_members[cell.value])});
}

CodeId HandlerReads::Collection(ir::CellId cell) { return CollectionOf(context_, parts_, cell); }

CodeId HandlerReads::Key(std::uint32_t field) {
  return plan::Member(pool_, plan::CallOn(pool_, ctx_, "key", {}), parts_.out.key[field].member);
}

CodeId HandlerReads::Time() { return plan::CallOn(pool_, ctx_, "time", {}); }
CodeId HandlerReads::ClockTime() { return plan::CallOn(pool_, ctx_, "clock_time", {}); }

CodeId HandlerReads::Aggregate(const ir::Expr& question, std::uint32_t place) {
  const ir::WindowId window(question.index);
  const ProcessParts::AggregateUse& use = parts_.aggregates[window.value][question.aggregate.value];
  if (!use.columns.empty()) return CountWhere(question, use);
  const CodeId view = View(window);
  std::vector<CodeId> args;
  if (!use.alias.empty()) args.push_back(Alias(window, use.alias));
  for (const ir::ExprId sought : program_.children_of(question)) args.push_back(body_.Value(sought));
  if (use.takes_current) args.push_back(IsRow(window));
  if (use.takes_mode) args.insert(args.end(), {body_.Mode(), plan::Integer(pool_, place)});
  return plan::CallOn(pool_, view, use.function.empty() ? "Get" : use.function, std::move(args));
}

bool HandlerReads::TakesMode(ir::WindowId window, ir::AggregateId aggregate) {
  return parts_.aggregates[window.value][aggregate.value].takes_mode;
}

std::string HandlerReads::TakeLocal(std::string_view name) {
  std::string local = Identifier(name.empty() ? "event" : name);
  if (parts_.class_scope.Has(local)) local += '_';
  return body_.TakeName(std::move(local));
}

void HandlerReads::OpenViews(const Bodies& bodies) {
  for (const auto* body : bodies) {
    for (const ir::StatementId statement : *body) CountViews(statement);
  }
  body_.set_line({});
  for (const auto& [window, count] : view_counts_) {
    if (count < 2) continue;
    const CodeId view = View(ir::WindowId(window));
    views_[window] = body_.DeclareTaken(TakeLocal(parts_.out.windows[window].name), "auto", view, false, false);
  }
}

CodeId HandlerReads::IsRow(ir::WindowId window) {
  const auto known = is_row_.find(window.value);
  return known != is_row_.end() ? known->second : plan::Name(pool_, "false");
}

CodeId HandlerReads::Alias(ir::WindowId window, const std::string& alias) {
  return plan::Braces(pool_, parts_.out.windows[window.value].type + "::" + alias, {});
}

// Rows for which a condition holds that also reads what the handler knows.
CodeId HandlerReads::CountWhere(const ir::Expr& question, const ProcessParts::AggregateUse& use) {
  const ir::WindowId window(question.index);
  const ir::Aggregate& aggregate = parts_.declared.windows[window].aggregates[question.aggregate.value];
  const CodeId view = View(window);
  const std::string row = body_.TakeName("row");
  for (std::size_t i = 0; i < use.columns.size(); ++i) {
    const CodeId column = plan::CallOn(pool_, view, "Get", {Alias(window, use.columns[i]), plan::Name(pool_, row)});
    body_.SubstituteAll(aggregate.argument, aggregate.columns[i], column);
  }
  body_.OpenBlock();
  body_.Add(body_.Act(plan::ActionKind::kReturn, body_.Value(aggregate.argument)));
  body_.Forget(aggregate.argument);
  const CodeId test = plan::Closure(pool_, "std::int64_t " + row, body_.CloseBlock());
  return plan::CallOn(pool_, view, "CountWhere", {test});
}

CodeId HandlerReads::View(ir::WindowId window) {
  const auto known = views_.find(window.value);
  if (known != views_.end()) return known->second;
  return plan::CallOn(pool_, ctx_, "View", {StateMember(parts_.out.windows[window.value].member)});
}

void HandlerReads::CountViews(ir::StatementId id) {
  const ir::Statement& statement = program_.statements[id];
  for (const ir::ExprId expr : statement.exprs()) {
    if (expr.valid()) CountViews(expr);
  }
  for (const ir::StatementId inner : statement.body) CountViews(inner);
}

void HandlerReads::CountViews(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs[id];
  if (expr.kind == ir::ExprKind::kAggregate) {
    const ProcessParts::AggregateUse& use = parts_.aggregates[expr.index][expr.aggregate.value];
    view_counts_[expr.index] += use.columns.empty() ? 1 : 2;
  }
  for (const ir::ExprId child : program_.children_of(expr)) CountViews(child);
}

}  // namespace rulec::lower
