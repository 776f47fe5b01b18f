// Cells, what they store, and `once per`: expiry by time and by watermark, undo, nothing left behind.
#include "rulert/cell.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "rulert/once_per.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace {

struct Inner {
  std::string_view text;
  rulert::Decimal<38, 2> wide;
  using Members = rulert::Members<&Inner::text, &Inner::wide>;
};
struct Outer {
  std::int64_t number = 0;
  std::optional<std::string_view> note;
  Inner inner;
  std::optional<Inner> maybe;
  rulert::List<std::string_view> names;
  using Members = rulert::Members<&Outer::number, &Outer::note, &Outer::inner, &Outer::maybe, &Outer::names>;
};

struct TextCell {
  using Value = std::string_view;
  static constexpr std::int64_t kExpires = 100;
  static constexpr Value Default() noexcept { return "default"; }
};
struct RecordCell {
  using Value = Outer;
  static constexpr std::int64_t kExpires = rulert::kNever;
  static constexpr Value Default() noexcept { return {}; }
};

bool Same(const Inner& a, const Inner& b) { return a.text == b.text && a.wide == b.wide; }
bool Same(const Outer& a, const Outer& b) {
  if (a.maybe.has_value() != b.maybe.has_value() || (a.maybe && !Same(*a.maybe, *b.maybe))) return false;
  return a.number == b.number && a.note == b.note && Same(a.inner, b.inner) && a.names == b.names;
}

/// Owns what an Outer points to.
struct OwnedOuter {
  std::vector<std::string> texts;
  std::vector<std::string_view> names;
  Outer value;

  explicit OwnedOuter(std::mt19937_64& random) {
    texts.reserve(16);
    const auto text = [&]() -> std::string_view {
      texts.push_back(
          std::string(random() % 3 == 0 ? random() % 40 : random() % 14, static_cast<char>('a' + random() % 26)));
      return texts.back();
    };
    value.number = static_cast<std::int64_t>(random());
    if (random() % 2 == 0) value.note = text();
    value.inner = {text(), {static_cast<rulert::Int128>(random()) * 1'000'000}};
    if (random() % 2 == 0) value.maybe = Inner{text(), {7}};
    for (std::uint64_t i = random() % 4; i > 0; --i) names.push_back(text());
    value.names = {names.data(), static_cast<std::uint32_t>(names.size())};
  }
};

}  // namespace

TEST_CASE("a cell reads as its default from its last write + d on, by time or by watermark", "[cell]") {
  rulert::Trigger trigger;
  rulert::Cell<TextCell> cell;
  trigger.Begin();
  REQUIRE(cell.Get(trigger, 0, INT64_MIN) == "default");
  cell.Set("a text that goes to the arena", trigger, 1000);
  REQUIRE(cell.Get(trigger, 1099, 1099) == "a text that goes to the arena");
  REQUIRE(cell.Get(trigger, 1100, 1000) == "default");
  REQUIRE(cell.Get(trigger, 1050, 1100) == "default");
  cell.Set("older", trigger, 950);  // does not move the instant back
  REQUIRE(cell.Get(trigger, 1099, 1099) == "older");
  REQUIRE(cell.Get(trigger, 900, INT64_MIN) == "older");
  trigger.Commit();
  REQUIRE(!cell.Sweep(trigger.arena(), 1099));
  REQUIRE(cell.Sweep(trigger.arena(), 1100));
  REQUIRE(trigger.arena().live_bytes() == 0);
}

TEST_CASE("giving an expired cell back is never seen", "[cell]") {
  std::mt19937_64 random(3);
  for (int run = 0; run < 200; ++run) {
    rulert::Trigger trigger;
    rulert::Cell<TextCell> swept;
    rulert::Cell<TextCell> kept;
    std::int64_t watermark = 0;
    for (int i = 0; i < 60; ++i) {
      watermark += static_cast<std::int64_t>(random() % 40);
      const std::int64_t time = watermark + static_cast<std::int64_t>(random() % 200) - 120;
      trigger.Begin();
      REQUIRE(swept.Get(trigger, time, watermark) == kept.Get(trigger, time, watermark));
      if (random() % 2 == 0) {
        const std::string text(random() % 30, 'x');
        swept.Set(text, trigger, time);
        kept.Set(text, trigger, time);
      }
      trigger.Commit();
      if (swept.Sweep(trigger.arena(), watermark)) swept = {};
    }
  }
}

TEST_CASE("records with texts, optionals and lists come back as they were", "[cell]") {
  std::mt19937_64 random(11);
  rulert::Trigger trigger;
  rulert::Cell<RecordCell> cell;
  rulert::Cell<RecordCell> saved;
  std::optional<OwnedOuter> current;
  for (int i = 0; i < 5000; ++i) {
    trigger.Begin<rulert_tests::SavedWhole>(cell, saved);
    REQUIRE(Same(cell.Get(trigger, i, i), current ? current->value : Outer{}));
    OwnedOuter first(random);
    OwnedOuter second(random);
    cell.Set(first.value, trigger, i);
    const Outer read = cell.Get(trigger, i, i);
    cell.Set(second.value, trigger, i);
    // What was read stays readable after a later write of the same trigger.
    REQUIRE(Same(read, first.value));
    REQUIRE(Same(cell.Get(trigger, i, i), second.value));
    if (random() % 3 == 0) {
      trigger.Undo();
    } else {
      trigger.Commit();
      current.emplace(std::move(second));
      current->value.names = {current->names.data(), static_cast<std::uint32_t>(current->names.size())};
    }
  }
  REQUIRE(!cell.Sweep(trigger.arena(), INT64_MAX - 1));
  cell.Release(trigger.arena());
  REQUIRE(trigger.arena().live_bytes() == 0);
}

TEST_CASE("a rule fires again a period after its last firing", "[once_per]") {
  rulert::OncePer<100> once;
  REQUIRE(once.Ready(-50, INT64_MIN));
  once.Mark(1000);
  REQUIRE(!once.Ready(1099, 1098));
  REQUIRE(once.Ready(1100, 1000));
  REQUIRE(once.Ready(1000, 1100));
  once.Mark(950);
  REQUIRE(!once.Ready(1099, 1098));
  rulert::Arena arena;
  REQUIRE(!once.Sweep(arena, 1099));
  REQUIRE(once.Sweep(arena, 1100));
}
