// Codes of values, and an index of a few rules written by hand.
#include "rulert/rule_index.h"

#include <string>
#include <vector>

#include "rulert/rule_codes.h"
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

/// Rules 0 and 70 ask for 3 and 5 in the first column, five rules for 4, rule 69 for nothing of it.
struct Index {
  using Lane = std::int8_t;
  static constexpr std::size_t kColumns = 2;
  static constexpr std::uint32_t kRules = 71;
  static constexpr IndexKey kKeys[] = {{0, 2, 0, true}};
  static constexpr std::uint16_t kStarts[] = {0, 0, 1, 6, 7, 7};
  static constexpr std::uint32_t kUnkeyed = 7;
  static constexpr std::uint16_t kRuleOf[] = {0, 9, 8, 7, 6, 5, 70, 69};
  static constexpr IndexRow<Lane, kColumns> kRows[] = {
      {{3, -128}, {3, 10}}, {{4, 1}, {4, 1}},   {{4, 1}, {4, 2}},      {{4, 1}, {4, 3}},
      {{4, 1}, {4, 4}},     {{4, 1}, {4, 127}}, {{5, -127}, {5, 127}}, {{-128, 20}, {127, 127}},
  };
};

std::vector<std::uint32_t> Found(Lane first, Lane second) {
  const IndexedEvent<Lane, 2> event{{first, second}};
  std::vector<std::uint32_t> rules;
  FindRules<Index>(event).ForEach([&](std::uint32_t rule) { rules.push_back(rule); });
  CHECK(FindFirstRule<Index>(event) == (rules.empty() ? 71 : rules[0]));
  return rules;
}

using Rules = std::vector<std::uint32_t>;

TEST_CASE("an index finds the rules whose bounds hold, in their order") {
  CHECK(Found(3, 10) == Rules{0});
  CHECK(Found(3, -128) == Rules{0});
  CHECK(Found(3, 11) == Rules{});
  CHECK(Found(4, 1) == Rules{5, 6, 7, 8, 9});
  CHECK(Found(4, 4) == Rules{5, 6});
  CHECK(Found(5, -128) == Rules{});
  CHECK(Found(5, -127) == Rules{70});
  CHECK(Found(5, 20) == Rules{69, 70});
  CHECK(Found(-128, 20) == Rules{69});
  CHECK(Found(6, 0) == Rules{});
}

}  // namespace
}  // namespace rulert
