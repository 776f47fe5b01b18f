#include "compiler/lower/event_reads.h"

namespace rulec::lower {

/// Of an event that `expr` is.
EventReads* ReadFinder::ReadsOf(const ir::Expr& expr) const {
  if (expr.kind != ir::ExprKind::kLocal) return nullptr;
  const auto event = events_.find(expr.index);
  return event == events_.end() ? nullptr : event->second;
}

void ReadFinder::Visit(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs[id];
  if (EventReads* const reads = ReadsOf(expr)) reads->whole = true;
  if (expr.kind == ir::ExprKind::kField) {
    if (EventReads* const reads = ReadsOf(program_.exprs[program_.children_of(expr)[0]])) {
      reads->fields.insert(expr.index);
      return;
    }
  }
  for (const ir::ExprId child : program_.children_of(expr)) Visit(child);
}

void ReadFinder::Visit(const std::vector<ir::StatementId>& body) {
  for (const ir::StatementId id : body) {
    const ir::Statement& statement = program_.statements[id];
    for (const ir::ExprId expr : statement.exprs()) {
      if (expr.valid()) Visit(expr);
    }
    Visit(statement.body);
  }
}

}  // namespace rulec::lower
