#include "compiler/lower/body_builder.h"

#include "compiler/base/check.h"
#include "compiler/lower/expr_shape.h"

namespace rulec::lower {

using ir::ExprKind;
using plan::Action;
using plan::ActionKind;
using plan::CodeId;
using plan::CodeKind;
using plan::CodeOp;

BodyBuilder::BodyBuilder(Context& context, const Failures& failures, Scope scope, ProcessReads* reads)
    : context_(context), failures_(failures), scope_(std::move(scope)), reads_(reads) {}

CodeId BodyBuilder::Local(ir::LocalId local) const {
  const auto found = locals_.find(local.value);
  RULEC_CHECK(found != locals_.end(), "lower: a local is read where it is not bound");
  return found->second;
}

CodeId BodyBuilder::Params() {
  needs_.params = true;
  return params_ ? *params_ : plan::Name(context_.pool(), "params");
}

CodeId BodyBuilder::Scratch() {
  needs_.scratch = true;
  return scratch_ ? *scratch_ : plan::Name(context_.pool(), "scratch");
}

CodeId BodyBuilder::Mode() {
  needs_.mode = true;
  return plan::Name(context_.pool(), "m");
}

plan::Block BodyBuilder::TakeBlock() {
  plan::Block block = std::move(open_.back());
  open_.pop_back();
  return block;
}

Action BodyBuilder::Act(ActionKind kind, CodeId value) {
  Action action;
  action.kind = kind;
  action.value = value;
  action.line = line_;
  action.comment = TakeComment();
  return action;
}

CodeId BodyBuilder::Declare(std::string wanted, std::string type, CodeId value, bool is_mutable, bool is_unused) {
  return DeclareTaken(scope_.Take(std::move(wanted)), std::move(type), value, is_mutable, is_unused);
}

CodeId BodyBuilder::DeclareTaken(std::string name, std::string type, CodeId value, bool is_mutable, bool is_unused) {
  Action action = Act(ActionKind::kDeclare, value);
  action.name = std::move(name);
  action.type = std::move(type);
  action.is_mutable = is_mutable;
  action.is_unused = is_unused;
  const CodeId code = plan::Name(context_.pool(), action.name);
  Add(std::move(action));
  return code;
}

bool BodyBuilder::IsSimple(CodeId id) const {
  const plan::Code& code = context_.pool().codes[id];
  switch (code.kind) {
    case CodeKind::kName:
      return true;
    case CodeKind::kMember:
      return IsSimple(code.children[0]);
    case CodeKind::kUnary:
      return code.op == CodeOp::kDereference && IsSimple(code.children[0]);
    default:
      return false;
  }
}

CodeId BodyBuilder::Simple(CodeId code) {
  return IsSimple(code) ? code : Declare("operand", "auto", code, false, false);
}

CodeId BodyBuilder::OnDemand(const std::function<CodeId()>& build) {
  std::string comment = TakeComment();  // of the statement that this is a part of
  OpenBlock();
  const CodeId value = build();
  if (open_.back().actions.empty()) {
    open_.pop_back();
    set_comment(std::move(comment));
    return value;
  }
  Action action = Act(ActionKind::kReturn, value);
  Add(std::move(action));
  set_comment(std::move(comment));
  return plan::Lambda(context_.pool(), CloseBlock());
}

std::vector<CodeId> BodyBuilder::Ordered(std::span<const ir::ExprId> exprs, LiteralUse use, bool order_given) {
  std::vector<CodeId> codes;
  std::vector<bool> waiting;  // can fail, and stands in the expression itself
  const auto hoist = [&](std::size_t i) {
    codes[i] = Declare("operand", "auto", codes[i], false, false);
    waiting[i] = false;
  };
  for (const ir::ExprId expr : exprs) {
    const std::size_t before = open_.back().actions.size();
    const CodeId code = Value(expr, use);
    if (open_.back().actions.size() > before) {
      // Part of this operand became statements: what was to be evaluated earlier must stand before them.
      plan::Block& block = open_.back();
      std::vector<Action> tail(block.actions.begin() + static_cast<std::ptrdiff_t>(before), block.actions.end());
      block.actions.resize(before);
      for (std::size_t i = 0; i < codes.size(); ++i) {
        if (waiting[i]) hoist(i);
      }
      for (Action& action : tail) Add(std::move(action));
    }
    codes.push_back(code);
    waiting.push_back(failures_.CanFail(expr));
  }
  if (order_given) return codes;
  std::size_t last = codes.size();
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (waiting[i]) last = i;
  }
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (waiting[i] && i != last) hoist(i);
  }
  return codes;
}

