// Codes of values.
#include "rulert/rule_codes.h"

#include <string>

#include "tests/support/catch.h"

namespace rulert {
namespace {

using Lane = std::int8_t;

constexpr std::array<double, 3> kRates = {{-0.5, 0.0, 1e300}};
constexpr TextCodes<4> kTexts{std::array<std::string_view, 4>{{"", "GB", "a longer name of a land", "golden"}}};

TEST_CASE("a clamped code is the number near the constants") {
  const auto code = [](std::int64_t value) { return int{ClampedCode<Lane, -1, 100, 0>(value)}; };
  CHECK(code(INT64_MIN) == -1);
  CHECK(code(-1) == -1);
  CHECK(code(0) == 0);
  CHECK(code(99) == 99);
  CHECK(code(INT64_MAX) == 100);
  CHECK(ClampedCode<Lane, 999, 1101, 999>(std::optional<std::int64_t>(1000)) == 1);
  CHECK(ClampedCode<Lane, 999, 1101, 999>(std::optional<std::int64_t>()) == -128);
  CHECK(ClampedCode<std::int16_t, -1, 1001, 0>(Decimal<6, 2>{999}) == 999);
  CHECK(ClampedCode<Lane, -1, 2, 0>(true) == 1);
}

TEST_CASE("a rank tells constants and what lies between them apart") {
  const auto code = [](double value) { return int{RankCode<Lane>(kRates, value)}; };
  CHECK(code(-1) == 0);
  CHECK(code(-0.5) == 1);
  CHECK(code(-0.1) == 2);
  CHECK(code(-0.0) == 3);
  CHECK(code(0.0) == 3);
  CHECK(code(1) == 4);
  CHECK(code(1e300) == 5);
  CHECK(code(1e308) == 6);
  CHECK(RankCode<Lane>(kRates, std::optional<double>()) == -128);
}

TEST_CASE("texts are found by all of their bytes") {
  const auto code = [](std::string_view text) { return int{kTexts.Code<Lane>(text)}; };
  CHECK(code("") == 1);
  CHECK(code("GB") == 3);
  CHECK(code("a longer name of a land") == 5);
  CHECK(code("golden") == 7);
  CHECK(code("gb") == 0);
  CHECK(code("a longer nbme of a land") == 0);
  CHECK(code(std::string("GB\0", 3)) == 0);
  CHECK(kTexts.Code<Lane>(std::optional<std::string_view>()) == -128);
}

}  // namespace
}  // namespace rulert
