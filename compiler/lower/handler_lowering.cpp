// What a process does with one event, or when a timer fires, in the order of the file.
#include <algorithm>
#include <array>

#include "compiler/base/check.h"
#include "compiler/lower/collections.h"
#include "compiler/lower/handler_reads.h"

namespace rulec::lower {
namespace {

using plan::ActionKind;
using plan::CodeId;
using plan::CodeOp;

/// The handlers of one stream, or of one timer: they are one function.
class HandlerLowering final : public HandlerReads {
 public:
  HandlerLowering(Context& context, const Failures& failures, ProcessParts& parts, ir::HandlerKind kind,
                  std::uint32_t subject)
      : HandlerReads(context, failures, parts), failures_(failures), kind_(kind), subject_(subject) {
    for (const ir::Handler& handler : parts.declared.handlers) {
      if (handler.kind != kind) continue;
      const std::uint32_t of = kind == ir::HandlerKind::kStream ? handler.stream.value : handler.timer.value;
      if (of == subject) handlers_.push_back(&handler);
    }
  }

  plan::Handler OnStream() {
    const plan::Stream& stream = context_.plan().streams[subject_];
    plan::Handler out;
    out.stream = subject_;
    out.type = parts_.class_scope.Take(parts_.class_scope.Has(stream.cpp) ? stream.cpp + "Input" : stream.cpp);
    out.event = BindEvents();
    stream_event_ = out.event;
    out.doc = handlers_.empty() ? "on " + stream.name : Doc();
    for (const ir::KeyField& field : parts_.declared.key) {
      for (const ir::KeyField::Source& source : field.sources) {
        if (source.stream.value == subject_) out.key.push_back(source.field);
      }
    }
    handler_rule_ = parts_.handler_rules.at(subject_);
    out.body = Body();
    return out;
  }

  plan::DueWork OnTimer() {
    const ProcessParts::TimerUse& timer = parts_.timers[subject_];
    plan::DueWork out;
    out.type = parts_.class_scope.Take("OnTimer" + UpperCamel(parts_.declared.timers[ir::TimerId(subject_)].name));
    out.doc = Doc();
    out.member = timer.member;
    out.rank = "::rulert::kTimerRank";
    out.construct = timer.construct;
    handler_rule_ = timer.rule;
    out.body = Body();
    return out;
  }

  plan::DueWork RunAnswers(ir::WindowId id) {
    const ir::Window& declared = parts_.declared.windows[id];
    const plan::Window& window = parts_.out.windows[id.value];
    plan::DueWork out;
    out.type = parts_.class_scope.Take(window.type + "Answer");
    out.doc = "What " + window.name + " answers: " + window.doc;
    out.member = window.member;
    out.rank = "::rulert::kClosingRank";
    out.construct = window.construct;
    out.what = TakeLocal(window.name);
    out.at_once = declared.late_us != 0 || declared.early_on_each;
    const CodeId answer = plan::Name(pool_, out.what);
    SetView(id, answer);
    const bool answers_again = declared.late_us != 0 || declared.early_us != 0 || declared.early_on_each;
    body_.OpenBlock();
    std::array<std::uint32_t, 2> ordinals{};  // by DueKind: handlers of one kind bear one name
    for (std::size_t i = 0; i < parts_.declared.due_handlers.size(); ++i) {
      const ir::DueHandler& handler = parts_.declared.due_handlers[i];
      if (handler.window != id) continue;
      CodeId is_this = plan::CallOn(pool_, answer, "is_update", {});
      if (handler.kind == ir::DueKind::kClose) is_this = plan::Unary(pool_, CodeOp::kNot, is_this);
      body_.set_line({});
      body_.set_comment(context_.HeadText(handler.span) + " (" + context_.Where(handler.span) + ")");
      plan::Action branch = body_.Act(ActionKind::kIf, is_this);
      if (answers_again) body_.OpenBlock();
      AddHandler(handler.body, parts_.due_rules[i], ordinals[static_cast<std::size_t>(handler.kind)]);
      if (!answers_again) continue;
      branch.body = body_.CloseBlock();
      body_.Add(std::move(branch));
    }
    out.body = body_.CloseBlock();
    return out;
  }

 private:
  std::string Doc() const {
    const ir::Span span = handlers_.front()->span;
    return context_.HeadText(span) + " (" + context_.Where(span) + ").";
  }

