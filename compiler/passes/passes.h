#pragma once
// Transformations of a checked program, each of which leaves its meaning as it is: same answers, same failures.
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::passes {

struct Pass {
  std::string_view name;
  bool (*run)(ir::Program& program);  // whether it changed anything
};

/// In the order in which they run.
std::span<const Pass> AllPasses();

struct PassRun {
  std::string_view name;
  bool changed = false;
  std::chrono::nanoseconds time{};
};

struct PassOptions {
  std::vector<std::string> off;  // names of passes that do not run
};

/// Runs them all; the program is verified after each.
std::vector<PassRun> RunAll(ir::Program& program, const PassOptions& options = {});

/// Replaces what is known when the rules are compiled by its value; what fails stays and fails when it is met.
bool FoldConstants(ir::Program& program);

}  // namespace rulec::passes
