#include "compiler/eval/digits.h"

#include <random>

#include "tests/support/catch.h"

namespace rulec::eval {
namespace {

base::Int128 RandomNumber(std::mt19937_64& random) {
  // Every length is as likely as the others.
  base::Int128 number = 0;
  for (auto digits = random() % 36; digits > 0; --digits) number = number * 10 + static_cast<int>(random() % 10);
  return random() % 2 == 0 ? number : -number;
}

base::Int128 ValueOf(const Exact& exact) {
  const auto fitted = Fit(exact, {38, exact.scale});
  REQUIRE(fitted);
  return *fitted;
}

}  // namespace

TEST_CASE("sums, products, quotients and remainders agree with 128-bit integers") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2'000; ++i) {
    const base::Int128 a = RandomNumber(random);
    const base::Int128 b = RandomNumber(random);
    INFO(base::ToString(a) << " " << base::ToString(b));
    REQUIRE(ValueOf(Add(Exact::Of(a, 0), Exact::Of(b, 0))) == a + b);
    REQUIRE(Compare(Exact::Of(a, 0), Exact::Of(b, 0)) == (a < b ? -1 : a > b ? 1 : 0));
    const base::Int128 x = a % 1'000'000'000'000'000'000;
    const base::Int128 y = b % 1'000'000'000'000'000'000;
    REQUIRE(ValueOf(Multiply(Exact::Of(x, 3), Exact::Of(y, 2))) == x * y);
    if (b == 0) continue;
    REQUIRE(ValueOf(Remainder(Exact::Of(a, 0), Exact::Of(b, 0))) == a % b);
    const Exact quotient = Divide(Exact::Of(a, 0), Exact::Of(b, 0), 0);
    const base::Int128 rest = a % b < 0 ? -(a % b) : a % b;
    const base::Int128 size = b < 0 ? -b : b;
    const base::Int128 away = rest >= size - rest ? ((a < 0) == (b < 0) ? 1 : -1) : 0;
    REQUIRE(ValueOf(quotient) == a / b + away);
  }
}

TEST_CASE("scales are brought together") {
  CHECK(Compare(Exact::Of(150, 2), Exact::Of(15, 1)) == 0);
  CHECK(Compare(Exact::Of(-1, 38), Exact::Of(0, 0)) == -1);
  CHECK(Compare(Exact::Of(0, 5), Negate(Exact::Of(0, 0))) == 0);
  CHECK(ValueOf(Add(Exact::Of(1, 2), Exact::Of(1, 0))) == 101);
  CHECK(ValueOf(Divide(Exact::Of(1, 3), Exact::Of(2, 0), 0)) == 0);
  CHECK(ValueOf(Divide(Exact::Of(5, 1), Exact::Of(1, 0), 0)) == 1);
}

TEST_CASE("rounding") {
  const auto rounded = [](base::Int128 mantissa, Rounding rounding) {
    return ValueOf(Rescale(Exact::Of(mantissa, 2), 0, rounding));
  };
  for (const auto& [mantissa, up, even, floor, ceiling] : {std::tuple{250, 3, 2, 2, 3},
                                                           {350, 4, 4, 3, 4},
                                                           {-250, -3, -2, -3, -2},
                                                           {249, 2, 2, 2, 3},
                                                           {251, 3, 3, 2, 3},
                                                           {-1, 0, 0, -1, 0},
                                                           {1, 0, 0, 0, 1},
                                                           {0, 0, 0, 0, 0},
                                                           {9'950, 100, 100, 99, 100}}) {
    INFO(mantissa);
    CHECK(rounded(mantissa, Rounding::kHalfUp) == up);
    CHECK(rounded(mantissa, Rounding::kHalfEven) == even);
    CHECK(rounded(mantissa, Rounding::kFloor) == floor);
    CHECK(rounded(mantissa, Rounding::kCeiling) == ceiling);
    CHECK(rounded(mantissa, Rounding::kTruncate) == mantissa / 100);
  }
}

TEST_CASE("a value with too many digits has no mantissa") {
  CHECK(Fit(Exact::Of(99'994, 3), {4, 2}) == 9'999);
  CHECK_FALSE(Fit(Exact::Of(99'995, 3), {4, 2}));
  CHECK_FALSE(Fit(Exact::Of(100, 0), {4, 2}));
  CHECK(Fit(Exact::Of(-99, 0), {4, 2}) == -9'900);
}

}  // namespace rulec::eval
