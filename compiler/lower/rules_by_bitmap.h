#pragma once
#include <optional>

#include "compiler/lower/rule_index.h"

namespace rulec::lower {

/// Absent where the bitmap would be large, or where it leaves too many rules or costs more than a chain.
std::optional<RulesByIndex> IndexByBitmap(const ir::Program& program, const RuleTests& tests);

}  // namespace rulec::lower
