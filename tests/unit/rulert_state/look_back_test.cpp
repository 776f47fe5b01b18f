// Look-backs against their definition on random histories: out of order, late, full, undone, swept at any moment.
#include "rulert/look_back.h"

#include <cmath>
#include <random>

#include "rulert/arithmetic.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/naive_look_back.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace {

using rulert::Decimal;

struct Row {
  Decimal<12, 2> amount;
  std::int64_t number = 0;
  double rate = 0;
  Decimal<38, 0> wide;
  bool flag = false;
};

template <std::int64_t kWindowSize, std::uint32_t kRows>
struct FullWindow {
  static constexpr std::uint32_t kConstruct = 0;
  static constexpr std::int64_t kSize = kWindowSize;
  static constexpr std::uint32_t kMaxRows = kRows;
  using Row = ::Row;
  using CountFlag = rulert::CountIf<&Row::flag>;
  using SumAmount = rulert::SumOf<&Row::amount>;
  using AvgAmount = rulert::AvgOf<&Row::amount>;
  using SumNumber = rulert::SumOf<&Row::number>;
  using AvgNumber = rulert::AvgOf<&Row::number>;
  using SumRate = rulert::SumOf<&Row::rate>;
  using SumWide = rulert::SumOf<&Row::wide>;
  using MinRate = rulert::MinOf<&Row::rate>;
  using MaxRate = rulert::MaxOf<&Row::rate>;
  using MaxNumber = rulert::MaxOf<&Row::number>;
  using Aggregates = rulert::Aggregates<CountFlag, SumAmount, AvgAmount, SumNumber, AvgNumber, SumRate, SumWide,
                                        MinRate, MaxRate, MaxNumber>;
};

struct Empty {};
template <std::int64_t kWindowSize, std::uint32_t kRows>
struct BareWindow {
  static constexpr std::uint32_t kConstruct = 0;
  static constexpr std::int64_t kSize = kWindowSize;
  static constexpr std::uint32_t kMaxRows = kRows;
  using Row = Empty;
  using Aggregates = rulert::Aggregates<>;
};

struct Shape {
  std::int64_t step;  // of event time between events, at most
  std::int64_t disorder;
  std::int64_t lag;    // of the watermark behind the greatest time, at most
  std::int64_t grain;  // times are multiples of it
  int events;
};

template <class W>
class History {
 public:
  History(const Shape& shape, std::uint64_t seed) : shape_(shape), random_(seed), naive_(W::kSize, W::kMaxRows) {}

  void Run() {
    for (int i = 0; i < shape_.events; ++i) Step();
    window_.Release(trigger_.arena());
    REQUIRE(trigger_.arena().live_bytes() == 0);
  }

 private:
  std::int64_t Below(std::int64_t n) {
    return n <= 0 ? 0 : static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }

  typename W::Row NewRow() {
    typename W::Row row{};
    if constexpr (!std::is_empty_v<typename W::Row>) {
      row.amount = {Below(2'000'000) - 1'000'000};
      row.number = Below(3) == 0 ? static_cast<std::int64_t>(random_()) : Below(100);
      row.rate = Below(20) == 0 ? -0.0 : Below(20) == 0 ? 1e16 : static_cast<double>(Below(1000)) / 7;
      row.wide = {static_cast<rulert::Int128>(static_cast<std::int64_t>(random_())) *
                  (Below(50) == 0 ? rulert::PowerOfTen(18) : rulert::PowerOfTen(10))};
      row.flag = Below(2) == 0;
    }
    return row;
  }

