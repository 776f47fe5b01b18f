// Checked ints, floats and times in both modes; what a trace says.
#include "rulert/arithmetic.h"

#include <limits>
#include <random>
#include <string>

#include "tests/support/catch.h"

namespace rulert {
namespace {

constexpr std::int64_t kMin = INT64_MIN;
constexpr std::int64_t kMax = INT64_MAX;
constexpr double kHuge = std::numeric_limits<double>::max();

/// Runs `body(mode)` in both modes; they must agree. "" or "message: operands".
template <class Body>
std::string Outcome(Body body) {
  Fast fast;
  Traced traced;
  body(fast);
  body(traced);
  REQUIRE(fast.failed() == traced.failed());
  if (!traced.failed()) return "";
  CHECK(traced.failure().message == std::string(Message(traced.kind())));
  return std::string(Message(traced.kind())) + ": " + std::string(traced.operands());
}

}  // namespace

TEST_CASE("ints are checked at 64 bits") {
  CHECK(Outcome([](auto& m) { m.Add(kMax, std::int64_t{1}, 0); }) == "integer overflow: 9223372036854775807 + 1");
  CHECK(Outcome([](auto& m) { m.Sub(kMin, std::int64_t{1}, 0); }) == "integer overflow: -9223372036854775808 - 1");
  CHECK(Outcome([](auto& m) { m.Mul(kMin, std::int64_t{-1}, 0); }) == "integer overflow: -9223372036854775808 * -1");
  CHECK(Outcome([](auto& m) { m.Div(kMin, std::int64_t{-1}, 0); }) == "integer overflow: -9223372036854775808 div -1");
  CHECK(Outcome([](auto& m) { m.Div(std::int64_t{7}, std::int64_t{0}, 0); }) == "division by zero: 7 div 0");
  CHECK(Outcome([](auto& m) { m.Mod(std::int64_t{7}, std::int64_t{0}, 0); }) == "division by zero: 7 % 0");
  CHECK(Outcome([](auto& m) { m.Neg(kMin, 0); }) == "integer overflow: --9223372036854775808");
  CHECK(Outcome([](auto& m) { m.Abs(kMin, 0); }) == "integer overflow: abs(-9223372036854775808)");
  CHECK(Outcome([](auto& m) {
          CHECK(m.Add(kMax, kMin, 0) == -1);
          CHECK(m.Div(std::int64_t{-7}, std::int64_t{2}, 0) == -3);
          CHECK(m.Mod(std::int64_t{-7}, std::int64_t{2}, 0) == -1);
          CHECK(m.Mod(std::int64_t{7}, std::int64_t{-2}, 0) == 1);
          CHECK(m.Mod(kMin, std::int64_t{-1}, 0) == 0);
          CHECK(m.Neg(kMax, 0) == -kMax);
          CHECK(m.Abs(-kMax, 0) == kMax);
        }) == "");
}

TEST_CASE("integer powers overflow exactly when the power does") {
  const auto power = [](std::int64_t a, std::int64_t b) {
    std::int64_t r = 0;
    const std::string outcome = Outcome([&](auto& m) { r = m.Pow(a, b, 0); });
    return outcome.empty() ? std::to_string(r) : outcome;
  };
  CHECK(power(0, 0) == "1");
  CHECK(power(2, 62) == "4611686018427387904");
  CHECK(power(-2, 63) == "-9223372036854775808");
  CHECK(power(2, 63) == "integer overflow: 2 ** 63");
  CHECK(power(3, 39) == "4052555153018976267");
  CHECK(power(3, 40) == "integer overflow: 3 ** 40");
  CHECK(power(10, 18) == "1000000000000000000");
  CHECK(power(kMin, 1) == "-9223372036854775808");
  CHECK(power(-1, kMax) == "-1");
  CHECK(power(1, kMax) == "1");
  CHECK(power(0, kMax) == "0");
  CHECK(power(2, kMax) == "integer overflow: 2 ** 9223372036854775807");
  CHECK(power(2, -1) == "negative exponent: 2 ** -1");
  // Against repeated multiplication in 128 bits.
  for (std::int64_t base = -50; base <= 50; ++base) {
    Int128 expected = 1;
    bool overflow = false;
    for (std::int64_t exponent = 0; exponent < 70; ++exponent) {
      Fast m;
      const std::int64_t r = m.Pow(base, exponent, 0);
      if (m.failed() != overflow || (!overflow && r != expected)) FAIL(base << " ** " << exponent);
      expected *= base;
      overflow |= expected > kMax || expected < kMin;
      if (overflow) expected = 2;
    }
  }
}

TEST_CASE("int operations agree with 128 bits on random operands") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    const auto a = static_cast<std::int64_t>(random()) >> random() % 64;
    const auto b = static_cast<std::int64_t>(random()) >> random() % 64;
    const auto check = [&](Int128 expected, auto operation, const char* op) {
      Fast m;
      const std::int64_t r = operation(m);
      const bool fits = expected >= kMin && expected <= kMax;
      if (m.failed() == fits || (fits && r != expected)) FAIL(a << " " << op << " " << b);
    };
    check(Int128{a} + b, [&](Fast& m) { return m.Add(a, b, 0); }, "+");
    check(Int128{a} - b, [&](Fast& m) { return m.Sub(a, b, 0); }, "-");
    check(Int128{a} * b, [&](Fast& m) { return m.Mul(a, b, 0); }, "*");
    if (b != 0) {
      check(Int128{a} / b, [&](Fast& m) { return m.Div(a, b, 0); }, "div");
      check(Int128{a} % b, [&](Fast& m) { return m.Mod(a, b, 0); }, "%");
    }
  }
  SUCCEED();
}

