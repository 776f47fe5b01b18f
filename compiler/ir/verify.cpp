#include <algorithm>
#include <vector>

#include "compiler/base/check.h"
#include "compiler/ir/verify_expr.h"

namespace rulec::ir {
namespace {

using types::TypeKind;

class Verifier {
 public:
  explicit Verifier(const Program& program) : program_(program), exprs_(program) {}

  void Run() {
    RULEC_CHECK(!program_.module.empty(), "ir: a program has a name");
    for (const RecordId id : program_.records.ids()) {
      for (const Field& field : program_.records[id].fields) VerifyHeld(field.type, id);
    }
    for (const VariantId id : program_.variants.ids()) VerifyVariant(id);
    for (const Enum& of : program_.enums) RULEC_CHECK(!of.values.empty(), "ir: an enum has values");
    for (const Local& local : program_.locals) exprs_.VerifyType(local.type);
    for (const BusinessCalendar& calendar : program_.calendars) {
      RULEC_CHECK(calendar.first <= calendar.last && std::is_sorted(calendar.holidays.begin(), calendar.holidays.end()),
                  "ir: the days of a calendar are in order");
    }
    for (const Param& param : program_.params) VerifyConstant(param.default_value, param.type);
    for (const FunctionId id : program_.functions.ids()) VerifyFunction(id);
    for (const DecisionId id : program_.decisions.ids()) VerifyDecision(id);
    for (const Stream& stream : program_.streams) VerifyStream(stream);
    for (const Output& output : program_.outputs) VerifyOutput(output);
    for (const Process& process : program_.processes) VerifyProcess(process);
  }

 private:
  void VerifyVariant(VariantId id) {
    const Variant& variant = program_.variants[id];
    RULEC_CHECK(!variant.arms.empty(), "ir: a variant has arms");
    for (std::size_t i = 0; i < variant.arms.size(); ++i) {
      const RecordId fields = variant.arms[i].fields;
      RULEC_CHECK(fields.value == variant.arms[0].fields.value + i && fields.value < program_.records.size() &&
                      program_.records[fields].variant == id,
                  "ir: the records of arms stand side by side");
    }
  }

  // A record comes after those it holds.
  void VerifyHeld(TypeId id, RecordId holder) {
    exprs_.VerifyType(id);
    const types::Type& type = program_.types[id];
    if (type.kind == TypeKind::kOptional || types::IsCollection(type.kind)) VerifyHeld(type.element, holder);
    if (type.kind == TypeKind::kRecord) RULEC_CHECK(type.record < holder, "ir: a record comes after those it holds");
    if (type.kind == TypeKind::kVariant) {
      RULEC_CHECK(program_.variants[type.variant].arms.back().fields < holder,
                  "ir: a record comes after the arms it holds");
    }
  }

  void VerifyConstant(ExprId id, TypeId type) {
    exprs_.Verify(id, nullptr, {});
    RULEC_CHECK(program_.exprs[id].type == type, "ir: a default is of the declared type");
    VerifyConstantParts(id);
  }

  void VerifyConstantParts(ExprId id) {
    const Expr& expr = program_.exprs[id];
    const bool composite = expr.kind == ExprKind::kSome || expr.kind == ExprKind::kRecord ||
                           expr.kind == ExprKind::kArm || expr.kind == ExprKind::kList || expr.kind == ExprKind::kMap;
    RULEC_CHECK(composite || expr.kind == ExprKind::kConstant, "ir: a default is constant");
    for (const ExprId child : program_.children_of(expr)) VerifyConstantParts(child);
  }

  void VerifyTyped(ExprId id, TypeId type, const Process* process, CallLimit limit) {
    exprs_.Verify(id, process, limit);
    RULEC_CHECK(program_.exprs[id].type == type, "ir: an expression is of the type that is expected");
  }

  TypeId Bool() const { return program_.types.Simple(TypeKind::kBool); }

  void VerifyFunction(FunctionId id) {
    const Function& function = program_.functions[id];
    CallLimit limit;
    limit.function = id;
    VerifyTyped(function.body, function.result, nullptr, limit);
  }

