// Operators, conversions, built-ins and calls: which name of rulert stands for what.
#include "compiler/base/check.h"
#include "compiler/lower/body_builder.h"

namespace rulec::lower {

using ir::BinaryOp;
using ir::Conversion;
using ir::ExprKind;
using plan::Action;
using plan::CodeId;
using plan::CodeOp;
using types::TypeKind;

namespace {

CodeOp ComparisonSign(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEqual:
      return CodeOp::kEqual;
    case BinaryOp::kNotEqual:
      return CodeOp::kNotEqual;
    case BinaryOp::kLess:
      return CodeOp::kLess;
    case BinaryOp::kLessEqual:
      return CodeOp::kLessEqual;
    case BinaryOp::kGreater:
      return CodeOp::kGreater;
    case BinaryOp::kGreaterEqual:
      return CodeOp::kGreaterEqual;
    default:
      return CodeOp::kNone;
  }
}

std::string OperationName(BinaryOp op) {
  switch (op) {
    case BinaryOp::kAdd:
      return "Add";
    case BinaryOp::kSubtract:
      return "Sub";
    case BinaryOp::kMultiply:
      return "Mul";
    case BinaryOp::kDivide:
    case BinaryOp::kDiv:
      return "Div";
    case BinaryOp::kRemainder:
      return "Mod";
    case BinaryOp::kPower:
      return "Pow";
    default:
      break;
  }
  RULEC_CHECK(false, "lower: a comparison is no arithmetic");
  __builtin_unreachable();
}

/// What rulert puts behind the name of an operation for operands of this kind.
std::string KindSuffix(TypeKind kind) {
  switch (kind) {
    case TypeKind::kFloat:
      return "F";
    case TypeKind::kTimestamp:
      return "Ts";
    case TypeKind::kDate:
      return "Date";
    case TypeKind::kDuration:
      return "Dur";
    default:
      return "";
  }
}

}  // namespace

CodeId BodyBuilder::ModeCall(std::string op, const std::string& result, std::vector<CodeId> args, ir::ExprId id) {
  plan::CodePool& pool = context_.pool();
  const CodeId m = Mode();
  args.push_back(plan::Integer(pool, context_.PlaceOf(context_.program().exprs[id].span)));
  if (!result.empty()) op = "template " + op + "<" + result + ">";
  return plan::CallOn(pool, m, std::move(op), std::move(args));
}

CodeId BodyBuilder::Unary(ir::ExprId id) {
  const ir::Expr& expr = context_.program().exprs[id];
  plan::CodePool& pool = context_.pool();
  const CodeId operand = Value(context_.program().children_of(expr)[0]);
  if (expr.unary == ir::UnaryOp::kNot) return plan::Unary(pool, CodeOp::kNot, operand);
  switch (context_.TypeOf(expr.type).kind) {
    case TypeKind::kDecimal:
      return plan::Call(pool, "::rulert::Neg", {operand});
    case TypeKind::kFloat:
      return plan::Call(pool, "::rulert::NegF", {operand});
    case TypeKind::kDuration:
      return ModeCall("NegDur", "", {operand}, id);
    default:
      return ModeCall("Neg", "", {operand}, id);
  }
}

CodeId BodyBuilder::Binary(ir::ExprId id) {
  const ir::Expr& expr = context_.program().exprs[id];
  return ComparisonSign(expr.binary) != CodeOp::kNone ? Comparison(expr) : Arithmetic(id);
}

CodeId BodyBuilder::Comparison(const ir::Expr& expr) {
  const ir::Program& program = context_.program();
  const auto children = program.children_of(expr);
  const bool literals =
      program.exprs[children[0]].kind == ExprKind::kConstant && program.exprs[children[1]].kind == ExprKind::kConstant;
  const auto sides = Ordered(children, literals ? LiteralUse::kTyped : LiteralUse::kPlain, false);
  return plan::Binary(context_.pool(), ComparisonSign(expr.binary), sides[0], sides[1]);
}

