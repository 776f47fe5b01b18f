// Products, sums and differences of 256 bits against arithmetic on paper.
#include "rulert/wide_integer.h"

#include <random>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/rulert_values/digit_oracle.h"
#include "tests/unit/rulert_values/hard_integers.h"

namespace rulert {
namespace {

using oracle::Digits;

Digits DigitsOf(UInt128 value) {
  char text[kInt128Chars];
  return oracle::FromText(std::string(text, WriteDigits(text, value)));
}

Digits DigitsOf(const UInt256& value) {
  const Digits half = oracle::Add(DigitsOf(~UInt128{0}), oracle::FromText("1"));
  return oracle::Add(oracle::Multiply(DigitsOf(value.high), half), DigitsOf(value.low));
}

}  // namespace

TEST_CASE("products of 128 bits agree with arithmetic on paper") {
  std::mt19937_64 random(8);
  for (int i = 0; i < 2000; ++i) {
    const UInt128 a = HardInteger(random);
    const UInt128 b = HardInteger(random);
    if (DigitsOf(MultiplyWide(a, b)) != oracle::Multiply(DigitsOf(a), DigitsOf(b))) {
      FAIL(oracle::ToText(DigitsOf(a)) << " * " << oracle::ToText(DigitsOf(b)));
    }
  }
  SUCCEED();
}

TEST_CASE("sums, differences and comparisons of 256 bits agree with arithmetic on paper") {
  std::mt19937_64 random(9);
  for (int i = 0; i < 1000; ++i) {
    // Without the top bit, so that no sum is cut.
    const UInt256 a{HardInteger(random), HardInteger(random) >> 1};
    const UInt256 b{HardInteger(random), HardInteger(random) >> 1};
    const UInt256 sum = AddWide(a, b);
    const bool less = oracle::Less(DigitsOf(a), DigitsOf(b));
    if (DigitsOf(sum) != oracle::Add(DigitsOf(a), DigitsOf(b)) || SubtractWide(sum, b) != a || LessWide(a, b) != less) {
      FAIL(oracle::ToText(DigitsOf(a)) << " and " << oracle::ToText(DigitsOf(b)));
    }
  }
  SUCCEED();
}

TEST_CASE("shifts multiply and divide by powers of two") {
  const UInt256 value{OfLimbs(0x0123456789abcdef, 0xfedcba9876543210), OfLimbs(0x0f1e2d3c4b5a6978, 0x8796a5b4c3d2e1f0)};
  CHECK(ShiftWide(value, 0) == value);
  CHECK(ShiftWide(value, 4).high == OfLimbs(0xf1e2d3c4b5a69788, 0x796a5b4c3d2e1f00));
  CHECK(ShiftWide(value, 4).low == OfLimbs(0x123456789abcdeff, 0xedcba98765432100));
  for (int shift = 1; shift < 128; ++shift) {
    const UInt256 narrow{value.low, value.high >> shift};
    if (ShiftWide(ShiftWide(narrow, shift), -shift) != narrow) FAIL(shift);
    if (DigitsOf(ShiftWide(narrow, shift)) != oracle::Multiply(DigitsOf(narrow), DigitsOf(UInt128{1} << shift))) {
      FAIL(shift);
    }
  }
}

TEST_CASE("powers of ten and five, and the sign of a magnitude") {
  static_assert(PowerOfFive(0) == 1 && PowerOfFive(55) % 5 == 0 && HighLimb(PowerOfFive(27)) == 0);
  static_assert(NegatedIf(true, 0) == 0 && NegatedIf(true, 1) == ~UInt128{0} && NegatedIf(false, 1) == 1);
  static_assert(Magnitude(kInt128Min) == UInt128{1} << 127 && Magnitude(-5) == 5 && Magnitude(5) == 5);
  CHECK(oracle::ToText(DigitsOf(WidePowerOfTen(0))) == "1");
  CHECK(oracle::ToText(DigitsOf(WidePowerOfTen(38))) == "1" + std::string(38, '0'));
  CHECK(oracle::ToText(DigitsOf(WidePowerOfTen(77))) == "1" + std::string(77, '0'));
  for (int n = 0; n <= 38; ++n) CHECK(PowerOfFive(n) << n == static_cast<UInt128>(PowerOfTen(n)));
}

}  // namespace rulert
