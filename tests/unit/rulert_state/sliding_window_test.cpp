#include "rulert/sliding_window.h"

#include "tests/unit/rulert_state/saved_whole.h"
#include "tests/unit/rulert_state/window_history.h"

namespace {

using namespace window_test;

template <std::int64_t kSize, std::int64_t kEvery, std::int64_t kOffset, class Options>
using Sliding = rulert::SlidingWindow<Aligned<kSize, kEvery, kOffset, Options>>;

}  // namespace

TEST_CASE("sliding windows answer as their definition", "[windows]") {
  RunHistories<Sliding<10 * kSecond, 2 * kSecond, 0, Plain>>(6);
  RunHistories<Sliding<60 * kSecond, kSecond, 500'000, Plain>>(3);
  RunHistories<Sliding<10 * kSecond, 4 * kSecond, 0, Plain>>(6);
  RunHistories<Sliding<3 * kSecond, 10 * kSecond, 0, Plain>>(6);
  RunHistories<Sliding<10 * kSecond, 2 * kSecond, kSecond, Late<5 * kSecond, false>>>(6);
  RunHistories<Sliding<10 * kSecond, 3 * kSecond, 0, Late<20 * kSecond, true>>>(6);
  RunHistories<Sliding<3 * kSecond, 10 * kSecond, 0, Late<5 * kSecond, false>>>(3);
  RunHistories<Sliding<10 * kSecond, 5 * kSecond, 0, Early<0, 3 * kSecond>>>(6);
  RunHistories<Sliding<10 * kSecond, 5 * kSecond, 0, Early<8 * kSecond, 5 * kSecond>>>(6);
  RunHistories<Sliding<10 * kSecond, 5 * kSecond, 0, OnEach<8 * kSecond>>>(6);
  RunHistories<Sliding<10 * kSecond, 5 * kSecond, 0, UpTo<8 * kSecond, 7, 0>>>(6);
}

TEST_CASE("windows of a thousand panes", "[windows]") {
  using Window = Sliding<1000 * kSecond, kSecond, 0, Plain>;
  rulert::Trigger trigger;
  Window window;
  Window saved;
  Leaving leaving;
  for (std::int64_t i = 0; i < 3000; ++i) {
    while (window.Due(trigger.arena()) <= i * kSecond - 1) {
      const auto answer = window.Take(trigger, window.Due(trigger.arena()));
      REQUIRE(answer.count() == std::min<std::int64_t>(1000, answer.end().us / kSecond));
    }
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    REQUIRE(window.Enter(trigger, {}, i * kSecond, i * kSecond - 1, leaving));
    trigger.Commit();
  }
}
