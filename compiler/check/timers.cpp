// Timers: declarations, handlers, `start` and `stop`.
#include <fmt/format.h>

#include "compiler/check/process_checker.h"

namespace rulec::check {

using ir::StatementKind;

void ProcessChecker::CheckTimer(const ast::Timer& source) {
  const bool named = DeclareItem(source.name);
  RequireKey(source.name.span, "a timer");
  ir::Timer timer;
  timer.name = context_.TextOf(source.name.symbol);
  timer.span = source.span;
  timer.doc = source.doc;
  timer.by_clock = source.by_clock.has_value();
  const ir::TimerId id = process_.timers.Add(std::move(timer));
  started_.push_back(false);
  if (named) scope_.timers.emplace(source.name.symbol, id);
}

std::optional<ir::TimerId> ProcessChecker::FindTimer(ast::Name name) {
  const auto found = scope_.timers.find(name.symbol);
  if (found != scope_.timers.end()) return found->second;
  if (scope_.opaques.contains(name.symbol)) return std::nullopt;
  const std::string_view text = context_.Text(name.symbol);
  std::vector<std::string_view> names;
  for (const ir::Timer& timer : process_.timers) names.push_back(timer.name);
  const char* what = scope_.cells.contains(name.symbol)     ? "a state cell"
                     : scope_.windows.contains(name.symbol) ? "a window"
                                                            : nullptr;
  context_.Report(
      Code::kUnknownTimer, name.span,
      what == nullptr ? fmt::format("unknown timer `{}`", text) : fmt::format("`{}` is {}, not a timer", text, what),
      what == nullptr ? context_.DidYouMean(text, names) : std::string());
  return std::nullopt;
}

void ProcessChecker::CheckTimerHandler(const ast::Handler& source) {
  const auto timer = FindTimer(source.subject);
  const std::size_t mark = exprs_.MarkLocals();
  const std::size_t facts = exprs_.narrowing().Mark();
  ir::Handler handler;
  handler.kind = ir::HandlerKind::kTimer;
  handler.span = source.span;
  handler.doc = source.doc;
  if (timer) handler.timer = *timer;
  if (!source.binders.empty()) exprs_.DeclareFiring(source.binders[0]);
  firing_ = timer;
  handler.body = CheckBody(source.body);
  firing_.reset();
  exprs_.narrowing().Leave(facts);
  exprs_.LeaveLocals(mark);
  if (timer) process_.handlers.push_back(std::move(handler));
}

std::optional<ir::StatementId> ProcessChecker::CheckStart(const ast::Statement& source) {
  const auto timer = FindTimer(source.name);
  const TypeId timestamp = context_.types().Simple(TypeKind::kTimestamp);
  ir::Statement statement = NewStatement(StatementKind::kStart, source);
  bool is_later = false;
  if (source.at) {
    statement.value = exprs_.CheckAs(source.value, timestamp);
  } else {
    const ir::ExprId after = exprs_.CheckAs(source.value, context_.types().Simple(TypeKind::kDuration));
    if (context_.build.kind(after) == TypeKind::kError) return std::nullopt;
    const ir::Expr& expr = context_.build.expr(after);
    is_later =
        expr.kind == ir::ExprKind::kConstant && context_.program.constants[ir::ConstantId(expr.index)].number > 0;
    const bool by_clock = timer && process_.timers[*timer].by_clock;
    const bool is_of_clock = firing_ && process_.timers[*firing_].by_clock;
    statement.from_clock = by_clock && !is_of_clock;
    ir::ExprId from = statement.from_clock ? exprs_.ClockTime(source.span) : exprs_.HandlerTime(source.span);
    if (inside_answer_ && !by_clock) {
      // Its time is the last microsecond of the window, and `after` counts from its end.
      const ir::ExprId one = context_.build.Number(1, context_.types().Simple(TypeKind::kDuration), source.span);
      from = context_.build.Binary(ir::BinaryOp::kAdd, from, one, timestamp, source.span);
    }
    statement.value = context_.build.Binary(ir::BinaryOp::kAdd, from, after, timestamp, source.span);
  }
  if (!timer) return std::nullopt;
  statement.timer = *timer;
  started_[timer->value] = true;
  const ir::StatementId id = context_.program.statements.Add(std::move(statement));
  // Of another line of time it waits until that moves, so it leads nowhere.
  if (firing_ && process_.timers[*firing_].by_clock == process_.timers[*timer].by_clock)
    restarts_.push_back({*firing_, *timer, id, is_later});
  return id;
}

std::optional<ir::StatementId> ProcessChecker::CheckStop(const ast::Statement& source) {
  const auto timer = FindTimer(source.name);
  if (!timer) return std::nullopt;
  ir::Statement statement = NewStatement(StatementKind::kStop, source);
  statement.timer = *timer;
  return context_.program.statements.Add(std::move(statement));
}

// A timer that starts itself, by itself or by way of others, would fire for ever if time did not move on from one
// firing to the next.
void ProcessChecker::GuardTimers() {
  const std::size_t count = process_.timers.size();
  std::vector<std::vector<bool>> reaches(count, std::vector<bool>(count));
  for (const Restart& restart : restarts_) reaches[restart.by.value][restart.timer.value] = true;
  for (std::size_t by = 0; by < count; ++by) {
    for (std::size_t from = 0; from < count; ++from) {
      for (std::size_t to = 0; to < count && reaches[from][by]; ++to) {
        if (reaches[by][to]) reaches[from][to] = true;
      }
    }
  }
  for (const Restart& restart : restarts_) {
    if (restart.is_later || (restart.timer != restart.by && !reaches[restart.timer.value][restart.by.value])) continue;
    ir::Statement& statement = context_.program.statements[restart.statement];
    const ir::ExprId operands[] = {statement.value, exprs_.HandlerTime(statement.span)};
    statement.value = context_.build.Builtin(ir::Builtin::kLater, context_.types().Simple(TypeKind::kTimestamp),
                                             statement.span, operands);
  }
}

void ProcessChecker::ReportIdleTimers() {
  for (const ast::Timer& source : source_.timers) {
    const auto found = scope_.timers.find(source.name.symbol);
    if (found == scope_.timers.end()) continue;
    const std::string& name = process_.timers[found->second].name;
    bool is_handled = false;
    for (const ast::Handler& handler : source_.handlers) {
      is_handled |= handler.trigger == ast::TriggerKind::kTimer && handler.subject.symbol == source.name.symbol;
    }
    if (!is_handled) {
      context_.Report(Code::kIdleTimer, source.name.span, fmt::format("nothing happens when timer `{}` fires", name),
                      fmt::format("write `on timer {} {{ .. }}`", name));
    } else if (!started_[found->second.value]) {
      context_.Report(Code::kIdleTimer, source.name.span, fmt::format("timer `{}` is never started", name),
                      fmt::format("write `start {} after 1h` in a handler", name));
    }
  }
}

}  // namespace rulec::check
