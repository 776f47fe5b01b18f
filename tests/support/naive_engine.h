#pragma once
// What docs/language.md says of processes, as slowly and plainly as it can be said: every event of every window is kept
// for good but those that have to leave, every question counts all of them again, a trigger works on a copy. The
// measure of the engine.
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/ir/ir.h"
#include "runtime/testing/script.h"

namespace rulec::testing {

/// Output lines of the engine for this script, with one worker and epochs that only readings of the clock cut;
/// `sources` are those of the program, for the places of errors. Of errors of decoding, `message` is the model's own.
std::vector<std::string> RunNaive(const ir::Program& program, const base::SourceSet& sources,
                                  const rulert::testing::Script& script);

/// What the model answers for: members in their order, what is null left out, without the ids of built-in outputs and
/// the words about records that cannot be decoded, and rows that left windows without their columns.
std::string Comparable(const std::string& line, const ir::Program& program);

}  // namespace rulec::testing
