// Whether the histories test would notice a bug in the merge of workers' outputs: the bug is planted, and the same
// comparisons must find it.
#include "tests/differential/wrong_merge.h"

#include "tests/differential/histories.h"
#include "tests/support/catch.h"

namespace rulec::testing {
namespace {

using rulert::core::merge_bug;
using rulert::core::MergeBug;

/// Of 30 histories, those whose outputs by three workers differ from the model's, and from those of one worker.
struct Found {
  int by_model = 0;
  int by_workers = 0;
};

Found Differences(MergeBug bug) {
  Found found;
  for (std::uint64_t history = 0; history < 30; ++history) {
    const NativeRules& rules = ModuleOf(history);
    const rulert::testing::Script script = OneFile(history);
    merge_bug = MergeBug::kNone;
    const Lines one = RunWithWorkers(rules, script, 1);
    merge_bug = bug;
    const Lines three = RunWithWorkers(rules, script, 3);
    if (!DifferenceFromModel(rules, script, three).empty()) ++found.by_model;
    if (!FirstDifference(one, three).empty()) ++found.by_workers;
  }
  return found;
}

TEST_CASE("histories: a bug in the merge order is found") {
  for (const MergeBug bug : {MergeBug::kChunkAfterChunk, MergeBug::kProcessesByChunk, MergeBug::kTwoSwapped}) {
    INFO("bug " << static_cast<int>(bug));
    const Found found = Differences(bug);
    CHECK(found.by_model > 10);
    CHECK(found.by_workers > 10);
  }
  const Found none = Differences(MergeBug::kNone);
  CHECK(none.by_model == 0);
  CHECK(none.by_workers == 0);
}

}  // namespace
}  // namespace rulec::testing
