// Processes: what they remember, what is nested in their classes, and the tables of rules and constructs.
#include <algorithm>
#include <set>

#include "compiler/base/check.h"
#include "compiler/ir/print.h"
#include "compiler/lower/process_parts.h"
#include "compiler/lower/state_shape.h"

namespace rulec::lower {
namespace {

using types::TypeKind;

class ProcessLowering {
 public:
  ProcessLowering(Context& context, const Failures& failures, const ir::Process& declared, plan::Process& out)
      : context_(context),
        program_(context.program()),
        failures_(failures),
        parts_{declared, out, context.ClassScope(), Scope(), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}} {}

  void Run() {
    const ir::Process& declared = parts_.declared;
    plan::Process& out = parts_.out;
    out.doc = declared.doc;
    out.line = context_.Source(declared.span);
    for (const char* name : {"ForEach", "visit"}) parts_.members.Reserve(name);
    AddKey();
    for (const ir::WindowId id : declared.windows.ids()) AddWindow(id);
    for (const ir::CellId id : declared.cells.ids()) LowerCell(context_, failures_, parts_, id);
    for (const ir::TimerId id : declared.timers.ids()) AddTimer(id);
    for (const ir::JoinId id : declared.joins.ids()) AddJoin(context_, parts_, id);
    if (declared.order_time) AddWaiting(context_, parts_, Streams());
    for (const ir::StreamId stream : Streams()) AddRules(stream);
    AddLateEventRules();
    for (const ir::LateHandler& handler : declared.late_handlers) {
      parts_.late_rules.push_back(AddHandlerRules("late", WindowName(handler.window), handler.span, handler.body));
    }
    for (const ir::DueHandler& handler : declared.due_handlers) {
      const char* const what = handler.kind == ir::DueKind::kClose ? "close" : "update";
      parts_.due_rules.push_back(AddHandlerRules(what, WindowName(handler.window), handler.span, handler.body));
    }
    for (const ir::TimerId id : declared.timers.ids()) AddRules(id);
    for (const ir::JoinHandler& handler : declared.join_handlers) AddRules(handler);
    SortState();
    for (const ir::StreamId stream : Streams()) {
      out.handlers.push_back(LowerHandler(context_, failures_, parts_, stream));
      if (declared.order_time) LowerOrder(out.handlers.back());
    }
    for (const ir::WindowId id : declared.windows.ids()) {
      if (ir::AnswersAtOnce(declared.windows[id])) continue;
      out.due.push_back(LowerAnswers(context_, failures_, parts_, id));
    }
    for (const ir::TimerId id : declared.timers.ids()) {
      if (!parts_.timers[id.value].rule.empty()) out.due.push_back(LowerTimer(context_, failures_, parts_, id));
    }
    for (const ir::JoinId id : declared.joins.ids()) LowerJoin(context_, failures_, parts_, id);
    std::sort(out.outputs.begin(), out.outputs.end());
    out.outputs.erase(std::unique(out.outputs.begin(), out.outputs.end()), out.outputs.end());
  }

 private:
  std::set<ir::StreamId> Streams() const {
    std::set<ir::StreamId> streams;
    for (const ir::Handler& handler : parts_.declared.handlers) {
      if (handler.kind == ir::HandlerKind::kStream) streams.insert(handler.stream);
    }
    for (const ir::Window& window : parts_.declared.windows) streams.insert(window.stream);
    for (const ir::Join& join : parts_.declared.joins) {
      for (const ir::JoinSide side : ir::kJoinSides) streams.insert(join.sides[side].stream);
    }
    return streams;
  }

  const std::string& WindowName(ir::WindowId id) const { return parts_.declared.windows[id].name; }

  std::string StateMember(std::string_view name) { return context_.MemberName(name, parts_.members); }

