#pragma once
#include <string>

#include "compiler/ir/ir.h"

namespace rulec::lower {

/// Equal texts if and only if the expressions are equal but for where they stand.
std::string ExprShape(const ir::Program& program, ir::ExprId id);

}  // namespace rulec::lower
