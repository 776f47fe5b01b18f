// Everything a look-back answers from its rows, with rows that hold text, against the definitions on random histories.
#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>

#include "rulert/arithmetic.h"
#include "rulert/look_back.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace {

using rulert::Decimal;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHalfLife = 20 * kSecond;

struct Row {
  std::string_view country;
  std::int64_t number = 0;
  Decimal<12, 2> amount;
  double rate = 0;
  std::optional<std::int64_t> maybe;
  std::optional<std::string_view> note;
  bool flag = false;
  using Members =
      rulert::Members<&Row::country, &Row::number, &Row::amount, &Row::rate, &Row::maybe, &Row::note, &Row::flag>;
};

template <std::int64_t kWindowSize, std::uint32_t kRows, std::int64_t kLateBy>
struct Window {
  static constexpr std::uint32_t kConstruct = 0;
  static constexpr std::int64_t kSize = kWindowSize;
  static constexpr std::uint32_t kMaxRows = kRows;
  static constexpr std::int64_t kLate = kLateBy;
  using Row = ::Row;
  using CountFlag = rulert::CountIf<&Row::flag>;
  using MinNumber = rulert::MinOf<&Row::number>;
  using MinCountry = rulert::MinOf<&Row::country>;
  using MaxCountry = rulert::MaxOf<&Row::country>;
  using FirstCountry = rulert::FirstOf<&Row::country>;
  using LastNote = rulert::LastOf<&Row::note>;
  using LastMaybe = rulert::LastOf<&Row::maybe>;
  using PreviousNumber = rulert::PreviousOf<&Row::number>;
  using StddevNumber = rulert::StddevOf<&Row::number>;
  using StddevAmount = rulert::StddevOf<&Row::amount>;
  using StddevRate = rulert::StddevOf<&Row::rate>;
  using DistinctCountry = rulert::DistinctOf<&Row::country>;
  using DistinctRate = rulert::DistinctOf<&Row::rate>;
  using ValuesCountry = rulert::ValuesOf<&Row::country>;
  using TopAmount = rulert::TopOf<&Row::amount, 3>;
  using MedianNumber = rulert::QuantileOf<&Row::number, 500'000'000>;
  using HighRate = rulert::QuantileOf<&Row::rate, 950'000'000>;
  using EwmaAmount = rulert::EwmaOf<&Row::amount, kHalfLife>;
  using EqualCountry = rulert::CountEqual<&Row::country>;
  using Aggregates =
      rulert::Aggregates<CountFlag, MinNumber, MinCountry, MaxCountry, FirstCountry, LastNote, LastMaybe,
                         PreviousNumber, StddevNumber, StddevAmount, StddevRate, DistinctCountry, DistinctRate,
                         ValuesCountry, TopAmount, MedianNumber, HighRate, EwmaAmount, EqualCountry, rulert::Complete>;
};

/// A row that owns its text.
struct Kept {
  std::int64_t time = 0;
  std::string country;
  std::int64_t number = 0;
  Decimal<12, 2> amount;
  double rate = 0;
  std::optional<std::int64_t> maybe;
  std::optional<std::string> note;
  bool flag = false;
};

double RootOf(const std::vector<rulert::Int128>& numbers) {
  // sum((n * x - sum)^2) / n = n * sum(x^2) - sum^2, in long double: near enough for a relative test.
  const auto n = static_cast<long double>(numbers.size());
  long double sum = 0;
  for (const rulert::Int128 x : numbers) sum += static_cast<long double>(x);
  long double squares = 0;
  for (const rulert::Int128 x : numbers) {
    const long double d = static_cast<long double>(x) - sum / n;
    squares += d * d;
  }
  return static_cast<double>(std::sqrt(squares / n));
}

template <class W>
class History {
 public:
  History(std::int64_t step, std::uint64_t seed) : step_(step), random_(seed) {}

  void Run(int events) {
    for (int i = 0; i < events; ++i) Step();
    window_.Release(trigger_.arena());
    REQUIRE(trigger_.arena().live_bytes() == 0);
  }

