#pragma once
// Windows that close against their definition on random histories: out of order, late, early, full, undone, swept at
// any moment.
#include <cmath>
#include <random>
#include <set>

#include "rulert/arithmetic.h"
#include "rulert/window_answer.h"
#include "tests/support/catch.h"
#include "tests/support/naive_window.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace window_test {

using rulert::Decimal;

constexpr std::int64_t kSecond = 1'000'000;

struct Row {
  Decimal<12, 2> amount;
  std::int64_t number = 0;
  double rate = 0;
  Decimal<38, 0> wide;
  bool flag = false;
};

/// What is asked of every window here.
struct Asked {
  using Row = window_test::Row;
  using CountFlag = rulert::CountIf<&Row::flag>;
  using SumAmount = rulert::SumOf<&Row::amount>;
  using AvgAmount = rulert::AvgOf<&Row::amount>;
  using SumNumber = rulert::SumOf<&Row::number>;
  using SumRate = rulert::SumOf<&Row::rate>;
  using SumWide = rulert::SumOf<&Row::wide>;
  using MinRate = rulert::MinOf<&Row::rate>;
  using MaxRate = rulert::MaxOf<&Row::rate>;
  using MaxNumber = rulert::MaxOf<&Row::number>;
  using FirstNumber = rulert::FirstOf<&Row::number>;
  using LastAmount = rulert::LastOf<&Row::amount>;
  using SpreadAmount = rulert::StddevOf<&Row::amount>;
  using Aggregates = rulert::Aggregates<CountFlag, SumAmount, AvgAmount, SumNumber, SumRate, SumWide, MinRate, MaxRate,
                                        MaxNumber, FirstNumber, LastAmount, SpreadAmount>;
  static constexpr std::uint32_t kConstruct = 7;
};

// What may be said after the form.
struct Plain {
  static constexpr bool kKeepsRows = false;
  static constexpr std::int64_t kLate = 0;
};
template <std::int64_t kHowLate, bool kRows>
struct Late {
  static constexpr bool kKeepsRows = kRows;
  static constexpr std::int64_t kLate = kHowLate;
};
template <std::int64_t kHowLate, std::int64_t kStep>
struct Early : Late<kHowLate, false> {
  static constexpr std::int64_t kEarlyEvery = kStep;
};
template <std::int64_t kHowLate>
struct OnEach : Late<kHowLate, false> {
  static constexpr bool kEarlyOnEach = true;
};
template <std::int64_t kHowLate, std::uint32_t kRows, std::int64_t kStep>
struct UpTo : Late<kHowLate, true> {
  static constexpr std::uint32_t kMaxRows = kRows;
  static constexpr std::int64_t kEarlyEvery = kStep;
};

template <std::int64_t kLength, std::int64_t kStep, std::int64_t kFrom, class Options>
struct Aligned : Asked, Options {
  using Grid = rulert::FixedGrid;
  static constexpr std::int64_t kSize = kLength;
  static constexpr std::int64_t kEvery = kStep;
  static constexpr std::int64_t kOffset = kFrom;
};
template <std::int64_t kSilence, class Options>
struct Sessions : Asked, Options {
  static constexpr std::int64_t kGap = kSilence;
};

template <class W>
constexpr naive::WindowRules RulesOf() {
  naive::WindowRules rules;
  if constexpr (requires { W::kGap; }) {
    rules.gap = W::kGap;
  } else {
    rules.size = W::kSize;
    rules.every = W::kEvery;
    rules.offset = W::kOffset;
  }
  rules.late = W::kLate;
  rules.early_every = rulert::detail::EarlyEveryOf<W>();
  rules.early_on_each = rulert::detail::IsEarlyOnEach<W>();
  if constexpr (requires { W::kMaxRows; }) rules.max_rows = W::kMaxRows;
  return rules;
}

struct Shape {
  std::int64_t step;  // of event time between events, at most
  std::int64_t disorder;
  std::int64_t lag;    // of the watermark behind the greatest time, at most
  std::int64_t grain;  // times are multiples of it
  int events;
  std::int64_t start = 1'700'000'000'000'000;
};

struct Leaving {
  std::optional<std::int64_t> time;
  void Overflow(std::uint32_t construct, std::int64_t at, const Row&) {
    REQUIRE(construct == 7);
    REQUIRE(!time);
    time = at;
  }
};

template <class Window>
class History {
  using W = typename Window::Window;
  using Naive = naive::Windows<Row>;

 public:
  History(const Shape& shape, std::uint64_t seed)
      : shape_(shape), random_(seed), naive_(RulesOf<W>()), now_(shape.start) {}

  void Run() {
    for (int i = 0; i < shape_.events; ++i) Step();
    Advance(rulert::kEndOfTime);
    REQUIRE(window_.Due(trigger_.arena()) == rulert::kNever);
    window_.Release(trigger_.arena());
    REQUIRE(trigger_.arena().live_bytes() == 0);
  }