void BodyBuilder::SubstituteAll(ir::ExprId whole, ir::ExprId expr, CodeId code) {
  const std::string shape = ExprShape(context_.program(), expr);
  const std::function<void(ir::ExprId)> visit = [&](ir::ExprId at) {
    if (ExprShape(context_.program(), at) == shape) {
      Substitute(at, code);
      return;
    }
    for (const ir::ExprId child : context_.program().children_of(context_.program().exprs[at])) visit(child);
  };
  visit(whole);
}

void BodyBuilder::Forget(ir::ExprId expr) {
  known_.erase(expr.value);
  for (const ir::ExprId child : context_.program().children_of(context_.program().exprs[expr])) Forget(child);
}

CodeId BodyBuilder::Value(ir::ExprId id, LiteralUse use) {
  const ir::Program& program = context_.program();
  const ir::Expr& expr = program.exprs[id];
  plan::CodePool& pool = context_.pool();
  const auto children = program.children_of(expr);
  if (const auto known = known_.find(id.value); known != known_.end()) return known->second;
  switch (expr.kind) {
    case ExprKind::kConstant:
      return Literal(context_, expr.type, program.constants[ir::ConstantId(expr.index)], use);
    case ExprKind::kLocal:
      return Local(ir::LocalId(expr.index));
    case ExprKind::kParam:
      return plan::Member(pool, Params(), context_.plan().params->fields[expr.index].member);
    case ExprKind::kCell:
      if (const auto cell = CollectionCell(id)) return WholeCell(*cell, context_.TypeOf(expr.type).kind);
      return reads_->Cell(ir::CellId(expr.index));
    case ExprKind::kKeyField:
      return reads_->Key(expr.index);
    case ExprKind::kHandlerTime:
      return reads_->Time();
    case ExprKind::kClockTime:
      return reads_->ClockTime();
    case ExprKind::kField:
      return Field(expr);
    case ExprKind::kOptionalField:
      return OptionalField(expr);
    case ExprKind::kUnary:
      return Unary(id);
    case ExprKind::kBinary:
      return Binary(id);
    case ExprKind::kAnd:
      return Chain(expr, CodeOp::kAnd);
    case ExprKind::kOr:
      return Chain(expr, CodeOp::kOr);
    case ExprKind::kIf:
      return If(expr);
    case ExprKind::kCoalesce:
      return Coalesce(expr);
    case ExprKind::kIsPresent:
      return plan::CallOn(pool, Value(children[0]), "has_value", {});
    case ExprKind::kIsMissing:
      return plan::Unary(pool, CodeOp::kNot, plan::CallOn(pool, Value(children[0]), "has_value", {}));
    case ExprKind::kSome: {
      // What was taken out of an optional of this type is that optional.
      const ir::Expr& present = program.exprs[children[0]];
      if (present.kind == ExprKind::kNarrow) {
        const ir::ExprId optional = program.children_of(present)[0];
        if (program.exprs[optional].type == expr.type) return Value(optional);
      }
      return plan::Braces(pool, context_.Spell(expr.type), {Value(children[0], LiteralUse::kPlain)});
    }
    case ExprKind::kNarrow:
      return plan::Unary(pool, CodeOp::kDereference, Value(children[0]));
    case ExprKind::kConvert:
      return Convert(id);
    case ExprKind::kInList:
      return InList(expr);
    case ExprKind::kIn:
      return In(expr);
    case ExprKind::kIndex:
      return Index(id);
    case ExprKind::kList:
      return List(expr);
    case ExprKind::kMap:
      return Map(expr);
    case ExprKind::kRecord:
      return plan::Braces(pool, context_.Spell(expr.type), Ordered(children, LiteralUse::kPlain, true));
    case ExprKind::kArm:
      return plan::Braces(pool, context_.Spell(expr.type), {Value(children[0])});
    case ExprKind::kMatch:
      return Match(expr);
    case ExprKind::kBuiltin:
      return Builtin(id);
    case ExprKind::kCallFunction:
      return CallFunction(expr);
    case ExprKind::kCallDecision:
      return CallDecision(expr);
    case ExprKind::kEach:
      return Each(id);
    case ExprKind::kAggregate: {
      const bool fails = reads_->TakesMode(ir::WindowId(expr.index), expr.aggregate);
      return reads_->Aggregate(expr, fails ? context_.PlaceOf(expr.span) : 0);
    }
  }
  RULEC_CHECK(false, "lower: unknown kind of expression");
  __builtin_unreachable();
}

CodeId BodyBuilder::Field(const ir::Expr& expr) {
  const ir::ExprId object = context_.program().children_of(expr)[0];
  const plan::Struct& record = context_.plan().records[context_.TypeOf(object).record.value];
  const std::string member = record.fields[expr.index].member;
  return plan::Member(context_.pool(), Value(object), member);
}

