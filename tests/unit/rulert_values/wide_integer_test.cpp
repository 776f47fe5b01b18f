// Long division on limbs that make its guesses wrong.
#include "rulert/wide_integer.h"

#include <random>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/rulert_values/digit_oracle.h"

namespace rulert {
namespace {

oracle::Digits DigitsOf(const UInt256& x) {
  oracle::Digits sum;
  for (int i = 7; i >= 0; --i) {
    sum = oracle::Multiply(sum, oracle::FromText("4294967296"));
    sum = oracle::Add(sum, oracle::FromText(std::to_string(x.limb[i])));
  }
  return sum;
}

std::uint32_t Limb(std::mt19937_64& random) {
  constexpr std::uint32_t kEdges[] = {0, 1, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};
  const auto pick = random() % 9;
  return pick < 7 ? kEdges[pick] : static_cast<std::uint32_t>(random());
}

}  // namespace

TEST_CASE("quotient times divisor plus remainder is the dividend") {
  std::mt19937_64 random(8);
  for (int i = 0; i < 3000; ++i) {
    UInt256 dividend;
    UInt256 divisor;
    const int limbs = 1 + static_cast<int>(random() % 8);
    for (int k = 0; k < limbs; ++k) dividend.limb[k] = Limb(random);
    const int divisor_limbs = 1 + static_cast<int>(random() % 4);
    for (int k = 0; k < divisor_limbs; ++k) divisor.limb[k] = Limb(random);
    if (LowHalf(divisor) == 0) continue;
    const WideQuotient q = DivideWide(dividend, LowHalf(divisor));
    const oracle::Quotient expected = oracle::Divide(DigitsOf(dividend), DigitsOf(divisor));
    if (DigitsOf(q.quotient) != expected.quotient || DigitsOf(ToWide(q.remainder)) != expected.remainder) {
      FAIL(oracle::ToText(DigitsOf(dividend)) << " / " << oracle::ToText(DigitsOf(divisor)));
    }
  }
  SUCCEED();
}

TEST_CASE("a guess that is one too large is taken back") {
  UInt256 dividend;
  dividend.limb[0] = 3;
  dividend.limb[2] = 0x80000000;
  const UInt128 divisor = static_cast<UInt128>(0x20000000) << 64 | 1;
  const WideQuotient q = DivideWide(dividend, divisor);
  CHECK(LowHalf(q.quotient) == 3);
  CHECK(q.remainder == static_cast<UInt128>(0x20000000) << 64);
}

TEST_CASE("products and sums of 256 bits") {
  const UInt128 all = ~UInt128{0};
  const UInt256 square = MultiplyWide(all, all);
  CHECK(oracle::ToText(DigitsOf(square)) ==
        oracle::ToText(oracle::Multiply(DigitsOf(ToWide(all)), DigitsOf(ToWide(all)))));
  CHECK(AddWide(SubtractWide(square, ToWide(all)), ToWide(all)) == square);
  CHECK(LessWide(SubtractWide(square, ToWide(1)), square));
  CHECK_FALSE(LessWide(square, square));
}

}  // namespace rulert