  void AddKey() {
    const ir::Process& declared = parts_.declared;
    plan::Process& out = parts_.out;
    switch (declared.key_kind) {
      case ir::ProcessKey::kNone:
        // One order for all events is one key.
        out.key_kind = declared.order_time ? plan::KeyKind::kUnit : plan::KeyKind::kNone;
        break;
      case ir::ProcessKey::kUnit:
        out.key_kind = plan::KeyKind::kUnit;
        break;
      case ir::ProcessKey::kFields:
        out.key_kind = plan::KeyKind::kFields;
        break;
    }
    Scope members;
    members.Reserve("Encode");
    members.Reserve("Decode");
    for (const ir::KeyField& field : declared.key) {
      out.key.push_back({field.name, context_.MemberName(field.name, members), context_.Plan(field.type)});
    }
  }

  void AddWindow(ir::WindowId id) {
    const ir::Window& declared = parts_.declared.windows[id];
    plan::Process& out = parts_.out;
    plan::Window window;
    window.name = declared.name;
    window.doc = context_.HeadText(declared.span) + " (" + context_.Where(declared.span) + ").";
    window.stream = declared.stream.value;
    window.type = parts_.NestedType(declared.name, "Window");
    window.member = StateMember(declared.name);
    window.size_us = declared.size_us;
    window.form = FormText(declared);
    AddForm(declared, window);
    window.rows = declared.rows;
    window.up_to = declared.up_to;
    window.late_us = declared.late_us;
    window.early_us = declared.early_us;
    window.early_on_each = declared.early_on_each;
    for (const ir::LateHandler& handler : parts_.declared.late_handlers) window.handles_late |= handler.window == id;
    window.construct = AddConstruct(context_, parts_, declared.name, id.value);
    LowerQuestions(context_, parts_, declared, window);

    plan::Slot slot;
    slot.kind = plan::SlotKind::kWindow;
    slot.name = declared.name;
    slot.member = window.member;
    const bool closes = !window.closes.empty();
    const bool by_rows = declared.form == ir::WindowForm::kRows;
    slot.type = "::rulert::" + (closes ? window.closes : by_rows ? "LastRows" : "LookBack") + "<" + window.type + ">";
    slot.shape = closes    ? window.form + " of time"
                 : by_rows ? window.form + " rows"
                           : "look-back " + std::to_string(declared.size_us) + "us of time";
    if (declared.up_to != 0) slot.shape += ", up to " + std::to_string(declared.up_to);
    for (const plan::Field& column : window.columns) slot.shape += ", " + ShapeOf(context_.plan(), column.type);
    for (const plan::Aggregate& aggregate : window.aggregates) slot.shape += ", " + aggregate.alias;
    if (!by_rows) slot.memory_us = declared.size_us + declared.late_us;
    slot.size = (closes ? 72 : 24) + 16 * static_cast<std::uint32_t>(window.aggregates.size());
    out.windows.push_back(std::move(window));
    out.state.push_back(std::move(slot));
  }

  std::string FormText(const ir::Window& window) const {
    const auto us = [](std::int64_t time) { return std::to_string(time) + "us"; };
    if (window.calendar) return ir::CalendarText(program_, *window.calendar);
    const std::string offset = window.offset_us != 0 ? " offset " + us(window.offset_us) : "";
    switch (window.form) {
      case ir::WindowForm::kLookBack:
        return "in last " + us(window.size_us);
      case ir::WindowForm::kRows:
        return "last " + std::to_string(window.rows);
      case ir::WindowForm::kTumbling:
        return "each " + us(window.size_us) + offset;
      case ir::WindowForm::kSliding:
        return "each " + us(window.size_us) + " every " + us(window.every_us) + offset;
      case ir::WindowForm::kSession:
        return "session gap " + us(window.size_us);
    }
    return "";
  }
  /// How it closes, if it does.
  void AddForm(const ir::Window& declared, plan::Window& window) {
    if (ir::AnswersAtOnce(declared)) return;
    if (declared.form == ir::WindowForm::kSession) {
      window.closes = "SessionWindow";
      window.size = declared.size_us;
      return;
    }
    const bool slides = declared.form == ir::WindowForm::kSliding && declared.every_us != declared.size_us;
    window.closes = slides ? "SlidingWindow" : "TumblingWindow";
    if (declared.calendar) {
      const ir::Calendar& calendar = *declared.calendar;
      const bool is_day = calendar.unit == ir::Calendar::Unit::kDay;
      const std::string zone = context_.Visible(context_.plan().zones[calendar.zone].cpp);
      window.grid = std::string("::rulert::") + (is_day ? "ZoneDays<" : "ZoneMonths<") + zone + ">";
      window.size = calendar.size;
      window.every = slides ? calendar.every : 0;
      window.offset = calendar.offset;
      return;
    }
    window.grid = "::rulert::FixedGrid";
    window.size = declared.size_us;
    window.every = slides ? declared.every_us : 0;
    window.offset = declared.offset_us % (slides ? declared.every_us : declared.size_us);
  }

