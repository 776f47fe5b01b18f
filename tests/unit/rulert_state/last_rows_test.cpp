// The last rows of a key, against a queue of them.
#include "rulert/last_rows.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>
#include <string>

#include "rulert/arithmetic.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace {

constexpr std::int64_t kHalfLife = 3'000'000;

struct Row {
  std::string_view name;
  std::int64_t number = 0;
  double rate = 0;
  rulert::Timestamp time;
  using Members = rulert::Members<&Row::name, &Row::number, &Row::rate, &Row::time>;
};

template <std::uint32_t kMany>
struct Window {
  static constexpr std::uint32_t kConstruct = 0;
  static constexpr std::uint32_t kRows = kMany;
  using Row = ::Row;
  static constexpr auto kTime = &Row::time;
  using SumNumber = rulert::SumOf<&Row::number>;
  using MaxNumber = rulert::MaxOf<&Row::number>;
  using FirstName = rulert::FirstOf<&Row::name>;
  using LastTime = rulert::LastOf<&Row::time>;
  using EwmaRate = rulert::EwmaOf<&Row::rate, kHalfLife>;
  using Aggregates = rulert::Aggregates<SumNumber, MaxNumber, FirstName, LastTime, EwmaRate>;
};

struct Kept {
  std::string name;
  std::int64_t number;
  double rate;
  std::int64_t time;
};

template <class W>
class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {}

  void Run(int events) {
    for (int i = 0; i < events; ++i) Step(i);
    window_.Release(trigger_.arena());
    REQUIRE(trigger_.arena().live_bytes() == 0);
  }

 private:
  void Step(int i) {
    const auto number = static_cast<std::int64_t>(random_() % 1000) - 500;
    const Kept row{(number % 3 == 0 ? "a name of more than twelve " : "n") + std::to_string(number), number,
                   static_cast<double>(number) / 8, 1'000'000ll * i - static_cast<std::int64_t>(random_() % 5'000'000)};
    auto expected = rows_;
    expected.push_back(row);
    if (expected.size() > W::kRows) expected.pop_front();
    rulert::LastRows<W> saved;
    trigger_.Begin<rulert_tests::SavedWhole>(window_, saved);
    window_.Enter(trigger_, {row.name, row.number, row.rate, {row.time}});
    Compare(expected);
    if (random_() % 5 == 0) {
      trigger_.Undo();
      Compare(rows_);
    } else {
      trigger_.Commit();
      rows_ = std::move(expected);
    }
    if (random_() % 8 == 0) REQUIRE(window_.Sweep(trigger_.arena(), INT64_MAX) == rows_.empty());
  }

  void Compare(const std::deque<Kept>& rows) {
    const auto view = window_.ViewOf(trigger_);
    REQUIRE(view.count() == static_cast<std::int64_t>(rows.size()));
    if (rows.empty()) return;
    std::int64_t sum = 0;
    std::int64_t greatest = INT64_MIN;
    double weighted = 0;
    double weights = 0;
    for (const Kept& row : rows) {
      sum += row.number;
      greatest = std::max(greatest, row.number);
      const double weight =
          std::exp2(-(static_cast<double>(rows.back().time - row.time) / static_cast<double>(kHalfLife)));
      weighted += weight * row.rate;
      weights += weight;
    }
    rulert::Fast m;
    REQUIRE(view.Get(typename W::SumNumber{}, m, 0) == sum);
    REQUIRE(view.Get(typename W::MaxNumber{}) == greatest);
    REQUIRE(view.Get(typename W::FirstName{}) == rows.front().name);
    REQUIRE(view.Get(typename W::LastTime{})->us == rows.back().time);
    REQUIRE(view.Get(typename W::EwmaRate{}, m, 0) == weighted / weights);
    REQUIRE(!m.failed());
  }

  std::mt19937_64 random_;
  std::deque<Kept> rows_;
  rulert::Trigger trigger_;
  rulert::LastRows<W> window_;
};

}  // namespace

TEST_CASE("the last rows of a key are those that were handled last", "[last_rows]") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    INFO("seed " << seed);
    History<Window<1>>(seed).Run(100);
    History<Window<2>>(seed).Run(300);
    History<Window<10>>(seed).Run(600);
    History<Window<700>>(seed).Run(2500);
  }
}