  void VerifyDecision(DecisionId id) {
    const Decision& decision = program_.decisions[id];
    CallLimit limit;
    limit.decision = id;
    for (const Let& let : decision.lets) VerifyTyped(let.value, program_.locals[let.local].type, nullptr, limit);
    const auto verify = [&](const DecisionRule& rule) {
      VerifyTyped(rule.when, Bool(), nullptr, limit);
      VerifyTyped(rule.then, decision.given.valid() ? decision.given : program_.exprs[rule.then].type, nullptr, limit);
    };
    for (const DecisionRule& rule : decision.rules) verify(rule);
    std::uint32_t before = 0;
    for (const ShadowRule& shadow : decision.shadows) {
      RULEC_CHECK(before <= shadow.before && shadow.before <= decision.rules.size(), "ir: a shadow has its place");
      before = shadow.before;
      verify(shadow.rule);
    }
    if (decision.otherwise) VerifyTyped(*decision.otherwise, decision.result, nullptr, limit);
  }

  void VerifyStream(const Stream& stream) {
    const Record& record = program_.records[stream.record];
    RULEC_CHECK(stream.delay_us >= 0 && stream.idle_us.value_or(1) > 0 && stream.ahead_us.value_or(1) > 0,
                "ir: the times of a stream are in range");
    RULEC_CHECK(!stream.idle_by_clock || stream.idle_us, "ir: what goes by the clock falls idle");
    if (stream.output) {
      RULEC_CHECK(program_.outputs[*stream.output].record == stream.record,
                  "ir: a derived stream has its output's record");
    }
    if (!stream.time_field) return;
    RULEC_CHECK(*stream.time_field < record.fields.size(), "ir: the time field exists");
    RULEC_CHECK(program_.types.Kind(record.fields[*stream.time_field].type) == TypeKind::kTimestamp,
                "ir: the time field is a timestamp");
  }

  void VerifyOutput(const Output& output) {
    const Record& record = program_.records[output.record];
    if (output.key_field) RULEC_CHECK(*output.key_field < record.fields.size(), "ir: the key field exists");
  }

  void VerifyProcess(const Process& process) {
    RULEC_CHECK((process.key_kind == ProcessKey::kFields) == !process.key.empty(), "ir: a key by fields has fields");
    const bool keyed = process.key_kind != ProcessKey::kNone;
    RULEC_CHECK(
        keyed || (process.cells.empty() && process.windows.empty() && process.timers.empty() && process.joins.empty()),
        "ir: state needs a key");
    for (const KeyField& key : process.key) {
      for (const KeyField::Source& source : key.sources) {
        const Record& record = program_.records[program_.streams[source.stream].record];
        RULEC_CHECK(source.field < record.fields.size(), "ir: a key field exists");
        RULEC_CHECK(record.fields[source.field].type == key.type, "ir: a key is of one type in all streams");
      }
    }
    for (const StateCell& cell : process.cells) VerifyCell(cell);
    for (const Window& window : process.windows) {
      RULEC_CHECK(window.form == WindowForm::kRows ? window.rows > 0 : window.size_us > 0, "ir: a window has a size");
      RULEC_CHECK((window.form == WindowForm::kSliding) == (window.every_us > 0), "ir: what slides has a step");
      if (window.where) VerifyTyped(*window.where, Bool(), &process, {});
      for (const Aggregate& aggregate : window.aggregates) {
        VerifyAggregate(aggregate, process);
      }
    }
    RULEC_CHECK(process.order_time || process.late_events.empty(), "ir: only `order time` knows late events");
    for (const Handler& handler : process.late_events) {
      RULEC_CHECK(program_.locals[handler.event].kind == LocalKind::kEvent, "ir: a handler binds its event");
      for (const StatementId statement : handler.body) VerifyStatement(statement, process);
    }
    for (const LateHandler& handler : process.late_handlers) {
      RULEC_CHECK(handler.window.value < process.windows.size(), "ir: a window belongs to the process");
      for (const StatementId statement : handler.body) VerifyStatement(statement, process);
    }
    for (const DueHandler& handler : process.due_handlers) {
      RULEC_CHECK(handler.window.value < process.windows.size(), "ir: a window belongs to the process");
      RULEC_CHECK(!AnswersAtOnce(process.windows[handler.window]), "ir: a look-back never closes");
      for (const StatementId statement : handler.body) VerifyStatement(statement, process);
    }
    for (const Join& join : process.joins)
      RULEC_CHECK(join.lower_us <= join.upper_us, "ir: an interval holds something");
    for (const JoinHandler& handler : process.join_handlers) VerifyJoinHandler(handler, process);
    for (const Handler& handler : process.handlers) {
      if (handler.kind == HandlerKind::kStream)
        RULEC_CHECK(program_.locals[handler.event].kind == LocalKind::kEvent, "ir: a handler binds its event");
      if (handler.kind == HandlerKind::kTimer)
        RULEC_CHECK(handler.timer.value < process.timers.size(), "ir: the timer of a handler exists");
      for (const StatementId statement : handler.body) VerifyStatement(statement, process);
    }
  }

