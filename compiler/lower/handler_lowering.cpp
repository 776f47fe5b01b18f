// What a process does with one event, or when a timer fires, in the order of the file.
#include <algorithm>
#include <array>

#include "compiler/base/check.h"
#include "compiler/lower/function_scope.h"
#include "compiler/lower/process_parts.h"

namespace rulec::lower {
namespace {

using plan::ActionKind;
using plan::CodeId;
using plan::CodeOp;

/// The handlers of one stream, or of one timer: they are one function.
class HandlerLowering final : public ProcessReads {
 public:
  HandlerLowering(Context& context, const Failures& failures, ProcessParts& parts, ir::HandlerKind kind,
                  std::uint32_t subject)
      : context_(context),
        program_(context.program()),
        failures_(failures),
        parts_(parts),
        kind_(kind),
        subject_(subject),
        pool_(context.pool()),
        body_(context, failures, FunctionScope(context), this) {
    ctx_ = plan::Name(pool_, "ctx");
    state_ = plan::Name(pool_, "state");
    body_.set_params(plan::CallOn(pool_, ctx_, "params", {}));
    body_.set_scratch(plan::CallOn(pool_, ctx_, "scratch", {}));
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

  void RunLate(plan::Handler& out) {
    handler_rule_ = parts_.late_event_rules.at(subject_);
    for (const ir::Handler& handler : parts_.declared.late_events) {
      if (handler.stream.value != subject_) continue;
      if (out.late_event.empty()) out.late_event = TakeLocal(program_.locals[handler.event].name);
      body_.Bind(handler.event, plan::Name(pool_, out.late_event));
      for (const ir::StatementId statement : handler.body) CountViews(statement);
    }
    body_.OpenBlock();
    OpenViews();
    for (const ir::Handler& handler : parts_.declared.late_events) {
      if (handler.stream.value != subject_) continue;
      for (const ir::StatementId statement : handler.body) AddStatement(statement, handler_rule_, handler_ordinal_);
    }
    out.late_body = body_.CloseBlock();
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
    views_[id.value] = answer;
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

  CodeId Cell(ir::CellId cell) override {
    return plan::CallOn(pool_, ctx_, "Get", {StateMember(parts_.cell_members[cell.value])});
  }
  CodeId Key(std::uint32_t field) override {
    return plan::Member(pool_, plan::CallOn(pool_, ctx_, "key", {}), parts_.out.key[field].member);
  }
  CodeId Time() override { return plan::CallOn(pool_, ctx_, "time", {}); }
  CodeId Aggregate(const ir::Expr& question, std::uint32_t place) override {
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
  bool TakesMode(ir::WindowId window, ir::AggregateId aggregate) override {
    return parts_.aggregates[window.value][aggregate.value].takes_mode;
  }

 private:
  std::string Doc() const {
    const ir::Span span = handlers_.front()->span;
    return context_.HeadText(span) + " (" + context_.Where(span) + ").";
  }

  plan::BlockId Body() {
    CountViews();
    body_.OpenBlock();
    if (kind_ == ir::HandlerKind::kStream) {
      for (const ir::WindowId id : parts_.declared.windows.ids()) {
        if (!parts_.declared.windows[id].excludes_current) EnterWindow(id);
      }
    }
    OpenViews();
    for (const ir::Handler* handler : handlers_) {
      for (const ir::StatementId statement : handler->body) AddStatement(statement, handler_rule_, handler_ordinal_);
    }
    if (kind_ == ir::HandlerKind::kStream) {
      for (const ir::WindowId id : parts_.declared.windows.ids()) {
        if (parts_.declared.windows[id].excludes_current) EnterWindow(id);
      }
    }
    return body_.CloseBlock();
  }

  CodeId Alias(ir::WindowId window, const std::string& alias) {
    return plan::Braces(pool_, parts_.out.windows[window.value].type + "::" + alias, {});
  }
  /// Whether the event at hand is a row of the window.
  CodeId IsRow(ir::WindowId window) {
    const auto known = is_row_.find(window.value);
    return known != is_row_.end() ? known->second : plan::Name(pool_, "false");
  }
  /// Rows for which a condition holds that also reads what the handler knows.
  CodeId CountWhere(const ir::Expr& question, const ProcessParts::AggregateUse& use) {
    const ir::WindowId window(question.index);
    const ir::Aggregate& aggregate = parts_.declared.windows[window].aggregates[question.aggregate.value];
    const CodeId view = View(window);
    const std::string row = body_.TakeName("row");
    for (std::size_t i = 0; i < use.columns.size(); ++i) {
      const CodeId column = plan::CallOn(pool_, view, "Get", {Alias(window, use.columns[i]), plan::Name(pool_, row)});
      body_.SubstituteAll(aggregate.argument, aggregate.columns[i], column);
    }
    body_.OpenBlock();
    body_.Add(body_.Act(ActionKind::kReturn, body_.Value(aggregate.argument)));
    body_.Forget(aggregate.argument);
    const CodeId test = plan::Closure(pool_, "std::int64_t " + row, body_.CloseBlock());
    return plan::CallOn(pool_, view, "CountWhere", {test});
  }

  CodeId StateMember(const std::string& member) { return plan::Member(pool_, state_, member); }
  CodeId View(ir::WindowId window) {
    const auto known = views_.find(window.value);
    if (known != views_.end()) return known->second;
    return plan::CallOn(pool_, ctx_, "View", {StateMember(parts_.out.windows[window.value].member)});
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

  std::string TakeLocal(std::string_view name) {
    std::string local = Identifier(name.empty() ? "event" : name);
    if (parts_.class_scope.Has(local)) local += '_';
    return body_.TakeName(std::move(local));
  }

  /// Before code for `expr`: whether it could fail after a write.
  void Note(ir::ExprId expr) {
    if (expr.valid() && written_ && failures_.CanFail(expr)) parts_.out.needs_undo = true;
  }
  void NoteWrite() { written_ = true; }

  /// Failures from here on are this rule's.
  void BeginRule(const std::string& constant) {
    if (current_rule_ == constant) return;
    current_rule_ = constant;
    body_.set_line({});
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Rule", {plan::Name(pool_, constant)})));
  }

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
    if (asks) is_row_[id.value] = body_.DeclareTaken(is_row, "bool", plan::Name(pool_, "false"), true, true);
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
        is_row_[id.value] = body_.DeclareTaken(is_row, "bool", enter, false, true);
      } else {
        plan::Action entered = body_.Act(ActionKind::kAssign, enter);
        entered.target = is_row_[id.value];
        body_.Add(std::move(entered));
      }
      enter = is_row_[id.value];
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
    for (const ir::StatementId statement : body) AddStatement(statement, rule, ordinal);
  }

  /// A window that is read in several places is looked at once.
  void CountViews() {
    for (const ir::Handler* handler : handlers_) {
      for (const ir::StatementId statement : handler->body) CountViews(statement);
    }
  }
  void CountViews(ir::StatementId id) {
    const ir::Statement& statement = program_.statements[id];
    if (statement.when.valid()) CountViews(statement.when);
    if (statement.value.valid()) CountViews(statement.value);
    for (const ir::StatementId inner : statement.body) CountViews(inner);
  }
  void CountViews(ir::ExprId id) {
    const ir::Expr& expr = program_.exprs[id];
    if (expr.kind == ir::ExprKind::kAggregate) {
      const ProcessParts::AggregateUse& use = parts_.aggregates[expr.index][expr.aggregate.value];
      view_counts_[expr.index] += use.columns.empty() ? 1 : 2;
    }
    for (const ir::ExprId child : program_.children_of(expr)) CountViews(child);
  }
  void OpenViews() {
    body_.set_line({});
    for (const auto& [window, count] : view_counts_) {
      if (count < 2) continue;
      const CodeId view = View(ir::WindowId(window));
      views_[window] = body_.DeclareTaken(TakeLocal(parts_.out.windows[window].name), "auto", view, false, false);
    }
  }

  // ---- statements ----

  void AddStatement(ir::StatementId id, const std::string& rule, std::uint32_t& ordinal) {
    const ir::Statement& statement = program_.statements[id];
    if (statement.kind == ir::StatementKind::kRule) {
      AddRule(id, statement);
      return;
    }
    if (failures_.CanFail(id)) BeginRule(rule);
    body_.set_line(context_.Source(statement.span));
    if (statement.value.valid()) Note(statement.value);
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
        AssignCell(statement);
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
    if (failures_.CanFail(id)) BeginRule(use.constant);
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

  Context& context_;
  const ir::Program& program_;
  const Failures& failures_;
  ProcessParts& parts_;
  const ir::HandlerKind kind_;
  const std::uint32_t subject_;  // the stream or timer
  std::vector<const ir::Handler*> handlers_;
  plan::CodePool& pool_;
  BodyBuilder body_;
  CodeId ctx_;
  CodeId state_;
  std::string stream_event_;  // name of the event
  std::string handler_rule_;
  std::uint32_t handler_ordinal_ = 0;
  std::string current_rule_;
  bool written_ = false;
  std::map<std::uint32_t, int> view_counts_;
  std::map<std::uint32_t, CodeId> views_;
  std::map<std::uint32_t, CodeId> is_row_;  // by window, where something asks
};

}  // namespace

plan::Handler LowerHandler(Context& context, const Failures& failures, ProcessParts& parts, ir::StreamId stream) {
  return HandlerLowering(context, failures, parts, ir::HandlerKind::kStream, stream.value).OnStream();
}

plan::DueWork LowerTimer(Context& context, const Failures& failures, ProcessParts& parts, ir::TimerId timer) {
  return HandlerLowering(context, failures, parts, ir::HandlerKind::kTimer, timer.value).OnTimer();
}

void LowerLateEvents(Context& context, const Failures& failures, ProcessParts& parts, plan::Handler& handler) {
  HandlerLowering(context, failures, parts, ir::HandlerKind::kStream, handler.stream).RunLate(handler);
}

plan::DueWork LowerAnswers(Context& context, const Failures& failures, ProcessParts& parts, ir::WindowId window) {
  return HandlerLowering(context, failures, parts, ir::HandlerKind::kStream, plan::kNoIndex).RunAnswers(window);
}

}  // namespace rulec::lower
