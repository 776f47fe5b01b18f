// Bounds of state cells, and what changes lists, sets and maps.
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/process_checker.h"

namespace rulec::check {

using ir::StatementKind;

namespace {

constexpr std::uint32_t kMostElements = 1'000'000'000;

std::string_view KindText(TypeKind kind) {
  return kind == TypeKind::kList ? "list" : kind == TypeKind::kSet ? "set" : "map";
}

}  // namespace

void ProcessChecker::CheckBounds(const ast::StateCell& source, ir::StateCell& cell) {
  if (source.expires) cell.expires_us = DurationOf(context_, tree(), *source.expires, 1, "`expires`");
  cell.after_access = source.after_access && cell.expires_us.has_value();
  if (!source.expires && !source.unbounded) {
    Diagnostic& report =
        context_.Report(Code::kUnboundedState, source.name.span,
                        fmt::format("nothing bounds the state cell `{}`", cell.name), "add `expires 30d after write`");
    if (source.up_to) report.Hint("`up to` bounds what is kept of one key, not how long keys are kept");
    report.Hint("or say `unbounded`, if a value for every key ever seen is meant to stay in memory");
  }
  if (source.expires && source.unbounded) {
    context_.Report(Code::kStateBounds, source.name.span,
                    fmt::format("the state cell `{}` both expires and is `unbounded`", cell.name), "say one of them");
  }
  if (!source.up_to) return;
  const ast::Expr& number = tree().exprs[*source.up_to];
  std::uint32_t most = 0;
  for (const char digit : context_.Text(number.text)) {
    if (most <= kMostElements) most = most * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  if (most == 0 || most > kMostElements) {
    context_.Report(Code::kStateBounds, number.span, "`up to` takes a number from 1 to 1,000,000,000");
    return;
  }
  if (!context_.types().IsCollection(cell.type)) {
    if (context_.types().Kind(cell.type) == TypeKind::kError) return;
    context_.Report(Code::kStateBounds, number.span,
                    fmt::format("`{}` of type `{}` is one value", cell.name, context_.TypeText(cell.type)),
                    "`up to` bounds lists, sets and maps");
    return;
  }
  cell.up_to = most;
}

// What the cell reads as before it is written.
void ProcessChecker::CheckInitial(const ast::StateCell& source, ir::StateCell& cell) {
  const TypeKind kind = context_.types().Kind(cell.type);
  if (kind == TypeKind::kSet || kind == TypeKind::kMap) {
    if (!source.initial) return;
    const ast::Expr& initial = tree().exprs[*source.initial];
    if (initial.kind == ast::ExprKind::kList && initial.count == 0) return;
    context_.Report(Code::kCollectionDefault, initial.span, fmt::format("a {} starts empty", KindText(kind)),
                    "its elements expire one by one, and do not come back");
    return;
  }
  if (source.initial) {
    cell.initial = exprs_.CheckConstant(*source.initial, cell.type);
    const ir::Expr& initial = context_.build.expr(cell.initial);
    if (cell.up_to && initial.kind == ir::ExprKind::kList && initial.count > *cell.up_to) {
      context_.Report(Code::kStateBounds, tree().exprs[*source.initial].span,
                      fmt::format("the default has {} elements, `up to` allows {}", initial.count, *cell.up_to));
    }
  } else if (context_.types().IsOptional(cell.type)) {
    cell.initial = context_.build.Missing(cell.type, source.name.span);
  } else if (kind == TypeKind::kList) {
    cell.initial = context_.build.Node(ir::ExprKind::kList, cell.type, source.name.span, {});
  } else {
    cell.initial = context_.build.Error(source.name.span);
    if (kind == TypeKind::kError) return;
    context_
        .Report(Code::kStateWithoutDefault, source.name.span,
                fmt::format("the state cell `{}` needs a default", cell.name),
                fmt::format("write `{}: {} = ..`", cell.name, context_.TypeText(cell.type)))
        .Hint(fmt::format("or make its type `{}?`, which starts missing", context_.TypeText(cell.type)));
  }
}

// The list, set or map cell that a statement is about; `verb` is its word.
std::optional<ir::CellId> ProcessChecker::FindCollection(const ast::Statement& source, std::string_view verb) {
  const ast::Name name = source.name;
  const auto place = FindPlace({name});
  if (!place || context_.types().Kind(place->type) == TypeKind::kError) return std::nullopt;
  if (!context_.types().IsCollection(place->type)) {
    const bool optional = context_.types().Kind(context_.types().WithoutOptional(place->type)) == TypeKind::kList;
    context_.Report(
        Code::kNotACollection, name.span,
        fmt::format("`{}` of type `{}` is no list, set or map", context_.Text(name.symbol),
                    context_.TypeText(place->type)),
        optional ? "make its type a list, which starts empty" : fmt::format("`{}` is for collections", verb));
    return std::nullopt;
  }
  return ir::CellId(place->id);
}

std::optional<ir::StatementId> ProcessChecker::CheckAdd(const ast::Statement& source) {
  const auto cell = FindCollection(source, "add");
  if (!cell) {
    exprs_.Check(source.value);
    return std::nullopt;
  }
  const types::Type type = context_.types()[process_.cells[*cell].type];
  if (type.kind == TypeKind::kMap) {
    exprs_.Check(source.value);
    const std::string_view name = context_.Text(source.name.symbol);
    context_.Report(Code::kNotACollection, source.name.span, fmt::format("nothing is added to the map `{}`", name),
                    fmt::format("write `{}[key] = ..`", name));
    return std::nullopt;
  }
  ir::Statement statement = NewStatement(StatementKind::kAdd, source);
  statement.cell = *cell;
  statement.value = exprs_.CheckAs(source.value, type.element);
  return context_.program.statements.Add(std::move(statement));
}

std::optional<ir::StatementId> ProcessChecker::CheckRemove(const ast::Statement& source) {
  const auto cell = FindCollection(source, "remove");
  if (!cell) {
    exprs_.Check(source.value);
    return std::nullopt;
  }
  const types::Type type = context_.types()[process_.cells[*cell].type];
  if (type.kind == TypeKind::kList && context_.types().Kind(type.element) == TypeKind::kRecord) {
    context_.Report(Code::kOperatorTypes, source.span,
                    fmt::format("`remove` does not compare `{}`", context_.TypeText(type.element)));
    return std::nullopt;
  }
  ir::Statement statement = NewStatement(StatementKind::kRemove, source);
  statement.cell = *cell;
  statement.value = exprs_.CheckAs(source.value, context_.types().ElementOf(process_.cells[*cell].type));
  return context_.program.statements.Add(std::move(statement));
}

std::optional<ir::StatementId> ProcessChecker::CheckClear(const ast::Statement& source) {
  const auto cell = FindCollection(source, "clear");
  if (!cell) return std::nullopt;
  ir::Statement statement = NewStatement(StatementKind::kClear, source);
  statement.cell = *cell;
  return context_.program.statements.Add(std::move(statement));
}

// `m[key] = value`, `l[index] += value`.
std::optional<ir::StatementId> ProcessChecker::CheckPut(const ast::Statement& source) {
  const auto place = FindPlace(source.place);
  const Span span = source.place_span;
  const std::string head = context_.TextOf(source.place[0].symbol);
  const ir::ExprId read = place ? exprs_.IndexOf(place->read, *source.index, span, head) : ir::ExprId();
  if (!place || context_.build.kind(read) == TypeKind::kError) {
    exprs_.Check(source.value);
    return std::nullopt;
  }
  if (!place->cell) {
    exprs_.Check(source.value);
    context_.NotBuilt(span, "an assignment to an element of a `var`", "keep it in a `state` cell");
    return std::nullopt;
  }
  const TypeId element = context_.types()[place->type].element;
  ir::Statement statement = NewStatement(StatementKind::kPut, source);
  statement.cell = ir::CellId(place->id);
  statement.place = read;
  if (source.op == ast::Op::kNone) {
    statement.value = exprs_.CheckAs(source.value, element);
    return context_.program.statements.Add(std::move(statement));
  }
  const std::string text = head + "[" + exprs_.SourceText(*source.index) + "]";
  if (!exprs_.RequirePlace(read, text, span)) {
    exprs_.Check(source.value);
    return std::nullopt;
  }
  statement.value = exprs_.Accumulate(source.op, read, source.value, element, source.span, text);
  return context_.program.statements.Add(std::move(statement));
}

// `c = ..`, `c += ..` of a whole list, set or map.
std::optional<ir::StatementId> ProcessChecker::CheckAssignCollection(const ast::Statement& source, const Place& place) {
  const types::Type type = context_.types()[place.type];
  if (source.op != ast::Op::kNone) {
    exprs_.Check(source.value);
    const std::string_view name = context_.Text(source.place[0].symbol);
    const bool add = source.op == ast::Op::kAdd;
    context_.Report(Code::kOperatorTypes, source.span,
                    fmt::format("`{}` is a {}, not a number", name, KindText(type.kind)),
                    type.kind == TypeKind::kMap && add ? fmt::format("write `{}[key] = ..`", name)
                    : add                              ? fmt::format("write `add .. to {}`", name)
                                                       : fmt::format("write `remove .. from {}`", name));
    return std::nullopt;
  }
  ir::Statement statement = NewStatement(StatementKind::kAssignCell, source);
  statement.cell = ir::CellId(place.id);
  statement.value = type.kind == TypeKind::kSet ? exprs_.CheckElements(source.value, place.type)
                                                : exprs_.CheckAs(source.value, place.type);
  return context_.program.statements.Add(std::move(statement));
}

}  // namespace rulec::check
