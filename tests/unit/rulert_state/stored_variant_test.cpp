// Variants in state: they come back as they were, keep nothing of an arm that they no longer are, and have an order.
#include "rulert/stored_variant.h"

#include <random>
#include <string>
#include <vector>

#include "rulert/cell.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace {

/// As generated code has it.
struct Outcome {
  enum class Arm : std::uint32_t { kApprove, kRefer, kDecline };
  struct Approve {
    rulert::Decimal<38, 2> limit;
    rulert::List<std::string_view> notes;
    using Members = rulert::Members<&Approve::limit, &Approve::notes>;
    friend bool operator==(const Approve&, const Approve&) = default;
  };
  struct Refer {
    std::optional<std::string_view> reason;
    using Members = rulert::Members<&Refer::reason>;
    friend bool operator==(const Refer&, const Refer&) = default;
  };
  struct Decline {
    using Members = rulert::Members<>;
    friend bool operator==(const Decline&, const Decline&) = default;
  };
  Arm arm{};
  union {
    Approve approve;
    Refer refer;
    Decline decline;
  };
  constexpr Outcome() noexcept : approve{} {}
  constexpr Outcome(const Approve& fields) noexcept : arm(Arm::kApprove), approve(fields) {}
  constexpr Outcome(const Refer& fields) noexcept : arm(Arm::kRefer), refer(fields) {}
  constexpr Outcome(const Decline& fields) noexcept : arm(Arm::kDecline), decline(fields) {}
  using Arms = rulert::Arms<&Outcome::arm, &Outcome::approve, &Outcome::refer, &Outcome::decline>;
  friend bool operator==(const Outcome& a, const Outcome& b) noexcept {
    if (a.arm != b.arm) return false;
    if (a.arm == Arm::kApprove) return a.approve == b.approve;
    return a.arm == Arm::kDecline || a.refer == b.refer;
  }
};

struct OutcomeCell {
  using Value = std::optional<Outcome>;
  static constexpr std::int64_t kExpires = rulert::kNever;
  static Value Default() noexcept { return std::nullopt; }
};

/// Owns what an Outcome points to.
struct Owned {
  std::vector<std::string> texts;
  std::vector<std::string_view> notes;
  std::optional<Outcome> value;

  explicit Owned(std::mt19937_64& random) {
    texts.reserve(4);
    const auto text = [&]() -> std::string_view {
      texts.emplace_back(random() % 30, static_cast<char>('a' + random() % 3));
      return texts.back();
    };
    switch (random() % 5) {
      case 0:
        return;
      case 1:
        value = Outcome::Decline{};
        return;
      case 2:
        value = Outcome::Refer{random() % 3 == 0 ? std::nullopt : std::optional(text())};
        return;
      default:
        for (std::uint64_t i = random() % 4; i > 0; --i) notes.push_back(text());
        value = Outcome::Approve{{static_cast<std::int64_t>(random() % 3)},
                                 {notes.data(), static_cast<std::uint32_t>(notes.size())}};
    }
  }
  Owned(Owned&& other) noexcept : texts(std::move(other.texts)), notes(std::move(other.notes)), value(other.value) {}
};

int Sign(int order) { return (order > 0) - (order < 0); }

int Compare(const Outcome& a, const Outcome& b) {
  if (a.arm != b.arm) return a.arm < b.arm ? -1 : 1;
  if (a.arm == Outcome::Arm::kDecline) return 0;
  if (a.arm == Outcome::Arm::kRefer) {
    if (a.refer.reason.has_value() != b.refer.reason.has_value()) return a.refer.reason ? 1 : -1;
    return a.refer.reason ? Sign(a.refer.reason->compare(*b.refer.reason)) : 0;
  }
  if (a.approve.limit.mantissa != b.approve.limit.mantissa) {
    return a.approve.limit.mantissa < b.approve.limit.mantissa ? -1 : 1;
  }
  const auto compare = std::lexicographical_compare_three_way(a.approve.notes.begin(), a.approve.notes.end(),
                                                              b.approve.notes.begin(), b.approve.notes.end());
  return compare < 0 ? -1 : compare > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("variants come back as they were, and leave nothing of former arms behind", "[cell]") {
  std::mt19937_64 random(7);
  rulert::Trigger trigger;
  rulert::Cell<OutcomeCell> cell;
  rulert::Cell<OutcomeCell> saved;
  std::optional<Owned> current;
  for (int i = 0; i < 5000; ++i) {
    trigger.Begin<rulert_tests::SavedWhole>(cell, saved);
    REQUIRE(cell.Get(trigger, i, i) == (current ? current->value : std::nullopt));
    const Owned first(random);
    Owned second(random);
    cell.Set(first.value, trigger, i);
    const std::optional<Outcome> read = cell.Get(trigger, i, i);
    cell.Set(second.value, trigger, i);
    // What was read stays readable after a later write of the same trigger, of another arm too.
    REQUIRE(read == first.value);
    REQUIRE(cell.Get(trigger, i, i) == second.value);
    if (random() % 3 == 0) {
      trigger.Undo();
    } else {
      trigger.Commit();
      current.emplace(std::move(second));
    }
  }
  cell.Release(trigger.arena());
  REQUIRE(trigger.arena().live_bytes() == 0);
}

TEST_CASE("variants are ordered by arm, then by the fields of the arm", "[cell]") {
  std::mt19937_64 random(8);
  rulert::Trigger trigger;
  int equal = 0;
  for (int i = 0; i < 3000; ++i) {
    const Owned a(random);
    const Owned b(random);
    if (!a.value || !b.value) continue;
    trigger.Begin();
    rulert::Stored<Outcome>::Type stored{};
    rulert::Stored<Outcome>::Put(stored, *a.value, trigger);
    const int order = rulert::StoredOrder<Outcome>::Compare(stored, *b.value, trigger.arena());
    REQUIRE(Sign(order) == Compare(*a.value, *b.value));
    REQUIRE((order == 0) == (*a.value == *b.value));
    equal += order == 0;
    rulert::Stored<Outcome>::Release(stored, trigger.arena());
    trigger.Commit();
  }
  CHECK(equal > 100);
  CHECK(trigger.arena().live_bytes() == 0);
}
