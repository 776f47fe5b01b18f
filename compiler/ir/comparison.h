#pragma once
// What comparisons mean, wherever one is looked at.
#include "compiler/ir/ir.h"

namespace rulec::ir {

/// `b op a` of `a op b`; other operators as they are.
BinaryOp Mirrored(BinaryOp op);

/// What is true where the comparison is false; kNone of other operators.
BinaryOp Negated(BinaryOp op);

/// Of two values in this order: below, at or above 0.
bool Holds(BinaryOp comparison, int order);

}  // namespace rulec::ir
