#include "compiler/ir/print.h"

#include <fmt/format.h>

#include <iterator>

#include "compiler/types/time_text.h"

namespace rulec::ir {
namespace {

class ProgramPrinter {
 public:
  explicit ProgramPrinter(const Program& program) : program_(program) {}

  std::string Run() {
    Line(0, "module {}", program_.module);
    for (const Enum& of : program_.enums) {
      std::string values;
      for (const std::string& value : of.values) values += (values.empty() ? "" : ", ") + value;
      Line(0, "enum {} {{ {} }}", PublicName(of), values);
    }
    for (const Record& record : program_.records) {
      if (!record.variant.valid()) PrintRecord(record);
    }
    for (const Variant& variant : program_.variants) PrintVariant(variant);
    for (const Param& param : program_.params) {
      Line(0, "param {}: {} = {}", param.name, Type(param.type), Expr(param.default_value));
    }
    for (const BusinessCalendar& calendar : program_.calendars) {
      Line(0, "calendar {} weekend {:07b} of {} to {}, {} holidays", PublicName(calendar), calendar.weekend,
           types::DateText(calendar.first), types::DateText(calendar.last), calendar.holidays.size());
    }
    for (const Function& function : program_.functions) {
      Line(0, "function {}({}): {}", PublicName(function), Locals(function.params), Type(function.result));
      Line(1, "{}", Expr(function.body));
    }
    for (const Decision& decision : program_.decisions) PrintDecision(decision);
    for (const Stream& stream : program_.streams) PrintStream(stream);
    for (const Output& output : program_.outputs) {
      const Record& record = program_.records[output.record];
      Line(0, "output {}: {}{}", output.name, record.name,
           output.key_field ? " key " + record.fields[*output.key_field].name : "");
    }
    for (const Process& process : program_.processes) PrintProcess(process);
    return std::move(text_);
  }

 private:
  template <class... Args>
  void Line(int depth, fmt::format_string<Args...> format, Args&&... args) {
    text_.append(static_cast<std::size_t>(depth) * 2, ' ');
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }

  std::string Type(TypeId type) const { return TypeText(program_, type); }
  std::string Expr(ExprId expr) const { return ExprText(program_, process_, expr); }
  std::string Duration(std::int64_t us) const {
    Constant constant;
    constant.number = us;
    return ConstantText(program_, constant, program_.types.Simple(types::TypeKind::kDuration));
  }

  std::string Locals(const std::vector<LocalId>& locals) const {
    std::string text;
    for (const LocalId id : locals) {
      const Local& local = program_.locals[id];
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", local.name, Type(local.type));
    }
    return text;
  }

  void PrintRecord(const Record& record) {
    Line(0, "record {}", PublicName(record));
    for (const Field& field : record.fields) Line(1, "{}: {}", field.name, Type(field.type));
  }

  void PrintVariant(const Variant& variant) {
    Line(0, "variant {}", PublicName(variant));
    for (const Arm& arm : variant.arms) {
      Line(1, "{}", arm.name);
      for (const Field& field : program_.records[arm.fields].fields) Line(2, "{}: {}", field.name, Type(field.type));
    }
  }

  std::string PolicyText(const Decision& decision) const {
    std::string text(base::PolicyText(decision.policy));
    if (!decision.by_field) return text;
    const types::Type& record = program_.types[program_.types.WithoutOptional(decision.given)];
    return text + " by " + program_.records[record.record].fields[*decision.by_field].name;
  }

  void PrintRule(const Decision& decision, const DecisionRule& rule, const char* role) {
    Line(1, "rule {}{}{}", rule.name, rule.likely ? " likely" : "", role);
    Line(2, "when {}", Expr(rule.when));
    Line(2, "then {}", Expr(rule.then));
    if (!decision.score) return;
    const RuleWords& words = *rule.words;
    Line(2, "because {}{}", words.because, words.code ? " code " + *words.code : "");
  }

  void PrintDecision(const Decision& decision) {
    Line(0, "decision {}({}): {} {}{}", PublicName(decision), Locals(decision.params), Type(decision.result),
         PolicyText(decision), decision.is_table ? " table" : "");
    for (const Let& let : decision.lets) {
      const Local& local = program_.locals[let.local];
      Line(1, "let {}: {} = {}", local.name, Type(local.type), Expr(let.value));
    }
    auto shadow = decision.shadows.begin();
    for (std::uint32_t i = 0; i <= decision.rules.size(); ++i) {
      for (; shadow != decision.shadows.end() && shadow->before == i; ++shadow) {
        PrintRule(decision, shadow->rule, " shadow");
      }
      if (i < decision.rules.size()) PrintRule(decision, decision.rules[i], "");
    }
    if (decision.otherwise) Line(1, "otherwise {}", Expr(*decision.otherwise));
  }

