// Statements of handlers.
#include "compiler/lower/collections.h"
#include "compiler/lower/handler_body.h"

namespace rulec::lower {

using plan::ActionKind;
using plan::CodeId;
using plan::CodeOp;

void HandlerBody::Evaluate(std::span<const ir::ExprId> exprs) {
  bool fails = false;
  for (const ir::ExprId expr : exprs) {
    if (!expr.valid()) continue;
    for (const ir::CellId cell : CellsWrittenByReading(program_, parts_.declared, expr)) Write(cell);
    fails |= failures_.CanFail(expr);
  }
  if (fails) undo_.Fail();
}

void HandlerBody::EvaluateFor(const ir::Statement& statement) {
  if (statement.kind != ir::StatementKind::kPut) return Evaluate(statement.exprs());
  // The place is not read, only found.
  const ir::Expr& place = program_.exprs[statement.place];
  const ir::ExprId evaluated[] = {program_.children_of(place)[1], statement.value};
  Evaluate(evaluated);
  if (failures_.OperationCanFail(place)) undo_.Fail();
}

bool HandlerBody::CanFail(ir::StatementId id) const {
  const ir::Statement& statement = program_.statements[id];
  for (const ir::ExprId expr : statement.exprs()) {
    if (expr.valid() && failures_.CanFail(expr)) return true;
  }
  for (const ir::StatementId inner : statement.body) {
    if (program_.statements[inner].kind != ir::StatementKind::kRule && CanFail(inner)) return true;
  }
  return false;
}

void HandlerBody::BeginRule(const std::string& constant) {
  if (current_rule_ == constant) return;
  current_rule_ = constant;
  body_.set_line({});
  body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Rule", {plan::Name(pool_, constant)})));
}

void HandlerBody::AddHandler(const std::vector<ir::StatementId>& body, const std::string& rule,
                             std::uint32_t& ordinal) {
  ForgetRule();
  Touch(body);
  for (const ir::StatementId statement : body) AddStatement(statement, rule, ordinal);
}

void HandlerBody::Touch(const std::vector<ir::StatementId>& body) {
  body_.set_line({});
  for (const ir::CellId cell : CellsAccessed(program_, parts_.declared, body)) {
    const CodeId member = StateMember(parts_.cell_members[cell.value]);
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Touch", {member})));
    Write(cell);
  }
}

void HandlerBody::AddStatement(ir::StatementId id, const std::string& rule, std::uint32_t& ordinal) {
  const ir::Statement& statement = program_.statements[id];
  if (statement.kind == ir::StatementKind::kRule) {
    AddRule(id, statement);
    return;
  }
  if (CanFail(id)) BeginRule(rule);
  body_.set_line(context_.Source(statement.span));
  EvaluateFor(statement);
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
      } else {
        AssignCell(statement);
      }
      Write(statement.cell);
      break;
    case ir::StatementKind::kEmit:
      Emit(statement, rule, ordinal);
      break;
    case ir::StatementKind::kStart:
      Do(statement.from_clock ? "StartFromClock" : "Start", {Timer(statement), body_.Value(statement.value)});
      undo_.Write(TimerMember(statement));
      break;
    case ir::StatementKind::kStop:
      Do("Stop", {Timer(statement)});
      undo_.Write(TimerMember(statement));
      break;
    case ir::StatementKind::kRule:
      break;
  }
}

const std::string& HandlerBody::TimerMember(const ir::Statement& statement) const {
  return parts_.timers[statement.timer.value].member;
}
CodeId HandlerBody::Timer(const ir::Statement& statement) { return StateMember(TimerMember(statement)); }
void HandlerBody::Do(const char* method, std::vector<CodeId> args) {
  body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, method, std::move(args))));
}

void HandlerBody::AddRule(ir::StatementId id, const ir::Statement& statement) {
  const ProcessParts::RuleUse& use = parts_.rules.at(id.value);
  if (CanFail(id)) BeginRule(use.constant);
  body_.set_line(context_.Source(program_.exprs[statement.when].span));
  body_.set_comment("rule " + statement.name + " (" + context_.Where(statement.span) + ")");
  Evaluate({{statement.when}});
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
    undo_.Write(use.once_member);
  }
  std::uint32_t ordinal = 0;
  const std::string outer = current_rule_;
  for (const ir::StatementId inner : statement.body) AddStatement(inner, use.constant, ordinal);
  branch.body = body_.CloseBlock();
  if (current_rule_ != outer) current_rule_.clear();  // depends on whether the rule fired
  body_.Add(std::move(branch));
}

/// A field of a record held by a variable: `profile.address.city`.
CodeId HandlerBody::Path(CodeId object, ir::TypeId type, const std::vector<std::uint32_t>& path) {
  for (const std::uint32_t field : path) {
    if (program_.types.IsOptional(type)) object = plan::Unary(pool_, CodeOp::kDereference, object);
    const types::Type& record = program_.types[program_.types.WithoutOptional(type)];
    object = plan::Member(pool_, object, context_.plan().records[record.record.value].fields[field].member);
    type = program_.records[record.record].fields[field].type;
  }
  return object;
}

void HandlerBody::AssignCell(const ir::Statement& statement) {
  const CodeId member = StateMember(parts_.cell_members[statement.cell.value]);
  const CodeId value = body_.Value(statement.value, LiteralUse::kPlain);
  if (statement.path.empty()) {
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Set", {member, value})));
    return;
  }
  // A part of a record: the whole is read, changed and written back.
  const ir::StateCell& cell = parts_.declared.cells[statement.cell];
  const CodeId changed = body_.DeclareTaken(TakeLocal(cell.name), "auto", Cell(statement.cell), true, false);
  plan::Action assign = body_.Act(ActionKind::kAssign, value);
  assign.target = Path(changed, cell.type, statement.path);
  body_.Add(std::move(assign));
  body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Set", {member, changed})));
}

void HandlerBody::Emit(const ir::Statement& statement, const std::string& rule, std::uint32_t& ordinal) {
  const plan::Output& output = context_.plan().outputs[statement.output.value];
  std::vector<CodeId> args = {body_.Value(statement.value), plan::Name(pool_, output.constant),
                              plan::Name(pool_, rule)};
  if (ordinal > 0) args.push_back(plan::Integer(pool_, ordinal));
  ++ordinal;
  body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, ctx_, "Emit", std::move(args))));
  parts_.out.outputs.push_back(statement.output.value);
}

}  // namespace rulec::lower