 private:
  std::int64_t Below(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n)); }

  Kept NewRow(std::int64_t time) {
    static const std::string countries[] = {
        "GB", "FR", "", "twelve bytes", "thirteen byte", "Åland and much else beside"};
    Kept row;
    row.time = time;
    row.country = countries[Below(6)] + (Below(4) == 0 ? std::to_string(Below(40)) : "");
    row.number = Below(5) == 0 ? static_cast<std::int64_t>(random_()) : Below(50);
    row.amount = {Below(200'000) - 100'000};
    row.rate = Below(9) == 0 ? -0.0 : static_cast<double>(Below(30)) / 7;
    if (Below(2) == 0) row.maybe = Below(9);
    if (Below(2) == 0) row.note = countries[Below(6)];
    row.flag = Below(2) == 0;
    return row;
  }

  void Step() {
    now_ += Below(4) == 0 ? 0 : Below(step_);
    std::int64_t time = now_ - (Below(3) == 0 ? Below(3 * step_) : 0);
    if (Below(60) == 0) time -= W::kSize + Below(W::kSize);
    if (Below(150) == 0) now_ += W::kSize;
    watermark_ = std::max(watermark_, now_ - 2 * step_ - Below(2 * step_));

    auto expected = rows_;
    auto lost = lost_;
    bool entered = false;
    rulert::LookBack<W> saved;
    trigger_.Begin<rulert_tests::SavedWhole>(window_, saved);
    if (Below(8) != 0) {
      const Kept row = NewRow(time);
      const bool late = time + W::kSize + W::kLate <= watermark_;
      REQUIRE(rulert::LookBack<W>::IsLate(time, watermark_) == late);
      if (!late) {
        entered = true;
        Row given{row.country, row.number, row.amount, row.rate, row.maybe, row.note, row.flag};
        const auto out = window_.Enter(trigger_, given, time, watermark_);
        const auto place = std::upper_bound(expected.begin(), expected.end(), time,
                                            [](std::int64_t t, const Kept& kept) { return t < kept.time; });
        expected.insert(place, row);
        std::erase_if(expected, [&](const Kept& kept) { return kept.time + W::kSize + W::kLate <= watermark_; });
        REQUIRE(out.has_value() == (expected.size() > W::kMaxRows));
        if (out) {
          REQUIRE(out->time == expected.front().time);
          REQUIRE(out->row.country == expected.front().country);
          REQUIRE(out->row.note == expected.front().note);
          lost = std::max(lost, expected.front().time);
          expected.erase(expected.begin());
        }
      }
    }
    Compare(expected, lost, time, entered);
    if (Below(3) == 0) Compare(expected, lost, time - Below(3 * step_), false);
    if (Below(6) == 0) {
      trigger_.Undo();
      Compare(rows_, lost_, time, false);
    } else {
      trigger_.Commit();
      rows_ = std::move(expected);
      lost_ = lost;
    }
    if (Below(16) == 0) {
      window_.Sweep(trigger_.arena(), watermark_);
      Compare(rows_, lost_, time, false);
    }
  }

  void Compare(const std::vector<Kept>& all, std::int64_t lost, std::int64_t time, bool is_last) {
    std::vector<Kept> rows;
    for (const Kept& row : all) {
      if (row.time >= time - W::kSize && row.time <= time && row.time + W::kSize + W::kLate > watermark_) {
        rows.push_back(row);
      }
    }
    const auto view = window_.View(trigger_, time, watermark_);
    REQUIRE(view.count() == static_cast<std::int64_t>(rows.size()));
    REQUIRE(view.Get(rulert::Complete{}) == (time + W::kLate > watermark_ && lost < time - W::kSize));
    REQUIRE(view.Get(typename W::CountFlag{}) ==
            std::count_if(rows.begin(), rows.end(), [](const Kept& row) { return row.flag; }));
    CompareRows(rows, view, is_last);
    CompareOrder(rows, view);
    CompareFloats(rows, view);
    trigger_.scratch().Reset();
  }

  template <class View>
  static void CompareRows(const std::vector<Kept>& rows, const View& view, bool is_last) {
    REQUIRE(view.Get(typename W::FirstCountry{}).has_value() == !rows.empty());
    const std::size_t before = is_last ? 2 : 1;
    REQUIRE(view.Get(typename W::PreviousNumber{}, is_last).has_value() == (rows.size() >= before));
    if (rows.size() >= before) {
      REQUIRE(*view.Get(typename W::PreviousNumber{}, is_last) == rows[rows.size() - before].number);
    }
    std::set<std::string> countries;
    std::set<double> rates;
    for (const Kept& row : rows) countries.insert(row.country), rates.insert(row.rate == 0 ? 0.0 : row.rate);
    REQUIRE(view.Get(typename W::DistinctCountry{}) == static_cast<std::int64_t>(countries.size()));
    REQUIRE(view.Get(typename W::DistinctRate{}) == static_cast<std::int64_t>(rates.size()));
    const std::string sought = rows.empty() ? "GB" : rows.back().country;
    REQUIRE(view.Get(typename W::EqualCountry{}, std::string_view(sought)) ==
            std::count_if(rows.begin(), rows.end(), [&](const Kept& row) { return row.country == sought; }));
    const auto all = view.Get(typename W::ValuesCountry{});
    REQUIRE(all.size == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) REQUIRE(all[i] == rows[i].country);
    if (rows.empty()) return;
    REQUIRE(*view.Get(typename W::FirstCountry{}) == rows.front().country);
    REQUIRE(view.Get(typename W::LastNote{}) == rows.back().note);
    REQUIRE(view.Get(typename W::LastMaybe{}) == rows.back().maybe);
  }

  template <class View>
  static void CompareOrder(const std::vector<Kept>& rows, const View& view) {
    std::vector<std::string> countries;
    std::vector<std::int64_t> numbers;
    std::vector<std::int64_t> amounts;
    std::vector<double> rates;
    for (const Kept& row : rows) {
      countries.push_back(row.country);
      numbers.push_back(row.number);
      amounts.push_back(row.amount.mantissa);
      rates.push_back(row.rate);
    }
    const auto top = view.Get(typename W::TopAmount{});
    std::sort(amounts.begin(), amounts.end(), std::greater<>());
    REQUIRE(top.size == std::min<std::size_t>(3, rows.size()));
    for (std::size_t i = 0; i < top.size; ++i) REQUIRE(top[i].mantissa == amounts[i]);
    REQUIRE(view.Get(typename W::MedianNumber{}).has_value() == !rows.empty());
    if (rows.empty()) return;
    std::sort(countries.begin(), countries.end());
    std::sort(numbers.begin(), numbers.end());
    std::sort(rates.begin(), rates.end());
    REQUIRE(view.Get(typename W::MinNumber{}) == numbers.front());
    REQUIRE(view.Get(typename W::MinCountry{}) == countries.front());
    REQUIRE(view.Get(typename W::MaxCountry{}) == countries.back());
    const auto n = static_cast<std::int64_t>(rows.size());
    REQUIRE(view.Get(typename W::MedianNumber{}) == numbers[static_cast<std::size_t>((n + 1) / 2 - 1)]);
    REQUIRE(view.Get(typename W::HighRate{}) == rates[static_cast<std::size_t>((95 * n + 99) / 100 - 1)]);
  }

  template <class View>
  static void CompareFloats(const std::vector<Kept>& rows, const View& view) {
    rulert::Fast m;
    const auto number = view.Get(typename W::StddevNumber{}, m, 0);
    const auto amount = view.Get(typename W::StddevAmount{}, m, 0);
    const auto rate = view.Get(typename W::StddevRate{}, m, 0);
    const auto ewma = view.Get(typename W::EwmaAmount{}, m, 0);
    REQUIRE(!m.failed());
    REQUIRE((number.has_value() && amount && rate && ewma) == !rows.empty());
    if (rows.empty()) return;
    std::vector<rulert::Int128> numbers;
    std::vector<rulert::Int128> amounts;
    double sum = 0;
    for (const Kept& row : rows) {
      numbers.push_back(row.number);
      amounts.push_back(row.amount.mantissa);
      sum += row.rate;
    }
    const double mean = sum / static_cast<double>(rows.size());
    double squares = 0;
    double weighted = 0;
    double weights = 0;
    for (const Kept& row : rows) {
      squares += (row.rate - mean) * (row.rate - mean);
      const double weight =
          std::exp2(-(static_cast<double>(rows.back().time - row.time) / static_cast<double>(kHalfLife)));
      weighted += weight * (static_cast<double>(row.amount.mantissa) / 100);
      weights += weight;
    }
    REQUIRE(*number == Approx(RootOf(numbers)).epsilon(1e-12));
    REQUIRE(*amount == Approx(RootOf(amounts) / 100).epsilon(1e-12));
    REQUIRE(*rate == std::sqrt(squares / static_cast<double>(rows.size())));
    REQUIRE(*ewma == weighted / weights);
  }

  std::int64_t step_;
  std::mt19937_64 random_;
  std::vector<Kept> rows_;  // time order, ties by arrival
  std::int64_t lost_ = INT64_MIN;
  rulert::Trigger trigger_;
  rulert::LookBack<W> window_;
  std::int64_t now_ = 1'700'000'000'000'000;
  std::int64_t watermark_ = INT64_MIN / 4;
};

