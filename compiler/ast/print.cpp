#include <fmt/format.h>

#include "compiler/ast/ast.h"
#include "compiler/ast/print_expr.h"

namespace rulec::ast {
namespace {

class Printer {
 public:
  Printer(const Module& module, const base::Interner& symbols) : m_(module), symbols_(symbols) {}

  std::string Print() {
    std::string path;
    for (const Name& part : m_.path) path += (path.empty() ? "" : ".") + Text(part);
    Line(path.empty() ? "module" : "module " + path);
    for (const Slot<ItemKind>& slot : m_.items) Item(slot);
    return std::move(out_);
  }

 private:
  using Marks = std::vector<std::pair<Symbol, Span>>;

  std::string Text(const Name& name) const { return std::string(symbols_.Text(name.symbol)); }
  std::string Text(Symbol symbol) const { return std::string(symbols_.Text(symbol)); }
  std::string Of(ExprId id) const { return PrintExpr(m_, symbols_, id); }
  std::string Of(TypeRefId id) const { return PrintType(m_, symbols_, id); }

  void Line(std::string_view text) {
    out_.append(static_cast<std::size_t>(indent_) * 2, ' ');
    out_ += text;
    out_ += '\n';
  }
  template <class Body>
  void Indented(Body body) {
    ++indent_;
    body();
    --indent_;
  }
  void Doc(const std::string& doc) {
    if (!doc.empty()) Line("doc " + PrintText(doc));
  }
  void Opaques(const Marks& marks) {
    for (const auto& [name, span] : marks) Line("opaque " + PrintText(symbols_.Text(name)));
  }
  void OpaqueLine(const Opaque& opaque) {
    Line(fmt::format("opaque {}{}{}", PrintText(symbols_.Text(opaque.construct)), opaque.name ? " " : "",
                     opaque.name ? Text(*opaque.name) : ""));
  }

  void FieldLine(std::string_view word, const Field& field) {
    Line(fmt::format("{} {}: {}{}", word, Text(field.name), Of(field.type),
                     field.default_value ? " = " + Of(*field.default_value) : ""));
    Indented([&] {
      Doc(field.doc);
      Opaques(field.marks);
    });
  }

  void Item(const Slot<ItemKind>& slot) {
    switch (slot.kind) {
      case ItemKind::kImport:
        return ImportItem(m_.imports[slot.index]);
      case ItemKind::kRecord:
        return RecordItem(m_.records[slot.index]);
      case ItemKind::kVariant:
        return VariantItem(m_.variants[slot.index]);
      case ItemKind::kEnum:
        return EnumItem(m_.enums[slot.index]);
      case ItemKind::kStream:
        return StreamItem(m_.streams[slot.index]);
      case ItemKind::kOutput:
        return OutputItem(m_.outputs[slot.index]);
      case ItemKind::kParam:
        return ParamItem(m_.params[slot.index]);
      case ItemKind::kFunction:
        return FunctionItem(m_.functions[slot.index]);
      case ItemKind::kDecision:
        return DecisionItem(m_.decisions[slot.index]);
      case ItemKind::kProcess:
        return ProcessItem(m_.processes[slot.index]);
      case ItemKind::kZone:
        return Line("zone " + PrintText(symbols_.Text(m_.zones[slot.index].name)));
      case ItemKind::kCalendar:
        return CalendarItem(m_.calendars[slot.index]);
      case ItemKind::kOpaque:
        return OpaqueLine(m_.opaques[slot.index]);
    }
  }

