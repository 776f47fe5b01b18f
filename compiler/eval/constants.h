#pragma once
// Expressions whose value is known when the rules are compiled.
#include <string>

#include "compiler/ir/ir.h"

namespace rulec::eval {

/// Either the constant, or why there is none: a failure such as "division by zero", or nothing but the place of what is
/// not constant.
struct Folded {
  ir::ExprId expr;                      // kConstant, or kRecord and kList of constants
  std::string failure;
  base::Span span;
};

/// Adds the constant to `program`; conversions and `T` as `T?` become part of it.
Folded FoldConstant(ir::Program& program, ir::ExprId expr);

}  // namespace rulec::eval
