#pragma once
// From a checked program to everything that generated code is.
#include "compiler/base/source.h"
#include "compiler/ir/ir.h"
#include "compiler/plan/plan.h"

namespace rulec::lower {

/// Cannot fail on what an author wrote: `program` is checked. `sources` holds the files that its spans name; the first
/// is the one that was asked for.
plan::Plan Lower(const ir::Program& program, const base::SourceSet& sources);

}  // namespace rulec::lower
