// What rules in shadow count, also from several threads.
#include "rulert/shadow.h"

#include <optional>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

namespace rulert {
namespace {

std::vector<std::uint64_t> Numbers(const ShadowRule& rule) {
  const ShadowCounts counts = rule.counts();
  return {counts.asked, counts.fired, counts.same, counts.failed};
}

TEST_CASE("a rule in shadow counts what it would have said") {
  ShadowRule rule;
  rule.Compare(5, [](Fast&) { return std::optional(5); });
  rule.Compare(5, [](Fast&) { return std::optional(6); });
  rule.Compare(5, [](Fast&) { return std::optional<int>(); });
  rule.Ask([](Fast&) { return std::optional(5); });
  CHECK(Numbers(rule) == std::vector<std::uint64_t>{4, 3, 1, 0});
  // What failed has said nothing, whatever it looks like.
  rule.Compare(std::int64_t{0}, [](Fast& m) { return std::optional(m.Div(std::int64_t{1}, std::int64_t{0}, 0)); });
  CHECK(Numbers(rule) == std::vector<std::uint64_t>{5, 3, 1, 1});
}

TEST_CASE("a missing value is a value that can be the same") {
  ShadowRule rule;
  const std::optional<int> missing;
  using Said = std::optional<std::optional<int>>;  // as generated code spells it
  rule.Compare(missing, [](Fast&) { return Said{std::optional<int>{}}; });
  rule.Compare(missing, [](Fast&) { return Said{std::optional<int>{1}}; });
  rule.Compare(missing, [](Fast&) { return Said{}; });
  CHECK(Numbers(rule) == std::vector<std::uint64_t>{3, 2, 1, 0});
}

TEST_CASE("only the fast mode without a failure counts") {
  Fast fast;
  CHECK(IsCounted(fast));
  fast.Div(std::int64_t{1}, std::int64_t{0}, 0);
  CHECK_FALSE(IsCounted(fast));
  CHECK_FALSE(IsCounted(Traced()));
}

TEST_CASE("threads count together") {
  ShadowRule rule;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&rule] {
      for (int i = 0; i < 10'000; ++i) rule.Ask([](Fast&) { return std::optional(1); });
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(Numbers(rule) == std::vector<std::uint64_t>{40'000, 40'000, 0, 0});
}

}  // namespace
}  // namespace rulert
