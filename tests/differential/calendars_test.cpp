// Random histories over windows of time zones: the engine against the naive model, whose days are those of the C
// library, against itself with other numbers of workers, and against itself with other cuts into epochs.
#include <algorithm>

#include "tests/differential/histories.h"
#include "tests/support/catch.h"
#include "tests/support/random_calendar.h"

namespace rulec::testing {
namespace {

constexpr std::uint64_t kCalendarModules = 4;

TEST_CASE("histories of calendar windows: workers and cuts write what the model says") {
  const std::vector<NativeRules> modules = CompileModules(MakeRandomCalendarModule, kCalendarModules);
  std::size_t closed = 0;
  std::size_t again = 0;
  std::size_t late = 0;
  for (std::uint64_t history = 0; history < 120; ++history) {
    const NativeRules& rules = ModuleFor(modules, history);
    // Of the modules and of the weeks each pair comes up.
    const auto script = Uncut(MakeRandomHistory(history + 11'000, CalendarHistory(history / kCalendarModules)));
    INFO("module " << history % kCalendarModules << ", history " << history);
    const Lines one = CompareWorkers(rules, script, history);
    CompareCuts(rules, script, one, history);
    const auto holding = [&one](std::string_view part) {
      return static_cast<std::size_t>(std::count_if(
          one.begin(), one.end(), [part](const std::string& line) { return line.find(part) != std::string::npos; }));
    };
    closed += holding(".closed\"");
    again += holding(".again\"");
    late += holding(".late\"");
  }
  // They are about something.
  CHECK(closed > 1'000);
  CHECK(again > 1'000);
  CHECK(late > 100);
}

}  // namespace
}  // namespace rulec::testing