  void VerifyJoinHandler(const JoinHandler& handler, const Process& process) {
    RULEC_CHECK(handler.join.value < process.joins.size(), "ir: a join belongs to the process");
    std::size_t events = 0;
    for (const JoinSide side : kJoinSides) {
      if (!handler.events[side].valid()) continue;
      ++events;
      const Local& event = program_.locals[handler.events[side]];
      RULEC_CHECK(event.kind == LocalKind::kEvent, "ir: a handler binds its event");
      const Stream& stream = program_.streams[process.joins[handler.join].sides[side].stream];
      RULEC_CHECK(program_.types[event.type].record == stream.record, "ir: an event of a join is of its side's stream");
    }
    RULEC_CHECK(events == (handler.kind == JoinHandlerKind::kMatch ? 2 : 1), "ir: a match has two events");
    for (const StatementId statement : handler.body) VerifyStatement(statement, process);
  }

  void VerifyAggregate(const Aggregate& aggregate, const Process& process) {
    RULEC_CHECK(aggregate.argument.valid() == HasArgument(aggregate.kind), "ir: an aggregate has its argument");
    exprs_.VerifyType(aggregate.type);
    for (const ExprId column : aggregate.columns) exprs_.Verify(column, &process, {});
    if (!aggregate.argument.valid()) return;
    exprs_.Verify(aggregate.argument, &process, {});
    const TypeId argument = program_.exprs[aggregate.argument].type;
    const TypeId present = program_.types.WithoutOptional(argument);
    const types::Type& type = program_.types[aggregate.type];
    switch (aggregate.kind) {
      case AggregateKind::kCountIf:
      case AggregateKind::kCountWhere:
        RULEC_CHECK(argument == Bool() && type.kind == TypeKind::kInt, "ir: what holds is counted");
        break;
      case AggregateKind::kFirst:
      case AggregateKind::kLast:
      case AggregateKind::kPrevious:
        RULEC_CHECK(type.kind == TypeKind::kOptional && type.element == present, "ir: one row's value may be missing");
        return;
      case AggregateKind::kMin:
      case AggregateKind::kMax:
      case AggregateKind::kQuantile:
        RULEC_CHECK(type.kind == TypeKind::kOptional && type.element == argument, "ir: it is a value that entered");
        break;
      case AggregateKind::kList:
      case AggregateKind::kTop:
        RULEC_CHECK(type.kind == TypeKind::kList && type.element == argument, "ir: these are values that entered");
        break;
      default:
        break;
    }
    RULEC_CHECK(argument == present, "ir: what is aggregated is present");
    RULEC_CHECK(aggregate.kind != AggregateKind::kTop || aggregate.number > 0, "ir: some values are asked for");
    RULEC_CHECK(aggregate.kind != AggregateKind::kEwma || aggregate.number > 0,
                "ir: a half-life is longer than nothing");
    RULEC_CHECK(
        aggregate.kind != AggregateKind::kQuantile || (aggregate.number >= 0 && aggregate.number <= kQuantileUnits),
        "ir: a quantile lies between 0 and 1");
  }

  void VerifyCell(const StateCell& cell) {
    const TypeKind kind = program_.types.Kind(cell.type);
    RULEC_CHECK(!cell.after_access || cell.expires_us, "ir: what lives after access expires");
    RULEC_CHECK(!cell.up_to || (*cell.up_to > 0 && types::IsCollection(kind)), "ir: collections are bounded");
    if (kind == TypeKind::kSet || kind == TypeKind::kMap) {
      exprs_.VerifyType(cell.type);
      RULEC_CHECK(!cell.initial.valid(), "ir: sets and maps start empty");
    } else {
      VerifyConstant(cell.initial, cell.type);
    }
  }

