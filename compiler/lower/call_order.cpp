#include "compiler/lower/call_order.h"

namespace rulec::lower {
namespace {

class Orderer {
 public:
  explicit Orderer(const ir::Program& program)
      : program_(program), seen_functions_(program.functions.size()), seen_decisions_(program.decisions.size()) {}

  std::vector<Callable> Run() {
    for (std::uint32_t i = 0; i < program_.functions.size(); ++i) VisitFunction(i);
    for (std::uint32_t i = 0; i < program_.decisions.size(); ++i) VisitDecision(i);
    return std::move(order_);
  }

 private:
  void VisitExpr(ir::ExprId id) {
    const ir::Expr& expr = program_.exprs[id];
    if (expr.kind == ir::ExprKind::kCallFunction) VisitFunction(expr.index);
    if (expr.kind == ir::ExprKind::kCallDecision) VisitDecision(expr.index);
    for (const ir::ExprId child : program_.children_of(expr)) VisitExpr(child);
  }
  void VisitFunction(std::uint32_t index) {
    if (seen_functions_[index]) return;
    seen_functions_[index] = true;
    VisitExpr(program_.functions[ir::FunctionId(index)].body);
    order_.push_back({false, index});
  }
  void VisitDecision(std::uint32_t index) {
    if (seen_decisions_[index]) return;
    seen_decisions_[index] = true;
    const ir::Decision& decision = program_.decisions[ir::DecisionId(index)];
    for (const ir::Let& let : decision.lets) VisitExpr(let.value);
    const auto visit = [this](const ir::DecisionRule& rule) {
      VisitExpr(rule.when);
      VisitExpr(rule.then);
    };
    for (const ir::DecisionRule& rule : decision.rules) visit(rule);
    for (const ir::ShadowRule& shadow : decision.shadows) visit(shadow.rule);
    if (decision.otherwise) VisitExpr(*decision.otherwise);
    order_.push_back({true, index});
  }

  const ir::Program& program_;
  std::vector<bool> seen_functions_;
  std::vector<bool> seen_decisions_;
  std::vector<Callable> order_;
};

}  // namespace

std::vector<Callable> CallOrder(const ir::Program& program) { return Orderer(program).Run(); }

}  // namespace rulec::lower