  void AddTimer(ir::TimerId id) {
    const ir::Timer& declared = parts_.declared.timers[id];
    plan::Slot slot;
    slot.kind = plan::SlotKind::kTimer;
    slot.name = declared.name;
    slot.member = StateMember(declared.name);
    slot.type = declared.by_clock ? "::rulert::ClockTimer" : "::rulert::Timer";
    slot.shape = declared.by_clock ? "timer by clock" : "timer";
    slot.memory_us = 0;  // it ends by itself
    slot.size = 16;
    parts_.timers.push_back({slot.member, AddConstruct(context_, parts_, declared.name), {}});
    parts_.out.state.push_back(std::move(slot));
  }

  std::uint32_t AddRule(const std::string& name, ir::Span span, const std::string& constant) {
    const auto index = static_cast<std::uint32_t>(context_.plan().rules.size());
    context_.plan().rules.push_back({parts_.declared.name, name, context_.PlaceOfHead(span)});
    parts_.out.rules.push_back({constant, index});
    return index;
  }

  /// The handlers of a stream are one for the table, then their rules.
  void AddRules(ir::StreamId stream) {
    const std::string& name = program_.streams[stream].name;
    parts_.handler_rules[stream.value] =
        AddRulesOfAll("on " + name, "kOn" + UpperCamel(name), [&](const ir::Handler& handler) {
          return handler.kind == ir::HandlerKind::kStream && handler.stream == stream;
        });
  }
  /// So are those of a timer.
  void AddRules(ir::TimerId timer) {
    const auto is_its = [&](const ir::Handler& handler) {
      return handler.kind == ir::HandlerKind::kTimer && handler.timer == timer;
    };
    const auto& handlers = parts_.declared.handlers;
    if (std::none_of(handlers.begin(), handlers.end(), is_its)) return;
    const std::string& name = parts_.declared.timers[timer].name;
    parts_.timers[timer.value].rule = AddRulesOfAll("on timer " + name, "kOnTimer" + UpperCamel(name), is_its);
  }
  /// A handler of one side bears its name too: one event may be of both.
  void AddRules(const ir::JoinHandler& handler) {
    const ir::Join& join = parts_.declared.joins[handler.join];
    if (handler.kind == ir::JoinHandlerKind::kMatch) {
      parts_.join_rules.push_back(AddHandlerRules("match", join.name, handler.span, handler.body));
      return;
    }
    const char* const what = handler.kind == ir::JoinHandlerKind::kUnmatched ? "unmatched" : "late";
    const ir::Join::Side& side = handler.events.left.valid() ? join.sides.left : join.sides.right;
    parts_.join_rules.push_back(AddHandlerRules(what, join.name, handler.span, handler.body, side.name));
  }
  /// Answers the constant of the handlers.
  template <class IsOne>
  std::string AddRulesOfAll(const std::string& name, std::string wanted, const IsOne& is_one) {
    const std::string constant = parts_.class_scope.Take(std::move(wanted));
    const auto& handlers = parts_.declared.handlers;
    const auto first = std::find_if(handlers.begin(), handlers.end(), is_one);
    AddRule(name, first == handlers.end() ? parts_.declared.span : first->span, constant);
    for (const ir::Handler& handler : handlers) {
      if (!is_one(handler)) continue;
      for (const ir::StatementId statement : handler.body) AddRulesOf(statement);
    }
    return constant;
  }

