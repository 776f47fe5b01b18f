// What a process does with one event, or when a timer fires, in the order of the file.
#include <algorithm>
#include <array>
#include <utility>

#include "compiler/lower/handler_body.h"

namespace rulec::lower {
namespace {

using plan::ActionKind;
using plan::CodeId;
using plan::CodeOp;

/// The handlers of one stream, or of one timer: they are one function.
class HandlerLowering final : public HandlerBody {
 public:
  HandlerLowering(Context& context, const Failures& failures, ProcessParts& parts, ir::HandlerKind kind,
                  std::uint32_t subject)
      : HandlerBody(context, failures, parts), kind_(kind), subject_(subject) {
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
    out.saved = undo_.SavedOf(parts_.out.state);
    return out;
  }

  plan::DueWork OnTimer() {
    const ProcessParts::TimerUse& timer = parts_.timers[subject_];
    plan::DueWork out;
    const ir::Timer& declared = parts_.declared.timers[ir::TimerId(subject_)];
    out.type = parts_.class_scope.Take("OnTimer" + UpperCamel(declared.name));
    out.by_clock = declared.by_clock;
    out.doc = Doc();
    out.member = timer.member;
    out.rank = "::rulert::kTimerRank";
    out.construct = timer.construct;
    handler_rule_ = timer.rule;
    out.body = Body();
    out.saved = undo_.SavedOf(parts_.out.state);
    return out;
  }

  void RunLate(plan::Handler& out) {
    handler_rule_ = parts_.late_event_rules.at(subject_);
    std::vector<const ir::Handler*> late;
    for (const ir::Handler& handler : parts_.declared.late_events) {
      if (handler.stream.value != subject_) continue;
      if (out.late_event.empty()) out.late_event = TakeLocal(program_.locals[handler.event].name);
      body_.Bind(handler.event, plan::Name(pool_, out.late_event));
      late.push_back(&handler);
    }
    body_.OpenBlock();
    OpenViews(BodiesOf(late));
    for (const ir::Handler* handler : late) {
      Touch(handler->body);
      for (const ir::StatementId statement : handler->body) AddStatement(statement, handler_rule_, handler_ordinal_);
    }
    out.late_body = body_.CloseBlock();
    out.saved_of_late = undo_.SavedOf(parts_.out.state);
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
    std::array<UndoSet, 2> ways{};            // by DueKind: an answer is of one of them
    for (std::size_t i = 0; i < parts_.declared.due_handlers.size(); ++i) {
      const ir::DueHandler& handler = parts_.declared.due_handlers[i];
      if (handler.window != id) continue;
      CodeId is_this = plan::CallOn(pool_, answer, "is_update", {});
      if (handler.kind == ir::DueKind::kClose) is_this = plan::Unary(pool_, CodeOp::kNot, is_this);
      body_.set_line({});
      body_.set_comment(context_.HeadText(handler.span) + " (" + context_.Where(handler.span) + ")");
      plan::Action branch = body_.Act(ActionKind::kIf, is_this);
      if (answers_again) body_.OpenBlock();
      const auto kind = static_cast<std::size_t>(handler.kind);
      std::swap(undo_, ways[kind]);
      AddHandler(handler.body, parts_.due_rules[i], ordinals[kind]);
      std::swap(undo_, ways[kind]);
      if (!answers_again) continue;
      branch.body = body_.CloseBlock();
      body_.Add(std::move(branch));
    }
    out.body = body_.CloseBlock();
    for (const UndoSet& way : ways) undo_.Add(way);
    out.saved = undo_.SavedOf(parts_.out.state);
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
      for (const ir::JoinId id : parts_.declared.joins.ids()) EnterJoin(id);
    }
    OpenViews(BodiesOf(handlers_));
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

  static Bodies BodiesOf(const std::vector<const ir::Handler*>& handlers) {
    Bodies bodies;
    for (const ir::Handler* handler : handlers) bodies.push_back(&handler->body);
    return bodies;
  }