TEST_CASE("floats stay finite") {
  CHECK(Outcome([](auto& m) { m.AddF(kHuge, kHuge, 0); }) ==
        "float is not finite: 1.7976931348623157e+308 + 1.7976931348623157e+308");
  CHECK(Outcome([](auto& m) { m.MulF(kHuge, -2.0, 0); }) == "float is not finite: 1.7976931348623157e+308 * -2");
  CHECK(Outcome([](auto& m) { m.DivF(1.0, 0.0, 0); }) == "division by zero: 1 / 0");
  CHECK(Outcome([](auto& m) { m.DivF(0.0, -0.0, 0); }) == "division by zero: 0 / -0");
  CHECK(Outcome([](auto& m) { m.DivF(kHuge, 0.5, 0); }) == "float is not finite: 1.7976931348623157e+308 / 0.5");
  CHECK(Outcome([](auto& m) { m.ModF(1.0, 0.0, 0); }) == "division by zero: 1 % 0");
  CHECK(Outcome([](auto& m) { m.PowF(-8.0, 0.5, 0); }) == "float is not finite: -8 ** 0.5");
  CHECK(Outcome([](auto& m) { m.PowF(0.0, -1.0, 0); }) == "float is not finite: 0 ** -1");
  CHECK(Outcome([](auto& m) {
          CHECK(m.AddF(0.1, 0.2, 0) == 0.1 + 0.2);
          CHECK(m.ModF(-7.5, 2.0, 0) == -1.5);
          CHECK(m.PowF(2.0, 10.0, 0) == 1024.0);
          CHECK(m.SubF(1.0, 1.0, 0) == 0.0);
          CHECK(m.DivF(0.0, 5.0, 0) == 0.0);
        }) == "");
}

TEST_CASE("instants and days stay in years 0001 to 9999") {
  constexpr Duration kDay{kMicrosPerDay};
  CHECK(Outcome([&](auto& m) { m.AddTs(kMaxTimestamp, Duration{1}, 0); }) ==
        "timestamp outside years 0001 to 9999: 9999-12-31T23:59:59.999999Z + 1us");
  CHECK(Outcome([&](auto& m) { m.SubTs(kMinTimestamp, Duration{1}, 0); }) ==
        "timestamp outside years 0001 to 9999: 0001-01-01T00:00:00Z - 1us");
  CHECK(Outcome([&](auto& m) { m.AddTs(kMaxTimestamp, Duration{kMax}, 0); }) != "");
  CHECK(Outcome([&](auto& m) { m.SubTs(kMaxTimestamp, Duration{kMin}, 0); }) != "");
  CHECK(Outcome([&](auto& m) { m.AddDate(kMaxDate, kDay, 0); }) == "date outside years 0001 to 9999: 9999-12-31 + 1d");
  CHECK(Outcome([&](auto& m) { m.SubDate(kMinDate, kDay, 0); }) == "date outside years 0001 to 9999: 0001-01-01 - 1d");
  CHECK(Outcome([&](auto& m) { m.AddDate(Date{0}, Duration{kMicrosPerDay + 3600 * kMicrosPerSecond}, 0); }) ==
        "duration is not a whole number of days: 1970-01-01 + 1d1h");
  CHECK(Outcome([&](auto& m) {
          CHECK(m.AddTs(kMinTimestamp, DiffTs(kMaxTimestamp, kMinTimestamp), 0) == kMaxTimestamp);
          CHECK(m.AddDate(kMinDate, DiffDate(kMaxDate, kMinDate), 0) == kMaxDate);
          CHECK(m.SubDate(Date{31}, kDay, 0) == Date{30});
        }) == "");
}