  plan::BlockId Body() {
    body_.OpenBlock();
    if (kind_ == ir::HandlerKind::kStream) {
      for (const ir::WindowId id : parts_.declared.windows.ids()) {
        if (!parts_.declared.windows[id].excludes_current) EnterWindow(id);
      }
    }
    OpenViews(handlers_);
    for (const ir::Handler* handler : handlers_) {
      Touch(handler->body);
      for (const ir::StatementId statement : handler->body) AddStatement(statement, handler_rule_, handler_ordinal_);
    }
    if (kind_ == ir::HandlerKind::kStream) {
      for (const ir::WindowId id : parts_.declared.windows.ids()) {
        if (parts_.declared.windows[id].excludes_current) EnterWindow(id);
      }
    }
    return body_.CloseBlock();
  }

  /// All handlers and windows of the stream speak of the same parameter.
  std::string BindEvents() {
    std::string name;
    const auto bind = [&](ir::LocalId local) {
      if (name.empty()) name = TakeLocal(program_.locals[local].name);
      body_.Bind(local, plan::Name(pool_, name));
    };
    for (const ir::Handler* handler : handlers_) bind(handler->event);
    for (const ir::LateHandler& handler : parts_.declared.late_handlers) {
      if (parts_.declared.windows[handler.window].stream.value == subject_) bind(handler.event);
    }
    for (const ir::Window& window : parts_.declared.windows) {
      if (window.stream.value == subject_) bind(window.event);
    }
    return name;
  }

  // ---- what can fail, and when ----

  /// Before code for `expr`: whether it could fail after a write.
  void Note(ir::ExprId expr) {
    if (!expr.valid()) return;
    if (ReadIsWrite(program_, parts_.declared, expr)) NoteWrite();
    if (written_ && failures_.CanFail(expr)) parts_.out.needs_undo = true;
  }
  void NoteWrite() { written_ = true; }

  bool CanFail(ir::StatementId id) const {
    const ir::Statement& statement = program_.statements[id];
    for (const ir::ExprId expr : statement.exprs()) {
      if (expr.valid() && failures_.CanFail(expr)) return true;
    }
    for (const ir::StatementId inner : statement.body) {
      if (program_.statements[inner].kind != ir::StatementKind::kRule && CanFail(inner)) return true;
    }
    return false;
  }

  /// Failures from here on are this rule's.
  void BeginRule(const std::string& constant) {
    if (current_rule_ == constant) return;
    current_rule_ = constant;
    body_.set_line({});
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Rule", {plan::Name(pool_, constant)})));
  }

  // ---- windows ----

  void EnterWindow(ir::WindowId id) {
    const ir::Window& declared = parts_.declared.windows[id];
    if (declared.stream.value != subject_) return;
    const plan::Window& window = parts_.out.windows[id.value];
    bool fails = declared.where && failures_.CanFail(*declared.where);
    for (const ir::ExprId column : parts_.columns[id.value]) fails |= failures_.CanFail(column);
    if (fails) BeginRule(handler_rule_);
    body_.set_line(context_.Source(declared.span));
    body_.set_comment(context_.HeadText(declared.span) + " (" + context_.Where(declared.span) + ")");
    const auto& uses = parts_.aggregates[id.value];
    const bool asks = !declared.excludes_current &&
                      std::any_of(uses.begin(), uses.end(), [](const auto& use) { return use.takes_current; });
    const std::string is_row = asks ? TakeLocal(declared.name + "_holds_" + stream_event_) : "";
    if (!declared.where) {
      Enter(id, window, is_row, true);
      return;
    }
    if (asks) SetIsRow(id, body_.DeclareTaken(is_row, "bool", plan::Name(pool_, "false"), true, true));
    Note(*declared.where);
    const CodeId where = body_.Value(*declared.where);
    plan::Action test = body_.Act(ActionKind::kIf, where);
    body_.OpenBlock();
    Enter(id, window, is_row, false);
    test.body = body_.CloseBlock();
    body_.Add(std::move(test));
  }

