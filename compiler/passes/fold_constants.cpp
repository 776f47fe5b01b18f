#include "compiler/passes/passes.h"

namespace rulec::passes {

bool FoldConstants(ir::Program&) { return false; }

}  // namespace rulec::passes