TEST_CASE("durations are checked at 64 bits") {
  CHECK(Outcome([](auto& m) { m.AddDur(Duration{kMax}, Duration{1}, 0); }) ==
        "duration overflow: 106751991d4h54s775ms807us + 1us");
  CHECK(Outcome([](auto& m) { m.SubDur(Duration{kMin}, Duration{1}, 0); }) ==
        "duration overflow: -106751991d4h54s775ms808us - 1us");
  CHECK(Outcome([](auto& m) { m.MulDur(Duration{kMax}, std::int64_t{2}, 0); }) != "");
  CHECK(Outcome([](auto& m) { m.DivDur(Duration{1}, std::int64_t{0}, 0); }) == "division by zero: 1us div 0");
  CHECK(Outcome([](auto& m) { m.DivDur(Duration{kMin}, std::int64_t{-1}, 0); }) != "");
  CHECK(Outcome([](auto& m) { m.NegDur(Duration{kMin}, 0); }) != "");
  CHECK(Outcome([](auto& m) { m.AbsDur(Duration{kMin}, 0); }) != "");
  CHECK(Outcome([](auto& m) {
          CHECK(m.DivDur(Duration{-7}, std::int64_t{2}, 0) == Duration{-3});
          CHECK(m.MulDur(Duration{-7}, std::int64_t{2}, 0) == Duration{-14});
          CHECK(m.AbsDur(Duration{-7}, 0) == m.NegDur(Duration{-7}, 0));
        }) == "");
}

TEST_CASE("a trace keeps the first failure in evaluation order") {
  // Place 1 is the left operand, 2 the right one, 3 the addition.
  const auto body = [](auto& m) {
    return m.Add(Both{m.Mul(kMax, std::int64_t{2}, 1), m.Div(std::int64_t{1}, std::int64_t{0}, 2)}, 3);
  };
  Traced traced;
  body(traced);
  CHECK(traced.place() == 1);
  CHECK(traced.operands() == "9223372036854775807 * 2");
  CHECK(traced.failure().place == 1);
  CHECK(std::string(traced.failure().message) == "integer overflow");

  Traced decimal;
  using R = Decimal<3, 0>;
  decimal.Mul<R>(Both{decimal.Narrow<R>(Decimal<4, 0>{1000}, 7), decimal.Narrow<R>(Decimal<4, 0>{2000}, 8)}, 9);
  CHECK(decimal.place() == 7);
  CHECK(decimal.operands() == "decimal(1000)");
}

TEST_CASE("decimal failures name their operands") {
  CHECK(Outcome([](auto& m) { m.template Div<Decimal<9, 6>>(Decimal<3, 2>{150}, Decimal<3, 2>{0}, 0); }) ==
        "division by zero: 1.50 / 0.00");
  CHECK(Outcome([](auto& m) { m.template Mod<Decimal<3, 2>>(Decimal<3, 2>{150}, Decimal<3, 2>{0}, 0); }) ==
        "division by zero: 1.50 % 0.00");
  CHECK(Outcome([](auto& m) { m.template Add<Decimal<38, 0>>(Decimal<38, 0>::Max(), Decimal<38, 0>{1}, 0); }) ==
        "decimal overflow: 99999999999999999999999999999999999999 + 1");
}

TEST_CASE("sums and averages of windows") {
  CHECK(Outcome([](auto& m) { CHECK(m.SumToInt(Int128{kMax}, 0) == kMax); }) == "");
  CHECK(Outcome([](auto& m) { m.SumToInt(Int128{kMax} + 1, 0); }) == "integer overflow: sum(9223372036854775808)");
  CHECK(Outcome([](auto& m) { m.template SumToDecimal<Decimal<38, 2>>(PowerOfTen(38), 0); }) != "");
  CHECK(Outcome([](auto& m) {
          CHECK(m.template SumToDecimal<Decimal<38, 2>>(-(PowerOfTen(38) - 1), 0) == Decimal<38, 2>::Min());
          // 10.00 / 3 and 20.00 / 3, with max(6, s) digits.
          CHECK(m.template AvgDecimal<Decimal<38, 6>, 2>(1000, 3, 0).mantissa == 3333333);
          CHECK(m.template AvgDecimal<Decimal<38, 6>, 2>(-2000, 3, 0).mantissa == -6666667);
          CHECK(m.template AvgDecimal<Decimal<38, 9>, 9>(5, 2, 0).mantissa == 3);
        }) == "");
  CHECK(AvgInt(7, 2) == 3.5);
  CHECK(AvgInt(Int128{kMax} * 4, 4) == 9223372036854775808.0);
}

TEST_CASE("after a failure both modes go on with defined values") {
  const auto body = [](auto& m) {
    const std::int64_t a = m.Div(kMin, std::int64_t{-1}, 0);
    const Decimal<18, 0> d = m.template Mul<Decimal<18, 0>>(Decimal<18, 0>::Max(), Decimal<18, 0>::Max(), 0);
    const double f = m.DivF(1.0, 0.0, 0);
    const std::int64_t from = m.IntOf(m.MulF(1e308, 1e308, 0), 0);
    return m.Add(m.IntOf(d, 0), a, 0) + from + m.template DecimalOf<Decimal<18, 0>>(f, 0).mantissa;
  };
  Fast fast;
  Traced traced;
  CHECK(body(fast) == body(traced));
  CHECK(fast.failed());
}

}  // namespace rulert
