#pragma once
#include <string>

#include "compiler/plan/plan.h"

namespace rulec::test {

/// The plan of a module written out in a test; its file is `test.rules`. Fails the test if it does not check.
plan::Plan PlanOf(const std::string& rules);

}  // namespace rulec::test
