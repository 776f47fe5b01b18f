// Division by reciprocals against division bit by bit, on operands that make its guesses wrong.
#include "rulert/wide_division.h"

#include <random>
#include <utility>

#include "tests/support/catch.h"
#include "tests/unit/rulert_values/hard_integers.h"

namespace rulert {
namespace {

struct Answer {
  UInt256 quotient;
  UInt128 remainder = 0;
};

/// One bit of the quotient after the other.
constexpr Answer DivideByBits(const UInt256& dividend, UInt128 divisor) {
  Answer answer;
  for (int i = 255; i >= 0; --i) {
    const UInt128 half = i >= 128 ? dividend.high : dividend.low;
    const bool carry = (answer.remainder >> 127) != 0;
    answer.remainder = answer.remainder << 1 | (half >> (i % 128) & 1);
    answer.quotient = ShiftWide(answer.quotient, 1);
    if (carry || answer.remainder >= divisor) {
      answer.remainder -= divisor;
      answer.quotient.low |= 1;
    }
  }
  return answer;
}

void CheckDivision(UInt256 dividend, UInt128 divisor) {
  const Answer whole = DivideByBits(dividend, divisor);
  INFO(std::hex << HighLimb(dividend.high) << ' ' << LowLimb(dividend.high) << ' ' << HighLimb(dividend.low) << ' '
                << LowLimb(dividend.low) << " / " << HighLimb(divisor) << ' ' << LowLimb(divisor));
  if (RemainderWide(dividend, divisor) != whole.remainder) FAIL("remainder of all");
  dividend.high %= divisor;
  const Answer answer = DivideByBits(dividend, divisor);
  const Quotient128 q = DivideToHalf(dividend, divisor);
  if (q.quotient != answer.quotient.low || answer.quotient.high != 0) FAIL("quotient");
  if (q.remainder != answer.remainder) FAIL("remainder");
}

/// Dividends around the multiples of 10^kDigits, where the next quotient begins.
template <int kDigits>
void CheckPowerOfTen(std::mt19937_64& random) {
  const UInt256 unit = WidePowerOfTen(kDigits);
  for (int i = 0; i < 2000; ++i) {
    UInt128 quotient = HardInteger(random);
    // 10^39 is over 128 bits; a tenth of the quotient's factor goes to the other side.
    if (kDigits == 39) quotient %= ~UInt128{0} / 10;
    const UInt256 least = kDigits == 39 ? MultiplyWide(quotient * 10, static_cast<UInt128>(PowerOfTen(38)))
                                        : MultiplyWide(quotient, unit.low);
    const UInt256 most = AddWide(least, SubtractWide(unit, ToWide(1)));
    INFO(kDigits << " digits, " << std::hex << HighLimb(quotient) << ' ' << LowLimb(quotient));
    if (DivideByPowerOfTen<kDigits>(least) != quotient) FAIL("least of 256 bits");
    if (DivideByPowerOfTen<kDigits>(most) != quotient) FAIL("most of 256 bits");
    if constexpr (kDigits <= 38) {
      if (least.high == 0 && DivideByPowerOfTen<kDigits>(least.low) != quotient) FAIL("least of 128 bits");
      if (most.high == 0 && DivideByPowerOfTen<kDigits>(most.low) != quotient) FAIL("most of 128 bits");
      const UInt128 any = HardInteger(random);
      if (DivideByPowerOfTen<kDigits>(any) != any / unit.low) FAIL("any of 128 bits");
    }
  }
}

template <int... kDigits>
void CheckPowersOfTen(std::integer_sequence<int, kDigits...>) {
  std::mt19937_64 random(11);
  (CheckPowerOfTen<kDigits>(random), ...);
}

/// 10^n in pieces of at most 38 digits: a x 10^n / b the long way.
template <int kExponent>
void CheckScaled(std::mt19937_64& random) {
  constexpr auto limit = static_cast<UInt128>(PowerOfTen(38));
  for (int i = 0; i < 1000; ++i) {
    const UInt128 a = HardInteger(random) % limit;
    const UInt128 b = HardInteger(random) % limit;
    if (b == 0) continue;
    UInt256 quotient = ToWide(a / b);
    UInt128 rest = a % b;
    for (int digit = 0; digit < kExponent && quotient.high == 0; ++digit) {
      const Answer next = DivideByBits(MultiplyWide(rest, 10), b);
      quotient = AddWide(MultiplyWide(quotient.low, 10), next.quotient);
      rest = next.remainder;
    }
    Quotient128 result;
    const bool fits = DivideScaled<kExponent>(a, b, result);
    INFO(kExponent << " digits, " << std::hex << HighLimb(a) << ' ' << LowLimb(a) << " / " << HighLimb(b) << ' '
                   << LowLimb(b));
    if (quotient.high == 0 && quotient.low < limit && !fits) FAIL("fits");
    if (fits && (quotient.high != 0 || quotient.low != result.quotient || rest != result.remainder)) FAIL("quotient");
  }
}

}  // namespace

TEST_CASE("quotients and remainders agree with division bit by bit") {
  std::mt19937_64 random(10);
  for (int i = 0; i < 60000; ++i) {
    const UInt256 dividend{HardInteger(random), HardInteger(random)};
    const UInt128 divisor = HardInteger(random);
    if (divisor != 0) CheckDivision(dividend, divisor);
  }
  SUCCEED();
}

TEST_CASE("a guess that stays one too small after the usual correction is raised") {
  // One limb: algorithm 4's last comparison.
  CheckDivision({OfLimbs(0xfffffffffffffffe, 0x8000000000000000), 0x637f1146abc0db86}, 0x81a4d8793c709591);
  CheckDivision({OfLimbs(0x0000100000000000, 0x7fffffffffffffff), 0x13bcfe1dc88a7e32}, 0x2161d7504ec6b5aa);
  CheckDivision({OfLimbs(0xffffffffffffffff, 0xa2d01662983a8b2a), 0x6ff0eda2a04ffbab}, 0x8403c49757ec0115);
  // Two limbs: algorithm 5's.
  CheckDivision({OfLimbs(0x8000000000000001, 2), OfLimbs(0x7ffffffeffffffff, 0xffffffffffffffff)},
                OfLimbs(0x8000000000000000, 0x8000000000000001));
  CheckDivision({OfLimbs(1, 0xffffffff00000000), 0x7da454b11c024dd4}, OfLimbs(1, 0x038ad0c2b76b1475));
  CheckDivision({OfLimbs(0xd38dc5eddbd90a3c, 0x8000000000000001), OfLimbs(0x3743b9090f5183a1, 0x7fffffff00000001)},
                OfLimbs(0x48bc46f6f0ae7c60, 0x00000000ffffffff));
}

TEST_CASE("a reciprocal of two limbs that starts too large is lowered") {
  for (const UInt128 divisor :
       {OfLimbs(0x853e8231c1113570, 0xfffffffffffffffe), OfLimbs(0x8000000000000001, 0xffffffff00000000),
        OfLimbs(0x8000000000000000, 0xffffffff00000000), OfLimbs(0x8000000000000000, 0xffffffffffffffff)}) {
    const UInt256 all{~UInt128{0}, ~UInt128{0}};
    // floor((2^192 - 1) / divisor) - 2^64
    const Answer answer = DivideByBits({~UInt128{0}, 0xffffffffffffffff}, divisor);
    CHECK(
        (detail::PairDivisorOf(divisor).reciprocal == LowLimb(answer.quotient.low) && answer.quotient.low >> 64 == 1));
    CheckDivision(all, divisor);
  }
}

TEST_CASE("quotients by powers of ten change at their multiples") {
  CheckPowersOfTen(std::make_integer_sequence<int, 40>());
  SUCCEED();
}

TEST_CASE("scaled quotients agree with one digit after the other") {
  std::mt19937_64 random(12);
  CheckScaled<0>(random);
  CheckScaled<6>(random);
  CheckScaled<37>(random);
  CheckScaled<38>(random);
  CheckScaled<39>(random);
  CheckScaled<44>(random);
  CheckScaled<76>(random);
  SUCCEED();
}

TEST_CASE("a scaled quotient of 129 bits is refused") {
  const UInt128 a = static_cast<UInt128>(PowerOfTen(38)) - 1;
  const UInt128 b = MultiplyWide(a, static_cast<UInt128>(PowerOfTen(37))).high;
  Quotient128 result;
  CHECK_FALSE(DivideScaled<37>(a, b, result));
  CHECK(DivideScaled<37>(a, b + 1, result));
}

TEST_CASE("division by reciprocals is a constant expression") {
  static_assert(DivideToHalf({0, 1}, 3).quotient == ~UInt128{0} / 3);
  static_assert(DivideToHalf({5, UInt128{1} << 64}, UInt128{1} << 65).remainder == 5);
  static_assert(RemainderWide({7, ~UInt128{0}}, 10) == DivideByBits({7, ~UInt128{0}}, 10).remainder);
  static_assert(DivideByPowerOfTen<1>(~UInt128{0}) == ~UInt128{0} / 10);
  static_assert(DivideByPowerOfTen<39>(WidePowerOfTen(77)) == static_cast<UInt128>(PowerOfTen(38)));
  SUCCEED();
}

}  // namespace rulert
