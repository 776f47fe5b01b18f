// Windows and the handlers of what they answer.
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/process_checker.h"

namespace rulec::check {
namespace {

/// So many windows may hold one event: each costs an answer.
constexpr std::int64_t kMostWindowsOfEvent = 10'000;

}  // namespace

void ProcessChecker::CheckWindow(const ast::Window& source) {
  const bool named = DeclareItem(source.name);
  RequireKey(source.name.span, "a window");
  const auto stream = FindStream(source.stream);
  ir::Window window;
  const bool is_built = CheckForm(source, window);
  if (!stream || !is_built) {
    scope_.opaques.try_emplace(source.name.symbol, source.name.span);
    return;
  }
  CheckOptions(source, window);
  window.name = context_.TextOf(source.name.symbol);
  window.span = source.span;
  window.doc = source.doc;
  window.stream = *stream;
  ir::Local event;
  event.kind = ir::LocalKind::kEvent;
  event.name = "entering";
  event.type = context_.types().Record(context_.program.streams[*stream].record);
  event.span = source.name.span;
  window.event = context_.program.locals.Add(std::move(event));
  const ir::WindowId id = process_.windows.Add(std::move(window));
  if (named) scope_.windows.emplace(source.name.symbol, id);
  if (!source.where) return;
  exprs_.EnterWindow(id);
  const ir::ExprId where = exprs_.CheckCondition(*source.where);
  exprs_.LeaveWindow();
  process_.windows[id].where = where;
}

// False, after a report, for a form that is not built yet.
bool ProcessChecker::CheckForm(const ast::Window& source, ir::Window& window) {
  if (source.form == ast::WindowForm::kRows) {
    window.form = ir::WindowForm::kRows;
    window.rows = exprs_.RowCount(source.size).value_or(1);
    return true;
  }
  if (source.zone || !source.size.valid() || GoesByZone(source)) {
    CheckCalendar(source, window);
    return true;
  }
  const bool is_session = source.form == ast::WindowForm::kSession;
  window.size_us = DurationOf(context_, tree(), source.size, 1, is_session ? "`gap`" : "a window").value_or(1);
  if (source.offset) {
    window.offset_us = DurationOf(context_, tree(), *source.offset, 0, "`offset`").value_or(0);
  }
  switch (source.form) {
    case ast::WindowForm::kLookBack:
    case ast::WindowForm::kRows:
      break;
    case ast::WindowForm::kTumbling:
      window.form = ir::WindowForm::kTumbling;
      break;
    case ast::WindowForm::kSliding: {
      window.form = ir::WindowForm::kSliding;
      window.every_us = DurationOf(context_, tree(), *source.every, 1, "`every`").value_or(window.size_us);
      CheckEvery(tree().exprs[*source.every].span, window);
      break;
    }
    case ast::WindowForm::kSession:
      window.form = ir::WindowForm::kSession;
      break;
  }
  return true;
}

void ProcessChecker::CheckEvery(Span span, const ir::Window& window) {
  if (window.every_us > window.size_us) {
    context_.Report(Code::kWindowGaps, span, "`every` is longer than the window",
                    "events between two windows belong to none");
  } else if (window.size_us / window.every_us > kMostWindowsOfEvent) {
    context_.Report(Code::kTooManyWindows, span,
                    fmt::format("each event belongs to {} windows", window.size_us / window.every_us),
                    "at most 10,000: choose a longer `every`");
  }
}

void ProcessChecker::CheckOptions(const ast::Window& source, ir::Window& window) {
  window.excludes_current = source.excluding_current.has_value();
  if (source.late) window.late_us = DurationOf(context_, tree(), *source.late, 0, "`late`").value_or(0);
  if (source.up_to) window.up_to = exprs_.RowCount(*source.up_to).value_or(1);
  if (window.form == ir::WindowForm::kRows) {
    if (source.late) {
      context_.Report(Code::kWindowOption, tree().exprs[*source.late].span, "`late` on a window of rows",
                      "every event enters it, however old");
    }
    if (source.up_to) {
      context_.Report(Code::kWindowOption, tree().exprs[*source.up_to].span, "`up to` on a window of rows",
                      fmt::format("`last {}` says how many there are", window.rows));
    }
  }
  if (ir::AnswersAtOnce(window)) {
    const std::optional<Span> early = source.early_on_each ? source.early_on_each
                                      : source.early_every ? std::optional(tree().exprs[*source.early_every].span)
                                                           : std::nullopt;
    if (early) {
      context_.Report(Code::kWindowOption, *early, "`early` on a look-back",
                      "it answers at once; only windows that close have partial answers");
    }
    return;
  }
  if (source.early_every) {
    window.early_us = DurationOf(context_, tree(), *source.early_every, 1, "`early every`").value_or(0);
  }
  window.early_on_each = source.early_on_each.has_value();
}

// ---- handlers

// Reports nothing for a name that stands for a mistake reported before.
std::optional<ir::WindowId> ProcessChecker::FindWindow(ast::Name name) {
  const auto found = scope_.windows.find(name.symbol);
  if (found != scope_.windows.end()) return found->second;
  if (scope_.opaques.contains(name.symbol)) return std::nullopt;
  std::vector<std::string_view> names;
  for (const ir::Window& window : process_.windows) names.push_back(window.name);
  context_.Report(Code::kUnknownName, name.span, fmt::format("unknown window `{}`", context_.Text(name.symbol)),
                  context_.DidYouMean(context_.Text(name.symbol), names));
  return std::nullopt;
}

void ProcessChecker::CheckAnswer(const ast::Handler& source, ir::DueKind kind) {
  const auto window = FindWindow(source.subject);
  if (!window) return;
  const ir::Window& asked = process_.windows[*window];
  const bool is_update = kind == ir::DueKind::kUpdate;
  if (ir::AnswersAtOnce(asked)) {
    context_.Report(Code::kWindowNeverCloses, source.subject.span,
                    fmt::format("the look-back `{}` never closes", asked.name),
                    "it answers at once, in any rule; `each` and `session` windows close");
    return;
  }
  if (is_update && asked.late_us == 0 && asked.early_us == 0 && !asked.early_on_each) {
    context_.Report(Code::kWindowOption, source.subject.span,
                    fmt::format("the window `{}` answers once, when it closes", asked.name),
                    "updates come from `late 10m`, `early every 10s` or `early on each`");
  }
  const ast::Name binder = source.binders.front();
  const bool is_own_name = binder.symbol == source.subject.symbol;
  const bool named = is_own_name || DeclareItem(binder);
  const std::size_t facts = exprs_.narrowing().Mark();
  const std::size_t mark = exprs_.MarkLocals();
  ir::DueHandler handler;
  handler.kind = kind;
  handler.span = source.span;
  handler.doc = source.doc;
  handler.window = *window;
  exprs_.EnterClosing(binder.symbol, *window);
  inside_answer_ = true;
  handler.body = CheckBody(source.body);
  inside_answer_ = false;
  exprs_.LeaveClosing();
  exprs_.LeaveLocals(mark);
  exprs_.narrowing().Leave(facts);
  if (named && !is_own_name) scope_.declared.erase(binder.symbol);
  process_.due_handlers.push_back(std::move(handler));
}

void ProcessChecker::CheckLateRows(const ast::Handler& source) {
  const auto window = FindWindow(source.subject);
  if (!window) return;
  const ir::Window& late = process_.windows[*window];
  if (late.form == ir::WindowForm::kRows) {
    context_.Report(Code::kWindowOption, source.subject.span, fmt::format("nothing is late for `{}`", late.name),
                    "every event enters a window of rows, however old");
    return;
  }
  const std::size_t mark = exprs_.MarkLocals();
  const std::size_t facts = exprs_.narrowing().Mark();
  ir::LateHandler handler;
  handler.span = source.span;
  handler.doc = source.doc;
  handler.window = *window;
  const TypeId type = context_.types().Record(context_.program.streams[late.stream].record);
  handler.event = exprs_.AddLocal(ir::LocalKind::kEvent, source.binders.front(), type);
  exprs_.DeclareLocal(source.binders.front(), handler.event);
  handler.body = CheckBody(source.body);
  exprs_.narrowing().Leave(facts);
  exprs_.LeaveLocals(mark);
  process_.late_handlers.push_back(std::move(handler));
}

}  // namespace rulec::check
