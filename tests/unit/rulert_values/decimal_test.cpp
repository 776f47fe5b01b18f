// Decimal arithmetic against the digit oracle on random and extreme operands, and constants worked out by hand.
#include <random>
#include <string>
#include <vector>

#include "rulert/arithmetic.h"
#include "rulert/decimal_types.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_values/digit_oracle.h"

namespace rulert {
namespace {

using oracle::Digits;

template <class D>
std::string MantissaText(D x) {
  char text[kInt128Chars];
  return std::string(text, WriteInt128(text, x.mantissa));
}

template <class D>
Digits Exact(D x) {
  return oracle::FromText(MantissaText(x));
}

template <int P, int S>
std::string Written(Decimal<P, S> x) {
  char text[kDecimalChars];
  return std::string(text, WriteDecimal(text, x));
}

/// Operands that hurt: extremes, ties, powers of ten and their neighbours, and random ones of every length.
template <class D>
std::vector<D> Operands(std::mt19937_64& random, int count) {
  std::vector<D> list{D{}, D::Max(), D::Min(), D{1}, D{-1}};
  auto add = [&list](Int128 m) {
    if (m < D::kLimit && m > -D::kLimit) list.push_back({static_cast<typename D::Mantissa>(m)});
  };
  for (int digits = 0; digits < D::kPrecision; digits += 1 + D::kPrecision / 6) {
    for (const int around : {-1, 0, 1}) {
      add(PowerOfTen(digits) + around);
      add(-(PowerOfTen(digits) * 5 + around));
    }
  }
  for (int bits = 31; bits < 127; bits += 32) {
    for (const int around : {-1, 0, 1}) {
      add((Int128{1} << bits) + around);
      add(-((Int128{2} << bits) + around));
    }
  }
  for (int i = 0; i < count; ++i) {
    const int digits = 1 + static_cast<int>(random() % D::kPrecision);
    Int128 m = 0;
    for (int k = 0; k < digits; ++k) m = m * 10 + static_cast<int>(random() % 10);
    // Trailing zeros make ties likely after a division by a power of ten.
    if (random() % 4 == 0) m -= m % PowerOfTen(digits / 2);
    add(random() % 2 == 0 ? m : -m);
  }
  return list;
}

/// What an operation must answer: the exact quotient a / b as a mantissa of R, or no value.
template <class R>
void CheckAnswer(const char* op, const Digits& expected, R answer, bool failed, const std::string& operands) {
  const bool fits = oracle::Length(expected) <= R::kPrecision;
  if (failed == fits || (fits && Exact(answer) != expected)) {
    INFO(op << " " << operands << " gives " << MantissaText(answer) << (failed ? " failed" : "") << ", expected "
            << oracle::ToText(expected));
    FAIL();
  }
  if (failed) CHECK(answer.mantissa == 0);
}

const Digits kOne = oracle::FromText("1");

/// x at scale `from`, rounded to scale `to`.
Digits AtScale(const Digits& x, int from, int to, oracle::Round round = oracle::Round::kHalfUp) {
  return to >= from ? oracle::Shift(x, to - from) : oracle::DivideRounded(x, oracle::Shift(kOne, from - to), round);
}

template <DecimalShape kShape>
using Shaped = Decimal<kShape.precision, kShape.scale>;

template <class A, class B>
void CheckPair(int count) {
  constexpr int p1 = A::kPrecision, s1 = A::kScale, p2 = B::kPrecision, s2 = B::kScale;
  constexpr int scale = s1 > s2 ? s1 : s2;
  using Sum = Shaped<AddType(p1, s1, p2, s2)>;
  using Product = Shaped<MulType(p1, s1, p2, s2)>;
  using Ratio = Shaped<DivType(p1, s1, p2, s2)>;
  using Rest = Shaped<ModType(p1, s1, p2, s2)>;
  std::mt19937_64 random(static_cast<std::uint64_t>(p1 * 1000000 + s1 * 10000 + p2 * 100 + s2));
  const std::vector<A> left = Operands<A>(random, count);
  const std::vector<B> right = Operands<B>(random, count);
  for (const A a : left) {
    // Every extreme on the left meets a random choice on the right.
    for (int i = 0; i < 12; ++i) {
      const B b = right[random() % right.size()];
      const std::string operands = Written(a) + ", " + Written(b);
      const Digits x = oracle::Shift(Exact(a), scale - s1);
      const Digits y = oracle::Shift(Exact(b), scale - s2);
      {
        Fast m;
        const Sum r = m.Add<Sum>(a, b, 0);
        CheckAnswer("+", AtScale(oracle::Add(x, y), scale, Sum::kScale), r, m.failed(), operands);
      }
      {
        Fast m;
        const Sum r = m.Sub<Sum>(a, b, 0);
        CheckAnswer("-", AtScale(oracle::Add(x, oracle::Negate(y)), scale, Sum::kScale), r, m.failed(), operands);
      }
      {
        Fast m;
        const Product r = m.Mul<Product>(a, b, 0);
        CheckAnswer("*", AtScale(oracle::Multiply(Exact(a), Exact(b)), s1 + s2, Product::kScale), r, m.failed(),
                    operands);
      }
      if (b.mantissa != 0) {
        Fast m;
        const Ratio r = m.Div<Ratio>(a, b, 0);
        const Digits dividend = oracle::Shift(Exact(a), Ratio::kScale + s2 - s1);
        CheckAnswer("/", oracle::DivideRounded(dividend, Exact(b), oracle::Round::kHalfUp), r, m.failed(), operands);
        Fast n;
        const Rest rest = n.Mod<Rest>(a, b, 0);
        CheckAnswer("%", oracle::Divide(x, y).remainder, rest, n.failed(), operands);
      }
      INFO(operands);
      const bool less = oracle::Less(x, y);
      const bool equal = x == y;
      if ((a < b) != less || (a == b) != equal || (a <= b) != (less || equal) || (a > b) != (!less && !equal) ||
          (b < a) != (!less && !equal) || (b == a) != equal || (a != b) == equal) {
        FAIL("comparison");
      }
    }
  }
  SUCCEED();
}

template <class A, class R>
void CheckRescale() {
  std::mt19937_64 random(A::kPrecision * 1000 + R::kScale);
  for (const A a : Operands<A>(random, 200)) {
    const auto integral = [&](oracle::Round round) {
      return oracle::Shift(AtScale(Exact(a), A::kScale, 0, round), R::kScale);
    };
    Fast up, even, floor, ceil;
    const R r[] = {up.RoundTo<R>(a, 0), even.RoundToHalfEven<R>(a, 0), floor.Floor<R>(a, 0), ceil.Ceil<R>(a, 0)};
    const std::string x = Written(a);
    CheckAnswer("round", AtScale(Exact(a), A::kScale, R::kScale), r[0], up.failed(), x);
    CheckAnswer("round half even", AtScale(Exact(a), A::kScale, R::kScale, oracle::Round::kHalfEven), r[1],
                even.failed(), x);
    CheckAnswer("floor", integral(oracle::Round::kFloor), r[2], floor.failed(), x);
    CheckAnswer("ceil", integral(oracle::Round::kCeiling), r[3], ceil.failed(), x);
  }
  SUCCEED();
}

}  // namespace

TEST_CASE("decimal operations agree with arithmetic on paper") {
  CheckPair<Decimal<4, 2>, Decimal<4, 2>>(60);
  CheckPair<Decimal<12, 2>, Decimal<12, 2>>(60);
  CheckPair<Decimal<18, 2>, Decimal<18, 18>>(60);
  CheckPair<Decimal<18, 0>, Decimal<18, 0>>(60);
  CheckPair<Decimal<1, 0>, Decimal<1, 1>>(20);
  CheckPair<Decimal<19, 0>, Decimal<12, 2>>(60);
  CheckPair<Decimal<9, 4>, Decimal<19, 0>>(60);
  CheckPair<Decimal<20, 10>, Decimal<18, 5>>(60);
}

TEST_CASE("decimal operations are exact where 128 bits are too few") {
  CheckPair<Decimal<38, 0>, Decimal<38, 0>>(60);
  CheckPair<Decimal<38, 38>, Decimal<38, 38>>(60);
  CheckPair<Decimal<38, 0>, Decimal<38, 38>>(60);
  CheckPair<Decimal<38, 38>, Decimal<38, 0>>(60);
  CheckPair<Decimal<38, 19>, Decimal<38, 19>>(60);
  CheckPair<Decimal<38, 20>, Decimal<38, 6>>(60);
  CheckPair<Decimal<38, 10>, Decimal<38, 2>>(60);
  CheckPair<Decimal<38, 10>, Decimal<38, 10>>(60);
  CheckPair<Decimal<38, 6>, Decimal<38, 6>>(60);
  CheckPair<Decimal<38, 5>, Decimal<36, 4>>(60);
  CheckPair<Decimal<1, 0>, Decimal<38, 38>>(60);
  CheckPair<Decimal<30, 10>, Decimal<20, 2>>(60);
  CheckPair<Decimal<38, 37>, Decimal<2, 1>>(60);
  CheckPair<Decimal<2, 1>, Decimal<38, 37>>(60);
}

TEST_CASE("rounding to a scale agrees with arithmetic on paper") {
  CheckRescale<Decimal<12, 4>, Decimal<11, 2>>();
  CheckRescale<Decimal<12, 4>, Decimal<9, 0>>();
  CheckRescale<Decimal<5, 3>, Decimal<3, 1>>();
  CheckRescale<Decimal<18, 18>, Decimal<1, 0>>();
  CheckRescale<Decimal<38, 38>, Decimal<1, 0>>();
  CheckRescale<Decimal<38, 20>, Decimal<20, 1>>();
  CheckRescale<Decimal<38, 1>, Decimal<38, 0>>();
  CheckRescale<Decimal<10, 2>, Decimal<14, 6>>();
  CheckRescale<Decimal<10, 2>, Decimal<10, 5>>();
  CheckRescale<Decimal<38, 2>, Decimal<38, 9>>();
}

TEST_CASE("result types are those of SQL:2016, cut at 38 digits") {
  CHECK(AddType(12, 2, 4, 3) == DecimalShape{14, 3});
  CHECK(MulType(12, 2, 3, 2) == DecimalShape{16, 4});
  CHECK(DivType(12, 2, 12, 2) == DecimalShape{27, 15});
  CHECK(DivType(3, 0, 1, 0) == DecimalShape{9, 6});
  CHECK(ModType(12, 2, 4, 3) == DecimalShape{4, 3});
  CHECK(MulType(38, 10, 38, 10) == DecimalShape{38, 6});
  CHECK(AddType(38, 10, 38, 2) == DecimalShape{38, 6});
  CHECK(MulType(38, 2, 38, 2) == DecimalShape{38, 4});
  CHECK(DivType(38, 38, 38, 0) == DecimalShape{38, 38});
  CHECK(RoundType(12, 4, 2) == DecimalShape{11, 2});
  CHECK(RoundType(12, 2, 4) == DecimalShape{12, 2});
}

TEST_CASE("a quotient is rounded once, away from zero at ties") {
  Fast m;
  CHECK(Written(m.Div<Decimal<38, 6>>(Decimal<38, 0>{1}, Decimal<38, 0>{3}, 0)) == "0.333333");
  CHECK(Written(m.Div<Decimal<9, 6>>(Decimal<1, 0>{2}, Decimal<1, 0>{3}, 0)) == "0.666667");
  CHECK(Written(m.Div<Decimal<3, 0>>(Decimal<1, 0>{5}, Decimal<2, 0>{10}, 0)) == "1");
  CHECK(Written(m.Div<Decimal<3, 0>>(Decimal<1, 0>{-5}, Decimal<2, 0>{10}, 0)) == "-1");
  CHECK(Written(m.Div<Decimal<3, 0>>(Decimal<2, 0>{-49}, Decimal<3, 0>{100}, 0)) == "0");
  // 0.4999995 to six digits and then to none would be 1.
  CHECK(Written(m.Div<Decimal<3, 0>>(Decimal<7, 0>{4999995}, Decimal<8, 0>{10000000}, 0)) == "0");
  CHECK_FALSE(m.failed());
}

TEST_CASE("a result that only rounding takes past its digits fails") {
  const Int128 power = PowerOfTen(26);
  Fast product;  // 10^52 - 1, of which 14 digits are dropped
  product.Mul<Decimal<38, 6>>(Decimal<38, 10>{power - 1}, Decimal<38, 10>{power + 1}, 0);
  CHECK(product.failed());
  Fast sum;  // 10^42 - 1, of which 4 digits are dropped
  sum.Add<Decimal<38, 6>>(Decimal<38, 10>{PowerOfTen(8) - 1}, Decimal<38, 2>{PowerOfTen(34) - 1}, 0);
  CHECK(sum.failed());
  Fast below;  // 10^42 - 5001
  CHECK(below.Add<Decimal<38, 6>>(Decimal<38, 10>{PowerOfTen(8) - 5001}, Decimal<38, 2>{PowerOfTen(34) - 1}, 0) ==
        Decimal<38, 6>::Max());
  CHECK_FALSE(below.failed());
}

TEST_CASE("half up and half even differ at ties only") {
  Fast m;
  using R = Decimal<3, 0>;
  CHECK(m.RoundTo<R>(Decimal<3, 1>{25}, 0).mantissa == 3);
  CHECK(m.RoundToHalfEven<R>(Decimal<3, 1>{25}, 0).mantissa == 2);
  CHECK(m.RoundTo<R>(Decimal<3, 1>{-25}, 0).mantissa == -3);
  CHECK(m.RoundToHalfEven<R>(Decimal<3, 1>{-25}, 0).mantissa == -2);
  CHECK(m.RoundToHalfEven<R>(Decimal<3, 1>{35}, 0).mantissa == 4);
  CHECK(m.RoundToHalfEven<R>(Decimal<4, 2>{251}, 0).mantissa == 3);
  CHECK(m.RoundTo<R>(Decimal<3, 1>{24}, 0).mantissa == 2);
}

TEST_CASE("integer digits narrow with a check") {
  Fast fits;
  CHECK(fits.Narrow<Decimal<5, 2>>(Decimal<12, 2>{99999}, 0).mantissa == 99999);
  CHECK(fits.Narrow<Decimal<5, 3>>(Decimal<12, 2>{-9999}, 0).mantissa == -99990);
  CHECK_FALSE(fits.failed());
  Fast too_large;
  CHECK(too_large.Narrow<Decimal<5, 2>>(Decimal<12, 2>{100000}, 0).mantissa == 0);
  CHECK(too_large.failed());
  Fast scaled;
  scaled.Narrow<Decimal<5, 3>>(Decimal<12, 2>{-10000}, 0);
  CHECK(scaled.failed());
}

TEST_CASE("decimals are plain data, wide only above 18 digits, usable in constants") {
  static_assert(sizeof(Decimal<18, 2>) == 8 && sizeof(Decimal<19, 2>) == 16);
  static_assert(std::is_trivially_copyable_v<Decimal<38, 2>> && std::is_aggregate_v<Decimal<4, 2>>);
  static_assert(Decimal<4, 2>{599} < Decimal<2, 1>{60});
  static_assert(Decimal<3, 2>{150} == Decimal<2, 1>{15});
  static_assert(Widen<Decimal<38, 20>>(Decimal<4, 2>{-599}) == Decimal<4, 2>{-599});
  static_assert(Neg(Decimal<4, 2>{5}).mantissa == -5 && Abs(Decimal<4, 2>{-5}).mantissa == 5);
  CHECK(Decimal<38, 38>::Max() < Decimal<38, 0>{1});
  CHECK(Decimal<38, 0>::Max() > Decimal<38, 38>::Max());
  CHECK(Decimal<38, 0>{0} == Decimal<38, 38>{0});
  CHECK(Decimal<38, 0>{0} > Decimal<38, 38>{-1});
  CHECK(Decimal<38, 0>{-1} < Decimal<38, 38>::Min());
}

TEST_CASE("decimals are written with exactly their scale") {
  CHECK(Written(Decimal<4, 2>{1250}) == "12.50");
  CHECK(Written(Decimal<4, 2>{-5}) == "-0.05");
  CHECK(Written(Decimal<4, 2>{0}) == "0.00");
  CHECK(Written(Decimal<4, 0>{-17}) == "-17");
  CHECK(Written(Decimal<38, 38>::Min()) == "-0.99999999999999999999999999999999999999");
  CHECK(Written(Decimal<38, 38>{1}) == "0.00000000000000000000000000000000000001");
  CHECK(Written(Decimal<38, 0>::Max()) == "99999999999999999999999999999999999999");
}

}  // namespace rulert
