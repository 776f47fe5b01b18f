#include "compiler/lower/expr_shape.h"

#include <bit>

namespace rulec::lower {
namespace {

void AppendShape(const ir::Program& program, ir::ExprId id, std::string& out) {
  const ir::Expr& expr = program.exprs[id];
  const auto number = [&](std::uint64_t value) { out += std::to_string(value) + ","; };
  out += '(';
  number(static_cast<std::uint64_t>(expr.kind));
  number(static_cast<std::uint64_t>(expr.unary));
  number(static_cast<std::uint64_t>(expr.binary));
  number(static_cast<std::uint64_t>(expr.conversion));
  number(static_cast<std::uint64_t>(expr.builtin));
  number(expr.type.value);
  if (expr.kind == ir::ExprKind::kConstant) {
    const ir::Constant& constant = program.constants[ir::ConstantId(expr.index)];
    out += constant.missing ? "-" : base::ToString(constant.number);
    number(std::bit_cast<std::uint64_t>(constant.real));
    number(constant.text.size());
    out += constant.text;
  } else {
    number(expr.index);
    number(expr.aggregate.value);
  }
  for (const ir::ExprId child : program.children_of(expr)) AppendShape(program, child, out);
  out += ')';
}

}  // namespace

std::string ExprShape(const ir::Program& program, ir::ExprId id) {
  std::string shape;
  AppendShape(program, id, shape);
  return shape;
}

}  // namespace rulec::lower
