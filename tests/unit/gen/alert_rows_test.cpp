#include "tools/gen/alert_rows.h"

#include <string>

#include "tests/support/catch.h"

namespace {

using rulec::gen::AlertLine;
using rulec::gen::ReadAlert;

std::string Value(const std::string& at, const std::string& count = "6") {
  return R"({"customer":"c00007497","at":)" + at + R"(,"count":)" + count + R"(,"amount":1.00,"reason":"x"})";
}

std::int64_t TimeOf(const std::string& at) {
  const auto row = ReadAlert(Value(at), AlertLine::kValue);
  INFO(at);
  REQUIRE(row.has_value());
  return row->time_ms;
}

TEST_CASE("an output line is read through its envelope", "[gen]") {
  const auto row =
      ReadAlert(R"({"output":"alerts","key":{"customer":"c00007497"},"time":"2026-01-01T00:00:00Z","id":"9","value":)" +
                    Value("\"2025-12-31T23:59:57.022Z\"") + "}",
                AlertLine::kEnvelope);
  REQUIRE(row.has_value());
  CHECK(row->customer == 7497);
  CHECK(row->time_ms == 1767225597022);
  CHECK(row->a == 6);
  CHECK(row->b == 0);
  CHECK(row->c == 0);
}

TEST_CASE("without `at` the envelope's time counts", "[gen]") {
  const auto row =
      ReadAlert(R"({"time":"2026-01-01T00:00:01Z","value":{"customer":"c00000001","count":8}})", AlertLine::kEnvelope);
  REQUIRE(row.has_value());
  CHECK(row->time_ms == 1767225601000);
}

TEST_CASE("an instant is ISO-8601 in UTC or epoch milliseconds", "[gen]") {
  CHECK(TimeOf("1767225597022") == 1767225597022);
  CHECK(TimeOf("\"2025-12-31T23:59:57Z\"") == 1767225597000);
  CHECK(TimeOf("\"2025-12-31T23:59:57.5Z\"") == 1767225597500);
  CHECK(TimeOf("\"2025-12-31T23:59:57.022000Z\"") == 1767225597022);
  CHECK(TimeOf("\"1970-01-01T00:00:00Z\"") == 0);
}

TEST_CASE("what is not an alert is named", "[gen]") {
  const auto error = [](const std::string& line, AlertLine shape = AlertLine::kValue) {
    const auto row = ReadAlert(line, shape);
    return row ? std::string("accepted") : row.error();
  };
  CHECK(error("nonsense") == "not a JSON object");
  CHECK(error(Value("0"), AlertLine::kEnvelope) == "no `value` object (bare values are read with --values)");
  CHECK(error(R"({"customer":"7497","at":0,"count":6})") == "`customer` is not c and digits: \"7497\"");
  CHECK(error(Value("\"2026-02-30T00:00:00Z\"")) == "`at` is not an instant in UTC: \"2026-02-30T00:00:00Z\"");
  CHECK(error(Value("\"2026-01-01T00:00:00+01:00\"")) ==
        "`at` is not an instant in UTC: \"2026-01-01T00:00:00+01:00\"");
  CHECK(error(Value("0", "\"6\"")) == "`count` is not an integer: \"6\"");
}

}  // namespace
