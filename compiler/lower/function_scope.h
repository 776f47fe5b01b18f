#pragma once
#include <span>
#include <vector>

#include "compiler/lower/context.h"

namespace rulec::lower {

/// Names that a function of the author's may not give to what it declares.
Scope FunctionScope(const Context& context);

/// Parameters of a function or decision, with names taken in `scope`.
std::vector<plan::Param> BindParams(Context& context, std::span<const ir::LocalId> locals, Scope& scope);

}  // namespace rulec::lower
