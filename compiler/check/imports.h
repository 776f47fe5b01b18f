#pragma once
// Imports of rules, and what is wrong with them beside what they bring.
#include "compiler/check/context.h"
#include "compiler/check/module_graph.h"

namespace rulec::check {

/// False, after a report, for one without a name and for a file that the module has imported already.
bool CheckImport(Context& context, const LoadedModule& module, std::uint32_t index);

}  // namespace rulec::check
