// What a name stands for: locals, event fields, state cells, the key, parameters.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::ExprKind;

void ExprChecker::LeaveLocals(std::size_t mark) {
  while (locals_.size() > mark) {
    local_index_[locals_.back().name] = locals_.back().hidden;
    locals_.pop_back();
  }
}

bool ExprChecker::DeclareLocal(ast::Name name, ir::LocalId id) {
  std::uint32_t& place = local_index_[name.symbol];
  std::optional<Span> other;
  if (place != 0 && locals_[place - 1].id.valid()) other = context_.program.locals[locals_[place - 1].id].span;
  if (place != 0 && locals_[place - 1].firing) other = locals_[place - 1].firing;
  if (process_ != nullptr) {
    const auto declared = process_->declared.find(name.symbol);
    if (declared != process_->declared.end()) other = declared->second;
  }
  locals_.push_back({name.symbol, id, place});
  place = static_cast<std::uint32_t>(locals_.size());
  if (!other) return true;
  context_
      .Report(Code::kDuplicateName, name.span, fmt::format("`{}` is declared twice", context_.Text(name.symbol)),
              "another name is needed here")
      .Note(*other, "first declared here");
  return false;
}

void ExprChecker::DeclareBroken(ast::Name name) {
  std::uint32_t& place = local_index_[name.symbol];
  locals_.push_back({name.symbol, ir::LocalId(), place});
  place = static_cast<std::uint32_t>(locals_.size());
}

void ExprChecker::DeclareFiring(ast::Name name) {
  DeclareLocal(name, ir::LocalId());
  locals_.back().firing = name.span;
}

ir::LocalId ExprChecker::AddLocal(ir::LocalKind kind, ast::Name name, TypeId type) {
  ir::Local local;
  local.kind = kind;
  local.name = context_.TextOf(name.symbol);
  local.type = type;
  local.span = name.span;
  return context_.program.locals.Add(std::move(local));
}

std::optional<ir::LocalId> ExprChecker::FindLocal(Symbol name) const {
  const auto found = local_index_.find(name);
  if (found == local_index_.end() || found->second == 0) return std::nullopt;
  const ir::LocalId id = locals_[found->second - 1].id;
  return id.valid() ? std::optional(id) : std::nullopt;
}

bool ExprChecker::IsBroken(Symbol name) const {
  const auto found = local_index_.find(name);
  if (found != local_index_.end() && found->second != 0) {
    const LocalName& local = locals_[found->second - 1];
    return !local.id.valid() && !local.firing;
  }
  return process_ != nullptr && process_->opaques.contains(name);
}

std::vector<std::string_view> ExprChecker::LocalNames() const {
  std::vector<std::string_view> names;
  for (auto it = locals_.rbegin(); it != locals_.rend(); ++it) names.push_back(context_.Text(it->name));
  return names;
}

const Decl* ExprChecker::FindDecl(Symbol name) const {
  const auto found = module_.names.find(name);
  return found == module_.names.end() ? nullptr : &found->second;
}

// ---- reading

ir::ExprId ExprChecker::Narrowed(ir::ExprId read) {
  if (!types().IsOptional(build_.type(read))) return read;
  const auto path = narrowing_.PathOf(read);
  if (!path || !narrowing_.Holds(*path)) return read;
  return build_.Node(ExprKind::kNarrow, types().WithoutOptional(build_.type(read)), build_.expr(read).span, {read});
}

ir::ExprId ExprChecker::WithoutNarrowing(ir::ExprId expr) const {
  return build_.expr(expr).kind == ExprKind::kNarrow ? build_.child(expr, 0) : expr;
}

ir::ExprId ExprChecker::ReadLocal(ir::LocalId id, Span span) {
  return Narrowed(build_.Node(ExprKind::kLocal, context_.program.locals[id].type, span, {}, id.value));
}

ir::ExprId ExprChecker::ReadCell(ir::CellId id, Span span) {
  return Narrowed(build_.Node(ExprKind::kCell, process_->process->cells[id].type, span, {}, id.value));
}

