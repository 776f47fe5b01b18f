#include "compiler/ir/verify_expr.h"

#include "compiler/base/check.h"

namespace rulec::ir {

using types::TypeKind;

void ExprVerifier::VerifyType(TypeId id) const {
  const types::Type& type = program_.types[id];
  RULEC_CHECK(type.kind != TypeKind::kError && type.kind != TypeKind::kMissing, "ir: every type is known");
  if (type.kind == TypeKind::kOptional) {
    RULEC_CHECK(program_.types.Kind(type.element) != TypeKind::kOptional, "ir: an optional of an optional is itself");
  }
  if (type.kind == TypeKind::kOptional || types::IsCollection(type.kind)) VerifyType(type.element);
  if (type.kind == TypeKind::kMap) VerifyType(type.key);
}

void ExprVerifier::Verify(ExprId id, const Process* process, CallLimit limit) {
  RULEC_CHECK(id.valid() && id.value < program_.exprs.size(), "ir: an expression exists");
  if (seen_[id.value]) return;
  seen_[id.value] = true;
  const Expr& expr = program_.exprs[id];
  RULEC_CHECK(std::size_t{expr.first} + expr.count <= program_.children.size(), "ir: children exist");
  for (const ExprId child : program_.children_of(expr)) Verify(child, process, limit);
  VerifyType(expr.type);
  VerifyNode(expr, process, limit);
}

void ExprVerifier::Count(const Expr& expr, std::uint32_t count) const {
  RULEC_CHECK(expr.count == count, "ir: an expression has as many children as its kind");
}

TypeId ExprVerifier::ChildType(const Expr& expr, std::uint32_t at) const {
  RULEC_CHECK(at < expr.count, "ir: a child exists");
  return program_.exprs[program_.children[expr.first + at]].type;
}

void ExprVerifier::VerifyNode(const Expr& expr, const Process* process, CallLimit limit) const {
  switch (expr.kind) {
    case ExprKind::kConstant: {
      Count(expr, 0);
      RULEC_CHECK(expr.index < program_.constants.size(), "ir: a constant exists");
      const Constant& constant = program_.constants[ConstantId(expr.index)];
      RULEC_CHECK(constant.missing == program_.types.IsOptional(expr.type), "ir: an optional constant is missing");
      break;
    }
    case ExprKind::kLocal:
      RULEC_CHECK(expr.index < program_.locals.size(), "ir: a local exists");
      RULEC_CHECK(expr.type == program_.locals[LocalId(expr.index)].type, "ir: a local has its type");
      break;
    case ExprKind::kParam:
      RULEC_CHECK(expr.index < program_.params.size(), "ir: a parameter exists");
      RULEC_CHECK(expr.type == program_.params[ParamId(expr.index)].type, "ir: a parameter has its type");
      break;
    case ExprKind::kCell:
      RULEC_CHECK(process != nullptr && expr.index < process->cells.size(), "ir: a cell belongs to the process");
      RULEC_CHECK(expr.type == process->cells[CellId(expr.index)].type, "ir: a cell has its type");
      break;
    case ExprKind::kKeyField:
      RULEC_CHECK(process != nullptr && expr.index < process->key.size(), "ir: a key field belongs to the process");
      RULEC_CHECK(expr.type == process->key[expr.index].type, "ir: a key field has its type");
      break;
    case ExprKind::kHandlerTime:
    case ExprKind::kClockTime:
      RULEC_CHECK(process != nullptr && program_.types.Kind(expr.type) == TypeKind::kTimestamp,
                  "ir: the time of a handler and of the clock is a timestamp");
      break;
    case ExprKind::kAggregate: {
      RULEC_CHECK(process != nullptr && expr.index < process->windows.size(), "ir: a window belongs to the process");
      const Window& window = process->windows[WindowId(expr.index)];
      RULEC_CHECK(expr.aggregate.value < window.aggregates.size(), "ir: an aggregate belongs to its window");
      const Aggregate& aggregate = window.aggregates[expr.aggregate.value];
      RULEC_CHECK(expr.type == aggregate.type, "ir: an aggregate has its type");
      const bool looks_for = aggregate.kind == AggregateKind::kCountEqual;
      Count(expr, looks_for ? 1 : 0);
      RULEC_CHECK(!looks_for || ChildKind(expr, 0) == program_.types.Kind(program_.exprs[aggregate.argument].type),
                  "ir: what is looked for is of the kind of what is kept");
      break;
    }
    case ExprKind::kEach:
      if (expr.count == 3) {
        RULEC_CHECK(ChildKind(expr, 2) == TypeKind::kBool, "ir: elements are chosen by a condition");
      } else {
        Count(expr, 2);
      }
      RULEC_CHECK(expr.each != Each::kNone && expr.index < program_.locals.size() &&
                      program_.types.IsCollection(ChildType(expr, 0)) &&
                      program_.locals[LocalId(expr.index)].type == program_.types.ElementOf(ChildType(expr, 0)),
                  "ir: elements of a collection have a name");
      break;
    case ExprKind::kField:
      VerifyField(expr, false);
      break;
    case ExprKind::kOptionalField:
      VerifyField(expr, true);
      break;
    case ExprKind::kRecord:
      VerifyRecord(expr);
      break;
    case ExprKind::kArm:
      VerifyArm(expr);
      break;
    case ExprKind::kMatch:
      VerifyMatch(expr);
      break;
    case ExprKind::kCallFunction:
    case ExprKind::kCallDecision:
      VerifyCall(expr, limit);
      break;
    default:
      VerifyOperation(expr);
      break;
  }
}

void ExprVerifier::VerifyField(const Expr& expr, bool optional) const {
  Count(expr, 1);
  const TypeId from = ChildType(expr, 0);
  RULEC_CHECK(program_.types.IsOptional(from) == optional, "ir: `.` is of a record, `?.` of what may be missing");
  const types::Type& type = program_.types[program_.types.WithoutOptional(from)];
  RULEC_CHECK(type.kind == TypeKind::kRecord, "ir: a field is of a record");
  const Record& record = program_.records[type.record];
  RULEC_CHECK(expr.index < record.fields.size(), "ir: a field exists");
  const TypeId field = record.fields[expr.index].type;
  RULEC_CHECK(program_.types.WithoutOptional(expr.type) == program_.types.WithoutOptional(field),
              "ir: a field has its type");
  RULEC_CHECK(program_.types.IsOptional(expr.type) == (optional || program_.types.IsOptional(field)),
              "ir: a field of what may be missing may be missing");
}

void ExprVerifier::VerifyRecord(const Expr& expr) const {
  const types::Type& type = program_.types[expr.type];
  RULEC_CHECK(type.kind == TypeKind::kRecord, "ir: a record has a record type");
  const Record& record = program_.records[type.record];
  Count(expr, static_cast<std::uint32_t>(record.fields.size()));
  for (std::uint32_t i = 0; i < expr.count; ++i) {
    RULEC_CHECK(ChildType(expr, i) == record.fields[i].type, "ir: fields are in order and of their types");
  }
}

void ExprVerifier::VerifyArm(const Expr& expr) const {
  Count(expr, 1);
  const types::Type& type = program_.types[expr.type];
  RULEC_CHECK(type.kind == TypeKind::kVariant, "ir: an arm is of a variant");
  const Variant& variant = program_.variants[type.variant];
  RULEC_CHECK(expr.index < variant.arms.size() &&
                  program_.exprs[program_.children[expr.first]].kind == ExprKind::kRecord &&
                  program_.types[ChildType(expr, 0)].record == variant.arms[expr.index].fields,
              "ir: an arm has its fields");
}

void ExprVerifier::VerifyMatch(const Expr& expr) const {
  const types::Type& type = program_.types[ChildType(expr, 0)];
  RULEC_CHECK(type.kind == TypeKind::kVariant || type.kind == TypeKind::kEnum, "ir: a match is of a variant or enum");
  const bool variant = type.kind == TypeKind::kVariant;
  const std::size_t cases =
      variant ? program_.variants[type.variant].arms.size() : program_.enums[type.enumeration].values.size();
  Count(expr, static_cast<std::uint32_t>(cases) + 1);
  RULEC_CHECK(expr.index + cases <= program_.match_arms.size(), "ir: each arm of a match may have a name");
  for (std::uint32_t i = 0; i < cases; ++i) {
    RULEC_CHECK(ChildType(expr, i + 1) == expr.type, "ir: arms give values of one type");
    const LocalId binder = program_.binders_of(expr)[i];
    if (!binder.valid()) continue;
    const types::Type& bound = program_.types[program_.locals[binder].type];
    RULEC_CHECK(
        variant && bound.kind == TypeKind::kRecord && bound.record == program_.variants[type.variant].arms[i].fields,
        "ir: the name of an arm stands for its fields");
  }
}

void ExprVerifier::VerifyCall(const Expr& expr, CallLimit limit) const {
  const bool decision = expr.kind == ExprKind::kCallDecision;
  const std::size_t known = decision ? program_.decisions.size() : program_.functions.size();
  RULEC_CHECK(expr.index < known, "ir: what is called exists");
  if (decision) {
    RULEC_CHECK(!limit.decision.valid() || expr.index < limit.decision.value, "ir: a callee comes before its callers");
  } else {
    RULEC_CHECK(!limit.function.valid() || expr.index < limit.function.value, "ir: a callee comes before its callers");
  }
  const auto& params =
      decision ? program_.decisions[DecisionId(expr.index)].params : program_.functions[FunctionId(expr.index)].params;
  const TypeId result =
      decision ? program_.decisions[DecisionId(expr.index)].result : program_.functions[FunctionId(expr.index)].result;
  Count(expr, static_cast<std::uint32_t>(params.size()));
  for (std::uint32_t i = 0; i < expr.count; ++i) {
    RULEC_CHECK(ChildType(expr, i) == program_.locals[params[i]].type, "ir: arguments are of their types");
  }
  if (decision && program_.decisions[DecisionId(expr.index)].policy == HitPolicy::kAllMatches) {
    const types::Type& list = program_.types[expr.type];
    RULEC_CHECK(list.kind == TypeKind::kList && list.element == result, "ir: all matches are a list");
    return;
  }
  RULEC_CHECK(expr.type == result, "ir: a call has the declared type");
}

void ExprVerifier::VerifyOperation(const Expr& expr) const {
  const types::TypeTable& types = program_.types;
  switch (expr.kind) {
    case ExprKind::kUnary:
      Count(expr, 1);
      RULEC_CHECK(expr.unary != UnaryOp::kNone && ChildType(expr, 0) == expr.type,
                  "ir: a sign or `not` keeps the type");
      break;
    case ExprKind::kBinary: {
      Count(expr, 2);
      RULEC_CHECK(expr.binary != BinaryOp::kNone, "ir: a binary expression has an operator");
      const TypeKind left = ChildKind(expr, 0);
      const TypeKind right = ChildKind(expr, 1);
      RULEC_CHECK(left != TypeKind::kOptional && right != TypeKind::kOptional, "ir: operands are present");
      const bool times = left == TypeKind::kTimestamp || left == TypeKind::kDate || left == TypeKind::kDuration;
      RULEC_CHECK(left == right || times, "ir: operands are of one kind");
      const bool scales = expr.binary == BinaryOp::kMultiply || expr.binary == BinaryOp::kDivide;
      RULEC_CHECK(scales || types.CurrencyOf(ChildType(expr, 0)) == types.CurrencyOf(ChildType(expr, 1)),
                  "ir: amounts that meet are of one currency");
      RULEC_CHECK(expr.binary < BinaryOp::kEqual || (IsBool(expr.type) && left == right),
                  "ir: a comparison gives a bool");
      break;
    }
    case ExprKind::kAnd:
    case ExprKind::kOr:
      Count(expr, 2);
      RULEC_CHECK(IsBool(expr.type) && IsBool(ChildType(expr, 0)) && IsBool(ChildType(expr, 1)),
                  "ir: conditions are bool");
      break;
    case ExprKind::kIf:
      Count(expr, 3);
      RULEC_CHECK(IsBool(ChildType(expr, 0)), "ir: conditions are bool");
      RULEC_CHECK(ChildType(expr, 1) == expr.type && ChildType(expr, 2) == expr.type, "ir: branches are of one type");
      break;
    case ExprKind::kCoalesce:
      Count(expr, 2);
      RULEC_CHECK(types.IsOptional(ChildType(expr, 0)) && ChildType(expr, 1) == expr.type &&
                      types.WithoutOptional(ChildType(expr, 0)) == types.WithoutOptional(expr.type),
                  "ir: `??` replaces what is missing");
      break;
    case ExprKind::kIsPresent:
    case ExprKind::kIsMissing:
      Count(expr, 1);
      RULEC_CHECK(types.IsOptional(ChildType(expr, 0)) && IsBool(expr.type), "ir: only an optional is tested");
      break;
    case ExprKind::kSome:
      Count(expr, 1);
      RULEC_CHECK(types.IsOptional(expr.type) && types.WithoutOptional(expr.type) == ChildType(expr, 0), "ir: T as T?");
      break;
    case ExprKind::kNarrow:
      Count(expr, 1);
      RULEC_CHECK(types.IsOptional(ChildType(expr, 0)) && types.WithoutOptional(ChildType(expr, 0)) == expr.type,
                  "ir: T? as T");
      break;
    case ExprKind::kConvert:
      Count(expr, 1);
      RULEC_CHECK(expr.conversion != Conversion::kNone && !types.IsOptional(ChildType(expr, 0)), "ir: a conversion");
      RULEC_CHECK(!types.IsMoney(expr.type) || !types.IsMoney(ChildType(expr, 0)) ||
                      types.CurrencyOf(expr.type) == types.CurrencyOf(ChildType(expr, 0)),
                  "ir: no conversion is of one currency to another");
      break;
    case ExprKind::kInList:
      RULEC_CHECK(expr.count >= 1 && IsBool(expr.type), "ir: membership gives a bool");
      for (std::uint32_t i = 1; i < expr.count; ++i) {
        RULEC_CHECK(ChildKind(expr, i) == ChildKind(expr, 0) &&
                        types.CurrencyOf(ChildType(expr, i)) == types.CurrencyOf(ChildType(expr, 0)),
                    "ir: elements are of the kind that is looked for");
      }
      break;
    case ExprKind::kIn:
      Count(expr, 2);
      RULEC_CHECK(types::IsCollection(ChildKind(expr, 1)) && IsBool(expr.type), "ir: membership gives a bool");
      break;
    case ExprKind::kIndex: {
      Count(expr, 2);
      const types::Type& of = types[ChildType(expr, 0)];
      const bool map = of.kind == TypeKind::kMap;
      RULEC_CHECK(map || (of.kind == TypeKind::kList && ChildKind(expr, 1) == TypeKind::kInt),
                  "ir: an index is of a list or map");
      RULEC_CHECK(!map || ChildType(expr, 1) == of.key, "ir: a map is asked for a key of its type");
      RULEC_CHECK(
          map ? types.IsOptional(expr.type) && types.WithoutOptional(expr.type) == of.element : expr.type == of.element,
          "ir: an index gives an element");
      break;
    }
    case ExprKind::kMap:
      RULEC_CHECK(types.Kind(expr.type) == TypeKind::kMap && expr.count % 2 == 0, "ir: a map has a map type");
      for (std::uint32_t i = 0; i < expr.count; ++i) {
        RULEC_CHECK(ChildType(expr, i) == (i % 2 == 0 ? types[expr.type].key : types[expr.type].element),
                    "ir: keys and values are of the types of the map");
      }
      break;
    case ExprKind::kList:
      RULEC_CHECK(types.Kind(expr.type) == TypeKind::kList || types.Kind(expr.type) == TypeKind::kSet,
                  "ir: a list or set has its type");
      for (std::uint32_t i = 0; i < expr.count; ++i) {
        RULEC_CHECK(ChildType(expr, i) == types[expr.type].element, "ir: elements are of the type of the list");
      }
      break;
    case ExprKind::kBuiltin:
      RULEC_CHECK(expr.builtin != Builtin::kNone && expr.count >= 1, "ir: a built-in has arguments");
      if (expr.builtin == Builtin::kLater) {
        Count(expr, 2);
        RULEC_CHECK(ChildKind(expr, 0) == TypeKind::kTimestamp && ChildType(expr, 1) == ChildType(expr, 0) &&
                        expr.type == ChildType(expr, 0),
                    "ir: `later` is of timestamps");
      }
      if (const BuiltinInfo* function = FunctionOf(expr.builtin)) {
        Count(expr, static_cast<std::uint32_t>(function->signature.param_count));
        bool agrees = types.Kind(expr.type) == function->signature.result;
        for (std::uint32_t i = 0; i < expr.count; ++i)
          agrees = agrees && (ChildKind(expr, i) == function->params()[i].type ||
                              (function->params()[i].takes_bytes && ChildKind(expr, i) == TypeKind::kBytes));
        RULEC_CHECK(agrees, "ir: the arguments of a function are as its signature says");
      }
      break;
    default:
      RULEC_CHECK(false, "ir: a kind of expression");
      break;
  }
}

}  // namespace rulec::ir
