#include "compiler/check/ir_builder.h"

#include <utility>

namespace rulec::check {

ir::ExprId Builder::Constant(ir::Constant value, TypeId type, Span span) {
  const ir::ConstantId constant = program_.constants.Add(std::move(value));
  return Node(ir::ExprKind::kConstant, type, span, {}, constant.value);
}

ir::ExprId Builder::Number(base::Int128 number, TypeId type, Span span) {
  ir::Constant value;
  value.number = number;
  return Constant(std::move(value), type, span);
}

ir::ExprId Builder::Bool(bool value, Span span) {
  return Number(value ? 1 : 0, program_.types.Simple(TypeKind::kBool), span);
}

ir::ExprId Builder::Text(std::string text, Span span) {
  ir::Constant value;
  value.text = std::move(text);
  return Constant(std::move(value), program_.types.Simple(TypeKind::kString), span);
}

ir::ExprId Builder::Missing(TypeId optional, Span span) {
  ir::Constant value;
  value.missing = true;
  return Constant(std::move(value), optional, span);
}

ir::ExprId Builder::Error(Span span) { return Number(0, program_.types.Simple(TypeKind::kError), span); }

ir::ExprId Builder::Node(ir::ExprKind kind, TypeId type, Span span, std::span<const ir::ExprId> children,
                         std::uint32_t index) {
  ir::Expr node;
  node.kind = kind;
  node.type = type;
  node.span = span;
  node.first = static_cast<std::uint32_t>(program_.children.size());
  node.count = static_cast<std::uint32_t>(children.size());
  node.index = index;
  program_.children.insert(program_.children.end(), children.begin(), children.end());
  return program_.exprs.Add(node);
}

ir::ExprId Builder::Unary(ir::UnaryOp op, ir::ExprId child, TypeId type, Span span) {
  const ir::ExprId id = Node(ir::ExprKind::kUnary, type, span, {child});
  expr(id).unary = op;
  return id;
}

ir::ExprId Builder::Binary(ir::BinaryOp op, ir::ExprId left, ir::ExprId right, TypeId type, Span span) {
  const ir::ExprId id = Node(ir::ExprKind::kBinary, type, span, {left, right});
  expr(id).binary = op;
  return id;
}

ir::ExprId Builder::Convert(ir::Conversion conversion, ir::ExprId child, TypeId type) {
  const ir::ExprId id = Node(ir::ExprKind::kConvert, type, expr(child).span, {child});
  expr(id).conversion = conversion;
  return id;
}

ir::ExprId Builder::Builtin(ir::Builtin builtin, TypeId type, Span span, std::span<const ir::ExprId> children) {
  const ir::ExprId id = Node(ir::ExprKind::kBuiltin, type, span, children);
  expr(id).builtin = builtin;
  return id;
}

ir::ExprId Builder::And(ir::ExprId left, ir::ExprId right) {
  return Node(ir::ExprKind::kAnd, program_.types.Simple(TypeKind::kBool), base::Join(expr(left).span, expr(right).span),
              {left, right});
}

}  // namespace rulec::check