CodeId BodyBuilder::Arithmetic(ir::ExprId id) {
  const ir::Program& program = context_.program();
  const ir::Expr& expr = program.exprs[id];
  plan::CodePool& pool = context_.pool();
  const auto children = program.children_of(expr);
  const TypeKind kind = context_.TypeOf(expr.type).kind;
  const TypeKind left = context_.TypeOf(children[0]).kind;

  if (kind == TypeKind::kString) {
    std::vector<ir::ExprId> parts{children[0], children[1]};
    for (;;) {
      const ir::Expr& first = program.exprs[parts[0]];
      if (first.kind != ExprKind::kBinary) break;
      const auto inner = program.children_of(first);
      parts[0] = inner[0];
      parts.insert(parts.begin() + 1, inner[1]);
    }
    std::vector<CodeId> args = Ordered(parts, LiteralUse::kPlain, false);
    args.insert(args.begin(), Scratch());
    return plan::Call(pool, "::rulert::Join", std::move(args));
  }
  if (kind == TypeKind::kDuration && left != TypeKind::kDuration) {
    return plan::Call(pool, left == TypeKind::kDate ? "::rulert::DiffDate" : "::rulert::DiffTs",
                      Ordered(children, LiteralUse::kTyped, false));
  }

  const bool both = failures_.CanFail(children[0]) && failures_.CanFail(children[1]);
  std::vector<CodeId> args = Ordered(children, LiteralUse::kPlain, true);
  if (both) args = {plan::Braces(pool, "::rulert::Both", std::move(args))};
  const std::string result = kind == TypeKind::kDecimal ? context_.Spell(expr.type) : "";
  return ModeCall(OperationName(expr.binary) + KindSuffix(left == TypeKind::kDuration ? left : kind), result,
                  std::move(args), id);
}

CodeId BodyBuilder::Convert(ir::ExprId id) {
  const ir::Expr& expr = context_.program().exprs[id];
  plan::CodePool& pool = context_.pool();
  const ir::ExprId child = context_.program().children_of(expr)[0];
  const CodeId operand = Value(child);
  const std::string to = context_.Spell(expr.type);
  switch (expr.conversion) {
    case Conversion::kNone:
      return operand;
    case Conversion::kIntToFloat:
    case Conversion::kDecimalToFloat:
      return plan::Call(pool, "::rulert::FloatOf", {operand});
    case Conversion::kStringToFloat:
      return ModeCall("FloatOf", "", {operand}, id);
    case Conversion::kFloatToInt:
    case Conversion::kDecimalToInt:
    case Conversion::kStringToInt:
      return ModeCall("IntOf", "", {operand}, id);
    case Conversion::kIntToDecimal:
    case Conversion::kStringToDecimal:
    case Conversion::kFloatToDecimal:
      return ModeCall("DecimalOf", to, {operand}, id);
    case Conversion::kDecimalToDecimal:
      if (failures_.OperationCanFail(expr)) return ModeCall("Narrow", to, {operand}, id);
      return plan::Call(pool, "::rulert::Widen<" + to + ">", {operand});
    case Conversion::kToString: {
      const plan::Type from = context_.Plan(context_.program().exprs[child].type);
      if (from.kind != TypeKind::kEnum) return plan::Call(pool, "::rulert::StringOf", {Scratch(), operand});
      const plan::Enum& declared = context_.plan().enums[from.enumeration];
      return plan::Call(pool, "::rulert::EnumText", {plan::Name(pool, declared.names), operand});
    }
  }
  RULEC_CHECK(false, "lower: unknown conversion");
  __builtin_unreachable();
}

CodeId BodyBuilder::MinMax(const ir::Expr& expr) {
  const auto children = context_.program().children_of(expr);
  std::vector<CodeId> args = Ordered(children, LiteralUse::kTyped, false);
  const std::string name = expr.builtin == ir::Builtin::kMin ? "::rulert::Min" : "::rulert::Max";
  CodeId result = args[0];
  for (std::size_t i = 1; i < args.size(); ++i) result = plan::Call(context_.pool(), name, {result, args[i]});
  return result;
}

// Of a map the keys.
CodeId BodyBuilder::Elements(ir::ExprId collection) {
  if (context_.TypeOf(collection).kind != TypeKind::kMap) return Value(collection);
  const auto cell = CollectionCell(collection);
  if (cell) return plan::CallOn(context_.pool(), reads_->Collection(*cell), "Keys", {Scratch()});
  const CodeId map = Value(collection);
  return plan::Call(context_.pool(), "::rulert::KeysOf", {Scratch(), map});
}

// What the element, which is bound to `parameter`, is asked.
CodeId BodyBuilder::ElementClosure(const std::string& parameter, ir::ExprId asked) {
  std::string comment = TakeComment();  // of the statement that this is a part of
  OpenBlock();
  Add(Act(plan::ActionKind::kReturn, Value(asked)));
  set_comment(std::move(comment));
  return plan::Closure(context_.pool(), parameter, CloseBlock());
}