  void Step() {
    now_ += Below(4) == 0 ? 0 : Below(shape_.step);
    std::int64_t time = now_ - (Below(3) == 0 ? Below(shape_.disorder) : 0);
    time -= time % shape_.grain;
    if (Below(200) == 0) time -= W::kSize + Below(W::kSize);  // perhaps late
    if (Below(500) == 0) now_ += W::kSize * (1 + Below(3));   // a pause
    watermark_ = std::max(watermark_, now_ - shape_.lag - 1 - Below(shape_.lag));

    const bool enters = Below(10) != 0;
    const bool undone = Below(8) == 0;
    const auto row = NewRow();
    rulert::LookBack<W> saved;
    auto expected = naive_;

    trigger_.Begin<rulert_tests::SavedWhole>(window_, saved);
    if (enters) {
      const bool late = rulert::LookBack<W>::IsLate(time, watermark_);
      REQUIRE(late == !expected.Enter(row, time, watermark_));
      if (!late) {
        const auto out = window_.Enter(trigger_, row, time, watermark_);
        typename naive::LookBack<typename W::Row>::Entry entry{};
        const bool dropped = expected.DropOldest(watermark_, entry);
        REQUIRE(out.has_value() == dropped);
        if (dropped) REQUIRE(out->time == entry.time);
      }
    }
    Compare(expected, time);
    if (Below(4) == 0) Compare(expected, time - Below(2 * shape_.disorder + 1));
    if (undone) {
      trigger_.Undo();
      Compare(naive_, time);
    } else {
      trigger_.Commit();
      naive_ = std::move(expected);
    }
    if (Below(16) == 0) {
      const bool idle = window_.Sweep(trigger_.arena(), watermark_);
      if (idle) REQUIRE(naive_.Visible(now_ + W::kSize * 10, watermark_).empty());
      Compare(naive_, time);
    }
  }

  void Compare(const naive::LookBack<typename W::Row>& expected, std::int64_t time) {
    const auto rows = expected.Visible(time, watermark_);
    const auto view = window_.View(trigger_, time, watermark_);
    REQUIRE(view.count() == static_cast<std::int64_t>(rows.size()));
    if constexpr (!std::is_empty_v<typename W::Row>) CompareAggregates(rows, view);
  }

  template <class View>
  void CompareAggregates(const std::vector<Row>& rows, const View& view) {
    std::int64_t flags = 0;
    rulert::Int128 amounts = 0;
    rulert::Int128 numbers = 0;
    double rates = 0;
    long double wides = 0;
    rulert::Int128 wide_sum = 0;
    std::optional<double> least;
    std::optional<double> greatest;
    std::optional<std::int64_t> greatest_number;
    for (const Row& row : rows) {
      flags += row.flag ? 1 : 0;
      amounts += row.amount.mantissa;
      numbers += row.number;
      rates += row.rate;
      wides += static_cast<long double>(row.wide.mantissa);
      if (std::abs(wides) < 1e38L) wide_sum += row.wide.mantissa;
      if (!least || row.rate < *least || (row.rate == *least && std::signbit(row.rate))) least = row.rate;
      if (!greatest || row.rate > *greatest || (row.rate == *greatest && std::signbit(*greatest))) greatest = row.rate;
      if (!greatest_number || row.number > *greatest_number) greatest_number = row.number;
    }
    rulert::Fast m;
    REQUIRE(view.Get(typename W::CountFlag{}) == flags);
    REQUIRE(view.Get(typename W::SumAmount{}, m, 0).mantissa == amounts);
    const auto mean = view.Get(typename W::AvgAmount{}, m, 0);
    REQUIRE(mean.has_value() == !rows.empty());
    if (mean) {
      // Half up, away from zero, at six digits: 2 * |mean * n - sum * 10^4| <= n.
      const auto n = static_cast<rulert::Int128>(rows.size());
      const rulert::Int128 rest = mean->mantissa * n - amounts * 10'000;
      REQUIRE(2 * (rest < 0 ? -rest : rest) <= n);
    }
    const auto mean_rate = view.Get(typename W::SumRate{}, m, 0);
    REQUIRE(std::memcmp(&mean_rate, &rates, sizeof(rates)) == 0);
    REQUIRE(!m.failed());

    rulert::Fast number_mode;
    const std::int64_t sum = view.Get(typename W::SumNumber{}, number_mode, 0);
    const bool fits = numbers >= INT64_MIN && numbers <= INT64_MAX;
    REQUIRE(number_mode.failed() == !fits);
    if (fits) REQUIRE(sum == numbers);
    const auto mean_number = view.Get(typename W::AvgNumber{}, number_mode, 0);
    if (mean_number) REQUIRE(*mean_number == static_cast<double>(numbers) / static_cast<double>(rows.size()));

    rulert::Fast wide_mode;
    const auto wide = view.Get(typename W::SumWide{}, wide_mode, 0);
    if (std::abs(wides) < 0.99e38L) {
      REQUIRE(!wide_mode.failed());
      REQUIRE(wide.mantissa == wide_sum);
    }
    if (std::abs(wides) > 1.01e38L) REQUIRE(wide_mode.failed());

    const auto low = view.Get(typename W::MinRate{});
    const auto high = view.Get(typename W::MaxRate{});
    REQUIRE(low == least);
    REQUIRE(high == greatest);
    if (low) REQUIRE(std::signbit(*low) == std::signbit(*least));
    if (high) REQUIRE(std::signbit(*high) == std::signbit(*greatest));
    REQUIRE(view.Get(typename W::MaxNumber{}) == greatest_number);
  }

