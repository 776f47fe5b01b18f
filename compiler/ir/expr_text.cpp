#include <fmt/format.h>

#include "compiler/ir/print.h"

namespace rulec::ir {
namespace {

using types::TypeKind;

class Printer {
 public:
  Printer(const Program& program, const Process* process) : program_(program), process_(process) {}

  std::string Text(ExprId id) const {
    const Expr& e = program_.exprs[id];
    switch (e.kind) {
      case ExprKind::kConstant:
        return ConstantOf(e);
      case ExprKind::kLocal:
        return program_.locals[LocalId(e.index)].name;
      case ExprKind::kParam:
        return "param." + program_.params[ParamId(e.index)].name;
      case ExprKind::kCell:
        return "state." + process_->cells[CellId(e.index)].name;
      case ExprKind::kKeyField:
        return "key." + process_->key[e.index].name;
      case ExprKind::kHandlerTime:
        return "time";
      case ExprKind::kClockTime:
        return "clock";
      case ExprKind::kField:
        return Child(e, 0) + "." + FieldName(e);
      case ExprKind::kOptionalField:
        return Child(e, 0) + "?." + FieldName(e);
      case ExprKind::kUnary:
        return (e.unary == UnaryOp::kNot ? "not " : "-") + Child(e, 0);
      case ExprKind::kBinary:
        return Binary(e);
      case ExprKind::kAnd:
        return fmt::format("({} and {})", Child(e, 0), Child(e, 1));
      case ExprKind::kOr:
        return fmt::format("({} or {})", Child(e, 0), Child(e, 1));
      case ExprKind::kIf:
        return fmt::format("(if {} then {} else {})", Child(e, 0), Child(e, 1), Child(e, 2));
      case ExprKind::kCoalesce:
        return fmt::format("({} ?? {})", Child(e, 0), Child(e, 1));
      case ExprKind::kIsPresent:
        return Child(e, 0) + " is present";
      case ExprKind::kIsMissing:
        return Child(e, 0) + " is missing";
      case ExprKind::kSome:
        return fmt::format("some({})", Child(e, 0));
      case ExprKind::kNarrow:
        return Child(e, 0) + "!";
      case ExprKind::kConvert:
        return fmt::format("as<{}>({})", TypeText(program_, e.type), Child(e, 0));
      case ExprKind::kInList:
        return fmt::format("({} in [{}])", Child(e, 0), Children(e, 1));
      case ExprKind::kIn:
        return fmt::format("({} in {})", Child(e, 0), Child(e, 1));
      case ExprKind::kIndex:
        return fmt::format("{}[{}]", Child(e, 0), Child(e, 1));
      case ExprKind::kList:
        return fmt::format("[{}]", Children(e, 0));
      case ExprKind::kMap: {
        std::string text;
        for (std::uint32_t i = 0; i < e.count; ++i) text += (i == 0 ? "" : i % 2 == 1 ? ": " : ", ") + Child(e, i);
        return "[" + text + "]";
      }
      case ExprKind::kRecord:
        return RecordOf(e);
      case ExprKind::kArm:
        return Text(program_.children[e.first]);
      case ExprKind::kMatch:
        return Match(e);
      case ExprKind::kBuiltin:
        return Builtin(e);
      case ExprKind::kCallFunction:
        return fmt::format("{}({})", PublicName(program_.functions[FunctionId(e.index)]), Children(e, 0));
      case ExprKind::kCallDecision:
        return fmt::format("{}({})", PublicName(program_.decisions[DecisionId(e.index)]), Children(e, 0));
      case ExprKind::kAggregate:
        return Aggregate(e);
      case ExprKind::kEach:
        return Elements(e);
    }
    return "?";
  }

 private:
  std::string Child(const Expr& e, std::uint32_t at) const { return Text(program_.children[e.first + at]); }

  std::string Children(const Expr& e, std::uint32_t from) const {
    std::string text;
    for (std::uint32_t i = from; i < e.count; ++i) text += (i > from ? ", " : "") + Child(e, i);
    return text;
  }

  const std::string& FieldName(const Expr& e) const {
    const TypeId from = program_.types.WithoutOptional(program_.exprs[program_.children[e.first]].type);
    return program_.records[program_.types[from].record].fields[e.index].name;
  }

  std::string ConstantOf(const Expr& e) const {
    const Constant& constant = program_.constants[ConstantId(e.index)];
    const std::string text = ConstantText(program_, constant, e.type);
    if (constant.missing) return fmt::format("missing<{}>", TypeText(program_, e.type));
    const TypeKind kind = program_.types.Kind(program_.types.WithoutOptional(e.type));
    return kind == TypeKind::kDecimal ? fmt::format("{}:{}", text, TypeText(program_, e.type)) : text;
  }

  std::string Binary(const Expr& e) const {
    const std::string text = fmt::format("({} {} {})", Child(e, 0), OpText(e.binary), Child(e, 1));
    if (program_.types.Kind(e.type) != TypeKind::kDecimal) return text;
    return fmt::format("{}:{}", text, TypeText(program_, e.type));
  }

  std::string Builtin(const Expr& e) const {
    const std::string text = fmt::format("{}({})", BuiltinText(e.builtin), Children(e, 0));
    if (program_.types.Kind(e.type) != TypeKind::kDecimal) return text;
    return fmt::format("{}:{}", text, TypeText(program_, e.type));
  }