  void ImportItem(const Import& import) {
    Line(fmt::format("import rules {}{}", PrintText(import.path), import.alias ? " as " + Text(*import.alias) : ""));
  }
  void CalendarItem(const Calendar& calendar) {
    Line(fmt::format("calendar {} from {}", Text(calendar.name), PrintText(calendar.path)));
    Indented([&] { Doc(calendar.doc); });
  }
  void RecordItem(const Record& record) {
    Line("record " + Text(record.name));
    Indented([&] {
      Doc(record.doc);
      for (const Field& field : record.fields) FieldLine("field", field);
    });
  }
  void VariantItem(const Variant& variant) {
    Line("variant " + Text(variant.name));
    Indented([&] {
      Doc(variant.doc);
      for (const Arm& arm : variant.arms) {
        Line("arm " + Text(arm.name));
        Indented([&] {
          Doc(arm.doc);
          for (const Field& field : arm.fields) FieldLine("field", field);
        });
      }
    });
  }
  void EnumItem(const Enum& enumeration) {
    std::string values;
    for (const Name& value : enumeration.values) values += " " + Text(value);
    Line(fmt::format("enum {}:{}", Text(enumeration.name), values));
    Indented([&] { Doc(enumeration.doc); });
  }
  void StreamItem(const Stream& stream) {
    Line(fmt::format("stream {}: {}", Text(stream.name), Of(stream.type)));
    Indented([&] {
      Doc(stream.doc);
      if (stream.time) Line("time " + Text(*stream.time));
      if (stream.delay) Line("delay " + Of(*stream.delay));
      if (stream.idle) Line("idle " + Of(*stream.idle) + (stream.idle_by_clock ? " by clock" : ""));
      if (stream.ahead) Line("ahead " + Of(*stream.ahead));
    });
  }
  void OutputItem(const Output& output) {
    Line(fmt::format("output {}: {}{}", Text(output.name), Of(output.type),
                     output.key ? " key " + Text(*output.key) : ""));
    Indented([&] { Doc(output.doc); });
  }
  void ParamItem(const Param& param) {
    Line(fmt::format("param {}: {} = {}", Text(param.name), Of(param.type), Of(param.default_value)));
    Indented([&] { Doc(param.doc); });
  }
  void FunctionItem(const Function& function) {
    Line(fmt::format("function {}: {}", Text(function.name), Of(function.result)));
    Indented([&] {
      Doc(function.doc);
      for (const Field& param : function.params) FieldLine("parameter", param);
      Line("body " + Of(function.body));
    });
  }

  void Attributes(const RuleAttributes& attributes) {
    if (attributes.likely) Line("likely");
    if (attributes.shadow) Line("shadow");
    if (attributes.effective) {
      const Effective& effective = *attributes.effective;
      Line(fmt::format("effective{}{}", effective.from ? " from " + Of(*effective.from) : "",
                       effective.to ? " to " + Of(*effective.to) : ""));
    }
    if (attributes.once_per) Line("once per " + Of(*attributes.once_per));
    Opaques(attributes.opaque);
  }
  std::string Policy(const Decision& decision) const {
    std::string text(base::PolicyText(decision.policy));
    if (decision.policy_field) text += " by " + Text(*decision.policy_field);
    return text;
  }
  void DecisionItem(const Decision& decision) {
    Line(fmt::format("decision {}: {} {}", Text(decision.name), Of(decision.result), Policy(decision)));
    Indented([&] {
      Doc(decision.doc);
      for (const Field& param : decision.params) FieldLine("parameter", param);
      for (const Let& let : decision.lets) Line(fmt::format("let {} = {}", Text(let.name), Of(let.value)));
      if (decision.base) Line("base " + Of(*decision.base));
      for (const DecisionRule& rule : decision.rules) RuleOf(rule);
      if (decision.table) TableOf(*decision.table);
      if (decision.table_file) Line("table from " + PrintText(decision.table_file->path));
      if (decision.otherwise) Line("otherwise " + Of(*decision.otherwise));
    });
  }
  void RuleOf(const DecisionRule& rule) {
    Line("rule " + Text(rule.name));
    Indented([&] {
      Doc(rule.doc);
      if (!rule.description.empty()) Line("description " + PrintText(rule.description));
      Attributes(rule.attributes);
      Line("when " + Of(rule.when));
      Line("then " + Of(rule.then));
      if (!rule.because.empty()) Line("because " + PrintText(rule.because));
      if (rule.code) Line("code " + PrintText(*rule.code));
    });
  }