 private:
  std::int64_t Below(std::int64_t n) {
    return n <= 0 ? 0 : static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }

  Row NewRow() {
    Row row{};
    row.amount = {Below(2'000'000) - 1'000'000};
    row.number = Below(3) == 0 ? static_cast<std::int64_t>(random_()) : Below(100);
    row.rate = Below(20) == 0 ? -0.0 : Below(20) == 0 ? 1e16 : static_cast<double>(Below(1000)) / 7;
    row.wide = {static_cast<rulert::Int128>(static_cast<std::int64_t>(random_())) *
                (Below(50) == 0 ? rulert::PowerOfTen(18) : rulert::PowerOfTen(10))};
    row.flag = Below(2) == 0;
    return row;
  }

  void Step() {
    now_ += Below(4) == 0 ? 0 : Below(shape_.step);
    std::int64_t time = now_ - (Below(3) == 0 ? Below(shape_.disorder) : 0);
    if (Below(40) == 0) time += Below(shape_.step * 20);
    if (Below(500) == 0) now_ += shape_.step * 200;
    time -= time % shape_.grain;
    if (Below(30) != 0 || watermark_ != INT64_MIN) {
      const std::int64_t lag = shape_.lag + 1 + Below(shape_.lag);
      const std::int64_t next = now_ - lag - (now_ - lag) % shape_.grain - Below(2);
      if (watermark_ != INT64_MIN || Below(8) == 0) Advance(std::max(watermark_, next));
    }
    const Row row = NewRow();
    const bool undone = Below(8) == 0;
    EnterOnce(row, time, undone);
    REQUIRE(window_.Due(trigger_.arena()) == naive_.Due());
    if (Below(16) == 0) {
      const bool idle = window_.Sweep(trigger_.arena(), watermark_);
      REQUIRE(idle == naive_.IsIdle(watermark_));
      REQUIRE(window_.Due(trigger_.arena()) == naive_.Due());
    }
  }

  /// Time moves; what is due by then is answered, one by one.
  void Advance(std::int64_t watermark) {
    watermark_ = watermark;
    for (;;) {
      const std::int64_t due = window_.Due(trigger_.arena());
      REQUIRE(due == naive_.Due());
      if (due > watermark || due == rulert::kNever) break;
      const typename Naive::Answer expected = naive_.Take();
      Compare(expected, window_.Take(trigger_, due));
      trigger_.Finish();
    }
  }

  void EnterOnce(const Row& row, std::int64_t time, bool undone) {
    Naive copy = naive_;
    Window saved;
    Leaving leaving;
    trigger_.Begin<rulert_tests::SavedWhole>(window_, saved);
    const bool entered = window_.Enter(trigger_, row, time, watermark_, leaving);
    const typename Naive::Entered expected = copy.Enter(row, time, watermark_);
    REQUIRE(entered != expected.is_late);
    REQUIRE(leaving.time == expected.overflow);
    REQUIRE(trigger_.at_once().size() == expected.at_once.size());
    if (undone) {
      trigger_.Undo();
      trigger_.at_once().clear();
      return;
    }
    trigger_.Commit();
    naive_ = std::move(copy);
    for (std::uint32_t i = 0; i < trigger_.at_once().size(); ++i) {
      const auto& answer = trigger_.at_once()[i];
      REQUIRE(answer.member == &window_);
      Compare(expected.at_once[i], window_.TakeAtOnce(trigger_, answer.window, answer.kind));
    }
    trigger_.at_once().clear();
  }

  void Compare(const typename Naive::Answer& expected, const rulert::WindowAnswer<W>& answer) {
    REQUIRE(answer.start().us == expected.start);
    REQUIRE(answer.end().us == expected.end);
    REQUIRE(answer.is_update() == expected.is_update);
    REQUIRE(answer.count() == static_cast<std::int64_t>(expected.rows.size()));
    CompareIdentity(expected, answer);
    CompareAggregates(expected.rows, answer);
  }

  /// No two answers of a window have one number.
  void CompareIdentity(const typename Naive::Answer& expected, const rulert::WindowAnswer<W>& answer) {
    rulert::TriggerRef trigger{};
    answer.Identify(trigger);
    REQUIRE(trigger.kind == rulert::TriggerKind::kWindow);
    REQUIRE(trigger.time == expected.end - 1);
    REQUIRE(trigger.start == expected.start);
    REQUIRE(trigger.end == expected.end);
    REQUIRE((trigger.firing == 0) == !expected.is_update);
    REQUIRE(numbers_.insert({{expected.start, expected.end}, trigger.firing}).second);
  }

