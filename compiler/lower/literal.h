#pragma once
// Constants of a program as C++ code.
#include "compiler/lower/context.h"

namespace rulec::lower {

enum class LiteralUse : std::uint8_t {
  kTyped,  // the code has exactly the type: for arguments from which C++ deduces, and for branches
  kPlain,  // it converts to the type: beside an operand that has it, or where a value of it is initialised
};

plan::CodeId Literal(Context& context, ir::TypeId type, const ir::Constant& constant, LiteralUse use);

}  // namespace rulec::lower