  /// `is_row`: name of what says whether it entered, or empty; to be declared or assigned.
  void Enter(ir::WindowId id, const plan::Window& window, const std::string& is_row, bool declare) {
    const auto& columns = parts_.columns[id.value];
    for (const ir::ExprId column : columns) Note(column);
    std::vector<CodeId> values = body_.Ordered(columns, LiteralUse::kPlain, true);
    if (!window.time_member.empty()) values.push_back(Time());
    const CodeId row = plan::Braces(pool_, window.type + "::Row", std::move(values));
    CodeId enter = plan::CallOn(pool_, ctx_, "Enter", {StateMember(window.member), row});
    NoteWrite();
    if (!is_row.empty()) {
      // Named, since something asks for it later.
      if (declare) {
        SetIsRow(id, body_.DeclareTaken(is_row, "bool", enter, false, true));
      } else {
        plan::Action entered = body_.Act(ActionKind::kAssign, enter);
        entered.target = IsRow(id);
        body_.Add(std::move(entered));
      }
      enter = IsRow(id);
    } else if (!window.handles_late) {
      body_.Add(body_.Act(ActionKind::kDo, enter));
    }
    if (window.handles_late) HandleLate(id, enter);
  }

  /// What runs in place of a row that the window could not use.
  void HandleLate(ir::WindowId id, CodeId entered) {
    plan::Action is_late = body_.Act(ActionKind::kIf, plan::Unary(pool_, CodeOp::kNot, entered));
    body_.OpenBlock();
    std::uint32_t ordinal = 0;
    for (std::size_t i = 0; i < parts_.declared.late_handlers.size(); ++i) {
      const ir::LateHandler& handler = parts_.declared.late_handlers[i];
      if (handler.window == id) AddHandler(handler.body, parts_.late_rules[i], ordinal);
    }
    is_late.body = body_.CloseBlock();
    current_rule_.clear();
    body_.Add(std::move(is_late));
  }

  /// Of a handler that is not of a stream, in a block of its own.
  void AddHandler(const std::vector<ir::StatementId>& body, const std::string& rule, std::uint32_t& ordinal) {
    current_rule_.clear();
    Touch(body);
    for (const ir::StatementId statement : body) AddStatement(statement, rule, ordinal);
  }

  // ---- statements ----

  /// What expires after access lives on by being mentioned.
  void Touch(const std::vector<ir::StatementId>& body) {
    body_.set_line({});
    for (const ir::CellId cell : CellsAccessed(program_, parts_.declared, body)) {
      const CodeId member = StateMember(parts_.cell_members[cell.value]);
      body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Touch", {member})));
      NoteWrite();
    }
  }

  void AddStatement(ir::StatementId id, const std::string& rule, std::uint32_t& ordinal) {
    const ir::Statement& statement = program_.statements[id];
    if (statement.kind == ir::StatementKind::kRule) {
      AddRule(id, statement);
      return;
    }
    if (CanFail(id)) BeginRule(rule);
    body_.set_line(context_.Source(statement.span));
    for (const ir::ExprId expr : statement.exprs()) Note(expr);
    switch (statement.kind) {
      case ir::StatementKind::kVar:
      case ir::StatementKind::kLet: {
        const ir::Local& local = program_.locals[statement.local];
        const CodeId value = body_.Value(statement.value, LiteralUse::kPlain);
        const bool is_var = statement.kind == ir::StatementKind::kVar;
        body_.Bind(statement.local,
                   body_.DeclareTaken(TakeLocal(local.name), context_.Spell(local.type), value, is_var, true));
        break;
      }
      case ir::StatementKind::kAssignVar: {
        plan::Action assign = body_.Act(ActionKind::kAssign, body_.Value(statement.value, LiteralUse::kPlain));
        assign.target = Path(body_.Local(statement.local), program_.locals[statement.local].type, statement.path);
        body_.Add(std::move(assign));
        break;
      }
      case ir::StatementKind::kAssignCell:
      case ir::StatementKind::kAdd:
      case ir::StatementKind::kRemove:
      case ir::StatementKind::kPut:
      case ir::StatementKind::kClear:
        if (IsCollectionStatement(program_, parts_.declared, statement)) {
          AddCollectionStatement(context_, parts_, body_, statement);
          NoteWrite();
        } else {
          AssignCell(statement);
        }
        break;
      case ir::StatementKind::kEmit:
        Emit(statement, rule, ordinal);
        break;
      case ir::StatementKind::kStart:
        Do("Start", {Timer(statement), body_.Value(statement.value)});
        NoteWrite();
        break;
      case ir::StatementKind::kStop:
        Do("Stop", {Timer(statement)});
        NoteWrite();
        break;
      case ir::StatementKind::kRule:
        break;
    }
  }

