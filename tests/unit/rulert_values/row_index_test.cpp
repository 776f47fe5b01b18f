// An index of a few rules by rows, written by hand.
#include "rulert/row_index.h"

#include <vector>

#include "tests/support/catch.h"

namespace rulert {
namespace {

using Lane = std::int8_t;

/// Rules 0 and 70 ask for 3 and 5 in the first column, five rules for 4, rule 69 for nothing of it.
struct Index {
  using Lane = std::int8_t;
  static constexpr std::size_t kColumns = 2;
  static constexpr std::uint32_t kRules = 71;
  static constexpr RowKey kKeys[] = {{0, 2, 0, true}};
  static constexpr std::uint16_t kStarts[] = {0, 0, 1, 6, 7, 7};
  static constexpr std::uint32_t kUnkeyed = 7;
  static constexpr std::uint16_t kRuleOf[] = {0, 9, 8, 7, 6, 5, 70, 69};
  static constexpr RuleRow<Lane, kColumns> kRows[] = {
      {{3, -128}, {3, 10}}, {{4, 1}, {4, 1}},   {{4, 1}, {4, 2}},      {{4, 1}, {4, 3}},
      {{4, 1}, {4, 4}},     {{4, 1}, {4, 127}}, {{5, -127}, {5, 127}}, {{-128, 20}, {127, 127}},
  };
};

std::vector<std::uint32_t> Found(Lane first, Lane second) {
  const IndexedEvent<Lane, 2> event{{first, second}};
  std::vector<std::uint32_t> rules;
  FindInRows<Index>(event).ForEach([&](std::uint32_t rule) { rules.push_back(rule); });
  CHECK(FindFirstInRows<Index>(event) == (rules.empty() ? 71 : rules[0]));
  return rules;
}

using Rules = std::vector<std::uint32_t>;

TEST_CASE("rows find the rules whose bounds hold, in their order") {
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
