// int(), decimal(), float(): which values they take and which they refuse.
#include <cmath>
#include <random>
#include <string>

#include "rulert/arithmetic.h"
#include "tests/support/catch.h"

namespace rulert {
namespace {

/// The answer, or the reason why there is none.
template <class Body>
std::string Answer(Body body) {
  Traced m;
  const auto value = body(m);
  if (m.failed()) return Message(m.kind());
  char text[64];
  if constexpr (std::is_same_v<decltype(value), const double>) {
    return std::string(text, WriteDouble(text, value));
  } else if constexpr (std::is_same_v<decltype(value), const std::int64_t>) {
    return std::string(text, WriteInt(text, value));
  } else {
    return std::string(text, WriteDecimal(text, value));
  }
}

const char* const kRange = "value does not fit the type";
const char* const kNoNumber = "text is not a number";

std::string IntOf(auto x) {
  return Answer([&](Traced& m) { return m.IntOf(x, 0); });
}
template <class R>
std::string DecimalOf(auto x) {
  return Answer([&](Traced& m) { return m.DecimalOf<R>(x, 0); });
}
std::string FloatOfText(std::string_view x) {
  return Answer([&](Traced& m) { return m.FloatOf(x, 0); });
}

}  // namespace

TEST_CASE("int() goes toward zero and refuses what does not fit") {
  CHECK(IntOf(2.9) == "2");
  CHECK(IntOf(-2.9) == "-2");
  CHECK(IntOf(-0x1p63) == "-9223372036854775808");
  CHECK(IntOf(0x1p63) == kRange);
  CHECK(IntOf(-0x1.0000000000001p63) == kRange);
  CHECK(IntOf(std::nan("")) == kRange);
  CHECK(IntOf(Decimal<4, 2>{-299}) == "-2");
  CHECK(IntOf(Decimal<4, 2>{-99}) == "0");
  CHECK(IntOf(Decimal<21, 2>{Int128{INT64_MAX} * 100 + 99}) == "9223372036854775807");
  CHECK(IntOf(Decimal<21, 2>{(Int128{INT64_MAX} + 1) * 100}) == kRange);
  CHECK(IntOf(Decimal<38, 38>::Min()) == "0");
}

TEST_CASE("int() of a string takes digits with a sign in front, nothing else") {
  CHECK(IntOf(std::string_view("12")) == "12");
  CHECK(IntOf(std::string_view("-007")) == "-7");
  CHECK(IntOf(std::string_view("-9223372036854775808")) == "-9223372036854775808");
  CHECK(IntOf(std::string_view("9223372036854775807")) == "9223372036854775807");
  CHECK(IntOf(std::string_view("9223372036854775808")) == kRange);
  CHECK(IntOf(std::string_view("-9223372036854775809")) == kRange);
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1_000", "--1", "one"}) {
    INFO(text);
    CHECK(IntOf(std::string_view(text)) == kNoNumber);
  }
}

TEST_CASE("decimal() of ints and strings") {
  using R = Decimal<5, 2>;
  CHECK(DecimalOf<R>(std::int64_t{999}) == "999.00");
  CHECK(DecimalOf<R>(std::int64_t{-1000}) == "decimal overflow");
  CHECK(DecimalOf<Decimal<19, 0>>(std::int64_t{INT64_MIN}) == "-9223372036854775808");
  CHECK(DecimalOf<Decimal<38, 19>>(std::int64_t{INT64_MIN}) == "-9223372036854775808.0000000000000000000");
  CHECK(DecimalOf<Decimal<38, 20>>(std::int64_t{INT64_MAX}) == "decimal overflow");
  CHECK(DecimalOf<R>(std::string_view("12.5")) == "12.50");
  CHECK(DecimalOf<R>(std::string_view("-0.0500")) == "-0.05");
  CHECK(DecimalOf<R>(std::string_view("1.5e2")) == "150.00");
  CHECK(DecimalOf<R>(std::string_view("12.505")) == kRange);
  CHECK(DecimalOf<R>(std::string_view("1000")) == kRange);
  CHECK(DecimalOf<R>(std::string_view("")) == kNoNumber);
  CHECK(DecimalOf<R>(std::string_view("12,5")) == kNoNumber);
}