CodeId BodyBuilder::Each(ir::ExprId id) {
  const ir::Program& program = context_.program();
  const ir::Expr& expr = program.exprs[id];
  plan::CodePool& pool = context_.pool();
  const auto children = program.children_of(expr);
  context_.plan().headers.insert("elements.h");
  std::vector<CodeId> args{Elements(children[0])};
  const std::string element = TakeName("element");
  Bind(ir::LocalId(expr.index), plan::Name(pool, element));
  const std::string type = context_.Spell(program.types.ElementOf(program.exprs[children[0]].type));
  const std::string parameter = "[[maybe_unused]] const " + type + "& " + element;
  for (std::size_t i = 1; i < children.size(); ++i) args.push_back(ElementClosure(parameter, children[i]));
  switch (expr.each) {
    case ir::Each::kAny:
      return plan::Call(pool, "::rulert::AnyElement", std::move(args));
    case ir::Each::kAll:
      return plan::Call(pool, "::rulert::AllElements", std::move(args));
    case ir::Each::kCount:
      return plan::Call(pool, "::rulert::CountElements", std::move(args));
    case ir::Each::kMin:
      return plan::Call(pool, "::rulert::LeastElement", std::move(args));
    case ir::Each::kMax:
      return plan::Call(pool, "::rulert::GreatestElement", std::move(args));
    case ir::Each::kList:
      args.insert(args.begin(), Scratch());
      return plan::Call(pool, "::rulert::ElementsOf", std::move(args));
    case ir::Each::kSort:
      args.insert(args.begin(), Scratch());
      return plan::Call(pool, "::rulert::SortedElements", std::move(args));
    case ir::Each::kSet:
      context_.plan().headers.insert("set.h");
      args.insert(args.begin(), Scratch());
      return plan::Call(pool, "::rulert::SetElements", std::move(args));
    case ir::Each::kSum:
    case ir::Each::kNone:
      break;
  }
  const TypeKind kind = context_.TypeOf(expr.type).kind;
  const bool decimal = kind == TypeKind::kDecimal;
  const CodeId sum = plan::Call(pool, "::rulert::SumElements", std::move(args));
  return ModeCall(decimal                       ? "SumToDecimal"
                  : kind == TypeKind::kFloat    ? "SumToFloat"
                  : kind == TypeKind::kDuration ? "SumToDuration"
                                                : "SumToInt",
                  decimal ? context_.Spell(expr.type) : "", {sum}, id);
}

// Where it can fail through the mode; then come the place, its name, the scratch of what makes text, the zones, the
// calendars and the other arguments.
CodeId BodyBuilder::TableFunction(ir::ExprId id, const ir::BuiltinInfo& function) {
  const ir::Program& program = context_.program();
  plan::CodePool& pool = context_.pool();
  const auto children = program.children_of(program.exprs[id]);
  std::vector<CodeId> zones;
  std::vector<CodeId> calendars;
  std::vector<ir::ExprId> values;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (function.params()[i].is_zone) {
      zones.push_back(plan::Name(pool, context_.ZoneOf(children[i])));
    } else if (function.params()[i].is_calendar) {
      calendars.push_back(plan::Name(pool, context_.CalendarOf(children[i])));
    } else {
      values.push_back(children[i]);
    }
  }
  std::vector<CodeId> args;
  if (function.can_fail()) {
    args.push_back(plan::Integer(pool, context_.PlaceOf(program.exprs[id].span)));
    args.push_back(plan::Text(pool, std::string(function.name), false));
  }
  const std::vector<CodeId> given = Ordered(values, LiteralUse::kPlain, false);
  if (function.makes_text()) args.push_back(Scratch());
  args.insert(args.end(), zones.begin(), zones.end());
  args.insert(args.end(), calendars.begin(), calendars.end());
  args.insert(args.end(), given.begin(), given.end());
  context_.plan().headers.insert("functions/" + std::string(ir::BuiltinGroups()[function.group].header) + ".h");
  const std::string cpp = "::rulert::functions::" + std::string(function.cpp);
  if (!function.can_fail()) return plan::Call(pool, cpp, std::move(args));
  return plan::CallOn(pool, Mode(), "template Call<" + cpp + ">", std::move(args));
}

