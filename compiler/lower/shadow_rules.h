#pragma once
// Rules in shadow of a decision: a function each, that says what the rule would give.
#include "compiler/lower/context.h"
#include "compiler/lower/failures.h"

namespace rulec::lower {

/// Once the rest of `out` is there.
void LowerShadows(Context& context, const Failures& failures, const ir::Decision& declared, plan::Decision& out);

}  // namespace rulec::lower
