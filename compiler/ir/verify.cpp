#include "compiler/base/check.h"
#include "compiler/ir/ir.h"

namespace rulec::ir {
void Verify(const Program& program) { RULEC_CHECK(!program.module.empty(), "a program has a name"); }
}  // namespace rulec::ir
