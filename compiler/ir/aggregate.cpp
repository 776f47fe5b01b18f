// What windows answer: which kinds have an argument, and each as text.
#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/ir/print.h"

namespace rulec::ir {
namespace {

const char* NameOf(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::kCount:
    case AggregateKind::kCountIf:
    case AggregateKind::kCountEqual:
    case AggregateKind::kCountWhere:
      return "count";
    case AggregateKind::kSum:
      return "sum";
    case AggregateKind::kAvg:
      return "avg";
    case AggregateKind::kMin:
      return "min";
    case AggregateKind::kMax:
      return "max";
    case AggregateKind::kStddev:
      return "stddev";
    case AggregateKind::kFirst:
      return "first";
    case AggregateKind::kLast:
      return "last";
    case AggregateKind::kPrevious:
      return "previous";
    case AggregateKind::kDistinct:
      return "distinct";
    case AggregateKind::kList:
      return "list";
    case AggregateKind::kTop:
      return "top";
    case AggregateKind::kQuantile:
      return "quantile";
    case AggregateKind::kEwma:
      return "ewma";
    case AggregateKind::kStart:
      return "start";
    case AggregateKind::kEnd:
      return "end";
    case AggregateKind::kComplete:
      return "complete";
  }
  return "";
}

}  // namespace

bool HasArgument(AggregateKind kind) {
  return kind != AggregateKind::kCount && kind != AggregateKind::kStart && kind != AggregateKind::kEnd &&
         kind != AggregateKind::kComplete;
}

std::string AggregateText(const Program& program, const Process* process, const Aggregate& aggregate,
                          const std::string& sought) {
  const std::string name = NameOf(aggregate.kind);
  if (!HasArgument(aggregate.kind)) return name;
  const std::string argument = ExprText(program, process, aggregate.argument);
  switch (aggregate.kind) {
    case AggregateKind::kCountEqual:
      return fmt::format("count({} == {})", argument, sought);
    case AggregateKind::kTop:
      return fmt::format("top({}, {})", aggregate.number, argument);
    case AggregateKind::kQuantile:
      return fmt::format("quantile({}, {})", DecimalText(aggregate.number, 9), argument);
    case AggregateKind::kEwma: {
      Constant half_life;
      half_life.number = aggregate.number;
      return fmt::format("ewma({}, {})", argument,
                         ConstantText(program, half_life, program.types.Simple(types::TypeKind::kDuration)));
    }
    default:
      return fmt::format("{}({})", name, argument);
  }
}

}  // namespace rulec::ir
