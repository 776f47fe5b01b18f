#pragma once
// Tests that several rules of a decision make alike, to be made once before the first of them.
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/lower/failures.h"
#include "compiler/lower/rule_index.h"

namespace rulec::lower {

/// Equal tests; what stands for the value of one stands for all.
struct SharedTest {
  std::vector<ir::ExprId> tests;
};

/// A test is one part of a condition's outermost `and`. It is shared if at least two rules make it, if it cannot fail,
/// if it means something on every input (it rests on no earlier test that a value is present), and if it costs more
/// than the comparison of two numbers. Where an index (which may be null) tests some parts, of the others. In order of
/// first appearance.
std::vector<SharedTest> FindSharedTests(const ir::Program& program, const ir::Decision& decision,
                                        const Failures& failures, const RulesByIndex* index);

}  // namespace rulec::lower
