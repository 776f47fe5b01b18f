#pragma once
#include <string_view>

#include "compiler/plan/plan.h"

namespace rulec::emit {

/// True if the code of a block names `name`: a parameter that no code names is marked, so that compilers do not warn.
bool Mentions(const plan::CodePool& pool, plan::BlockId block, std::string_view name);

/// The same, but for assignments to it.
bool Reads(const plan::CodePool& pool, plan::BlockId block, std::string_view name);

}  // namespace rulec::emit