  /// What is assigned to a place of that type.
  void VerifyAssigned(ExprId value, TypeId type, const Process& process) {
    if (program_.types.Kind(type) != TypeKind::kSet) return VerifyTyped(value, type, &process, {});
    exprs_.Verify(value, &process, {});
    const types::Type& list = program_.types[program_.exprs[value].type];
    RULEC_CHECK(
        (list.kind == TypeKind::kList || list.kind == TypeKind::kSet) && list.element == program_.types[type].element,
        "ir: a set is assigned a set, or a list of its elements");
  }

  void VerifyCollectionStatement(const Statement& statement, const Process& process) {
    const types::Type& type = program_.types[process.cells[statement.cell].type];
    RULEC_CHECK(types::IsCollection(type.kind), "ir: the statement is about a collection");
    if (statement.kind == StatementKind::kAdd) {
      RULEC_CHECK(type.kind != TypeKind::kMap, "ir: to a map nothing is added");
      VerifyTyped(statement.value, type.element, &process, {});
    }
    if (statement.kind == StatementKind::kRemove) {
      VerifyTyped(statement.value, program_.types.ElementOf(process.cells[statement.cell].type), &process, {});
    }
    if (statement.kind != StatementKind::kPut) return;
    exprs_.Verify(statement.place, &process, {});
    const Expr& place = program_.exprs[statement.place];
    RULEC_CHECK(place.kind == ExprKind::kIndex, "ir: an element is put in a place");
    const Expr& cell = program_.exprs[program_.children_of(place)[0]];
    RULEC_CHECK(cell.kind == ExprKind::kCell && cell.index == statement.cell.value, "ir: the place is of the cell");
    VerifyTyped(statement.value, type.element, &process, {});
  }

  void VerifyStatement(StatementId id, const Process& process) {
    const Statement& statement = program_.statements[id];
    switch (statement.kind) {
      case StatementKind::kRule:
        VerifyTyped(statement.when, Bool(), &process, {});
        RULEC_CHECK(!statement.once_per_us || process.key_kind != ProcessKey::kNone, "ir: once per needs a key");
        for (const StatementId inner : statement.body) VerifyStatement(inner, process);
        break;
      case StatementKind::kVar:
      case StatementKind::kLet:
        VerifyTyped(statement.value, program_.locals[statement.local].type, &process, {});
        break;
      case StatementKind::kAssignCell:
        VerifyAssigned(statement.value, Place(process.cells[statement.cell].type, statement), process);
        break;
      case StatementKind::kAdd:
      case StatementKind::kRemove:
      case StatementKind::kPut:
      case StatementKind::kClear:
        VerifyCollectionStatement(statement, process);
        break;
      case StatementKind::kAssignVar:
        RULEC_CHECK(program_.locals[statement.local].kind == LocalKind::kVar, "ir: only variables are assigned");
        VerifyTyped(statement.value, Place(program_.locals[statement.local].type, statement), &process, {});
        break;
      case StatementKind::kEmit: {
        exprs_.Verify(statement.value, &process, {});
        const types::Type& type = program_.types[program_.exprs[statement.value].type];
        RULEC_CHECK(program_.exprs[statement.value].kind == ExprKind::kRecord &&
                        type.record == program_.outputs[statement.output].record,
                    "ir: an output takes its record");
        break;
      }
      case StatementKind::kStart:
        VerifyTyped(statement.value, program_.types.Simple(TypeKind::kTimestamp), &process, {});
        [[fallthrough]];
      case StatementKind::kStop:
        RULEC_CHECK(statement.timer.value < process.timers.size(), "ir: a timer that is started or stopped exists");
        break;
    }
  }

  TypeId Place(TypeId type, const Statement& statement) const {
    for (const std::uint32_t field : statement.path) {
      RULEC_CHECK(program_.types.Kind(type) == TypeKind::kRecord, "ir: a path goes through records");
      const Record& record = program_.records[program_.types[type].record];
      RULEC_CHECK(field < record.fields.size(), "ir: a field of a path exists");
      type = record.fields[field].type;
    }
    return type;
  }

  const Program& program_;
  ExprVerifier exprs_;
};

}  // namespace

void Verify(const Program& program) { Verifier(program).Run(); }

}  // namespace rulec::ir