ir::ExprId ExprChecker::HandlerTime(Span span) {
  return build_.Node(ExprKind::kHandlerTime, Simple(TypeKind::kTimestamp), span, {});
}

ir::ExprId ExprChecker::ClockTime(Span span) {
  return build_.Node(ExprKind::kClockTime, Simple(TypeKind::kTimestamp), span, {});
}

ir::ExprId ExprChecker::ReadField(ir::ExprId from, std::uint32_t field, Span span) {
  const types::Type& type = types()[build_.type(from)];
  const TypeId of = context_.program.records[type.record].fields[field].type;
  return Narrowed(build_.Node(ExprKind::kField, of, span, {from}, field));
}

std::optional<std::uint32_t> ExprChecker::EventField(Symbol name) const {
  if (!window_) return std::nullopt;
  const ir::Window& window = process_->process->windows[*window_];
  const types::Type& type = context_.program.types[context_.program.locals[window.event].type];
  return context_.FindField(type.record, name);
}

bool ExprChecker::IsValue(Symbol name) const {
  if (EventField(name) || FindLocal(name) || IsBroken(name)) return true;
  if (const auto local = local_index_.find(name); local != local_index_.end() && local->second != 0) return true;
  if (process_ != nullptr && process_->cells.contains(name)) return true;
  const Decl* decl = FindDecl(name);
  return decl != nullptr && decl->kind == DeclKind::kParam;
}

// A name that an expression of the window itself gives: to an arm of a match, to an element.
bool ExprChecker::IsNamedInWindow(Symbol name) const {
  const auto found = local_index_.find(name);
  return window_ && found != local_index_.end() && found->second > window_locals_;
}

std::optional<ir::ExprId> ExprChecker::FindValue(Symbol name, Span span) {
  const auto local = FindLocal(name);
  if (IsNamedInWindow(name)) return local ? ReadLocal(*local, span) : build_.Error(span);
  if (const auto field = EventField(name)) {
    return ReadField(ReadLocal(process_->process->windows[*window_].event, span), *field, span);
  }
  if (local) {
    reads_current_ = true;
    return ReadLocal(*local, span);
  }
  if (IsBroken(name)) return build_.Error(span);
  if (process_ != nullptr) {
    const auto cell = process_->cells.find(name);
    if (cell != process_->cells.end()) {
      if (!window_) return ReadCell(cell->second, span);
      context_
          .Report(Code::kWindowReadsState, span,
                  fmt::format("a window cannot read the state cell `{}`", context_.Text(name)),
                  "only fields of the entering event, constants and parameters")
          .Hint("a row enters the window once, while state changes later");
      return build_.Error(span);
    }
  }
  const Decl* decl = FindDecl(name);
  if (decl == nullptr || decl->kind != DeclKind::kParam) return std::nullopt;
  const ir::ParamId param(decl->id);
  return Narrowed(build_.Node(ExprKind::kParam, context_.program.params[param].type, span, {}, param.value));
}

// A bare name that is no value by itself: an enum value or an arm, once the other side has said of which type.
bool ExprChecker::IsOpenName(ast::ExprId expr) const {
  const ast::Expr& name = node(expr);
  if (name.kind == ast::ExprKind::kName) return !IsValue(name.text);
  const Decl* decl = FindDecl(name.text);
  return name.kind == ast::ExprKind::kRecord && (decl == nullptr || decl->kind != DeclKind::kRecord);
}

ir::ExprId ExprChecker::NameExpr(ast::ExprId expr, TypeId hint) {
  const ast::Expr& name = node(expr);
  if (const auto value = FindValue(name.text, name.span)) return *value;
  if (const auto value = BareEnumValue(expr, hint)) return *value;
  if (const auto variant = VariantOf(hint)) {
    if (const auto arm = FindArm(*variant, name.text)) return ArmAlone(*variant, *arm, name.span);
  }
  return UnknownName(expr, hint);
}

