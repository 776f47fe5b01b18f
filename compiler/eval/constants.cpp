#include "compiler/eval/constants.h"

namespace rulec::eval {

Folded FoldConstant(ir::Program& program, ir::ExprId id) {
  const ir::Expr expr = program.exprs[id];
  Folded folded;
  folded.span = expr.span;
  switch (expr.kind) {
    case ir::ExprKind::kConstant: folded.expr = id; break;
    case ir::ExprKind::kSome: {
      folded = FoldConstant(program, program.children[expr.first]);
      if (folded.expr.valid() && program.exprs[folded.expr].kind == ir::ExprKind::kConstant) {
        program.exprs[folded.expr].type = expr.type;
      } else if (folded.expr.valid()) {
        program.children[expr.first] = folded.expr;
        folded.expr = id;
      }
      break;
    }
    case ir::ExprKind::kRecord:
    case ir::ExprKind::kList:
      for (std::uint32_t i = 0; i < expr.count; ++i) {
        const Folded child = FoldConstant(program, program.children[expr.first + i]);
        if (!child.expr.valid()) return child;
        program.children[expr.first + i] = child.expr;
      }
      folded.expr = id;
      break;
    default: break;
  }
  return folded;
}

}  // namespace rulec::eval