  std::string Elements(const Expr& e) const {
    const std::string binding = fmt::format("{} in {}", program_.locals[LocalId(e.index)].name, Child(e, 0));
    if (e.each == Each::kAny || e.each == Each::kAll || e.each == Each::kCount) {
      return fmt::format("{}({} where {})", EachText(e.each), binding, Child(e, 1));
    }
    const std::string where = e.count > 2 ? " where " + Child(e, 2) : "";
    return fmt::format("{}({}, {}{})", EachText(e.each), Child(e, 1), binding, where);
  }

  std::string RecordOf(const Expr& e) const {
    const Record& record = program_.records[program_.types[e.type].record];
    std::string text = record.name + " {";
    for (std::uint32_t i = 0; i < e.count; ++i) {
      text += fmt::format("{} {}: {}", i > 0 ? "," : "", record.fields[i].name, Child(e, i));
    }
    return text + " }";
  }

  std::string Match(const Expr& e) const {
    const types::Type& type = program_.types[program_.exprs[program_.children[e.first]].type];
    std::string text = fmt::format("match {} {{", Child(e, 0));
    for (std::uint32_t i = 0; i + 1 < e.count; ++i) {
      const LocalId binder = program_.binders_of(e)[i];
      const std::string& arm = type.kind == TypeKind::kVariant ? program_.variants[type.variant].arms[i].name
                                                               : program_.enums[type.enumeration].values[i];
      text += fmt::format("{} {}{}: {}", i > 0 ? "," : "", arm,
                          binder.valid() ? " as " + program_.locals[binder].name : "", Child(e, i + 1));
    }
    return text + " }";
  }

  std::string Aggregate(const Expr& e) const {
    const Window& window = process_->windows[WindowId(e.index)];
    const ir::Aggregate& aggregate = window.aggregates[e.aggregate.value];
    return window.name + "." + AggregateText(program_, process_, aggregate, e.count > 0 ? Child(e, 0) : "");
  }

  const Program& program_;
  const Process* process_;
};

}  // namespace

std::string ExprText(const Program& program, const Process* process, ExprId expr) {
  return Printer(program, process).Text(expr);
}

std::string TypeText(const Program& program, TypeId id) {
  const types::Type& type = program.types[id];
  switch (type.kind) {
    case TypeKind::kError:
      return "error";
    case TypeKind::kMissing:
      return "missing";
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kFloat:
      return "float";
    case TypeKind::kDecimal:
      return types::DecimalText(type.currency, program.types.ShapeOf(id));
    case TypeKind::kString:
      return "string";
    case TypeKind::kBytes:
      return "bytes";
    case TypeKind::kTimestamp:
      return "timestamp";
    case TypeKind::kDuration:
      return "duration";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kEnum:
      return PublicName(program.enums[type.enumeration]);
    case TypeKind::kRecord:
      return PublicName(program.records[type.record]);
    case TypeKind::kVariant:
      return PublicName(program.variants[type.variant]);
    case TypeKind::kOptional:
      return TypeText(program, type.element) + "?";
    case TypeKind::kList:
      return fmt::format("list<{}>", TypeText(program, type.element));
    case TypeKind::kSet:
      return fmt::format("set<{}>", TypeText(program, type.element));
    case TypeKind::kMap:
      return fmt::format("map<{}, {}>", TypeText(program, type.key), TypeText(program, type.element));
  }
  return "?";
}

const char* OpText(BinaryOp op) {
  switch (op) {
    case BinaryOp::kNone:
      return "";
    case BinaryOp::kAdd:
      return "+";
    case BinaryOp::kSubtract:
      return "-";
    case BinaryOp::kMultiply:
      return "*";
    case BinaryOp::kDivide:
      return "/";
    case BinaryOp::kDiv:
      return "div";
    case BinaryOp::kRemainder:
      return "%";
    case BinaryOp::kPower:
      return "**";
    case BinaryOp::kEqual:
      return "==";
    case BinaryOp::kNotEqual:
      return "!=";
    case BinaryOp::kLess:
      return "<";
    case BinaryOp::kLessEqual:
      return "<=";
    case BinaryOp::kGreater:
      return ">";
    case BinaryOp::kGreaterEqual:
      return ">=";
  }
  return "";
}

std::string_view BuiltinText(Builtin builtin) {
  switch (builtin) {
    case Builtin::kNone:
      return "";
    case Builtin::kRound:
      return "round";
    case Builtin::kRoundHalfEven:
      return "round_half_even";
    case Builtin::kAbs:
      return "abs";
    case Builtin::kMin:
      return "min";
    case Builtin::kMax:
      return "max";
    case Builtin::kFloor:
      return "floor";
    case Builtin::kCeil:
      return "ceil";
    case Builtin::kLength:
      return "length";
    case Builtin::kContains:
      return "contains";
    case Builtin::kStartsWith:
      return "starts_with";
    case Builtin::kEndsWith:
      return "ends_with";
    case Builtin::kLower:
      return "lower";
    case Builtin::kUpper:
      return "upper";
    case Builtin::kTrim:
      return "trim";
    case Builtin::kMatches:
      return "matches";
    case Builtin::kLater:
      return "later";
    default:
      return FunctionOf(builtin)->name;
  }
}

}  // namespace rulec::ir
