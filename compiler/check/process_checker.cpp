#include "compiler/check/process_checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"

namespace rulec::check {

ProcessChecker::ProcessChecker(Context& context, std::uint32_t module, const ast::Process& source)
    : context_(context), module_(module), source_(source), scope_(process_), exprs_(context, module, &scope_) {}

void ProcessChecker::Run() {
  process_.name = context_.TextOf(source_.name.symbol);
  process_.span = source_.span;
  process_.doc = source_.doc;
  for (const ast::Opaque& opaque : source_.opaques) {
    context_.NotBuilt(opaque.name ? opaque.name->span : opaque.span, context_.Text(opaque.construct));
    if (!opaque.name) continue;
    scope_.opaques.try_emplace(opaque.name->symbol, opaque.name->span);
    scope_.declared.try_emplace(opaque.name->symbol, opaque.name->span);
  }
  NotBuiltYet();
  CollectStreams();
  CheckOrder();
  CheckKey();
  for (const auto& item : source_.items) {
    if (item.kind == ast::ProcessItemKind::kState) CheckState(source_.states[item.index]);
    if (item.kind == ast::ProcessItemKind::kWindow) CheckWindow(source_.windows[item.index]);
    if (item.kind == ast::ProcessItemKind::kTimer) CheckTimer(source_.timers[item.index]);
    if (item.kind == ast::ProcessItemKind::kJoin) CheckJoin(source_.joins[item.index]);
  }
  for (const ast::Handler& handler : source_.handlers) {
    if (!handler.with_clause) CheckHandler(handler);
  }
  GuardTimers();
  ReportIdleTimers();
  ReportIdleJoins();
  context_.program.processes.push_back(std::move(process_));
}

// What the sentences of later issues say: named, and never an unknown name elsewhere.
void ProcessChecker::NotBuiltYet() {
  for (const ast::Handler& handler : source_.handlers) {
    if (handler.with_clause) context_.NotBuilt(handler.subject.span, "on .. with");
    switch (handler.trigger) {
      case ast::TriggerKind::kStream:
      case ast::TriggerKind::kClose:
      case ast::TriggerKind::kUpdate:
      case ast::TriggerKind::kLate:
      case ast::TriggerKind::kTimer:
      case ast::TriggerKind::kUnmatched:
        break;
      case ast::TriggerKind::kMatch:  // of a pattern
        if (!scope_.opaques.contains(handler.subject.symbol)) break;
        [[fallthrough]];
      case ast::TriggerKind::kTimeout:
        context_.NotBuilt(handler.subject.span, fmt::format("on {}", ast::TriggerText(handler.trigger)));
    }
  }
}

// ---- key

void ProcessChecker::CheckKey() {
  switch (source_.key) {
    case ast::ProcessKey::kNone:
      process_.key_kind = ir::ProcessKey::kNone;
      return;
    case ast::ProcessKey::kUnit:
      process_.key_kind = ir::ProcessKey::kUnit;
      return;
    case ast::ProcessKey::kFields:
      process_.key_kind = ir::ProcessKey::kFields;
      break;
  }
  const bool reads = std::any_of(source_.handlers.begin(), source_.handlers.end(), [](const ast::Handler& handler) {
    return handler.trigger == ast::TriggerKind::kStream;
  });
  if (!reads && source_.windows.empty() && source_.joins.empty() && source_.opaques.empty()) {
    context_.Report(Code::kKeyField, source_.key_parts[0].sources[0].field.span, "the process reads no stream",
                    "write `on <stream> as e { .. }`, or leave the process out");
  }
  std::unordered_map<Symbol, Span> names;
  for (const ast::KeyPart& part : source_.key_parts) CheckKeyPart(part, names);
}

// The field of `read` that is this part of its key, also left in `field`.
std::optional<std::uint32_t> ProcessChecker::KeySource(const ast::KeyPart& part, const StreamRead& read,
                                                       ast::Name& field) {
  const std::string& stream = context_.program.streams[read.id].name;
  const ast::KeyPart::Source* source = nullptr;
  for (const ast::KeyPart::Source& candidate : part.sources) {
    if (!candidate.stream || context_.Text(candidate.stream->symbol) == stream) source = &candidate;
  }
  if (source == nullptr) {
    context_
        .Report(Code::kKeyField, part.span, fmt::format("the key says nothing of stream `{}`", stream),
                fmt::format("add `= {}.<field>`", stream))
        .Note(read.first.span, "the process reads it here");
    return std::nullopt;
  }
  field = source->field;
  const types::RecordId record = context_.program.streams[read.id].record;
  if (const auto index = context_.FindField(record, field.symbol)) return index;
  std::vector<std::string_view> candidates;
  for (const ir::Field& known : context_.program.records[record].fields) candidates.push_back(known.name);
  Diagnostic& report = context_.Report(
      Code::kKeyField, field.span, fmt::format("stream `{}` has no field `{}`", stream, context_.Text(field.symbol)),
      context_.DidYouMean(context_.Text(field.symbol), candidates));
  report.Note(read.first.span, "the process reads the stream here");
  if (!source->stream) {
    report.Hint(fmt::format("a field of another name is mapped: `by <stream>.{} = {}.<field>`",
                            context_.Text(field.symbol), stream));
  }
  return std::nullopt;
}

void ProcessChecker::CheckKeyPart(const ast::KeyPart& part, std::unordered_map<Symbol, Span>& names) {
  ir::KeyField key;
  key.name = context_.TextOf(part.sources[0].field.symbol);
  if (!DeclareOnce(context_, names, part.sources[0].field)) return;
  for (const ast::KeyPart::Source& source : part.sources) {
    if (!source.stream) continue;
    const bool is_read = std::any_of(streams_.begin(), streams_.end(), [&](const StreamRead& read) {
      return context_.program.streams[read.id].name == context_.Text(source.stream->symbol);
    });
    if (is_read || !KnowsStream(*source.stream)) continue;
    context_.Report(Code::kKeyField, source.stream->span,
                    fmt::format("the process does not read stream `{}`", context_.Text(source.stream->symbol)),
                    "a key maps fields of the streams that handlers, windows and joins read");
  }
  key.type = context_.types().Simple(TypeKind::kError);
  bool failed = streams_.empty();
  for (const StreamRead& read : streams_) {
    ast::Name name;
    const auto field = KeySource(part, read, name);
    if (!field) {
      failed = true;
      continue;
    }
    const ir::Field& of = RecordOf(read.id).fields[*field];
    const TypeKind kind = context_.types().Kind(of.type);
    if (kind == TypeKind::kFloat || (kind != TypeKind::kError && !context_.types().IsScalar(of.type))) {
      context_
          .Report(Code::kKeyField, name.span,
                  fmt::format("`{}` of type `{}` cannot be a key", of.name, context_.TypeText(of.type)),
                  "a key is a single value that is always present and no float")
          .Note(of.span, "declared here");
      failed = true;
      continue;
    }
    if (kind == TypeKind::kError) failed = true;
    if (context_.types().Kind(key.type) == TypeKind::kError) {
      key.type = of.type;
    } else if (key.type != of.type && kind != TypeKind::kError) {
      context_
          .Report(Code::kKeyField, name.span,
                  fmt::format("the key `{}` is of type `{}` in stream `{}`, of `{}` before", key.name,
                              context_.TypeText(of.type), context_.program.streams[read.id].name,
                              context_.TypeText(key.type)),
                  "a key is of one type in all streams")
          .Note(of.span, "declared here");
      failed = true;
    }
    key.sources.push_back({read.id, *field});
  }
  if (failed) key.type = context_.types().Simple(TypeKind::kError);
  process_.key.push_back(std::move(key));
}

// ---- state and windows

bool ProcessChecker::DeclareItem(ast::Name name) { return DeclareOnce(context_, scope_.declared, name); }

bool ProcessChecker::RequireKey(Span span, std::string_view what) {
  if (process_.key_kind != ir::ProcessKey::kNone) return true;
  context_
      .Report(Code::kStateWithoutKey, span, fmt::format("{} in a process without `by`", what),
              "a process without a key remembers nothing")
      .Hint(
          fmt::format("write `process {} by <field>`, or `by ()` for one state that all events share", process_.name));
  return false;
}

void ProcessChecker::CheckState(const ast::StateCell& source) {
  const bool named = DeclareItem(source.name);
  RequireKey(source.name.span, "a state cell");
  ir::StateCell cell;
  cell.name = context_.TextOf(source.name.symbol);
  cell.span = source.span;
  cell.doc = source.doc;
  cell.type = ResolveStateType(context_, module_, source.type);
  CheckBounds(source, cell);
  CheckInitial(source, cell);
  const ir::CellId id = process_.cells.Add(std::move(cell));
  if (named) scope_.cells.emplace(source.name.symbol, id);
}

}  // namespace rulec::check