  void PrintStream(const Stream& stream) {
    const Record& record = program_.records[stream.record];
    std::string options;
    if (stream.time_field) options += " time " + record.fields[*stream.time_field].name;
    if (stream.delay_us != 0) options += " delay " + Duration(stream.delay_us);
    if (stream.idle_us) options += " idle " + Duration(*stream.idle_us) + (stream.idle_by_clock ? " by clock" : "");
    if (stream.ahead_us) options += " ahead " + Duration(*stream.ahead_us);
    if (stream.output) options += " of output";
    Line(0, "stream {}: {}{}", stream.name, record.name, options);
  }

  void PrintProcess(const Process& process) {
    process_ = &process;
    std::string key;
    for (const KeyField& field : process.key) {
      key += fmt::format("{}{}: {} =", key.empty() ? " by " : ", ", field.name, Type(field.type));
      for (const KeyField::Source& source : field.sources) {
        const Stream& stream = program_.streams[source.stream];
        key += fmt::format(" {}.{}", stream.name, program_.records[stream.record].fields[source.field].name);
      }
    }
    if (process.key_kind == ProcessKey::kUnit) key = " by ()";
    Line(0, "process {}{}{}", process.name, key, process.order_time ? " order time" : "");
    for (const StateCell& cell : process.cells) {
      PrintCell(cell);
    }
    for (const Window& window : process.windows) PrintWindow(window);
    for (const Timer& timer : process.timers) Line(1, "timer {}{}", timer.name, timer.by_clock ? " by clock" : "");
    for (const Join& join : process.joins) PrintJoin(join);
    for (const Handler& handler : process.handlers) {
      if (handler.kind == HandlerKind::kStream) {
        Line(1, "on {} as {}", program_.streams[handler.stream].name, program_.locals[handler.event].name);
      } else {
        Line(1, "on timer {}", process.timers[handler.timer].name);
      }
      for (const StatementId statement : handler.body) PrintStatement(statement, 2);
    }
    for (const Handler& handler : process.late_events) {
      Line(1, "on late {} as {}", program_.streams[handler.stream].name, program_.locals[handler.event].name);
      for (const StatementId statement : handler.body) PrintStatement(statement, 2);
    }
    for (const LateHandler& handler : process.late_handlers) {
      Line(1, "on late {} as {}", process.windows[handler.window].name, program_.locals[handler.event].name);
      for (const StatementId statement : handler.body) PrintStatement(statement, 2);
    }
    for (const DueHandler& handler : process.due_handlers) {
      Line(1, "on {} {}", handler.kind == DueKind::kClose ? "close" : "update", process.windows[handler.window].name);
      for (const StatementId statement : handler.body) PrintStatement(statement, 2);
    }
    for (const JoinHandler& handler : process.join_handlers) {
      PrintHead(handler, process.joins[handler.join].name);
      for (const StatementId statement : handler.body) PrintStatement(statement, 2);
    }
    process_ = nullptr;
  }

  void PrintJoin(const Join& join) {
    const auto side = [&](JoinSide which) {
      return program_.streams[join.sides[which].stream].name + " as " + join.sides[which].name;
    };
    Line(1, "join {} = {} with {} within {} .. {}", join.name, side(JoinSide::kLeft), side(JoinSide::kRight),
         Duration(join.lower_us), Duration(join.upper_us));
  }

  void PrintHead(const JoinHandler& handler, const std::string& join) {
    std::string events;
    for (const JoinSide side : kJoinSides) {
      if (!handler.events[side].valid()) continue;
      events += (events.empty() ? "" : ", ") + program_.locals[handler.events[side]].name;
    }
    static constexpr const char* kWhat[] = {"match", "unmatched", "late"};
    Line(1, "on {} {} as {}", kWhat[static_cast<std::size_t>(handler.kind)], join, events);
  }

  std::string FormText(const Window& window) const {
    if (window.calendar) return CalendarText(program_, *window.calendar);
    const std::string offset = window.offset_us != 0 ? " offset " + Duration(window.offset_us) : "";
    switch (window.form) {
      case WindowForm::kLookBack:
        return "in last " + Duration(window.size_us);
      case WindowForm::kRows:
        return fmt::format("last {}", window.rows);
      case WindowForm::kTumbling:
        return "each " + Duration(window.size_us) + offset;
      case WindowForm::kSliding:
        return "each " + Duration(window.size_us) + " every " + Duration(window.every_us) + offset;
      case WindowForm::kSession:
        return "session gap " + Duration(window.size_us);
    }
    return "";
  }