  void CompareAggregates(const std::vector<Row>& rows, const rulert::WindowAnswer<W>& answer) {
    std::int64_t flags = 0;
    rulert::Int128 amounts = 0;
    rulert::Int128 numbers = 0;
    double rates = 0;
    long double wides = 0;
    rulert::Int128 wide_sum = 0;
    double least = rows[0].rate;
    double greatest = rows[0].rate;
    std::int64_t greatest_number = rows[0].number;
    for (const Row& row : rows) {
      flags += row.flag ? 1 : 0;
      amounts += row.amount.mantissa;
      numbers += row.number;
      rates += row.rate;
      wides += static_cast<long double>(row.wide.mantissa);
      if (std::abs(wides) < 1e38L) wide_sum += row.wide.mantissa;
      if (row.rate < least || (row.rate == least && std::signbit(row.rate))) least = row.rate;
      if (row.rate > greatest || (row.rate == greatest && std::signbit(greatest))) greatest = row.rate;
      greatest_number = std::max(greatest_number, row.number);
    }
    rulert::Fast m;
    REQUIRE(answer.Get(Asked::CountFlag{}) == flags);
    REQUIRE(answer.Get(Asked::SumAmount{}, m, 0).mantissa == amounts);
    REQUIRE(answer.Get(Asked::AvgAmount{}, m, 0).has_value());
    if constexpr (W::kKeepsRows) {
      const auto sum = answer.Get(Asked::SumRate{}, m, 0);
      REQUIRE(std::memcmp(&sum, &rates, sizeof(rates)) == 0);
    }
    REQUIRE(!m.failed());
    rulert::Fast number_mode;
    const std::int64_t sum = answer.Get(Asked::SumNumber{}, number_mode, 0);
    const bool fits = numbers >= INT64_MIN && numbers <= INT64_MAX;
    REQUIRE(number_mode.failed() == !fits);
    if (fits) REQUIRE(sum == numbers);
    rulert::Fast wide_mode;
    const auto wide = answer.Get(Asked::SumWide{}, wide_mode, 0);
    if (std::abs(wides) < 0.99e38L) {
      REQUIRE(!wide_mode.failed());
      REQUIRE(wide.mantissa == wide_sum);
    }
    if (std::abs(wides) > 1.01e38L) REQUIRE(wide_mode.failed());
    const auto low = answer.Get(Asked::MinRate{});
    const auto high = answer.Get(Asked::MaxRate{});
    REQUIRE(low == least);
    REQUIRE(high == greatest);
    REQUIRE(std::signbit(*low) == std::signbit(least));
    REQUIRE(std::signbit(*high) == std::signbit(greatest));
    REQUIRE(answer.Get(Asked::MaxNumber{}) == greatest_number);
    REQUIRE(answer.Get(Asked::FirstNumber{}) == rows.front().number);
    REQUIRE(answer.Get(Asked::LastAmount{}) == rows.back().amount);
    const auto count = static_cast<long double>(rows.size());
    long double squares = 0;
    for (const Row& row : rows) {
      const long double distance =
          static_cast<long double>(row.amount.mantissa) - static_cast<long double>(amounts) / count;
      squares += distance * distance;
    }
    REQUIRE(static_cast<double>(std::sqrt(squares / count) / 100) == Approx(*answer.Get(Asked::SpreadAmount{}, m, 0)));
  }

  Shape shape_;
  std::mt19937_64 random_;
  Naive naive_;
  rulert::Trigger trigger_;
  Window window_;
  std::int64_t now_;
  std::int64_t watermark_ = INT64_MIN;
  std::set<std::pair<std::pair<std::int64_t, std::int64_t>, std::uint32_t>> numbers_;
};

constexpr Shape kShapes[] = {
    {3 * kSecond, 8 * kSecond, 10 * kSecond, 1000, 500},                   // ms
    {3 * kSecond, 8 * kSecond, 4 * kSecond, 1, 500},                       // us, some late
    {kSecond, 30 * kSecond, 5 * kSecond, kSecond / 2, 700},                // most are late, ties
    {kSecond / 5, kSecond, 0, 1000, 700},                                  // watermark right behind
    {40 * kSecond, 5 * kSecond, 60 * kSecond, 1000, 300},                  // few events a window
    {3 * kSecond, 8 * kSecond, 10 * kSecond, 1000, 500, -1000 * kSecond},  // around 1970
};

template <class Window>
void RunHistories(std::uint64_t seeds) {
  using W = typename Window::Window;
  for (const Shape& shape : kShapes) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      INFO("late " << W::kLate << " each " << rulert::detail::IsEarlyOnEach<W>() << " early "
                   << rulert::detail::EarlyEveryOf<W>() << " rows " << W::kKeepsRows);
      INFO("step " << shape.step << " lag " << shape.lag << " seed " << seed);
      History<Window>(shape, seed).Run();
    }
  }
}

}  // namespace window_test
