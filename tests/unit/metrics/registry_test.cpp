#include "runtime/src/metrics/registry.h"

#include "tests/support/catch.h"

namespace rulert::metrics {
namespace {

TEST_CASE("cells of equal labels add up, others stay apart") {
  Registry registry;
  registry.AddCounter("rows_total", "Rows.", {{"output", "a"}}).Add(2);
  registry.AddCounter("rows_total", "Rows.", {{"output", "b"}}).Add(10);
  registry.AddCounter("rows_total", "Rows.", {{"output", "a"}}).Add(3);
  CHECK(
      registry.Text() ==
      "# HELP rows_total Rows.\n# TYPE rows_total counter\nrows_total{output=\"a\"} 5\nrows_total{output=\"b\"} 10\n");
  CHECK(registry.Sum("rows_total") == 15);
  CHECK(registry.Sum("rows_total", {{"output", "a"}}) == 5);
  CHECK(registry.Sum("none") == 0);
}

TEST_CASE("text is escaped and numbers keep their digits") {
  Registry registry;
  registry.AddGauge("g", "Line\nbreak \\.", {{"topic", "a\"b\\c\nd"}}).Set(0.5);
  registry.AddCounter("c", "C.").Add(123456789012345);
  CHECK(registry.Text() ==
        "# HELP c C.\n# TYPE c counter\nc 123456789012345\n"
        "# HELP g Line\\nbreak \\\\.\n# TYPE g gauge\ng{topic=\"a\\\"b\\\\c\\nd\"} 0.5\n");
}

}  // namespace
}  // namespace rulert::metrics
