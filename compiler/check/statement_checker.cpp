// Handlers and their statements.
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/effective.h"
#include "compiler/check/process_checker.h"

namespace rulec::check {

using ir::StatementKind;

void ProcessChecker::CheckHandler(const ast::Handler& source) {
  switch (source.trigger) {
    case ast::TriggerKind::kStream:
      process_.handlers.push_back(CheckEvent(source));
      return;
    case ast::TriggerKind::kClose:
      return CheckAnswer(source, ir::DueKind::kClose);
    case ast::TriggerKind::kUpdate:
      return CheckAnswer(source, ir::DueKind::kUpdate);
    case ast::TriggerKind::kLate:
      return CheckLate(source);
    case ast::TriggerKind::kTimer:
      return CheckTimerHandler(source);
    case ast::TriggerKind::kMatch:
      return CheckMatch(source);
    case ast::TriggerKind::kUnmatched:
      return CheckOneSide(source, ir::JoinHandlerKind::kUnmatched);
    case ast::TriggerKind::kTimeout:
      return;  // not built yet, reported
  }
}

ir::Handler ProcessChecker::CheckEvent(const ast::Handler& source) {
  const auto stream = FindStream(source.subject);
  const std::size_t mark = exprs_.MarkLocals();
  const std::size_t facts = exprs_.narrowing().Mark();
  ir::Handler handler;
  handler.span = source.span;
  handler.doc = source.doc;
  if (stream) {
    handler.stream = *stream;
    const TypeId type = context_.types().Record(context_.program.streams[*stream].record);
    handler.event = exprs_.AddLocal(ir::LocalKind::kEvent, source.binders[0], type);
    exprs_.DeclareLocal(source.binders[0], handler.event);
  } else {
    exprs_.DeclareBroken(source.binders[0]);
  }
  handler.body = CheckBody(source.body);
  exprs_.narrowing().Leave(facts);
  exprs_.LeaveLocals(mark);
  return handler;
}

std::vector<ir::StatementId> ProcessChecker::CheckBody(const std::vector<ast::StatementId>& body) {
  std::vector<ir::StatementId> statements;
  for (const ast::StatementId id : body) {
    if (const auto statement = CheckStatement(tree().statements[id])) statements.push_back(*statement);
  }
  return statements;
}

std::optional<ir::StatementId> ProcessChecker::CheckStatement(const ast::Statement& source) {
  switch (source.kind) {
    case ast::StatementKind::kRule:
      return CheckRule(source);
    case ast::StatementKind::kVar:
      return CheckVar(source);
    case ast::StatementKind::kLet:
      return CheckLet(source);
    case ast::StatementKind::kAssign:
      return source.index ? CheckPut(source) : CheckAssign(source);
    case ast::StatementKind::kAdd:
      return CheckAdd(source);
    case ast::StatementKind::kRemove:
      return CheckRemove(source);
    case ast::StatementKind::kClear:
      return CheckClear(source);
    case ast::StatementKind::kEmit:
      return CheckEmit(source);
    case ast::StatementKind::kStart:
      return CheckStart(source);
    case ast::StatementKind::kStop:
      return CheckStop(source);
      break;
    case ast::StatementKind::kOpaque:
      context_.NotBuilt(source.span, context_.Text(source.name.symbol));
      break;
  }
  return std::nullopt;
}

ir::Statement ProcessChecker::NewStatement(StatementKind kind, const ast::Statement& source) const {
  ir::Statement statement;
  statement.kind = kind;
  statement.span = source.span;
  statement.doc = source.doc;
  return statement;
}

std::optional<ir::StatementId> ProcessChecker::CheckRule(const ast::Statement& source) {
  if (inside_rule_) {
    context_.NotBuilt(source.name.span, "a rule inside a rule",
                      "write a rule of its own, whose condition joins both by `and`");
    return std::nullopt;
  }
  DeclareOnce(context_, rule_names_, source.name);
  if (source.attributes.shadow)
    context_.NotBuilt(*source.attributes.shadow, "`shadow` of a rule of a process",
                      "ask a decision: its rules can be in shadow");
  for (const auto& [option, span] : source.attributes.opaque) {
    context_.NotBuilt(span, fmt::format("`{}`", context_.Text(option)));
  }
  ir::Statement rule = NewStatement(StatementKind::kRule, source);
  rule.name = context_.TextOf(source.name.symbol);
  rule.description = source.description;
  rule.likely = source.attributes.likely;
  if (source.attributes.once_per) {
    rule.once_per_us = DurationOf(context_, tree(), *source.attributes.once_per, 1, "`once per`");
    RequireKey(tree().exprs[*source.attributes.once_per].span, "`once per`");
  }
  rule.when = WhileEffective(exprs_, tree(), source.attributes, exprs_.CheckCondition(source.when),
                             [&](Span span) { return exprs_.HandlerTime(span); });
  const std::size_t locals = exprs_.MarkLocals();
  const std::size_t facts = exprs_.narrowing().Mark();
  if (context_.build.kind(rule.when) != TypeKind::kError) {
    exprs_.narrowing().Assume(exprs_.narrowing().WhenTrue(rule.when));
  }
  inside_rule_ = true;
  rule.body = CheckBody(source.body);
  inside_rule_ = false;
  exprs_.narrowing().Leave(facts);
  exprs_.LeaveLocals(locals);
  return context_.program.statements.Add(std::move(rule));
}

std::optional<ir::StatementId> ProcessChecker::CheckVar(const ast::Statement& source) {
  const TypeId type = ResolveType(context_, module_, source.type);
  const ir::ExprId value = exprs_.CheckAs(source.value, type);
  if (context_.types().IsCollection(context_.types().WithoutOptional(type))) {
    context_.NotBuilt(tree().type_refs[source.type].span, "a `var` that holds a collection",
                      "a `let` names one, and a `state` cell keeps one");
    exprs_.DeclareBroken(source.name);
    return std::nullopt;
  }
  if (context_.types().Kind(type) == TypeKind::kError) {
    exprs_.DeclareBroken(source.name);
    return std::nullopt;
  }
  ir::Statement statement = NewStatement(StatementKind::kVar, source);
  statement.value = value;
  statement.local = exprs_.AddLocal(ir::LocalKind::kVar, source.name, type);
  exprs_.DeclareLocal(source.name, statement.local);
  return context_.program.statements.Add(std::move(statement));
}

std::optional<ir::StatementId> ProcessChecker::CheckLet(const ast::Statement& source) {
  const ir::ExprId value = exprs_.Check(source.value);
  const TypeKind kind = context_.build.kind(value);
  if (kind == TypeKind::kMissing) {
    context_.Report(Code::kNeedsType, tree().exprs[source.value].span, "`missing` needs a type",
                    "nothing here says what is missing");
  }
  const bool whole = exprs_.RefuseWhole(value, tree().exprs[source.value].span);
  if (kind == TypeKind::kError || kind == TypeKind::kMissing || whole) {
    exprs_.DeclareBroken(source.name);
    return std::nullopt;
  }
  ir::Statement statement = NewStatement(StatementKind::kLet, source);
  statement.value = value;
  statement.local = exprs_.AddLocal(ir::LocalKind::kLet, source.name, context_.build.type(value));
  exprs_.DeclareLocal(source.name, statement.local);
  return context_.program.statements.Add(std::move(statement));
}

std::optional<ProcessChecker::Place> ProcessChecker::FindPlace(const std::vector<ast::Name>& names) {
  const ast::Name head = names[0];
  const std::string_view name = context_.Text(head.symbol);
  Place place;
  if (exprs_.IsBroken(head.symbol)) return std::nullopt;
  const auto local = exprs_.FindLocal(head.symbol);
  const auto cell = scope_.cells.find(head.symbol);
  if (local && context_.program.locals[*local].kind == ir::LocalKind::kVar) {
    place.id = local->value;
    place.type = context_.program.locals[*local].type;
    place.read = exprs_.ReadLocal(*local, head.span);
  } else if (!local && cell != scope_.cells.end()) {
    place.cell = true;
    place.id = cell->second.value;
    place.type = process_.cells[cell->second].type;
    place.read = exprs_.ReadCell(cell->second, head.span);
  } else {
    std::vector<std::string_view> candidates;
    for (const ir::StateCell& known : process_.cells) candidates.push_back(known.name);
    for (std::string_view known : exprs_.LocalNames()) candidates.push_back(known);
    if (local) {
      context_.Report(Code::kNotAssignable, head.span, fmt::format("`{}` cannot be assigned", name),
                      "only state cells and `var` change");
    } else {
      context_.Report(Code::kUnknownName, head.span, fmt::format("there is no state cell or `var` named `{}`", name),
                      context_.DidYouMean(name, candidates));
    }
    return std::nullopt;
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    const types::Type type = context_.types()[place.type];
    if (type.kind == TypeKind::kError) return std::nullopt;
    if (type.kind != TypeKind::kRecord) {
      const bool optional = type.kind == TypeKind::kOptional;
      context_.Report(Code::kNotAssignable, names[i].span,
                      optional ? "a field of what may be missing cannot be assigned"
                               : fmt::format("type `{}` has no fields", context_.TypeText(place.type)),
                      optional ? "assign the whole record" : "");
      return std::nullopt;
    }
    const auto field = exprs_.FieldIndex(type.record, names[i].symbol, names[i].span);
    if (!field) return std::nullopt;
    place.path.push_back(*field);
    place.type = context_.program.records[type.record].fields[*field].type;
    place.read = exprs_.ReadField(place.read, *field, base::Join(head.span, names[i].span));
  }
  return place;
}

std::optional<ir::StatementId> ProcessChecker::CheckAssign(const ast::Statement& source) {
  const auto place = FindPlace(source.place);
  if (!place) {
    exprs_.Check(source.value);
    return std::nullopt;
  }
  if (place->cell && context_.types().IsCollection(place->type) && place->path.empty()) {
    return CheckAssignCollection(source, *place);
  }
  ir::ExprId value;
  if (source.op == ast::Op::kNone) {
    value = exprs_.CheckAs(source.value, place->type);
  } else {
    const std::string text = exprs_.PlaceText(source.place);
    if (!exprs_.RequirePlace(place->read, text, base::Join(source.place.front().span, source.place.back().span))) {
      exprs_.Check(source.value);
      return std::nullopt;
    }
    value = exprs_.Accumulate(source.op, place->read, source.value, place->type, source.span, text);
  }
  const ir::ExprKind root = place->cell ? ir::ExprKind::kCell : ir::ExprKind::kLocal;
  exprs_.narrowing().Forget(root, place->id);
  // What was just assigned is there. Only a late event may write to a cell what has ended already, where nothing was.
  const ir::ExprId read = exprs_.WithoutNarrowing(place->read);
  const bool stays = !place->cell || !process_.cells[ir::CellId(place->id)].expires_us || read != place->read;
  if (stays && context_.build.expr(value).kind == ir::ExprKind::kSome && place->path.empty()) {
    if (const auto path = exprs_.narrowing().PathOf(read)) exprs_.narrowing().Assume({*path});
  }
  ir::Statement statement = NewStatement(place->cell ? StatementKind::kAssignCell : StatementKind::kAssignVar, source);
  if (place->cell) {
    statement.cell = ir::CellId(place->id);
  } else {
    statement.local = ir::LocalId(place->id);
  }
  statement.path = place->path;
  statement.value = value;
  return context_.program.statements.Add(std::move(statement));
}

std::optional<ir::StatementId> ProcessChecker::CheckEmit(const ast::Statement& source) {
  const DeclMap& channels = context_.modules[module_].channels;
  const auto found = channels.find(source.name.symbol);
  const std::string_view name = context_.Text(source.name.symbol);
  if (found == channels.end() || found->second.kind == DeclKind::kStream) {
    const bool built_in = name == "errors" || name == "late" || name == "overflow";
    const auto names = context_.NamesOf(channels, {DeclKind::kOutput});
    context_.Report(
        built_in ? Code::kReservedName : Code::kUnknownOutput, source.name.span,
        built_in ? fmt::format("`{}` is a built-in output", name) : fmt::format("unknown output `{}`", name),
        built_in ? "rules do not emit to it" : context_.DidYouMean(name, names));
    return std::nullopt;
  }
  if (found->second.kind != DeclKind::kOutput || found->second.id == kNoId) return std::nullopt;
  const ir::OutputId output(found->second.id);
  ir::Statement statement = NewStatement(StatementKind::kEmit, source);
  statement.output = output;
  context_.output_uses.push_back(
      {static_cast<std::uint32_t>(context_.program.processes.size()), output, false, source.name.span});
  const Span span = base::Join(source.name.span, source.span);
  statement.value = exprs_.RecordOf(context_.program.outputs[output].record, source.entries, span);
  return context_.program.statements.Add(std::move(statement));
}

}  // namespace rulec::check
