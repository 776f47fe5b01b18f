#pragma once
// Adds nodes to a program.
#include <initializer_list>
#include <span>
#include <string>

#include "compiler/ir/ir.h"

namespace rulec::check {

using base::Span;
using types::TypeId;
using types::TypeKind;

class Builder {
 public:
  explicit Builder(ir::Program& program) : program_(program) {}

  ir::ExprId Constant(ir::Constant value, TypeId type, Span span);
  ir::ExprId Number(base::Int128 number, TypeId type, Span span);
  ir::ExprId Bool(bool value, Span span);
  ir::ExprId Text(std::string text, Span span);
  ir::ExprId Missing(TypeId optional, Span span);
  /// Stands for what was reported; has type kError.
  ir::ExprId Error(Span span);

  /// A node whose meaning needs nothing but its kind, one index and its children.
  ir::ExprId Node(ir::ExprKind kind, TypeId type, Span span, std::span<const ir::ExprId> children,
                  std::uint32_t index = 0);
  ir::ExprId Node(ir::ExprKind kind, TypeId type, Span span, std::initializer_list<ir::ExprId> children,
                  std::uint32_t index = 0) {
    return Node(kind, type, span, std::span<const ir::ExprId>(children.begin(), children.size()), index);
  }
  ir::ExprId Unary(ir::UnaryOp op, ir::ExprId child, TypeId type, Span span);
  ir::ExprId Binary(ir::BinaryOp op, ir::ExprId left, ir::ExprId right, TypeId type, Span span);
  ir::ExprId Convert(ir::Conversion conversion, ir::ExprId child, TypeId type);
  ir::ExprId Builtin(ir::Builtin builtin, TypeId type, Span span, std::span<const ir::ExprId> children);
  ir::ExprId And(ir::ExprId left, ir::ExprId right);

  ir::Expr& expr(ir::ExprId id) { return program_.exprs[id]; }
  const ir::Expr& expr(ir::ExprId id) const { return program_.exprs[id]; }
  ir::ExprId child(ir::ExprId id, std::uint32_t at) const { return program_.children[program_.exprs[id].first + at]; }
  TypeId type(ir::ExprId id) const { return program_.exprs[id].type; }
  TypeKind kind(ir::ExprId id) const { return program_.types.Kind(type(id)); }

 private:
  ir::Program& program_;
};

}  // namespace rulec::check
