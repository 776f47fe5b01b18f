#include <algorithm>

#include "compiler/eval/constants.h"
#include "compiler/eval/evaluator.h"
#include "compiler/passes/passes.h"

namespace rulec::passes {
namespace {

using ir::ExprKind;

class ConstantFolder {
 public:
  explicit ConstantFolder(ir::Program& program) : program_(program), evaluator_(program) {}

  bool Run() {
    // The checker makes children before their parents, so one walk in order of creation folds from the leaves up.
    for (const ir::ExprId id : program_.exprs.ids()) Visit(id);
    return changed_;
  }

 private:
  const ir::Expr& ChildOf(const ir::Expr& expr, std::uint32_t at) const {
    return program_.exprs[program_.children[expr.first + at]];
  }

  // The truth of a constant condition.
  std::optional<bool> Truth(const ir::Expr& expr) const {
    if (expr.kind != ExprKind::kConstant) return std::nullopt;
    return program_.constants[ir::ConstantId(expr.index)].number != 0;
  }

  void Visit(ir::ExprId id) {
    const ir::Expr expr = program_.exprs[id];
    switch (expr.kind) {
      case ExprKind::kAnd:
      case ExprKind::kOr: {
        // `true and x` is x; `false and x` is false. What stands on the right alone may fail, so it stays.
        if (const auto left = Truth(ChildOf(expr, 0))) Replace(id, *left == (expr.kind == ExprKind::kAnd) ? 1 : 0);
        return;
      }
      case ExprKind::kIf:
        if (const auto condition = Truth(ChildOf(expr, 0))) Replace(id, *condition ? 1 : 2);
        return;
      case ExprKind::kUnary:
      case ExprKind::kBinary:
      case ExprKind::kConvert:
      case ExprKind::kInList:
      case ExprKind::kBuiltin:
        Evaluate(id);
        return;
      default:
        return;
    }
  }

  void Replace(ir::ExprId id, std::uint32_t child) {
    const ir::Expr& expr = program_.exprs[id];
    program_.exprs[id] = ir::Expr(ChildOf(expr, child));
    changed_ = true;
  }

  void Evaluate(ir::ExprId id) {
    const auto children = program_.children_of(program_.exprs[id]);
    const bool constant = std::all_of(children.begin(), children.end(), [&](ir::ExprId child) {
      return program_.exprs[child].kind == ExprKind::kConstant;
    });
    if (!constant) return;
    evaluator_.SetSteps(eval::kFoldingSteps);
    const eval::Result value = evaluator_.Evaluate(id);
    if (!value) return;
    ir::Constant folded;
    folded.number = value->number;
    folded.real = value->real;
    folded.text = value->text;
    const ir::ConstantId index = program_.constants.Add(std::move(folded));
    ir::Expr& expr = program_.exprs[id];
    ir::Expr replaced;
    replaced.type = expr.type;
    replaced.span = expr.span;
    replaced.index = index.value;
    expr = replaced;
    changed_ = true;
  }

  ir::Program& program_;
  eval::Evaluator evaluator_;
  bool changed_ = false;
};

}  // namespace

bool FoldConstants(ir::Program& program) { return ConstantFolder(program).Run(); }

}  // namespace rulec::passes
