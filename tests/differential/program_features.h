#pragma once
// Which parts of the language a program has: so that random programs are known to have them all.
#include <set>
#include <string>

#include "compiler/driver/pipeline.h"

namespace rulec::testing {

/// Named by the numbers of their enumerators in ir.h and ast.h: "binary 3 of 7".
using Features = std::set<std::string>;

/// Of functions and decisions; the compilation went as far as kCheck.
Features FeaturesOf(const driver::Compilation& checked);

/// All that docs/language.md calls built and that a function or decision can have.
Features EveryFeature();

}  // namespace rulec::testing
