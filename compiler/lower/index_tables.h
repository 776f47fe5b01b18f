#pragma once
#include "compiler/lower/body_builder.h"
#include "compiler/lower/rule_index.h"

namespace rulec::lower {

/// Chooses a code for each value and writes the rules in them. `body` is that of the decision, where its parameters and
/// lets are bound.
plan::RuleIndex LowerIndex(Context& context, BodyBuilder& body, const RulesByIndex& rules);

}  // namespace rulec::lower