// `t.amount` for `amount`, if a local has such a field.
std::string ExprChecker::FieldOfLocal(Symbol name) const {
  for (auto it = locals_.rbegin(); it != locals_.rend(); ++it) {
    if (!it->id.valid()) continue;
    const types::Type& type = context_.program.types[context_.program.locals[it->id].type];
    if (type.kind == TypeKind::kRecord && context_.FindField(type.record, name)) {
      return fmt::format("{}.{}", context_.Text(it->name), context_.Text(name));
    }
  }
  return {};
}

ir::ExprId ExprChecker::UnknownName(ast::ExprId expr, TypeId hint) {
  const ast::Expr& name = node(expr);
  const std::string_view text = context_.Text(name.text);
  const bool is_closing = closing_ && closing_->name == name.text;
  if (process_ != nullptr && (is_closing || process_->windows.contains(name.text))) {
    context_.Report(Code::kNotAValue, name.span, fmt::format("`{}` is a window, not a value", text),
                    fmt::format("ask it something: `{}.count`", text));
    return Error(expr);
  }
  if (process_ != nullptr && process_->timers.contains(name.text)) {
    context_.Report(Code::kNotAValue, name.span, fmt::format("`{}` is a timer, not a value", text),
                    "it is started and stopped");
    return Error(expr);
  }
  if (process_ != nullptr && process_->joins.contains(name.text)) {
    context_.Report(Code::kNotAValue, name.span, fmt::format("`{}` is a join, not a value", text),
                    fmt::format("its pairs come to `on match {} as (..)`", text));
    return Error(expr);
  }
  if (IsFiring(expr)) {
    context_.Report(Code::kNotAValue, name.span, fmt::format("`{}` is the firing of a timer, not a value", text),
                    fmt::format("its time is `{}.time`", text));
    return Error(expr);
  }
  if (const Decl* decl = FindDecl(name.text)) {
    static constexpr const char* kWhat[] = {"an import",   "a record",   "a variant",  "an enum",
                                            "a parameter", "a function", "a decision", "a process",
                                            "a stream",    "an output",  "a calendar", ""};
    if (decl->kind != DeclKind::kOpaque) {
      const bool callable = decl->kind == DeclKind::kFunction || decl->kind == DeclKind::kDecision;
      context_.Report(Code::kNotAValue, name.span,
                      fmt::format("`{}` is {}, not a value", text, kWhat[static_cast<std::size_t>(decl->kind)]),
                      callable ? fmt::format("call it: `{}(..)`", text) : std::string());
    }
    return Error(expr);
  }
  if (hint.valid() && types().Kind(types().WithoutOptional(hint)) == TypeKind::kEnum) {
    const ir::Enum& of = context_.program.enums[types()[types().WithoutOptional(hint)].enumeration];
    const std::vector<std::string_view> names(of.values.begin(), of.values.end());
    context_.Report(Code::kUnknownEnumValue, name.span, fmt::format("enum `{}` has no value `{}`", of.name, text),
                    context_.DidYouMean(text, names));
    return Error(expr);
  }
  if (const auto variant = VariantOf(hint)) return UnknownArm(*variant, name.text, name.span);
  std::vector<std::string_view> candidates;
  if (window_) {
    const types::Type& type = types()[context_.program.locals[process_->process->windows[*window_].event].type];
    for (const ir::Field& field : context_.program.records[type.record].fields) candidates.push_back(field.name);
  }
  for (std::string_view local : LocalNames()) candidates.push_back(local);
  if (process_ != nullptr) {
    for (const ir::StateCell& cell : process_->process->cells) candidates.push_back(cell.name);
    for (const ir::Window& window : process_->process->windows) candidates.push_back(window.name);
  }
  for (std::string_view param : context_.NamesOf(module_.names, {DeclKind::kParam})) candidates.push_back(param);
  const std::string as_field = FieldOfLocal(name.text);
  Diagnostic& report = context_.Report(
      Code::kUnknownName, name.span, fmt::format("unknown name `{}`", text),
      as_field.empty() ? context_.DidYouMean(text, candidates) : fmt::format("did you mean `{}`?", as_field));
  if (!report.label.empty()) return Error(expr);
  for (const ir::Enum& of : context_.program.enums) {
    if (std::find(of.values.begin(), of.values.end(), text) != of.values.end()) {
      report.Hint(
          fmt::format("an enum value stands alone only where its type is expected; else write `{}.{}`", of.name, text));
      return Error(expr);
    }
  }
  const std::string advice = AdviceForArm(name.text);
  if (!advice.empty()) report.Hint(advice);
  return Error(expr);
}

