#pragma once
// Functions and decisions in an order in which each stands behind those that it calls.
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::lower {

struct Callable {
  bool is_decision = false;
  std::uint32_t index = 0;  // FunctionId or DecisionId
};

/// As declared, but for callees that must come before; functions first.
std::vector<Callable> CallOrder(const ir::Program& program);

}  // namespace rulec::lower
