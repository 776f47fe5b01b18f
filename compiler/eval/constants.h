#pragma once
// Expressions whose value is known when the rules are compiled.
#include <cstdint>
#include <optional>
#include <string>

#include "compiler/eval/value.h"

namespace rulec::eval {

/// What one expression may take.
inline constexpr std::uint64_t kFoldingSteps = 10'000'000;

/// Either the constant, or why there is none: a failure such as "division by zero", or nothing but the place of what is
/// not constant.
struct Folded {
  ir::ExprId expr;  // kConstant; kSome, kRecord, kArm, kList and kMap of constants
  std::string failure;
  base::Span span;
};

/// The value of `expr` as nodes that are added to `program`. Literals, operators and built-in functions are constant;
/// parameters and calls are not.
Folded FoldConstant(ir::Program& program, ir::ExprId expr);

/// The nodes of a value: kConstant; kSome, kRecord, kArm, kList and kMap of constants.
ir::ExprId AddConstant(ir::Program& program, const Value& value, ir::TypeId type, base::Span span);

}  // namespace rulec::eval
