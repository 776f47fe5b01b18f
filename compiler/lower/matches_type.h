#pragma once
// Which class of rulert gathers the rules of a decision that match.
#include <string>

#include "compiler/lower/context.h"

namespace rulec::lower {

/// As C++ names it inside of the decision's class; empty where the first match is the answer.
std::string MatchesType(Context& context, const ir::Decision& declared);

/// Pointer to the member by which matches are chosen or ordered.
std::string ByField(Context& context, const ir::Decision& declared);

}  // namespace rulec::lower
