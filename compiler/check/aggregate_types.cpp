// Of which type a window's answers are, and which types they can be asked of.
#include <fmt/format.h>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::AggregateKind;

TypeId ExprChecker::EventType(ir::WindowId window) const {
  return context_.program.locals[process_->process->windows[window].event].type;
}

TypeId ExprChecker::BareType(ir::WindowId, AggregateKind kind) {
  return Simple(kind == AggregateKind::kComplete ? TypeKind::kBool : TypeKind::kTimestamp);
}

TypeId ExprChecker::AggregateType(AggregateKind kind, TypeId argument, ast::ExprId source) {
  const TypeKind of = types().Kind(argument);
  const bool number = of == TypeKind::kInt || of == TypeKind::kFloat || of == TypeKind::kDecimal;
  const bool single = types().IsScalar(argument);
  switch (kind) {
    case AggregateKind::kSum: {
      if (!number) break;
      if (of != TypeKind::kDecimal) return argument;
      const types::DecimalShape shape = types::SumShape(types().ShapeOf(argument));
      return types().Amount(types().CurrencyOf(argument), shape);
    }
    case AggregateKind::kAvg: {
      if (!number) break;
      if (of != TypeKind::kDecimal) return types().Optional(Simple(TypeKind::kFloat));
      const types::DecimalShape shape = types::AverageShape(types().ShapeOf(argument));
      return types().Optional(types().Amount(types().CurrencyOf(argument), shape));
    }
    case AggregateKind::kStddev:
    case AggregateKind::kEwma:
      if (!number) break;
      return types().Optional(Simple(TypeKind::kFloat));
    case AggregateKind::kMin:
    case AggregateKind::kMax:
    case AggregateKind::kQuantile:
      if (!single) break;
      return types().Optional(argument);
    case AggregateKind::kTop:
      if (!single) break;
      return types().List(argument);
    case AggregateKind::kDistinct:
      if (!single) break;
      return Simple(TypeKind::kInt);
    case AggregateKind::kList:
      return types().List(argument);
    default:
      return types().Optional(argument);
  }
  const bool ordered = kind == AggregateKind::kMin || kind == AggregateKind::kMax || kind == AggregateKind::kTop ||
                       kind == AggregateKind::kQuantile;
  context_.Report(Code::kAggregateType, node(source).span,
                  fmt::format("values of type `{}` cannot be aggregated like this", context_.TypeText(argument)),
                  ordered                            ? "values with an order are needed"
                  : kind == AggregateKind::kDistinct ? "single values are needed"
                                                     : "numbers are needed");
  return Simple(TypeKind::kError);
}

}  // namespace rulec::check
