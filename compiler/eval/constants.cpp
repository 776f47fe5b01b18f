#include "compiler/eval/constants.h"

#include <utility>

#include "compiler/eval/evaluator.h"

namespace rulec::eval {
namespace {

using ir::ExprKind;
using types::TypeKind;

ir::ExprId AddNode(ir::Program& program, ExprKind kind, ir::TypeId type, base::Span span,
                   const std::vector<ir::ExprId>& children, std::uint32_t index = 0) {
  ir::Expr node;
  node.kind = kind;
  node.type = type;
  node.span = span;
  node.index = index;
  node.first = static_cast<std::uint32_t>(program.children.size());
  node.count = static_cast<std::uint32_t>(children.size());
  program.children.insert(program.children.end(), children.begin(), children.end());
  return program.exprs.Add(node);
}

// The first part that is not constant.
std::optional<base::Span> FindVariable(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs[id];
  switch (expr.kind) {
    case ExprKind::kLocal:
    case ExprKind::kParam:
    case ExprKind::kCell:
    case ExprKind::kKeyField:
    case ExprKind::kHandlerTime:
    case ExprKind::kClockTime:
    case ExprKind::kAggregate:
    case ExprKind::kEach:
    case ExprKind::kMatch:
    case ExprKind::kCallFunction:
    case ExprKind::kCallDecision:
      return expr.span;
    default:
      break;
  }
  for (const ir::ExprId child : program.children_of(expr)) {
    if (const auto found = FindVariable(program, child)) return found;
  }
  return std::nullopt;
}

}  // namespace

Folded FoldConstant(ir::Program& program, ir::ExprId id) {
  Folded folded;
  folded.span = program.exprs[id].span;
  if (const auto variable = FindVariable(program, id)) {
    folded.span = *variable;
    return folded;
  }
  Evaluator evaluator(program);
  evaluator.SetSteps(kFoldingSteps);
  const Result value = evaluator.Evaluate(id);
  if (!value) {
    folded.failure = value.error().message;
    folded.span = value.error().span;
    return folded;
  }
  folded.expr = AddConstant(program, *value, program.exprs[id].type, folded.span);
  return folded;
}

ir::ExprId AddConstant(ir::Program& program, const Value& value, ir::TypeId id, base::Span span) {
  const types::Type type = program.types[id];
  if (type.kind == TypeKind::kOptional && !value.missing) {
    return AddNode(program, ExprKind::kSome, id, span, {AddConstant(program, value, type.element, span)});
  }
  if (type.kind == TypeKind::kVariant && !value.missing) {
    const auto arm = static_cast<std::uint32_t>(value.number);
    const ir::RecordId fields = program.variants[type.variant].arms[arm].fields;
    const ir::ExprId record = AddConstant(program, value, program.types.Record(fields), span);
    return AddNode(program, ExprKind::kArm, id, span, {record}, arm);
  }
  if (type.kind == TypeKind::kRecord || types::IsCollection(type.kind)) {
    std::vector<ir::ExprId> parts;
    for (std::size_t i = 0; i < value.parts.size(); ++i) {
      parts.push_back(AddConstant(program, value.parts[i], PartType(program, value, id, i), span));
    }
    const ExprKind kind = type.kind == TypeKind::kRecord ? ExprKind::kRecord
                          : type.kind == TypeKind::kMap  ? ExprKind::kMap
                                                         : ExprKind::kList;
    return AddNode(program, kind, id, span, parts);
  }
  ir::Constant constant;
  constant.missing = value.missing;
  constant.number = value.number;
  constant.real = value.real;
  constant.text = value.text;
  const ir::ConstantId index = program.constants.Add(std::move(constant));
  return AddNode(program, ExprKind::kConstant, id, span, {}, index.value);
}

}  // namespace rulec::eval
