#include "rulert/tumbling_window.h"

#include "tests/unit/rulert_state/saved_whole.h"
#include "tests/unit/rulert_state/window_history.h"

namespace {

using namespace window_test;

template <std::int64_t kSize, std::int64_t kOffset, class Options>
using Tumbling = rulert::TumblingWindow<Aligned<kSize, kSize, kOffset, Options>>;

}  // namespace

TEST_CASE("tumbling windows answer as their definition", "[windows]") {
  RunHistories<Tumbling<10 * kSecond, 0, Plain>>(6);
  RunHistories<Tumbling<7 * kSecond, 2'500'000, Late<5 * kSecond, false>>>(6);
  RunHistories<Tumbling<10 * kSecond, 0, Late<20 * kSecond, true>>>(6);
  RunHistories<Tumbling<1000, 0, Late<1000, false>>>(3);
  RunHistories<Tumbling<10 * kSecond, 0, Early<0, 3 * kSecond>>>(6);
  RunHistories<Tumbling<10 * kSecond, 0, Early<8 * kSecond, 5 * kSecond>>>(6);
  RunHistories<Tumbling<10 * kSecond, 0, OnEach<8 * kSecond>>>(6);
  RunHistories<Tumbling<10 * kSecond, 0, UpTo<8 * kSecond, 7, 3 * kSecond>>>(6);
  RunHistories<Tumbling<10 * kSecond, 0, UpTo<0, 1, 3 * kSecond>>>(3);
}

TEST_CASE("a window of few events needs no memory beside the state record", "[windows]") {
  using Window = Tumbling<10 * kSecond, 0, Plain>;
  rulert::Trigger trigger;
  Window window;
  Window saved;
  Leaving leaving;
  for (int i = 0; i < 9; ++i) {
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    REQUIRE(window.Enter(trigger, {}, i * kSecond, INT64_MIN, leaving));
    trigger.Commit();
  }
  REQUIRE(trigger.arena().live_bytes() == 0);
  REQUIRE(window.Take(trigger, 10 * kSecond - 1).count() == 9);
  REQUIRE(window.Due(trigger.arena()) == rulert::kNever);
}

TEST_CASE("an event that would need more panes than are held leaves", "[windows]") {
  using Window = Tumbling<1000, 0, Plain>;
  rulert::Trigger trigger;
  Window window;
  Window saved;
  for (std::int64_t i = 0; i < rulert::kMostPanes + 2; ++i) {
    Leaving leaving;
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    REQUIRE(window.Enter(trigger, {}, i * 1000, INT64_MIN, leaving));
    REQUIRE(leaving.time.has_value() == (i >= rulert::kMostPanes));
    trigger.Commit();
  }
  for (std::int64_t i = 0; i < rulert::kMostPanes; ++i) {
    REQUIRE(window.Take(trigger, i * 1000 + 999).start().us == i * 1000);
  }
  REQUIRE(window.Sweep(trigger.arena(), rulert::kMostPanes * std::int64_t{1000}));
  REQUIRE(trigger.arena().live_bytes() == 0);
}

TEST_CASE("windows of ten years hold any time", "[windows]") {
  constexpr std::int64_t kTenYears = std::int64_t{3652} * rulert::kMicrosPerDay;
  const Shape shape{kTenYears / 3, kTenYears / 5, kTenYears, 1, 60, rulert::kMinTimestamp.us + kTenYears};
  History<Tumbling<kTenYears, 0, Late<kTenYears, true>>>(shape, 1).Run();
  History<Tumbling<kTenYears, kTenYears / 7, Plain>>(shape, 2).Run();
}