// ---- fields

const ModuleScope* ExprChecker::ImportedModule(ast::ExprId expr) const {
  if (node(expr).kind != ast::ExprKind::kName || IsValue(node(expr).text)) return nullptr;
  const Decl* decl = FindDecl(node(expr).text);
  return decl != nullptr && decl->kind == DeclKind::kImport ? &context_.modules[decl->id] : nullptr;
}

// `Severity.medium`, `geo.Severity.medium`, `Outcome.decline`, `geo.limit`; nothing if the head is a value.
std::optional<ir::ExprId> ExprChecker::QualifiedName(ast::ExprId expr) {
  const ast::Expr& field = node(expr);
  const ast::ExprId head = ChildOf(expr, 0);
  const ModuleScope* scope = nullptr;
  Symbol name;
  if (node(head).kind == ast::ExprKind::kName) {
    if (IsValue(node(head).text)) return std::nullopt;
    if ((scope = ImportedModule(head)) != nullptr) {
      const auto member = scope->names.find(field.text);
      if (member != scope->names.end() && member->second.kind == DeclKind::kParam) {
        const ir::ParamId param(member->second.id);
        return Narrowed(
            build_.Node(ExprKind::kParam, context_.program.params[param].type, field.span, {}, param.value));
      }
      if (member == scope->names.end()) {
        const auto names = context_.NamesOf(scope->names, {DeclKind::kParam, DeclKind::kEnum, DeclKind::kVariant});
        context_.Report(Code::kUnknownName, field.op_span,
                        fmt::format("`{}` has no `{}`", context_.Text(node(head).text), context_.Text(field.text)),
                        context_.DidYouMean(context_.Text(field.text), names));
      } else if (member->second.kind != DeclKind::kOpaque) {
        context_.Report(Code::kNotAValue, field.span, fmt::format("`{}` is not a value", SourceText(expr)));
      }
      return Error(expr);
    }
    scope = &module_;
    name = node(head).text;
  } else if (node(head).kind == ast::ExprKind::kField && (scope = ImportedModule(ChildOf(head, 0))) != nullptr) {
    name = node(head).text;
  } else {
    return std::nullopt;
  }
  const auto found = scope->names.find(name);
  if (found == scope->names.end()) return std::nullopt;
  if (found->second.kind == DeclKind::kOpaque) return Error(expr);
  if (found->second.kind == DeclKind::kVariant) {
    if (found->second.id == kNoId) return Error(expr);
    const ir::VariantId id(found->second.id);
    if (const auto arm = FindArm(id, field.text)) return ArmAlone(id, *arm, field.span);
    return UnknownArm(id, field.text, field.op_span);
  }
  if (found->second.kind != DeclKind::kEnum) return std::nullopt;
  return EnumValue(ir::EnumId(found->second.id), field.text, field.span, field.op_span);
}

ir::ExprId ExprChecker::KeyField(ast::ExprId expr) {
  const ast::Expr& field = node(expr);
  const auto& key = process_->process->key;
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < key.size(); ++i) {
    if (key[i].name != context_.Text(field.text)) {
      names.push_back(key[i].name);
      continue;
    }
    if (!window_) return build_.Node(ExprKind::kKeyField, key[i].type, field.span, {}, i);
    context_.Report(Code::kWindowReadsState, field.span, "a window cannot read the key",
                    fmt::format("the event's own field is named `{}`", key[i].name));
    return Error(expr);
  }
  context_.Report(
      Code::kUnknownField, field.op_span,
      fmt::format("the key of process `{}` has no field `{}`", process_->process->name, context_.Text(field.text)),
      context_.DidYouMean(context_.Text(field.text), names));
  return Error(expr);
}