  /// The same of late events.
  void AddLateEventRules() {
    for (const ir::Handler& first : parts_.declared.late_events) {
      if (parts_.late_event_rules.contains(first.stream.value)) continue;
      const std::string& name = program_.streams[first.stream].name;
      std::string& constant = parts_.late_event_rules[first.stream.value];
      constant = AddHandlerRules("late", name, first.span, {});
      for (const ir::Handler& handler : parts_.declared.late_events) {
        if (handler.stream != first.stream) continue;
        for (const ir::StatementId statement : handler.body) AddRulesOf(statement);
      }
    }
  }

  /// What becomes of late events of a stream.
  void LowerOrder(plan::Handler& handler) {
    if (parts_.late_event_rules.contains(handler.stream)) {
      LowerLateEvents(context_, failures_, parts_, handler);
    } else if (!context_.plan().streams[handler.stream].output) {
      handler.late = AddConstruct(context_, parts_, context_.plan().streams[handler.stream].name);
    }
  }

  /// Constant of the handler `on what name [as side]`, which is not of a stream, before those of its rules.
  std::string AddHandlerRules(std::string_view what, const std::string& name, ir::Span span,
                              const std::vector<ir::StatementId>& body, const std::string& side = {}) {
    const bool is_of_side = !side.empty();
    const std::string end = is_of_side ? "As" + UpperCamel(side) : "";
    std::string constant = parts_.class_scope.Take("kOn" + UpperCamel(what) + UpperCamel(name) + end);
    AddRule("on " + std::string(what) + " " + name + (is_of_side ? " as " + side : ""), span, constant);
    for (const ir::StatementId statement : body) AddRulesOf(statement);
    return constant;
  }

  void AddRulesOf(ir::StatementId id) {
    const ir::Statement& statement = program_.statements[id];
    if (statement.kind != ir::StatementKind::kRule) return;
    ProcessParts::RuleUse use;
    use.constant = parts_.class_scope.Take("k" + UpperCamel(statement.name));
    AddRule(statement.name, statement.span, use.constant);
    if (statement.once_per_us) {
      plan::Slot slot;
      slot.kind = plan::SlotKind::kOncePer;
      slot.name = statement.name;
      slot.member = StateMember(statement.name + "_fired");
      slot.type = "::rulert::OncePer<" + Grouped(*statement.once_per_us) + ">";
      slot.shape = "once per " + std::to_string(*statement.once_per_us) + "us";
      slot.memory_us = statement.once_per_us;
      slot.size = 8;
      use.once_member = slot.member;
      parts_.out.state.push_back(std::move(slot));
    }
    parts_.rules[id.value] = use;
    for (const ir::StatementId inner : statement.body) AddRulesOf(inner);
  }

  void SortState() {
    plan::Process& out = parts_.out;
    std::stable_sort(out.state.begin(), out.state.end(),
                     [](const plan::Slot& a, const plan::Slot& b) { return a.size > b.size; });
    std::int64_t longest = 0;
    bool bounded = true;
    for (const plan::Slot& slot : out.state) {
      bounded = bounded && slot.memory_us;
      longest = std::max(longest, slot.memory_us.value_or(0));
    }
    if (bounded) out.longest_memory_us = longest;
  }

  Context& context_;
  const ir::Program& program_;
  const Failures& failures_;
  ProcessParts parts_;
};

}  // namespace

std::uint32_t AddConstruct(Context& context, const ProcessParts& parts, const std::string& name,
                           std::optional<std::uint32_t> window, std::optional<std::uint32_t> cell) {
  plan::Plan& plan = context.plan();
  const auto process = static_cast<std::uint32_t>(&parts.out - plan.processes.data());
  plan.constructs.push_back({parts.declared.name, name, process, window, cell});
  return static_cast<std::uint32_t>(plan.constructs.size() - 1);
}

void LowerProcesses(Context& context, const Failures& failures) {
  for (std::size_t i = 0; i < context.program().processes.size(); ++i) {
    ProcessLowering(context, failures, context.program().processes[i], context.plan().processes[i]).Run();
  }
}

}  // namespace rulec::lower