  std::string Of(const CellTest& test) const {
    switch (test.kind) {
      case TestKind::kValue:
        return Of(test.low);
      case TestKind::kLess:
        return "< " + Of(test.low);
      case TestKind::kLessEqual:
        return "<= " + Of(test.low);
      case TestKind::kGreater:
        return "> " + Of(test.low);
      case TestKind::kGreaterEqual:
        return ">= " + Of(test.low);
      case TestKind::kRange:
        return fmt::format("{}{}..{}{}", Of(test.low), test.low_open ? "<" : "", test.high_open ? "<" : "",
                           Of(test.high));
      case TestKind::kMissing:
        return "missing";
      case TestKind::kPresent:
        return "present";
    }
    return "";
  }
  std::string Of(const Table& table, const Cell& cell) const {
    if (cell.kind == CellKind::kAny) return "-";
    if (cell.kind == CellKind::kCondition) return "where " + Of(cell.condition);
    std::string text;
    for (const CellTest& test : table.tests_of(cell)) text += (text.empty() ? "" : ", ") + Of(test);
    return cell.kind == CellKind::kNotTests ? "not " + text : text;
  }
  void TableOf(const Table& table) {
    Line("table");
    Indented([&] {
      for (const TableInput& input : table.inputs) {
        Line(fmt::format("input {}{}", Of(input.expr), input.label ? " as " + Text(*input.label) : ""));
      }
      for (const Name& output : table.outputs) Line("output " + Text(output));
      for (const TableRow& row : table.rows) {
        std::string text = "row";
        for (const Cell& cell : table.cells_of(row)) text += " | " + Of(table, cell);
        text += " |";
        for (const ExprId result : table.results_of(row)) text += "| " + Of(result) + " ";
        text += "|";
        Line(text);
      }
    });
  }

  void ProcessItem(const Process& process) {
    Line("process " + Text(process.name));
    Indented([&] {
      Doc(process.doc);
      if (process.key == ProcessKey::kUnit) Line("by ()");
      for (const KeyPart& part : process.key_parts) {
        std::string text;
        for (const KeyPart::Source& source : part.sources) {
          text += text.empty() ? "" : " = ";
          if (source.stream) text += Text(*source.stream) + ".";
          text += Text(source.field);
        }
        Line("by " + text);
      }
      if (process.order_time) Line("order time");
      if (process.order_arrival) Line("order arrival");
      for (const Slot<ProcessItemKind>& slot : process.items) Member(process, slot);
    });
  }
  void Member(const Process& process, const Slot<ProcessItemKind>& slot) {
    switch (slot.kind) {
      case ProcessItemKind::kState:
        return StateOf(process.states[slot.index]);
      case ProcessItemKind::kTimer:
        return TimerOf(process.timers[slot.index]);
      case ProcessItemKind::kWindow:
        return WindowOf(process.windows[slot.index]);
      case ProcessItemKind::kJoin:
        return JoinOf(process.joins[slot.index]);
      case ProcessItemKind::kHandler:
        return HandlerOf(process.handlers[slot.index]);
      case ProcessItemKind::kOpaque:
        return OpaqueLine(process.opaques[slot.index]);
    }
  }
  void StateOf(const StateCell& cell) {
    Line(fmt::format("state {}: {}{}", Text(cell.name), Of(cell.type), cell.initial ? " = " + Of(*cell.initial) : ""));
    Indented([&] {
      Doc(cell.doc);
      if (cell.expires) Line("expires " + Of(*cell.expires) + (cell.after_access ? " after access" : ""));
      if (cell.up_to) Line("up to " + Of(*cell.up_to));
      if (cell.unbounded) Line("unbounded");
    });
  }
  void TimerOf(const Timer& timer) {
    Line(fmt::format("timer {}{}", Text(timer.name), timer.by_clock ? " by clock" : ""));
    Indented([&] { Doc(timer.doc); });
  }
  std::string FormOf(const Window& window) const {
    switch (window.form) {
      case WindowForm::kLookBack:
        return "in last " + Of(window.size);
      case WindowForm::kRows:
        return "last " + Of(window.size);
      case WindowForm::kTumbling:
        return "each " + (window.size.valid() ? Of(window.size) : "month");
      case WindowForm::kSliding:
        return fmt::format("each {} every {}", window.size.valid() ? Of(window.size) : "month", Of(*window.every));
      case WindowForm::kSession:
        return "session gap " + Of(window.size);
    }
    return "";
  }
  void WindowOf(const Window& window) {
    Line(fmt::format("window {} = {} {}", Text(window.name), Text(window.stream), FormOf(window)));
    Indented([&] {
      Doc(window.doc);
      if (window.offset) Line("offset " + Of(*window.offset));
      if (window.zone) Line("in " + PrintText(symbols_.Text(window.zone->first)));
      if (window.excluding_current) Line("excluding current");
      if (window.where) Line("where " + Of(*window.where));
      if (window.late) Line("late " + Of(*window.late));
      if (window.early_every) Line("early every " + Of(*window.early_every));
      if (window.early_on_each) Line("early on each");
      if (window.up_to) Line("up to " + Of(*window.up_to));
    });
  }
  std::string Of(const JoinBound& bound) const { return (bound.negative ? "-" : "") + Of(bound.distance); }
  void JoinOf(const Join& join) {
    Line(fmt::format("join {} = {} as {} with {} as {} within {} .. {}", Text(join.name), Text(join.left),
                     Text(join.left_side), Text(join.right), Text(join.right_side), Of(join.lower), Of(join.upper)));
    Indented([&] { Doc(join.doc); });
  }
  void HandlerOf(const Handler& handler) {
    const std::string_view words = TriggerText(handler.trigger);
    std::string text = fmt::format("on {}{}{}", words, words.empty() ? "" : " ", Text(handler.subject));
    for (const Name& binder : handler.binders) text += " as " + Text(binder);
    if (handler.with_clause) text += " opaque with";
    Line(text);
    Indented([&] {
      Doc(handler.doc);
      for (const StatementId id : handler.body) StatementOf(m_.statements[id]);
    });
  }