CodeId BodyBuilder::Builtin(ir::ExprId id) {
  const ir::Expr& expr = context_.program().exprs[id];
  if (const ir::BuiltinInfo* function = ir::FunctionOf(expr.builtin)) return TableFunction(id, *function);
  plan::CodePool& pool = context_.pool();
  const auto children = context_.program().children_of(expr);
  const std::string to = context_.Spell(expr.type);
  const TypeKind kind = context_.TypeOf(expr.type).kind;
  const bool decimal = kind == TypeKind::kDecimal;
  if (expr.builtin == ir::Builtin::kMin || expr.builtin == ir::Builtin::kMax) return MinMax(expr);
  if (const auto cell = CollectionCell(children[0])) {
    return plan::CallOn(pool, reads_->Collection(*cell), "Length", {});
  }
  if (expr.builtin == ir::Builtin::kMatches) {
    const CodeId text = Value(children[0], LiteralUse::kPlain);
    return plan::CallOn(pool, plan::Name(pool, context_.PatternOf(children[1])), "FoundIn", {text});
  }
  std::vector<CodeId> args = Ordered(children, LiteralUse::kPlain, false);
  const auto call = [&](const char* name) { return plan::Call(pool, name, std::move(args)); };
  const auto by_mode = [&](const char* name) { return ModeCall(name, decimal ? to : "", std::move(args), id); };
  switch (expr.builtin) {
    case ir::Builtin::kRound:
      return decimal ? by_mode("RoundTo") : call("::rulert::RoundF");
    case ir::Builtin::kRoundHalfEven:
      return decimal ? by_mode("RoundToHalfEven") : call("::rulert::RoundHalfEvenF");
    case ir::Builtin::kFloor:
      return decimal ? by_mode("Floor") : call("::rulert::FloorF");
    case ir::Builtin::kCeil:
      return decimal ? by_mode("Ceil") : call("::rulert::CeilF");
    case ir::Builtin::kAbs:
      if (decimal) return call("::rulert::Abs");
      if (kind == TypeKind::kFloat) return call("::rulert::AbsF");
      return by_mode(kind == TypeKind::kDuration ? "AbsDur" : "Abs");
    case ir::Builtin::kLength:
      if (context_.TypeOf(children[0]).kind == TypeKind::kBytes) return call("::rulert::ByteCount");
      return call("::rulert::Length");
    case ir::Builtin::kContains:
      return call("::rulert::Contains");
    case ir::Builtin::kStartsWith:
      return call("::rulert::StartsWith");
    case ir::Builtin::kEndsWith:
      return call("::rulert::EndsWith");
    case ir::Builtin::kTrim:
      return call("::rulert::Trim");
    case ir::Builtin::kLater:
      return by_mode("Later");
    case ir::Builtin::kLower:
    case ir::Builtin::kUpper:
      args.insert(args.begin(), Scratch());
      return call(expr.builtin == ir::Builtin::kLower ? "::rulert::Lower" : "::rulert::Upper");
    default:
      break;
  }
  RULEC_CHECK(false, "lower: unknown built-in");
  __builtin_unreachable();
}

void BodyBuilder::Tail(const plan::Needs& callee, std::vector<CodeId>& args) {
  if (callee.params) args.push_back(Params());
  if (callee.scratch) args.push_back(Scratch());
  if (callee.mode) args.push_back(Mode());
}

CodeId BodyBuilder::CallFunction(const ir::Expr& expr) {
  std::vector<CodeId> args = Ordered(context_.program().children_of(expr), LiteralUse::kPlain, false);
  const plan::Function& callee = context_.plan().functions[expr.index];
  const std::string name = context_.Qualified(callee.cpp);
  Tail(callee.needs, args);
  return plan::Call(context_.pool(), name, std::move(args));
}

CodeId BodyBuilder::CallDecision(const ir::Expr& expr) {
  std::vector<CodeId> args = Ordered(context_.program().children_of(expr), LiteralUse::kPlain, false);
  const plan::Decision& callee = context_.plan().decisions[expr.index];
  const std::string name = context_.Qualified(callee.cpp) + "::Body";
  Tail(callee.needs, args);
  const CodeId call = plan::Call(context_.pool(), name, std::move(args));
  if (callee.policy == plan::HitPolicy::kAllMatches) {
    return plan::Call(context_.pool(), "::rulert::ListOfAnswers", {Scratch(), call});
  }
  return plan::Member(context_.pool(), call, "value");
}

}  // namespace rulec::lower
