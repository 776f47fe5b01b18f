#pragma once
#include <optional>

#include "compiler/lower/rule_index.h"

namespace rulec::lower {

/// Absent where too few rules ask for equality, or where keys are too many or tell too little apart.
std::optional<RulesByIndex> IndexByRows(const ir::Program& program, const RuleTests& tests);

}  // namespace rulec::lower