bool ExprChecker::IsFiring(ast::ExprId expr) const {
  if (node(expr).kind != ast::ExprKind::kName || EventField(node(expr).text)) return false;
  const auto found = local_index_.find(node(expr).text);
  return found != local_index_.end() && found->second != 0 && locals_[found->second - 1].firing;
}

ir::ExprId ExprChecker::FiringField(ast::ExprId expr) {
  const ast::Expr& field = node(expr);
  if (context_.Text(field.text) != "time") {
    context_.Report(Code::kUnknownField, field.op_span,
                    fmt::format("the firing of a timer has no field `{}`", context_.Text(field.text)), "it has `time`");
    return Error(expr);
  }
  if (!window_) return HandlerTime(field.span);
  context_.NotBuilt(field.span, "a window question that reads the time of the handler",
                    "`let at = ..` before the rule, and ask about that");
  return Error(expr);
}

ir::ExprId ExprChecker::FieldExpr(ast::ExprId expr) {
  const ast::Expr& field = node(expr);
  const ast::ExprId head = ChildOf(expr, 0);
  if (IsFiring(head)) return FiringField(expr);
  if (WindowNamed(head)) return AggregateExpr(expr, expr, false);
  if (const auto of_row = FieldOfWindowEvent(expr)) return *of_row;
  if (const auto named = QualifiedName(expr)) return *named;
  if (process_ != nullptr && IsOpenName(head) && context_.Text(node(head).text) == "key" &&
      process_->process->key_kind != ir::ProcessKey::kNone) {
    return KeyField(expr);
  }
  const ir::ExprId from = Check(head);
  if (IsError(from)) return from;
  if (types().IsOptional(build_.type(from))) {
    context_
        .Report(Code::kMayBeMissing, node(head).span, fmt::format("`{}` may be missing", SourceText(head)),
                "its field cannot be read")
        .Hint(fmt::format("write `{}?.{}`, which is missing when it is, or test `{} is present` before",
                          SourceText(head), context_.Text(field.text), SourceText(head)));
    return Error(expr);
  }
  const types::Type type = types()[build_.type(from)];
  if (type.kind != TypeKind::kRecord) {
    return NoFields(expr, from);
  }
  const auto index = FieldIndex(type.record, field.text, field.op_span);
  return index ? ReadField(from, *index, field.span) : Error(expr);
}

std::optional<std::uint32_t> ExprChecker::FieldIndex(types::RecordId id, Symbol name, Span span) {
  if (const auto index = context_.FindField(id, name)) return index;
  const ir::Record& record = context_.program.records[id];
  std::vector<std::string_view> names;
  for (const ir::Field& field : record.fields) names.push_back(field.name);
  context_.Report(Code::kUnknownField, span,
                  fmt::format("unknown field `{}` in {}", context_.Text(name), context_.NameOf(id)),
                  context_.DidYouMean(context_.Text(name), names));
  return std::nullopt;
}

ir::ExprId ExprChecker::OptionalFieldExpr(ast::ExprId expr) {
  const ast::Expr& field = node(expr);
  const ast::ExprId head = ChildOf(expr, 0);
  if (const auto of_row = FieldOfWindowEvent(expr)) return *of_row;
  const ir::ExprId from = Check(head);
  if (IsError(from)) return from;
  const bool narrowed = build_.expr(from).kind == ExprKind::kNarrow;
  if (!narrowed && !types().IsOptional(build_.type(from))) {
    context_.Report(Code::kNeverMissing, field.span, fmt::format("`{}` is never missing", SourceText(head)),
                    fmt::format("write `{}.{}`", SourceText(head), context_.Text(field.text)));
    return Error(expr);
  }
  const types::Type type = types()[types().WithoutOptional(build_.type(from))];
  if (type.kind != TypeKind::kRecord) {
    return NoFields(expr, from);
  }
  const auto index = FieldIndex(type.record, field.text, field.op_span);
  if (!index) return Error(expr);
  if (narrowed) return ReadField(from, *index, field.span);
  const TypeId of = types().Optional(context_.program.records[type.record].fields[*index].type);
  return Narrowed(build_.Node(ExprKind::kOptionalField, of, field.span, {from}, *index));
}

}  // namespace rulec::check