TEST_CASE("decimal() of a float rounds its shortest text half up") {
  using R = Decimal<5, 2>;
  CHECK(DecimalOf<R>(0.1) == "0.10");
  CHECK(DecimalOf<R>(2.675) == "2.68");  // the double lies below 2.675; its text does not
  CHECK(DecimalOf<R>(-2.675) == "-2.68");
  CHECK(DecimalOf<R>(999.994) == "999.99");
  CHECK(DecimalOf<R>(999.995) == "decimal overflow");
  CHECK(DecimalOf<R>(0.005) == "0.01");
  CHECK(DecimalOf<R>(0.0049999) == "0.00");
  CHECK(DecimalOf<R>(-0.0) == "0.00");
  CHECK(DecimalOf<R>(1e-300) == "0.00");
  CHECK(DecimalOf<R>(5e-324) == "0.00");
  CHECK(DecimalOf<R>(1e300) == "decimal overflow");
  CHECK(DecimalOf<Decimal<38, 0>>(1e37) == "10000000000000000000000000000000000000");
  CHECK(DecimalOf<Decimal<38, 0>>(1e38) == "decimal overflow");
  CHECK(DecimalOf<Decimal<38, 38>>(1e-38) == "0.00000000000000000000000000000000000001");
  CHECK(DecimalOf<Decimal<38, 38>>(5e-39) == "0.00000000000000000000000000000000000001");
  CHECK(DecimalOf<Decimal<38, 38>>(4.9e-39) == "0.00000000000000000000000000000000000000");
}

TEST_CASE("float() is the nearest double") {
  CHECK(FloatOfText("1e400") == kRange);
  CHECK(FloatOfText("1e-400") == "0");
  CHECK(FloatOfText("-1e-400") == "-0");
  CHECK(FloatOfText("0.1") == "0.1");
  CHECK(FloatOfText(".5") == kNoNumber);
  CHECK(FloatOfText("inf") == kNoNumber);
  CHECK(FloatOfText("0x10") == kNoNumber);
  CHECK(FloatOf(Decimal<4, 2>{-599}) == -5.99);
  CHECK(FloatOf(Decimal<38, 38>{1}) == 1e-38);
  CHECK(FloatOf(Decimal<38, 0>::Max()) == 1e38);
  CHECK(FloatOf(INT64_MAX) == 0x1p63);
  // 2^53 + 1 lies between two doubles: to even.
  CHECK(FloatOf(Decimal<17, 1>{90071992547409930}) == 9007199254740992.0);
  // Against the text of the same decimal.
  std::mt19937_64 random(3);
  for (int i = 0; i < 20000; ++i) {
    const auto check = [](auto x) {
      char text[64];
      *WriteDecimal(text, x) = '\0';
      if (FloatOf(x) != std::strtod(text, nullptr)) FAIL(text);
    };
    const auto m = static_cast<std::int64_t>(random() % 1000000000000000000u) >> random() % 60;
    check(Decimal<18, 2>{m});
    check(Decimal<18, 18>{-m});
    check(Decimal<38, 30>{m >> 8});
    check(Decimal<38, 38>{m});
    check(Decimal<38, 30>{Int128{m} * static_cast<std::int64_t>(random() >> 4) % PowerOfTen(38)});
  }
}

TEST_CASE("floats round to whole numbers") {
  CHECK(RoundF(2.5) == 3.0);
  CHECK(RoundF(-2.5) == -3.0);
  CHECK(RoundF(0.49999999999999994) == 0.0);
  CHECK(RoundHalfEvenF(2.5) == 2.0);
  CHECK(RoundHalfEvenF(-3.5) == -4.0);
  CHECK(RoundHalfEvenF(2.5000000000000004) == 3.0);
  CHECK(FloorF(-0.5) == -1.0);
  CHECK(CeilF(-1.5) == -1.0);
  CHECK(AbsF(-1.5) == 1.5);
  CHECK(NegF(1.5) == -1.5);
}

TEST_CASE("the lesser and the greater of any ordered values") {
  CHECK(Min(Decimal<4, 2>{150}, Decimal<4, 2>{-150}).mantissa == -150);
  CHECK(Max(std::string_view("a"), std::string_view("b")) == "b");
  CHECK(Max(std::string_view("z"), std::string_view("\xc3\xa9")) == "\xc3\xa9");  // by code point
  CHECK(Min(false, true) == false);
  CHECK(Max(Timestamp{1}, Timestamp{2}) == Timestamp{2});
}

}  // namespace rulert