  Shape shape_;
  std::mt19937_64 random_;
  naive::LookBack<typename W::Row> naive_;
  rulert::Trigger trigger_;
  rulert::LookBack<W> window_;
  std::int64_t now_ = 1'700'000'000'000'000;
  std::int64_t watermark_ = INT64_MIN / 4;
};

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;

}  // namespace

TEST_CASE("look-backs answer as their definition on random histories", "[look_back]") {
  const Shape shapes[] = {
      {10 * kSecond, 30 * kSecond, 40 * kSecond, 1000, 400},  // few rows, ms
      {10 * kSecond, 30 * kSecond, 40 * kSecond, 1, 400},     // few rows, us
      {600 * kSecond, 2 * kHour, 3 * kHour, 1, 400},          // disorder beyond the window
      {kSecond, kSecond, 0, 1000, 600},                       // watermark right behind
      {kSecond / 10, 5 * kSecond, 5 * kSecond, 1000, 1500},   // hundreds of rows
  };
  for (const Shape& shape : shapes) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      INFO("step " << shape.step << " seed " << seed);
      History<FullWindow<60 * kSecond, 100'000>>(shape, seed).Run();
      History<FullWindow<kHour, 100'000>>(shape, seed).Run();
      History<FullWindow<24 * kHour, 25>>(shape, seed).Run();
      History<BareWindow<kHour, 100'000>>(shape, seed).Run();
      History<BareWindow<60 * kSecond, 7>>(shape, seed).Run();
    }
  }
}

TEST_CASE("a look-back of thousands of rows spans chunks", "[look_back]") {
  const Shape shape{kSecond / 4, 20 * kSecond, 30 * kSecond, 1, 6000};
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    History<BareWindow<kHour, 100'000>>(shape, seed).Run();
    History<BareWindow<kHour, 1500>>(shape, seed).Run();
  }
  const Shape short_shape{kSecond / 4, 20 * kSecond, 30 * kSecond, 1, 2500};
  History<FullWindow<kHour, 100'000>>(short_shape, 7).Run();
  History<FullWindow<120 * kSecond, 100'000>>(short_shape, 8).Run();
}

TEST_CASE("a look-back of few rows is small", "[look_back]") {
  using Window = BareWindow<kHour, 100'000>;
  STATIC_REQUIRE(sizeof(rulert::LookBack<Window>) == 16);
  rulert::Trigger trigger;
  rulert::LookBack<Window> window;
  rulert::LookBack<Window> saved;
  for (int i = 0; i < 4; ++i) {
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    REQUIRE(!window.Enter(trigger, {}, i * 60 * kSecond, INT64_MIN));
    trigger.Commit();
  }
  REQUIRE(trigger.arena().live_bytes() <= 32);
}

TEST_CASE("100,000 rows of a key are kept, the next one pushes the oldest out", "[look_back]") {
  using Window = FullWindow<kHour, 100'000>;
  rulert::Trigger trigger;
  rulert::LookBack<Window> window;
  rulert::LookBack<Window> saved;
  for (int i = 0; i < 100'010; ++i) {
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    Row row;
    row.number = i;
    row.rate = -i;
    const auto dropped = window.Enter(trigger, row, i, INT64_MIN);
    REQUIRE(dropped.has_value() == (i >= 100'000));
    if (dropped) REQUIRE(dropped->row.number == i - 100'000);
    trigger.Commit();
  }
  rulert::Fast m;
  const auto view = window.View(trigger, 200'000, INT64_MIN);
  REQUIRE(view.count() == 100'000);
  REQUIRE(view.Get(Window::SumNumber{}, m, 0) == (10 + 100'009) * std::int64_t{50'000});
  REQUIRE(view.Get(Window::MaxRate{}) == -10.0);
  REQUIRE(view.Get(Window::MinRate{}) == -100'009.0);
}