  CodeId Timer(const ir::Statement& statement) { return StateMember(parts_.timers[statement.timer.value].member); }
  void Do(const char* method, std::vector<CodeId> args) {
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, method, std::move(args))));
  }

  void AddRule(ir::StatementId id, const ir::Statement& statement) {
    const ProcessParts::RuleUse& use = parts_.rules.at(id.value);
    if (CanFail(id)) BeginRule(use.constant);
    body_.set_line(context_.Source(program_.exprs[statement.when].span));
    body_.set_comment("rule " + statement.name + " (" + context_.Where(statement.span) + ")");
    Note(statement.when);
    CodeId test;
    if (use.once_member.empty()) {
      test = body_.Value(statement.when);
    } else {
      const CodeId ready = plan::CallOn(pool_, ctx_, "Ready", {StateMember(use.once_member)});
      test = plan::Binary(pool_, CodeOp::kAnd, ready, body_.OnDemand([&] { return body_.Value(statement.when); }));
    }
    plan::Action branch = body_.Act(ActionKind::kIf, test);
    branch.likely = statement.likely;
    body_.OpenBlock();
    if (!use.once_member.empty()) {
      body_.set_line({});
      body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Mark", {StateMember(use.once_member)})));
      NoteWrite();
    }
    std::uint32_t ordinal = 0;
    const std::string outer = current_rule_;
    for (const ir::StatementId inner : statement.body) AddStatement(inner, use.constant, ordinal);
    branch.body = body_.CloseBlock();
    if (current_rule_ != outer) current_rule_.clear();  // depends on whether the rule fired
    body_.Add(std::move(branch));
  }

  /// A field of a record held by a variable: `profile.address.city`.
  CodeId Path(CodeId object, ir::TypeId type, const std::vector<std::uint32_t>& path) {
    for (const std::uint32_t field : path) {
      if (program_.types.IsOptional(type)) object = plan::Unary(pool_, CodeOp::kDereference, object);
      const types::Type& record = program_.types[program_.types.WithoutOptional(type)];
      object = plan::Member(pool_, object, context_.plan().records[record.record.value].fields[field].member);
      type = program_.records[record.record].fields[field].type;
    }
    return object;
  }

  void AssignCell(const ir::Statement& statement) {
    const CodeId member = StateMember(parts_.cell_members[statement.cell.value]);
    const CodeId value = body_.Value(statement.value, LiteralUse::kPlain);
    if (statement.path.empty()) {
      body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Set", {member, value})));
      NoteWrite();
      return;
    }
    // A part of a record: the whole is read, changed and written back.
    const ir::StateCell& cell = parts_.declared.cells[statement.cell];
    const CodeId changed = body_.DeclareTaken(TakeLocal(cell.name), "auto", Cell(statement.cell), true, false);
    plan::Action assign = body_.Act(ActionKind::kAssign, value);
    assign.target = Path(changed, cell.type, statement.path);
    body_.Add(std::move(assign));
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Set", {member, changed})));
    NoteWrite();
  }

  void Emit(const ir::Statement& statement, const std::string& rule, std::uint32_t& ordinal) {
    const plan::Output& output = context_.plan().outputs[statement.output.value];
    std::vector<CodeId> args = {body_.Value(statement.value), plan::Name(pool_, output.constant),
                                plan::Name(pool_, rule)};
    if (ordinal > 0) args.push_back(plan::Integer(pool_, ordinal));
    ++ordinal;
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Emit", std::move(args))));
    parts_.out.outputs.push_back(statement.output.value);
  }

  const Failures& failures_;
  const ir::HandlerKind kind_;
  const std::uint32_t subject_;  // the stream or timer
  std::vector<const ir::Handler*> handlers_;
  std::string stream_event_;  // name of the event
  std::string handler_rule_;
  std::uint32_t handler_ordinal_ = 0;
  std::string current_rule_;
  bool written_ = false;
};

}  // namespace

plan::Handler LowerHandler(Context& context, const Failures& failures, ProcessParts& parts, ir::StreamId stream) {
  return HandlerLowering(context, failures, parts, ir::HandlerKind::kStream, stream.value).OnStream();
}

plan::DueWork LowerTimer(Context& context, const Failures& failures, ProcessParts& parts, ir::TimerId timer) {
  return HandlerLowering(context, failures, parts, ir::HandlerKind::kTimer, timer.value).OnTimer();
}

plan::DueWork LowerAnswers(Context& context, const Failures& failures, ProcessParts& parts, ir::WindowId window) {
  return HandlerLowering(context, failures, parts, ir::HandlerKind::kStream, plan::kNoIndex).RunAnswers(window);
}

}  // namespace rulec::lower
