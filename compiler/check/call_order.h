#pragma once
// Functions and decisions in an order in which a callee comes before its callers.
#include "compiler/check/context.h"

namespace rulec::check {

/// Reports recursion; else renumbers the program's functions and decisions, and what calls them.
void OrderCallables(Context& context);

}  // namespace rulec::check
