// Questions asked of a look-back: `w.count`, `w.count(cond)`, `w.sum(x)`, ...
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/check/expr_checker.h"
#include "compiler/ir/print.h"

namespace rulec::check {
namespace {

using ir::ExprKind;

constexpr std::array<std::string_view, 5> kBuilt = {"count", "sum", "avg", "min", "max"};
constexpr std::array<std::string_view, 15> kToCome = {"first", "last", "stddev",   "distinct", "list",
                                                      "top",   "any",  "all",      "quantile", "ewma",
                                                      "start", "end",  "previous", "complete", "approx"};

}  // namespace

void ExprChecker::EnterWindow(ir::WindowId window) {
  window_ = window;
  const auto where = process_->process->windows[window].where;
  window_mark_ = narrowing_.Mark();
  if (where) narrowing_.Assume(narrowing_.WhenTrue(*where));
}

void ExprChecker::LeaveWindow() {
  narrowing_.Leave(window_mark_);
  window_.reset();
}

std::optional<ir::WindowId> ExprChecker::WindowNamed(ast::ExprId expr) const {
  if (process_ == nullptr || node(expr).kind != ast::ExprKind::kName || IsValue(node(expr).text)) return std::nullopt;
  const auto found = process_->windows.find(node(expr).text);
  return found == process_->windows.end() ? std::nullopt : std::optional(found->second);
}

// `field` is the `w.name` part; for a call, `expr` is the call.
std::optional<ir::AggregateKind> ExprChecker::AggregateNamed(ast::ExprId field, bool called, std::size_t arguments) {
  const ast::Expr& e = node(field);
  const std::string_view name = context_.Text(e.text);
  if (name == "count") {
    if (!called) return ir::AggregateKind::kCount;
    if (arguments == 1) return ir::AggregateKind::kCountIf;
  } else if (called && arguments == 1) {
    if (name == "sum") return ir::AggregateKind::kSum;
    if (name == "avg") return ir::AggregateKind::kAvg;
    if (name == "min") return ir::AggregateKind::kMin;
    if (name == "max") return ir::AggregateKind::kMax;
  }
  if (std::find(kToCome.begin(), kToCome.end(), name) != kToCome.end()) {
    context_.NotBuilt(e.op_span, fmt::format("`{}` of a window", name));
  } else if (std::find(kBuilt.begin(), kBuilt.end(), name) != kBuilt.end()) {
    context_.Report(Code::kArgumentCount, e.span, fmt::format("`{}` of a window takes one argument", name),
                    name == "count" ? "write `count` or `count(condition)`"
                                    : fmt::format("write `{}.{}(field)`", SourceText(ChildOf(field, 0)), name));
  } else {
    std::vector<std::string_view> names(kBuilt.begin(), kBuilt.end());
    context_
        .Report(Code::kUnknownAggregate, e.op_span, fmt::format("a window has no `{}`", name),
                context_.DidYouMean(name, names))
        .Hint("it answers `count`, `count(condition)`, `sum(x)`, `avg(x)`, `min(x)` and `max(x)`");
  }
  return std::nullopt;
}

TypeId ExprChecker::AggregateType(ir::AggregateKind kind, ir::ExprId argument, ast::ExprId source) {
  if (kind == ir::AggregateKind::kCount || kind == ir::AggregateKind::kCountIf) return Simple(TypeKind::kInt);
  const TypeId type = build_.type(argument);
  const TypeKind of = types().Kind(type);
  const bool number = of == TypeKind::kInt || of == TypeKind::kFloat || of == TypeKind::kDecimal;
  if (kind == ir::AggregateKind::kSum && number) {
    if (of != TypeKind::kDecimal) return type;
    const types::DecimalShape shape = types::SumShape(types().ShapeOf(type));
    return types().Decimal(shape.precision, shape.scale);
  }
  if (kind == ir::AggregateKind::kAvg && number) {
    if (of != TypeKind::kDecimal) return types().Optional(Simple(TypeKind::kFloat));
    const types::DecimalShape shape = types::AverageShape(types().ShapeOf(type));
    return types().Optional(types().Decimal(shape.precision, shape.scale));
  }
  const bool extreme = kind == ir::AggregateKind::kMin || kind == ir::AggregateKind::kMax;
  const bool ordered = number || of == TypeKind::kTimestamp || of == TypeKind::kDuration || of == TypeKind::kDate;
  if (extreme && ordered) return types().Optional(type);
  if (extreme && (of == TypeKind::kString || of == TypeKind::kEnum || of == TypeKind::kBool)) {
    context_.NotBuilt(node(source).span,
                      fmt::format("the least or greatest `{}` of a window", context_.TypeText(type)));
  } else {
    context_.Report(Code::kAggregateType, node(source).span,
                    fmt::format("values of type `{}` cannot be aggregated like this", context_.TypeText(type)),
                    extreme ? "values with an order are needed" : "numbers are needed");
  }
  return Simple(TypeKind::kError);
}

ir::ExprId ExprChecker::AggregateExpr(ast::ExprId expr, ast::ExprId field, bool called) {
  const ir::WindowId window = *WindowNamed(ChildOf(field, 0));
  if (window_) {
    context_.Report(Code::kWindowReadsState, node(expr).span, "a window cannot ask a window",
                    "only fields of the entering event, constants and parameters");
    return Error(expr);
  }
  const auto kind = AggregateNamed(field, called, called ? node(expr).count - 1 : 0);
  if (!kind) return Error(expr);
  ir::ExprId argument;
  ast::ExprId source = expr;
  if (called) {
    source = ChildOf(expr, 1);
    EnterWindow(window);
    argument = *kind == ir::AggregateKind::kCountIf ? CheckCondition(source) : Check(source);
    bool usable = !IsError(argument);
    if (usable && types().IsOptional(build_.type(argument))) {
      context_
          .Report(Code::kMayBeMissing, node(source).span, fmt::format("`{}` may be missing", SourceText(source)),
                  "rows without a value cannot be aggregated")
          .Hint(fmt::format("write `{} ?? 0`, or `where {} is present` after the window", SourceText(source),
                            SourceText(source)));
      usable = false;
    }
    LeaveWindow();
    if (!usable) return Error(expr);
  }
  const TypeId type = AggregateType(*kind, argument, source);
  if (types().Kind(type) == TypeKind::kError) return Error(expr);

  // Equal questions are asked once.
  std::string question = fmt::format("{}:{}", window.value, static_cast<int>(*kind));
  if (argument.valid()) question += ":" + ir::ExprText(context_.program, process_->process, argument);
  ir::Window& asked = process_->process->windows[window];
  const ir::AggregateId next(static_cast<std::uint32_t>(asked.aggregates.size()));
  const auto [place, added] = process_->aggregates.try_emplace(std::move(question), next);
  if (added) asked.aggregates.push_back({*kind, argument, type});
  const ir::ExprId answer = build_.Node(ExprKind::kAggregate, type, node(expr).span, {}, window.value);
  build_.expr(answer).aggregate = place->second;
  if (!types().IsOptional(type) || !narrowing_.Holds(narrowing_.WindowPath(window))) return answer;
  return build_.Node(ExprKind::kNarrow, types().WithoutOptional(type), node(expr).span, {answer});
}

}  // namespace rulec::check
