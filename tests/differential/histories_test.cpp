// Random keyed histories: the engine against the naive model, against itself with another number of workers, and
// against itself with other cuts into epochs. 1,760 of them over 15 modules; with those of collections_test.cpp, 2,000.
#include "tests/differential/histories.h"

#include <algorithm>

#include "runtime/testing/script.h"
#include "tests/support/catch.h"
#include "tests/support/random_history.h"

namespace rulec::testing {
namespace {

using rulert::testing::Script;

std::size_t Holding(const Lines& lines, std::string_view part) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [part](const std::string& line) { return line.find(part) != std::string::npos; }));
}

TEST_CASE("histories: every number of workers writes the bytes of the model") {
  std::uint64_t lines = 0;
  std::uint64_t fired = 0;
  std::uint64_t rejected_timers = 0;
  std::uint64_t endless_timers = 0;
  std::uint64_t derived = 0;
  std::uint64_t late = 0;
  std::uint64_t overflows = 0;
  std::uint64_t closed = 0;
  std::uint64_t updated = 0;
  std::uint64_t late_handled = 0;
  std::uint64_t by_clock = 0;
  for (std::uint64_t history = 0; history < 1'300; ++history) {
    const NativeRules& rules = ModuleOf(history);
    const Script script = OneFile(history);
    INFO("module " << history % kModules << ", history " << history << " of one file");
    const Lines one = CompareWorkers(rules, script, history);
    CompareCuts(rules, script, one, history);
    lines += one.size();
    fired += Holding(one, ".r11\"") + Holding(one, ".r12\"");
    by_clock += Holding(one, ".r61\"") + Holding(one, ".r62\"");
    rejected_timers += Holding(one, "\"construct\":\"P");
    derived += Holding(one, ".r8\"");
    late += Holding(one, ".r7\"");
    closed += Holding(one, ".r31\"") + Holding(one, ".r32\"");
    updated += Holding(one, ".r41\"") + Holding(one, ".r42\"");
    overflows += Holding(one, "{\"output\":\"overflow\"");
    late_handled += Holding(one, ".r20\"") + Holding(one, ".r21\"") + Holding(one, ".r22\"");
    endless_timers += Holding(one, "a timer is started again at or before its own time");
  }
  // They are about something.
  CHECK(lines > 20'000);
  CHECK(fired > 1'500);
  CHECK(rejected_timers > 500);
  CHECK(endless_timers > 100);
  CHECK(derived > 1'000);
  CHECK(late > 100);
  CHECK(closed > 1'000);
  CHECK(updated > 1'000);
  CHECK(overflows > 1'000);
  CHECK(late_handled > 100);
  CHECK(by_clock > 500);
}

TEST_CASE("histories: several topics and partitions have one order of rows") {
  std::uint64_t lines = 0;
  for (std::uint64_t history = 1'000; history < 1'460; ++history) {
    const NativeRules& rules = ModuleOf(history);
    const Script script = TwoTopics(history);
    INFO("module " << history % kModules << ", history " << history << " of two topics");
    const Lines one = CompareWorkers(rules, script, history);
    lines += one.size();
  }
  CHECK(lines > 10'000);
}

}  // namespace
}  // namespace rulec::testing
