// A bitmap of a few rules, written by hand, against its own ranges read one by one.
#include "rulert/bitmap_index.h"

#include <vector>

#include "tests/support/catch.h"

namespace rulert {
namespace {

/// The first column has codes 2..6, with missing as 1; the second -128..3, with missing as -128; the third 0..2. Rules
/// 0, 63, 64, 127, 128 and 129 lie at the edges of words; all others ask for 4 in the first.
struct Index {
  using Lane = std::int8_t;
  static constexpr std::uint32_t kRules = 130;
  static constexpr BitmapColumn kColumns[] = {{1, 6, 0, 0}, {-128, 3, 11, 6}, {0, 2, 15, 138}};
  static constexpr CodeRange<Lane> kAsked[] = {
      // of the first
      {0, 2, 3},
      {63, 1, 1},
      {64, 2, 6},
      {65, 4, 4},
      {66, 2, 2},
      {66, 4, 4},
      {66, 6, 6},
      {127, 6, 6},
      {128, 6, 1},
      {129, 2, 3},
      {129, 5, 6},
      // of the second
      {0, -128, -128},
      {63, -127, 3},
      {127, 3, 3},
      {129, 0, 0},
      // of the third
      {66, 1, 0},
      {129, 0, 2},
  };
  static constexpr auto kBitmap = MakeBitmap<kRules, 141>(kColumns, kAsked);
};

constexpr std::size_t kColumnCount = std::size(Index::kColumns);
using Event = IndexedEvent<Index::Lane, kColumnCount>;
using Rules = std::vector<std::uint32_t>;

bool Takes(std::uint32_t rule, std::size_t column, int code) {
  const std::size_t end = column + 1 < kColumnCount ? Index::kColumns[column + 1].asked : std::size(Index::kAsked);
  bool is_asked = false;
  for (std::size_t i = Index::kColumns[column].asked; i < end; ++i) {
    const auto& range = Index::kAsked[i];
    if (range.rule != rule) continue;
    is_asked = true;
    if (range.low <= code && code <= range.high) return true;
  }
  return !is_asked;
}

Rules Expected(const Event& event) {
  Rules rules;
  for (std::uint32_t rule = 0; rule < Index::kRules; ++rule) {
    bool takes = true;
    for (std::size_t column = 0; column < kColumnCount; ++column) {
      takes = takes && Takes(rule, column, std::max<int>(event.codes[column], Index::kColumns[column].least));
    }
    if (takes) rules.push_back(rule);
  }
  return rules;
}

TEST_CASE("a bitmap finds the rules that take every code, in their order") {
  for (int first = 1; first <= 6; ++first) {
    for (const int second : {-128, -127, -1, 0, 1, 3}) {
      for (int third = 0; third <= 2; ++third) {
        const Event event{{static_cast<Index::Lane>(first == 1 ? -128 : first), static_cast<Index::Lane>(second),
                           static_cast<Index::Lane>(third)}};
        const auto found = FindInBitmap<Index>(event);
        Rules rules;
        found.ForEach([&](std::uint32_t rule) { rules.push_back(rule); });
        INFO(first << " " << second << " " << third);
        CHECK(rules == Expected(event));
        CHECK(found.First() == (rules.empty() ? Index::kRules : rules[0]));
      }
    }
  }
}

TEST_CASE("a set of rules is visited in their order, across words that are empty") {
  auto set = RuleSet<9000>::Empty();
  CHECK(set.First() == 9000);
  const Rules rules = {63, 64, 127, 128, 4095, 4096, 8191, 8999};
  for (const std::uint32_t rule : {8999u, 64u, 4096u, 63u, 8191u, 128u, 127u, 4095u}) set.Add(rule, true);
  set.Add(5, false);
  Rules visited;
  set.ForEach([&](std::uint32_t rule) { visited.push_back(rule); });
  CHECK(visited == rules);
  CHECK(set.First() == 63);
}

}  // namespace
}  // namespace rulert
