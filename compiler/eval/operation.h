#pragma once
// One operation on values that are there.
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "compiler/eval/value.h"

namespace rulec::eval {

/// A value with its type.
struct Operand {
  const Value& value;
  ir::TypeId type;
};

/// What went wrong, without its place.
struct OperationFailure {
  std::string message;
  std::string operands;
};
using OperationResult = tl::expected<Value, OperationFailure>;

/// An operand as failures show it: a string in quotes, beyond 64 bytes cut, with "..." after it.
std::string OperandText(const ir::Program& program, Operand x);

OperationResult Negate(const ir::Program& program, Operand x);
OperationResult Combine(const ir::Program& program, ir::BinaryOp op, Operand a, Operand b, ir::TypeId result);
/// Less than 0, 0, more than 0. Values of one kind, with an order.
int Order(const ir::Program& program, Operand a, Operand b);
OperationResult Convert(const ir::Program& program, ir::Conversion conversion, Operand x, ir::TypeId result);
/// What `each` makes of the values, of type `type`, that the elements gave.
OperationResult FoldElements(const ir::Program& program, ir::Each each, std::vector<Value> values, ir::TypeId type,
                             ir::TypeId result);
/// A function of the table, by the C++ function that generated code calls too.
OperationResult ApplyFunction(const ir::Program& program, ir::Builtin function, std::span<const Operand> operands);
OperationResult ApplyBuiltin(const ir::Program& program, ir::Builtin builtin, std::span<const Operand> operands,
                             ir::TypeId result);

}  // namespace rulec::eval