  void PrintCell(const StateCell& cell) {
    std::string bounds = " unbounded";
    if (cell.expires_us) {
      bounds = fmt::format(" expires {} after {}", Duration(*cell.expires_us), cell.after_access ? "access" : "write");
    }
    if (cell.up_to) bounds += fmt::format(" up to {}", *cell.up_to);
    Line(1, "state {}: {}{}{}", cell.name, Type(cell.type), cell.initial.valid() ? " = " + Expr(cell.initial) : "",
         bounds);
  }

  void PrintWindow(const Window& window) {
    std::string options = window.excludes_current ? " excluding current" : "";
    if (window.where) options += " where " + Expr(*window.where);
    if (window.late_us != 0) options += " late " + Duration(window.late_us);
    if (window.early_us != 0) options += " early every " + Duration(window.early_us);
    if (window.early_on_each) options += " early on each";
    if (window.up_to != 0) options += fmt::format(" up to {}", window.up_to);
    Line(1, "window {} = {} {}{}", window.name, program_.streams[window.stream].name, FormText(window), options);
    for (const Aggregate& aggregate : window.aggregates) {
      std::string columns;
      for (const ExprId column : aggregate.columns) columns += (columns.empty() ? " of " : ", ") + Expr(column);
      Line(2, "{}: {}{}", AggregateText(program_, process_, aggregate, "_"), Type(aggregate.type), columns);
    }
  }

  std::string CellName(const Statement& statement) const { return "state." + process_->cells[statement.cell].name; }

  std::string Place(const Statement& statement) const {
    const bool cell = statement.kind == StatementKind::kAssignCell;
    std::string text = cell ? CellName(statement) : program_.locals[statement.local].name;
    TypeId type = cell ? process_->cells[statement.cell].type : program_.locals[statement.local].type;
    for (const std::uint32_t field : statement.path) {
      const Field& of = program_.records[program_.types[type].record].fields[field];
      text += "." + of.name;
      type = of.type;
    }
    return text;
  }

  void PrintStatement(StatementId id, int depth) {
    const Statement& statement = program_.statements[id];
    switch (statement.kind) {
      case StatementKind::kRule:
        Line(depth, "rule {}{}{}", statement.name, statement.likely ? " likely" : "",
             statement.once_per_us ? " once per " + Duration(*statement.once_per_us) : "");
        Line(depth + 1, "when {}", Expr(statement.when));
        for (const StatementId inner : statement.body) PrintStatement(inner, depth + 1);
        break;
      case StatementKind::kVar:
      case StatementKind::kLet: {
        const Local& local = program_.locals[statement.local];
        Line(depth, "{} {}: {} = {}", statement.kind == StatementKind::kVar ? "var" : "let", local.name,
             Type(local.type), Expr(statement.value));
        break;
      }
      case StatementKind::kAssignCell:
      case StatementKind::kAssignVar:
        Line(depth, "{} = {}", Place(statement), Expr(statement.value));
        break;
      case StatementKind::kAdd:
        Line(depth, "add {} to {}", Expr(statement.value), CellName(statement));
        break;
      case StatementKind::kRemove:
        Line(depth, "remove {} from {}", Expr(statement.value), CellName(statement));
        break;
      case StatementKind::kPut:
        Line(depth, "{} = {}", Expr(statement.place), Expr(statement.value));
        break;
      case StatementKind::kClear:
        Line(depth, "clear {}", CellName(statement));
        break;
      case StatementKind::kEmit:
        Line(depth, "emit {} {}", program_.outputs[statement.output].name, Expr(statement.value));
        break;
      case StatementKind::kStart:
        Line(depth, "start {} at {}", process_->timers[statement.timer].name, Expr(statement.value));
        break;
      case StatementKind::kStop:
        Line(depth, "stop {}", process_->timers[statement.timer].name);
        break;
    }
  }

  const Program& program_;
  const Process* process_ = nullptr;
  std::string text_;
};

}  // namespace

std::string CalendarText(const Program& program, const Calendar& calendar) {
  const auto units = [&](std::int64_t count) {
    return std::to_string(count) + (calendar.unit == Calendar::Unit::kDay ? " days" : " months");
  };
  std::string text = "each " + units(calendar.size);
  if (calendar.every != 0) text += " every " + units(calendar.every);
  if (calendar.offset != 0) text += " offset " + units(calendar.offset);
  return text + " in " + program.zones[calendar.zone].name;
}

std::string Print(const Program& program) { return ProgramPrinter(program).Run(); }

}  // namespace rulec::ir