CodeId BodyBuilder::OptionalField(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  const ir::ExprId object = context_.program().children_of(expr)[0];
  const types::Type& type = context_.TypeOf(object);
  const plan::Struct& record = context_.plan().records[context_.TypeOf(type.element).record.value];
  const std::string member = record.fields[expr.index].member;
  const std::string spelled = context_.Spell(expr.type);
  return OnDemand([&] {
    const CodeId holder = Simple(Value(object));
    const CodeId field = plan::Member(pool, plan::Unary(pool, CodeOp::kDereference, holder), member);
    return plan::Conditional(pool, plan::CallOn(pool, holder, "has_value", {}), plan::Braces(pool, spelled, {field}),
                             plan::Braces(pool, spelled, {}));
  });
}

CodeId BodyBuilder::Chain(const ir::Expr& expr, CodeOp op) {
  const auto children = context_.program().children_of(expr);
  CodeId chain = Value(children[0]);
  for (const ir::ExprId child : children.subspan(1)) {
    chain = plan::Binary(context_.pool(), op, chain, OnDemand([&] { return Value(child); }));
  }
  return chain;
}

CodeId BodyBuilder::If(const ir::Expr& expr) {
  const auto children = context_.program().children_of(expr);
  const CodeId condition = Value(children[0]);
  const CodeId yes = OnDemand([&] { return Value(children[1]); });
  const CodeId no = OnDemand([&] { return Value(children[2]); });
  return plan::Conditional(context_.pool(), condition, yes, no);
}

// One conditional after the other; the last arm is what is left.
CodeId BodyBuilder::Match(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  const auto children = context_.program().children_of(expr);
  const auto binders = context_.program().binders_of(expr);
  const plan::Type type = context_.Plan(context_.program().exprs[children[0]].type);
  const bool alone = binders.size() == 1;
  CodeId subject = Value(children[0]);
  if (!IsSimple(subject)) subject = Declare("operand", "auto", subject, false, alone);
  std::vector<CodeId> tests;
  std::vector<CodeId> values;
  for (std::size_t i = 0; i < binders.size(); ++i) {
    std::string name = type.cpp + "::";
    CodeId tag = subject;
    if (type.kind == types::TypeKind::kVariant) {
      const plan::Arm& arm = context_.plan().variants[type.variant].arms[i];
      name += "Arm::" + arm.enumerator;
      tag = plan::Member(pool, subject, "arm");
      if (binders[i].valid()) Bind(binders[i], plan::Member(pool, subject, arm.member));
    } else {
      name += context_.plan().enums[type.enumeration].values[i].enumerator;
    }
    tests.push_back(plan::Binary(pool, CodeOp::kEqual, tag, plan::Name(pool, name)));
    values.push_back(OnDemand([&] { return Value(children[i + 1]); }));
  }
  CodeId result = values.back();
  for (std::size_t i = values.size() - 1; i-- > 0;) result = plan::Conditional(pool, tests[i], values[i], result);
  return result;
}

CodeId BodyBuilder::Coalesce(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  const ir::Program& program = context_.program();
  const auto children = program.children_of(expr);
  const bool optional = program.types.IsOptional(expr.type);
  if (!optional && program.exprs[children[1]].kind == ExprKind::kConstant) {
    const CodeId object = Value(children[0]);
    return plan::CallOn(pool, object, "value_or", {Value(children[1], LiteralUse::kPlain)});
  }
  const CodeId holder = Simple(Value(children[0]));
  const CodeId otherwise = OnDemand([&] { return Value(children[1]); });
  const CodeId value = optional ? holder : plan::Unary(pool, CodeOp::kDereference, holder);
  return plan::Conditional(pool, plan::CallOn(pool, holder, "has_value", {}), value, otherwise);
}

std::optional<ir::CellId> BodyBuilder::CollectionCell(ir::ExprId id) const {
  const ir::Expr& expr = context_.program().exprs[id];
  if (expr.kind != ExprKind::kCell || !context_.program().types.IsCollection(expr.type)) return std::nullopt;
  return ir::CellId(expr.index);
}

CodeId BodyBuilder::WholeCell(ir::CellId cell, types::TypeKind kind) {
  plan::CodePool& pool = context_.pool();
  const CodeId collection = reads_->Collection(cell);
  if (kind == types::TypeKind::kList) return plan::CallOn(pool, collection, "Get", {});
  return plan::CallOn(pool, collection, kind == types::TypeKind::kSet ? "Keys" : "Entries", {Scratch()});
}

