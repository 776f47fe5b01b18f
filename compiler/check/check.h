#pragma once
// From syntax trees to a checked program: names, types, missing values, time and state bounds. The mistakes of the rule
// author are reported to the sink; nothing is returned if there was an error.
#include <optional>

#include "compiler/base/interner.h"
#include "compiler/check/module_graph.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/ir/ir.h"

namespace rulec::check {

/// `symbols` holds the names of every tree of the graph.
std::optional<ir::Program> Check(const ModuleGraph& graph, const base::Interner& symbols, diagnostics::Sink& sink);

}  // namespace rulec::check
