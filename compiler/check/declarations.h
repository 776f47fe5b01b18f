#pragma once
// First walk over all modules: every name declared, every type resolved, every signature known; no bodies.
#include <string_view>

#include "compiler/check/context.h"

namespace rulec::check {

/// Fills Context::modules and the program's records, enums, parameters, functions, decisions (without bodies), and
/// the root's streams and outputs.
void Declare(Context& context, const ModuleGraph& graph);

/// The type that `ref` of module `module` names; kError after a report.
TypeId ResolveType(Context& context, std::uint32_t module, ast::TypeRefId ref);

/// The same for a state cell, which may be a set or map.
TypeId ResolveStateType(Context& context, std::uint32_t module, ast::TypeRefId ref);

/// Reports a set or map of what has no order, where only a state cell can be one. `what`: "set", "map".
void NotBuiltByRecords(Context& context, Span span, std::string_view what);

/// Reports `name` if `declared` holds it, else adds it.
bool DeclareOnce(Context& context, std::unordered_map<Symbol, Span>& declared, ast::Name name);

/// Whole microseconds of a duration literal; reports what is not at least `least`.
std::optional<std::int64_t> DurationOf(Context& context, const ast::Module& tree, ast::ExprId expr, std::int64_t least,
                                       std::string_view what);

}  // namespace rulec::check