  void StatementOf(const Statement& statement) {
    switch (statement.kind) {
      case StatementKind::kRule:
        Line("rule " + Text(statement.name));
        Indented([&] {
          Doc(statement.doc);
          if (!statement.description.empty()) Line("description " + PrintText(statement.description));
          Attributes(statement.attributes);
          Line("when " + Of(statement.when));
          for (const StatementId id : statement.body) StatementOf(m_.statements[id]);
        });
        return;
      case StatementKind::kVar:
        return Line(fmt::format("var {}: {} = {}", Text(statement.name), Of(statement.type), Of(statement.value)));
      case StatementKind::kLet:
        return Line(fmt::format("let {} = {}", Text(statement.name), Of(statement.value)));
      case StatementKind::kAssign: {
        std::string place;
        for (const Name& part : statement.place) place += (place.empty() ? "" : ".") + Text(part);
        if (statement.index) place += "[" + Of(*statement.index) + "]";
        const std::string_view sign = statement.op == Op::kAdd ? "+=" : statement.op == Op::kSubtract ? "-=" : "=";
        return Line(fmt::format("assign {} {} {}", place, sign, Of(statement.value)));
      }
      case StatementKind::kEmit:
        return Line(fmt::format("emit {} ({})", Text(statement.name), PrintEntries(m_, symbols_, statement.entries)));
      case StatementKind::kStart:
        return Line(
            fmt::format("start {} {} {}", Text(statement.name), statement.at ? "at" : "after", Of(statement.value)));
      case StatementKind::kStop:
        return Line("stop " + Text(statement.name));
      case StatementKind::kAdd:
        return Line(fmt::format("add {} to {}", Of(statement.value), Text(statement.name)));
      case StatementKind::kRemove:
        return Line(fmt::format("remove {} from {}", Of(statement.value), Text(statement.name)));
      case StatementKind::kClear:
        return Line("clear " + Text(statement.name));
      case StatementKind::kOpaque:
        return Line("opaque " + PrintText(symbols_.Text(statement.name.symbol)));
    }
  }

  const Module& m_;
  const base::Interner& symbols_;
  std::string out_;
  int indent_ = 0;
};

}  // namespace

std::string_view TriggerText(TriggerKind trigger) {
  switch (trigger) {
    case TriggerKind::kStream:
      return "";
    case TriggerKind::kLate:
      return "late";
    case TriggerKind::kClose:
      return "close";
    case TriggerKind::kUpdate:
      return "update";
    case TriggerKind::kTimer:
      return "timer";
    case TriggerKind::kMatch:
      return "match";
    case TriggerKind::kUnmatched:
      return "unmatched";
    case TriggerKind::kTimeout:
      return "timeout";
  }
  return "";
}

std::string Print(const Module& module, const base::Interner& symbols) { return Printer(module, symbols).Print(); }

}  // namespace rulec::ast
