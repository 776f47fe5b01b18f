#include "tests/unit/lower/plan_of.h"

#include "compiler/check/check.h"
#include "compiler/diagnostics/render.h"
#include "compiler/lower/lower.h"
#include "compiler/parse/parse.h"
#include "tests/support/catch.h"

namespace rulec::test {

plan::Plan PlanOf(const std::string& rules) {
  base::SourceSet sources;
  base::Interner symbols;
  diagnostics::Sink sink;
  auto tree = parse::Parse(sources.Add("test.rules", rules), symbols, sink);
  const auto load = [](const std::string&) { return check::Loaded{}; };
  std::optional<ir::Program> program;
  if (tree) {
    auto graph = check::LoadModules("test.rules", std::move(*tree), load, sink);
    if (graph) program = check::Check(*graph, symbols, sink);
  }
  INFO(diagnostics::RenderText(sink, sources));
  REQUIRE(program.has_value());
  return lower::Lower(*program, sources);
}

}  // namespace rulec::test
