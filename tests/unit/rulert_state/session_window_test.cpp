#include "rulert/session_window.h"

#include "tests/unit/rulert_state/saved_whole.h"
#include "tests/unit/rulert_state/window_history.h"

namespace {

using namespace window_test;

template <std::int64_t kGap, class Options>
using Session = rulert::SessionWindow<Sessions<kGap, Options>>;

}  // namespace

TEST_CASE("sessions answer as their definition", "[windows]") {
  RunHistories<Session<2 * kSecond, Plain>>(6);
  RunHistories<Session<kSecond / 2, Late<5 * kSecond, false>>>(6);
  RunHistories<Session<2 * kSecond, Late<20 * kSecond, false>>>(6);
  RunHistories<Session<2 * kSecond, Late<8 * kSecond, true>>>(6);
  RunHistories<Session<1, Late<kSecond, false>>>(3);
  RunHistories<Session<2 * kSecond, Early<0, 3 * kSecond>>>(6);
  RunHistories<Session<2 * kSecond, Early<8 * kSecond, 3 * kSecond>>>(6);
  RunHistories<Session<2 * kSecond, OnEach<8 * kSecond>>>(6);
  RunHistories<Session<2 * kSecond, UpTo<8 * kSecond, 7, 3 * kSecond>>>(6);
}

namespace {

struct TextRow {
  std::string_view text;
  using Members = rulert::Members<&TextRow::text>;
};
struct TextWindow {
  static constexpr std::uint32_t kConstruct = 7;
  static constexpr std::int64_t kGap = 2 * kSecond;
  static constexpr std::int64_t kLate = 5 * kSecond;
  static constexpr bool kKeepsRows = true;
  static constexpr std::uint32_t kMaxRows = 9;
  using Row = TextRow;
  using Texts = rulert::ValuesOf<&Row::text>;
  using Distinct = rulert::DistinctOf<&Row::text>;
  using Aggregates = rulert::Aggregates<Texts, Distinct>;
};
struct LeavingText {
  std::optional<std::string> text;
  void Overflow(std::uint32_t, std::int64_t, const TextRow& row) { text = std::string(row.text); }
};

}  // namespace

TEST_CASE("text in rows of windows lives as long as they do", "[windows]") {
  std::mt19937_64 random(5);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  rulert::Trigger trigger;
  rulert::SessionWindow<TextWindow> window;
  rulert::SessionWindow<TextWindow> saved;
  std::vector<std::string> live;  // in time order
  std::int64_t time = 0;
  for (int i = 0; i < 3000; ++i) {
    time += below(6) == 0 ? 3 * kSecond : below(kSecond);
    const std::int64_t watermark = time - 1;
    while (window.Due(trigger.arena()) <= watermark) {
      const auto answer = window.Take(trigger, window.Due(trigger.arena()));
      trigger.Begin<rulert_tests::SavedWhole>(window, saved);
      const auto texts = answer.Get(TextWindow::Texts{});
      REQUIRE(std::vector<std::string>(texts.begin(), texts.end()) == live);
      REQUIRE(answer.Get(TextWindow::Distinct{}) ==
              static_cast<std::int64_t>(std::set(live.begin(), live.end()).size()));
      trigger.Commit();
      trigger.Finish();
      live.clear();
    }
    const std::string text(static_cast<std::size_t>(below(40)), static_cast<char>('a' + below(3)));
    LeavingText leaving;
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    REQUIRE(window.Enter(trigger, {text}, time, watermark, leaving));
    if (below(5) == 0) {
      trigger.Undo();
    } else {
      if (leaving.text) {
        // Rows of sessions that have closed are kept as long as they may be answered again.
        if (live.size() == TextWindow::kMaxRows) {
          REQUIRE(*leaving.text == live.front());
          live.erase(live.begin());
        }
      }
      trigger.Commit();
      live.push_back(text);
    }
    trigger.at_once().clear();
    if (below(30) == 0) window.Sweep(trigger.arena(), watermark);
  }
  window.Release(trigger.arena());
  REQUIRE(trigger.arena().live_bytes() == 0);
}