  /// All handlers, windows and joins of the stream speak of the same parameter.
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
    for (const ir::JoinHandler& handler : parts_.declared.join_handlers) {
      if (handler.kind != ir::JoinHandlerKind::kLate) continue;
      for (const ir::JoinSide side : ir::kJoinSides) {
        if (handler.events[side].valid() && IsOfStream(handler.join, side)) bind(handler.events[side]);
      }
    }
    if (name.empty()) name = TakeLocal("event");  // of a stream that only joins read
    return name;
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
    Evaluate({{*declared.where}});
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
    Evaluate(columns);
    std::vector<CodeId> values = body_.Ordered(columns, LiteralUse::kPlain, true);
    if (!window.time_member.empty()) values.push_back(Time());
    const CodeId row = plan::Braces(pool_, window.type + "::Row", std::move(values));
    CodeId enter = plan::CallOn(pool_, ctx_, "Enter", {StateMember(window.member), row});
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
    // A row that is handled as late has not entered.
    if (window.handles_late) HandleLate(id, enter);
    undo_.Write(window.member);
  }

  /// What runs in place of a row that the window could not use.
  void HandleLate(ir::WindowId id, CodeId entered) {
    HandleLate(entered, [&](std::uint32_t& ordinal) {
      for (std::size_t i = 0; i < parts_.declared.late_handlers.size(); ++i) {
        const ir::LateHandler& handler = parts_.declared.late_handlers[i];
        if (handler.window == id) AddHandler(handler.body, parts_.late_rules[i], ordinal);
      }
    });
  }
  template <class AddHandlers>
  void HandleLate(CodeId entered, const AddHandlers& add_handlers) {
    plan::Action is_late = body_.Act(ActionKind::kIf, plan::Unary(pool_, CodeOp::kNot, entered));
    body_.OpenBlock();
    std::uint32_t ordinal = 0;
    add_handlers(ordinal);
    is_late.body = body_.CloseBlock();
    ForgetRule();
    body_.Add(std::move(is_late));
  }

  // ---- joins ----

  bool IsOfStream(ir::JoinId join, ir::JoinSide side) const {
    return parts_.declared.joins[join].sides[side].stream.value == subject_;
  }

  void EnterJoin(ir::JoinId id) {
    const ir::Join& declared = parts_.declared.joins[id];
    const plan::Join& join = parts_.out.joins[id.value];
    const bool is_left = IsOfStream(id, ir::JoinSide::kLeft);
    const bool is_right = IsOfStream(id, ir::JoinSide::kRight);
    if (!is_left && !is_right) return;
    body_.set_line(context_.Source(declared.span));
    body_.set_comment(context_.HeadText(declared.span) + " (" + context_.Where(declared.span) + ")");
    std::vector<CodeId> args = {StateMember(join.member)};
    if (is_left) args.push_back(Kept(join.left));
    if (is_right) args.push_back(Kept(join.right));
    const char* const enter = is_left && is_right ? "EnterBoth" : is_left ? "EnterLeft" : "EnterRight";
    const CodeId entered = plan::CallOn(pool_, ctx_, enter, std::move(args));
    if (!(is_left && join.left.handles_late) && !(is_right && join.right.handles_late)) {
      body_.Add(body_.Act(ActionKind::kDo, entered));
      undo_.Write(join.member);
      return;
    }
    // An event that is handled as late has not entered.
    HandleLate(entered, [&](std::uint32_t& ordinal) {
      for (std::size_t i = 0; i < parts_.declared.join_handlers.size(); ++i) {
        const ir::JoinHandler& handler = parts_.declared.join_handlers[i];
        if (handler.kind != ir::JoinHandlerKind::kLate || handler.join != id) continue;
        const bool is_its = handler.events.left.valid() ? is_left : is_right;
        if (is_its) AddHandler(handler.body, parts_.join_rules[i], ordinal);
      }
    });
    undo_.Write(join.member);
  }
  /// What a side keeps of the event at hand.
  CodeId Kept(const plan::JoinSide& side) {
    const CodeId event = plan::Name(pool_, stream_event_);
    if (side.whole) return event;
    std::vector<CodeId> fields;
    for (const plan::Field& field : side.fields) fields.push_back(plan::Member(pool_, event, field.member));
    return plan::Braces(pool_, side.event, std::move(fields));
  }

  const ir::HandlerKind kind_;
  const std::uint32_t subject_;  // the stream or timer
  std::vector<const ir::Handler*> handlers_;
  std::string stream_event_;  // name of the event
  std::string handler_rule_;
  std::uint32_t handler_ordinal_ = 0;
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