CodeId BodyBuilder::In(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  const auto children = context_.program().children_of(expr);
  const types::Type& collection = context_.TypeOf(children[1]);
  // In a list a decimal may be of another shape than the elements.
  const bool same =
      collection.kind != types::TypeKind::kList || context_.program().exprs[children[0]].type == collection.element;
  if (const auto cell = CollectionCell(children[1]); cell && same) {
    const CodeId value = Value(children[0], LiteralUse::kPlain);
    return plan::CallOn(pool, reads_->Collection(*cell), "Has", {value});
  }
  const auto operands = Ordered(children, LiteralUse::kPlain, false);
  return plan::Call(pool, "::rulert::Contains", {operands[1], operands[0]});
}

CodeId BodyBuilder::Index(ir::ExprId id) {
  plan::CodePool& pool = context_.pool();
  const ir::Expr& expr = context_.program().exprs[id];
  const auto children = context_.program().children_of(expr);
  if (const auto cell = CollectionCell(children[0])) {
    const CodeId at = Value(children[1], LiteralUse::kPlain);
    const CodeId collection = reads_->Collection(*cell);
    if (context_.TypeOf(children[0]).kind == types::TypeKind::kMap) return plan::CallOn(pool, collection, "At", {at});
    return plan::CallOn(pool, collection, "At", {Mode(), at, plan::Integer(pool, context_.PlaceOf(expr.span))});
  }
  const auto operands = Ordered(children, LiteralUse::kPlain, false);
  if (context_.TypeOf(children[0]).kind == types::TypeKind::kMap) {
    return plan::Call(pool, "::rulert::ValueAt", {operands[0], operands[1]});
  }
  return plan::Call(pool, "::rulert::ElementAt",
                    {Mode(), operands[0], operands[1], plan::Integer(pool, context_.PlaceOf(expr.span))});
}

CodeId BodyBuilder::InList(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  const auto children = context_.program().children_of(expr);
  if (children.size() == 1) {
    // Nothing is in an empty list; what is asked for may still fail.
    const CodeId asked = Value(children[0]);
    if (failures_.CanFail(children[0])) Declare("operand", "auto", asked, false, true);
    return plan::Name(pool, "false");
  }
  std::vector<CodeId> operands = Ordered(children, LiteralUse::kPlain, false);
  const bool literal = context_.program().exprs[children[0]].kind == ExprKind::kConstant;
  CodeId asked = literal ? Value(children[0]) : operands[0];
  if (children.size() > 2 && !literal) {
    // Keep the order: what the list's elements need has been made constant already.
    asked = Simple(asked);
  }
  // Behind `||` an element would be worked out only if those before it differ.
  for (std::size_t i = 2; i < operands.size(); ++i) {
    if (failures_.CanFail(children[i])) operands[i] = Simple(operands[i]);
  }
  CodeId chain = plan::Binary(pool, CodeOp::kEqual, asked, operands[1]);
  for (std::size_t i = 2; i < operands.size(); ++i) {
    chain = plan::Binary(pool, CodeOp::kOr, chain, plan::Binary(pool, CodeOp::kEqual, asked, operands[i]));
  }
  return chain;
}

CodeId BodyBuilder::List(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  const auto children = context_.program().children_of(expr);
  const std::string element = context_.Spell(context_.TypeOf(expr.type).element);
  if (children.empty()) return plan::Braces(pool, context_.Spell(expr.type), {});
  const CodeId items = plan::Braces(pool, "", Ordered(children, LiteralUse::kPlain, true));
  const bool set = context_.TypeOf(expr.type).kind == types::TypeKind::kSet;
  return plan::Call(pool, (set ? "::rulert::SetOf<" : "::rulert::ListOf<") + element + ">", {Scratch(), items});
}

CodeId BodyBuilder::Map(const ir::Expr& expr) {
  plan::CodePool& pool = context_.pool();
  if (expr.count == 0) return plan::Braces(pool, context_.Spell(expr.type), {});
  const std::vector<CodeId> parts = Ordered(context_.program().children_of(expr), LiteralUse::kPlain, true);
  std::vector<CodeId> entries;
  for (std::size_t i = 0; i < parts.size(); i += 2) entries.push_back(plan::Braces(pool, "", {parts[i], parts[i + 1]}));
  const plan::Entry& entry = context_.plan().entries[context_.Plan(expr.type).entry];
  const std::string types = entry.key.spelled() + ", " + entry.value.spelled();
  return plan::Call(pool, "::rulert::MapOf<" + types + ">", {Scratch(), plan::Braces(pool, "", std::move(entries))});
}

}  // namespace rulec::lower
