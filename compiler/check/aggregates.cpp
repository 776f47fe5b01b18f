// Questions asked of a window: `w.count`, `w.count(cond)`, `w.sum(x)`, `w.top(3, x)`, `w.last?.amount`, ...
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/check/expr_checker.h"
#include "compiler/ir/print.h"

namespace rulec::check {
namespace {

using ir::AggregateKind;
using ir::ExprKind;

/// What stands in the brackets.
enum class Form : std::uint8_t {
  kBare,      // w.start
  kEvent,     // w.last, w.last(x)
  kValue,     // w.sum(x)
  kCount,     // w.count, w.count(condition)
  kAny,       // w.any(condition)
  kAll,       // w.all(condition)
  kNumber,    // w.top(3, x)
  kHalfLife,  // w.ewma(x, 10m)
};

struct Question {
  std::string_view name;
  Form form;
  AggregateKind kind;
  std::string_view arguments;  // as they are written
};

constexpr std::array kQuestions = {
    Question{"count", Form::kCount, AggregateKind::kCount, "(condition)"},
    Question{"sum", Form::kValue, AggregateKind::kSum, "(x)"},
    Question{"avg", Form::kValue, AggregateKind::kAvg, "(x)"},
    Question{"min", Form::kValue, AggregateKind::kMin, "(x)"},
    Question{"max", Form::kValue, AggregateKind::kMax, "(x)"},
    Question{"first", Form::kEvent, AggregateKind::kFirst, "(x)"},
    Question{"last", Form::kEvent, AggregateKind::kLast, "(x)"},
    Question{"previous", Form::kEvent, AggregateKind::kPrevious, "(x)"},
    Question{"any", Form::kAny, AggregateKind::kCountIf, "(condition)"},
    Question{"all", Form::kAll, AggregateKind::kCountIf, "(condition)"},
    Question{"stddev", Form::kValue, AggregateKind::kStddev, "(x)"},
    Question{"distinct", Form::kValue, AggregateKind::kDistinct, "(x)"},
    Question{"list", Form::kValue, AggregateKind::kList, "(x)"},
    Question{"top", Form::kNumber, AggregateKind::kTop, "(3, x)"},
    Question{"quantile", Form::kNumber, AggregateKind::kQuantile, "(0.95, x)"},
    Question{"ewma", Form::kHalfLife, AggregateKind::kEwma, "(x, 10m)"},
    Question{"start", Form::kBare, AggregateKind::kStart, ""},
    Question{"end", Form::kBare, AggregateKind::kEnd, ""},
    Question{"complete", Form::kBare, AggregateKind::kComplete, ""},
};

const Question* QuestionNamed(std::string_view name) {
  const auto* const found =
      std::find_if(kQuestions.begin(), kQuestions.end(), [&](const Question& each) { return each.name == name; });
  return found == kQuestions.end() ? nullptr : found;
}

bool TakesArguments(Form form, bool called, std::size_t arguments) {
  switch (form) {
    case Form::kBare:
      return !called;
    case Form::kEvent:
    case Form::kCount:
      return !called || arguments == 1;
    case Form::kValue:
    case Form::kAny:
    case Form::kAll:
      return called && arguments == 1;
    case Form::kNumber:
    case Form::kHalfLife:
      return called && arguments == 2;
  }
  return false;
}

}  // namespace

void ExprChecker::EnterWindow(ir::WindowId window) {
  window_ = window;
  window_locals_ = locals_.size();
  reads_current_ = false;
  const auto where = process_->process->windows[window].where;
  window_mark_ = narrowing_.Mark();
  if (where) narrowing_.Assume(narrowing_.WhenTrue(*where));
}

void ExprChecker::LeaveWindow() {
  narrowing_.Leave(window_mark_);
  window_.reset();
}

std::optional<ir::WindowId> ExprChecker::WindowNamed(ast::ExprId expr) const {
  if (process_ == nullptr || node(expr).kind != ast::ExprKind::kName) return std::nullopt;
  if (closing_ && node(expr).text == closing_->name) return closing_->window;
  if (IsValue(node(expr).text)) return std::nullopt;
  const auto found = process_->windows.find(node(expr).text);
  return found == process_->windows.end() ? std::nullopt : std::optional(found->second);
}

// Windows that close know no event at hand, and no rows that may be gone.
bool ExprChecker::IsAnswered(ir::WindowId window, AggregateKind kind, Span span) {
  const bool is_previous = kind == AggregateKind::kPrevious;
  const bool closes = !ir::AnswersAtOnce(process_->process->windows[window]);
  if (!closes || !(is_previous || kind == AggregateKind::kComplete)) return true;
  context_.Report(
      Code::kUnknownAggregate, span,
      fmt::format("a window that closes has no `{}`", is_previous ? "previous" : "complete"),
      is_previous ? "its newest event is `last`" : "look-backs have it; a window that closes is always complete");
  return false;
}

ir::ExprId ExprChecker::Ask(ir::WindowId window, ir::Aggregate aggregate, Span span, std::optional<ir::ExprId> sought) {
  if (!IsAnswered(window, aggregate.kind, span)) return build_.Error(span);
  ir::Window& asked = process_->process->windows[window];
  const bool of_optional = aggregate.argument.valid() && types().IsOptional(build_.type(aggregate.argument));
  ir::AggregateId id(static_cast<std::uint32_t>(asked.aggregates.size()));
  const TypeId type = aggregate.type;
  if (aggregate.kind == AggregateKind::kCountWhere) {
    // Reads locals of its handler: never the same as another.
    asked.aggregates.push_back(std::move(aggregate));
  } else {
    // Equal questions are asked once.
    const std::string question = fmt::format("{}:{}:{}", window.value, static_cast<int>(aggregate.kind),
                                             ir::AggregateText(context_.program, process_->process, aggregate, "_"));
    const auto [place, added] = process_->aggregates.try_emplace(question, id);
    if (added) asked.aggregates.push_back(std::move(aggregate));
    id = place->second;
  }
  const ir::ExprId answer = sought ? build_.Node(ExprKind::kAggregate, type, span, {*sought}, window.value)
                                   : build_.Node(ExprKind::kAggregate, type, span, {}, window.value);
  build_.expr(answer).aggregate = id;
  if (closing_ && closing_->window == window && types().IsOptional(type) && !of_optional) {
    return build_.Node(ExprKind::kNarrow, types().WithoutOptional(type), span, {answer});  // it is never empty
  }
  return Narrowed(answer);
}

ir::ExprId ExprChecker::Count(ir::WindowId window, Span span) {
  return Ask(window, {AggregateKind::kCount, {}, Simple(TypeKind::kInt), 0, {}}, span);
}

// Windows that close answer in their own handlers only.
bool ExprChecker::CanAnswer(ir::WindowId window, ast::ExprId field) {
  const ir::Window& asked = process_->process->windows[window];
  if (ir::AnswersAtOnce(asked)) return true;
  if (closing_ && closing_->window == window) {
    if (node(ChildOf(field, 0)).text == closing_->name) return true;
    context_.Report(Code::kWindowNotClosed, node(ChildOf(field, 0)).span,
                    fmt::format("the closed `{}` is `{}` here", asked.name, context_.Text(closing_->name)));
    return false;
  }
  context_.Report(Code::kWindowNotClosed, node(ChildOf(field, 0)).span,
                  fmt::format("the window `{}` answers when it closes", asked.name),
                  fmt::format("ask it in `on close {} as v`", asked.name));
  return false;
}

ir::ExprId ExprChecker::AggregateExpr(ast::ExprId expr, ast::ExprId field, bool called) {
  const ir::WindowId window = *WindowNamed(ChildOf(field, 0));
  const Span span = node(expr).span;
  if (window_) {
    context_.Report(Code::kWindowReadsState, span, "a window cannot ask a window",
                    "only fields of the entering event, constants and parameters");
    return Error(expr);
  }
  if (!CanAnswer(window, field)) return Error(expr);
  const std::string_view name = context_.Text(node(field).text);
  const Question* const question = QuestionNamed(name);
  if (question == nullptr) {
    std::vector<std::string_view> names;
    for (const Question& each : kQuestions) names.push_back(each.name);
    context_
        .Report(Code::kUnknownAggregate, node(field).op_span, fmt::format("a window has no `{}`", name),
                context_.DidYouMean(name, names))
        .Hint(
            "it answers `count`, `count(condition)`, `sum(x)`, `avg(x)`, `min(x)`, `max(x)`, `first`, `last`, "
            "`previous`, `distinct(x)` and more");
    return Error(expr);
  }
  if (!TakesArguments(question->form, called, called ? node(expr).count - 1 : 0)) {
    const std::string asked = fmt::format("{}.{}", SourceText(ChildOf(field, 0)), name);
    const bool either = question->form == Form::kEvent || question->form == Form::kCount;
    context_.Report(Code::kArgumentCount, span, fmt::format("wrong arguments for `{}` of a window", name),
                    either ? fmt::format("write `{}` or `{}{}`", asked, asked, question->arguments)
                           : fmt::format("write `{}{}`", asked, question->arguments));
    return Error(expr);
  }
  switch (question->form) {
    case Form::kBare:
      if (process_->process->windows[window].form == ir::WindowForm::kRows) {
        context_
            .Report(Code::kUnknownAggregate, node(field).op_span, fmt::format("a window of rows has no `{}`", name),
                    "it has no bounds in time")
            .Hint(fmt::format("`{}.first?.at`, with the field that is the time, says how old its rows are",
                              SourceText(ChildOf(field, 0))));
        return Error(expr);
      }
      return Ask(window, {question->kind, {}, BareType(window, question->kind), 0, {}}, span);
    case Form::kEvent: {
      if (called) return ValueQuestion(expr, window, question->kind, ChildOf(expr, 1), 0);
      const ir::ExprId event =
          build_.Node(ExprKind::kLocal, EventType(window), span, {}, process_->process->windows[window].event.value);
      return Ask(window, {question->kind, event, types().Optional(EventType(window)), 0, {}}, span);
    }
    case Form::kValue:
      return ValueQuestion(expr, window, question->kind, ChildOf(expr, 1), 0);
    case Form::kCount:
      return called ? CountWhich(window, ChildOf(expr, 1), span) : Count(window, span);
    case Form::kAny:
    case Form::kAll: {
      const ir::ExprId count = CountWhich(window, ChildOf(expr, 1), span);
      if (IsError(count)) return count;
      if (question->form == Form::kAny) {
        return build_.Binary(ir::BinaryOp::kGreater, count, build_.Number(0, Simple(TypeKind::kInt), span),
                             Simple(TypeKind::kBool), span);
      }
      return build_.Binary(ir::BinaryOp::kEqual, count, Count(window, span), Simple(TypeKind::kBool), span);
    }
    case Form::kNumber: {
      const bool top = question->kind == AggregateKind::kTop;
      const auto number =
          top ? RowCount(ChildOf(expr, 1))
              : NumberOf(ChildOf(expr, 1), types().Decimal(10, 9), {0, ir::kQuantileUnits}, "a quantile");
      if (!number) return Error(expr);
      return ValueQuestion(expr, window, question->kind, ChildOf(expr, 2), *number);
    }
    case Form::kHalfLife: {
      const auto half_life = NumberOf(ChildOf(expr, 2), Simple(TypeKind::kDuration), {1, INT64_MAX}, "a half-life");
      if (!half_life) return Error(expr);
      return ValueQuestion(expr, window, question->kind, ChildOf(expr, 1), *half_life);
    }
  }
  return Error(expr);
}

std::optional<std::int64_t> ExprChecker::RowCount(ast::ExprId expr) {
  return NumberOf(expr, Simple(TypeKind::kInt), {1, kMostRows}, "how many");
}

std::optional<std::int64_t> ExprChecker::NumberOf(ast::ExprId expr, TypeId type, Range range, std::string_view what) {
  const ir::ExprId constant = CheckConstant(expr, type, what);
  if (IsError(constant)) return std::nullopt;
  const base::Int128 number = context_.program.constants[ir::ConstantId(build_.expr(constant).index)].number;
  if (number >= range.least && number <= range.most) return static_cast<std::int64_t>(number);
  const TypeKind kind = types().Kind(type);
  context_.Report(Code::kAggregateNumber, node(expr).span, fmt::format("`{}` is out of range here", SourceText(expr)),
                  kind == TypeKind::kInt        ? "a window holds 1 to 100,000 rows of a key"
                  : kind == TypeKind::kDuration ? "a half-life is longer than nothing"
                                                : "a quantile lies between 0 and 1");
  return std::nullopt;
}

ir::ExprId ExprChecker::ValueQuestion(ast::ExprId expr, ir::WindowId window, AggregateKind kind, ast::ExprId source,
                                      std::int64_t number) {
  EnterWindow(window);
  ir::ExprId argument = Check(source);
  if (!IsError(argument) && types().IsOptional(build_.type(argument))) {
    context_
        .Report(Code::kMayBeMissing, node(source).span, fmt::format("`{}` may be missing", SourceText(source)),
                "rows without a value cannot be aggregated")
        .Hint(fmt::format("write `{} ?? 0`, or `where {} is present` after the window", SourceText(source),
                          SourceText(source)));
    argument = Error(expr);
  }
  if (!IsError(argument) && reads_current_) {
    context_
        .Report(Code::kWindowReadsState, node(source).span, "values of a window cannot depend on the event at hand",
                "only fields of the entering event, constants and parameters")
        .Hint("the conditions of `count`, `any` and `all` may compare the two");
    argument = Error(expr);
  }
  LeaveWindow();
  if (IsError(argument)) return Error(expr);
  const TypeId type = AggregateType(kind, build_.type(argument), source);
  if (types().Kind(type) == TypeKind::kError) return Error(expr);
  return Ask(window, {kind, argument, type, number, {}}, node(expr).span);
}

// ---- `w.last.amount`: what is not asked for is not kept

std::optional<ir::ExprId> ExprChecker::FieldOfWindowEvent(ast::ExprId expr) {
  const ast::ExprId head = ChildOf(expr, 0);
  if (node(head).kind != ast::ExprKind::kField) return std::nullopt;
  const auto window = WindowNamed(ChildOf(head, 0));
  if (!window || window_) return std::nullopt;
  const Question* const question = QuestionNamed(context_.Text(node(head).text));
  if (question == nullptr || question->form != Form::kEvent) return std::nullopt;
  const ast::Expr& field = node(expr);
  const bool optional = field.kind == ast::ExprKind::kOptionalField;
  const auto index = FieldIndex(types()[EventType(*window)].record, field.text, field.op_span);
  if (!index) return Error(expr);
  const bool is_closed = closing_ && closing_->window == *window;  // and so never empty
  if (!optional && !is_closed && !narrowing_.Holds(narrowing_.RowPath(*window, question->kind))) {
    context_
        .Report(Code::kMayBeMissing, node(head).span, fmt::format("`{}` may be missing", SourceText(head)),
                "its field cannot be read")
        .Hint(fmt::format("write `{}?.{}`, which is missing when it is, or test `{} is present` before",
                          SourceText(head), context_.Text(field.text), SourceText(head)));
    return Error(expr);
  }
  EnterWindow(*window);
  const ir::LocalId event = process_->process->windows[*window].event;
  const ir::ExprId argument = ReadField(ReadLocal(event, node(head).span), *index, field.span);
  LeaveWindow();
  const TypeId type = types().Optional(types().WithoutOptional(build_.type(argument)));
  return Ask(*window, {question->kind, argument, type, 0, {}}, field.span);
}

// `w.last is present`: nothing of the event need be kept for that.
std::optional<ir::ExprId> ExprChecker::PresenceOfWindowEvent(ast::ExprId expr, bool present, Span span) {
  if (node(expr).kind != ast::ExprKind::kField) return std::nullopt;
  const auto window = WindowNamed(ChildOf(expr, 0));
  if (!window || window_) return std::nullopt;
  const Question* const question = QuestionNamed(context_.Text(node(expr).text));
  if (question == nullptr || question->form != Form::kEvent) return std::nullopt;
  const TypeId boolean = Simple(TypeKind::kBool);
  if (question->kind != AggregateKind::kPrevious) {
    const ir::ExprId zero = build_.Number(0, Simple(TypeKind::kInt), span);
    const ir::BinaryOp op = present ? ir::BinaryOp::kGreater : ir::BinaryOp::kEqual;
    return build_.Binary(op, Count(*window, span), zero, boolean, span);
  }
  const ir::ExprId mark = build_.Bool(true, span);
  const ir::ExprId read = Ask(*window, {question->kind, mark, types().Optional(boolean), 0, {}}, span);
  if (IsError(read)) return read;
  return build_.Node(present ? ExprKind::kIsPresent : ExprKind::kIsMissing, boolean, span, {WithoutNarrowing(read)});
}

}  // namespace rulec::check
