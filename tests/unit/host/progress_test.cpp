#include "runtime/host/progress.h"

#include "tests/support/catch.h"

namespace rulert::host {
namespace {

TEST_CASE("totals keep the host's own outputs apart") {
  metrics::Registry registry;
  registry.AddCounter("rulert_records_in_total", "").Add(10);
  registry.AddCounter("rulert_records_rejected_total", "").Add(2);
  registry.AddCounter("rulert_triggers_rejected_total", "").Add(1);
  registry.AddCounter("rulert_emitted_total", "", {{"output", "alerts"}}).Add(4);
  registry.AddCounter("rulert_emitted_total", "", {{"output", "errors"}}).Add(3);
  registry.AddCounter("rulert_emitted_total", "", {{"output", "late"}}).Add(5);
  const Progress progress(registry, false);
  CHECK(progress.Totals() == "10 records, 4 emitted, 2 records rejected, 1 triggers rejected, 5 late, 0 overflowed");
}

}  // namespace
}  // namespace rulert::host