struct WideRow {
  Decimal<38, 0> wide;
  std::int64_t number = 0;
};
struct WideWindow {
  static constexpr std::uint32_t kConstruct = 0;
  static constexpr std::int64_t kSize = 1'000'000;
  using Row = WideRow;
  using OfWide = rulert::StddevOf<&WideRow::wide>;
  using OfNumber = rulert::StddevOf<&WideRow::number>;
  using Aggregates = rulert::Aggregates<OfWide, OfNumber>;
};

}  // namespace

TEST_CASE("rows with text answer as their definition on random histories", "[look_back]") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    INFO("seed " << seed);
    History<Window<60 * kSecond, 100'000, 0>>(10 * kSecond, seed).Run(500);
    History<Window<60 * kSecond, 100'000, 30 * kSecond>>(2 * kSecond, seed).Run(800);
    History<Window<600 * kSecond, 9, 0>>(10 * kSecond, seed).Run(500);
  }
  History<Window<600 * kSecond, 100'000, kSecond>>(kSecond / 4, 3).Run(4000);
}

TEST_CASE("the deviation of great numbers is exact", "[look_back]") {
  rulert::Trigger trigger;
  rulert::LookBack<WideWindow> window;
  rulert::LookBack<WideWindow> saved;
  const auto enter = [&](rulert::Int128 wide, std::int64_t number, std::int64_t time) {
    trigger.Begin<rulert_tests::SavedWhole>(window, saved);
    REQUIRE(!window.Enter(trigger, {{wide}, number}, time, INT64_MIN));
    trigger.Commit();
  };
  // Around 10^37 and 2^62, two apart: floats would see no difference.
  for (int i = 0; i < 1000; ++i) enter(rulert::PowerOfTen(37) + (i % 2) * 2, (1ll << 62) - (i % 2) * 2, i);
  rulert::Fast m;
  auto view = window.View(trigger, 999, INT64_MIN);
  REQUIRE(view.Get(WideWindow::OfWide{}, m, 0) == 1.0);
  REQUIRE(view.Get(WideWindow::OfNumber{}, m, 0) == 1.0);
  // What leaves takes all of it along.
  enter(-rulert::PowerOfTen(37), INT64_MIN, 2'000'000);
  view = window.View(trigger, 2'000'000, INT64_MIN);
  REQUIRE(view.count() == 1);
  REQUIRE(view.Get(WideWindow::OfWide{}, m, 0) == 0.0);
  REQUIRE(view.Get(WideWindow::OfNumber{}, m, 0) == 0.0);
  REQUIRE(!m.failed());
}

TEST_CASE("a limb integer becomes the nearest float, ties to even", "[look_back]") {
  using Number = rulert::detail::LimbInteger<3>;
  const auto nearest = [](rulert::Int128 high, rulert::Int128 low) {
    Number number = Number::Of(high);
    Number shift = Number::Of(1);
    shift.limb[0] = 0;
    shift.limb[1] = 1;
    number = number * shift;
    number.Add(Number::Of(low));
    return number.Nearest();
  };
  CHECK(Number::Of(0).Nearest() == 0.0);
  CHECK(Number::Of((1ll << 53) + 1).Nearest() == 9007199254740992.0);
  CHECK(Number::Of((1ll << 53) + 3).Nearest() == 9007199254740996.0);
  CHECK(nearest(1ll << 53, 0) == std::ldexp(1.0, 117));
  CHECK(nearest((1ll << 53) + 1, 0) == std::ldexp(1.0, 117));
  CHECK(nearest((1ll << 53) + 1, 1) == std::ldexp(9007199254740994.0, 64));
}
