#include "compiler/lower/lower.h"

#include "compiler/lower/call_order.h"
#include "compiler/lower/context.h"
#include "compiler/lower/failures.h"

namespace rulec::lower {

plan::Plan Lower(const ir::Program& program, const base::SourceSet& sources) {
  Context context(program, sources);
  const Failures failures(program);
  LowerTypes(context);
  for (const Callable& callable : CallOrder(program)) {
    context.plan().callables.push_back({callable.is_decision, callable.index});
    if (callable.is_decision) {
      LowerDecision(context, failures, ir::DecisionId(callable.index));
    } else {
      LowerFunction(context, failures, ir::FunctionId(callable.index));
    }
  }
  LowerStreams(context);
  LowerProcesses(context, failures);
  return std::move(context.plan());
}

}  // namespace rulec::lower
