#include "compiler/check/check.h"

#include "compiler/check/call_order.h"
#include "compiler/check/decision_checker.h"
#include "compiler/check/declarations.h"
#include "compiler/check/output_circles.h"
#include "compiler/check/process_checker.h"

namespace rulec::check {

std::optional<ir::Program> Check(const ModuleGraph& graph, const base::Interner& symbols, diagnostics::Sink& sink) {
  Context context(symbols, sink);
  Declare(context, graph);
  context.program.module = context.modules.back().name;
  for (std::uint32_t module = 0; module < context.modules.size(); ++module) {
    const ast::Module& tree = *context.modules[module].ast;
    for (std::uint32_t i = 0; i < tree.params.size(); ++i) CheckParam(context, module, i);
    for (std::uint32_t i = 0; i < tree.functions.size(); ++i) CheckFunction(context, module, i);
    for (std::uint32_t i = 0; i < tree.decisions.size(); ++i) CheckDecision(context, module, i);
  }
  // Streams, outputs and processes of an imported file run where that file is the root.
  const std::uint32_t root = static_cast<std::uint32_t>(context.modules.size()) - 1;
  for (const ast::Process& process : context.modules[root].ast->processes) {
    ProcessChecker(context, root, process).Run();
  }
  CheckOutputCircles(context);
  OrderCallables(context);
  if (sink.has_errors()) return std::nullopt;
  ir::Verify(context.program);
  return std::move(context.program);
}

}  // namespace rulec::check
