#include "compiler/passes/passes.h"

#include <algorithm>
#include <array>

namespace rulec::passes {
namespace {

constexpr std::array<Pass, 1> kPasses = {{{"fold_constants", FoldConstants}}};

}  // namespace

std::span<const Pass> AllPasses() { return kPasses; }

std::vector<PassRun> RunAll(ir::Program& program, const PassOptions& options) {
  std::vector<PassRun> runs;
  for (const Pass& pass : kPasses) {
    if (std::find(options.off.begin(), options.off.end(), pass.name) != options.off.end()) continue;
    const auto start = std::chrono::steady_clock::now();
    PassRun run{pass.name, pass.run(program), {}};
    run.time = std::chrono::steady_clock::now() - start;
    ir::Verify(program);
    runs.push_back(run);
  }
  return runs;
}

}  // namespace rulec::passes
