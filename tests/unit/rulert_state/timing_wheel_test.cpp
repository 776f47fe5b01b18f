// Every entry comes out once, by the first step of time that reaches it, whatever the distances and steps.
#include "rulert/timing_wheel.h"

#include <map>
#include <random>
#include <set>
#include <utility>

#include "tests/support/catch.h"

namespace {

using rulert::TimingWheel;

std::multiset<std::pair<std::int64_t, std::uint64_t>> TakeAll(TimingWheel& wheel) {
  std::multiset<std::pair<std::int64_t, std::uint64_t>> taken;
  TimingWheel::Entry entries[7];
  while (const std::uint32_t count = wheel.Take(entries, 7)) {
    for (std::uint32_t i = 0; i < count; ++i) taken.emplace(entries[i].instant, entries[i].hash);
  }
  return taken;
}

}  // namespace

TEST_CASE("entries come out when time reaches them, as an ordered list has it", "[timing_wheel]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    rulert::Arena arena;
    TimingWheel wheel(arena);
    std::multiset<std::pair<std::int64_t, std::uint64_t>> expected;
    // From before any watermark, from year 1 or from today.
    std::int64_t now = INT64_MIN;
    if (seed % 3 == 1) now = -62'135'596'800'000'000;
    if (seed % 3 == 2) now = 1'767'225'600'000'000;
    wheel.Advance(now);
    std::uint64_t number = 0;
    for (int step = 0; step < 300; ++step) {
      for (std::uint64_t i = random() % 40; i > 0; --i) {
        const std::int64_t reach = std::int64_t{1} << random() % 58;
        const std::int64_t from = now == INT64_MIN ? 0 : now;
        const std::int64_t instant =
            random() % 8 == 0 ? from + reach
                              : from + 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(reach));
        wheel.Add({number, instant});
        expected.emplace(instant, number++);
      }
      if (random() % 2 == 0) wheel.Work(static_cast<std::uint32_t>(random() % 100));
      if (now == INT64_MIN && random() % 4 != 0) continue;
      now = (now == INT64_MIN ? 0 : now) + static_cast<std::int64_t>(random() % (std::uint64_t{1} << random() % 54));
      // Often to exactly what comes next, or just before it.
      if (!expected.empty() && random() % 4 == 0)
        now = std::max(now, expected.begin()->first - static_cast<std::int64_t>(random() % 2));
      wheel.Advance(now);
      const auto end = expected.lower_bound({now + 1, 0});
      const std::multiset<std::pair<std::int64_t, std::uint64_t>> due(expected.begin(), end);
      expected.erase(expected.begin(), end);
      REQUIRE(TakeAll(wheel) == due);
      REQUIRE(wheel.size() == expected.size());
    }
    wheel.Advance(INT64_MAX);
    REQUIRE(TakeAll(wheel) == expected);
    REQUIRE(wheel.size() == 0);
    REQUIRE(arena.live_bytes() == 0);
  }
}

TEST_CASE("work ahead leaves little to do when time gets there", "[timing_wheel]") {
  rulert::Arena arena;
  TimingWheel wheel(arena);
  const std::int64_t start = 1'767'225'600'000'000;
  wheel.Advance(start);
  // All in the next slot of the level of 2^24 us: 16.8 s.
  const std::int64_t slot = (start >> 24) + 1;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    wheel.Add({i, (slot << 24) + static_cast<std::int64_t>(i * 1000)});
  }
  for (int i = 0; i < 100; ++i) wheel.Work(1000);
  wheel.Advance((slot << 24) + 5'000'500);
  REQUIRE(TakeAll(wheel).size() == 5001);
  wheel.Advance((slot << 24) + 10'000'000);
  REQUIRE(TakeAll(wheel).size() == 4999);
}
