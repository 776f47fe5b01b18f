#pragma once
#include <string>

#include "compiler/plan/cpp_code.h"

namespace rulec::plan {

/// Operators before their operands, in brackets: `(< app.age 18)`.
std::string PrintCode(const CodePool& pool, CodeId id);
/// One line for each action, blocks indented by two more.
void PrintBlock(const CodePool& pool, BlockId id, int indent, std::string& out);

}  // namespace rulec::plan
