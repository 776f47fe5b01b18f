// Numbers as JSON writes them.
#include "rulert/number_text.h"

#include <random>
#include <string>

#include "rulert/value_text.h"
#include "tests/support/catch.h"

namespace rulert {
namespace {

std::string ReadDecimal(const std::string& text, int precision, int scale) {
  Int128 mantissa = -1;
  const NumberError error = DecimalFromText(text, precision, scale, mantissa);
  if (error != NumberError::kNone) return Message(error);
  char buffer[kDecimalChars];
  return std::string(buffer, WriteDecimal(buffer, mantissa, scale));
}

std::string ReadInt(const std::string& text) {
  std::int64_t value = -1;
  const NumberError error = IntFromText(text, value);
  return error == NumberError::kNone ? std::to_string(value) : Message(error);
}

std::string ReadDouble(const std::string& text) {
  double value = -1;
  const NumberError error = DoubleFromText(text, value);
  if (error != NumberError::kNone) return Message(error);
  char buffer[kDoubleChars];
  return std::string(buffer, WriteDouble(buffer, value));
}

const char* const kSyntax = "not a number";
const char* const kRange = "number out of range";
const char* const kScale = "too many digits after the point";

}  // namespace

TEST_CASE("only JSON numbers are numbers") {
  for (const char* text : {"",   "-",  "+1",  "01",       "-01", "1.",  ".5",  "1.e5", "1e",    "1e+",     "1.5.5",
                           " 1", "1 ", "NaN", "Infinity", "0x1", "1_0", "1,5", "--1",  "1e5.0", "\xd9\xa1"}) {
    INFO(text);
    CHECK(ReadInt(text) == kSyntax);
    CHECK(ReadDecimal(text, 38, 10) == kSyntax);
    CHECK(ReadDouble(text) == kSyntax);
  }
}

TEST_CASE("ints are any spelling of an integral value of 64 bits") {
  CHECK(ReadInt("0") == "0");
  CHECK(ReadInt("-0") == "0");
  CHECK(ReadInt("5.0") == "5");
  CHECK(ReadInt("5.000000000000000000000000000000000000000000000000") == "5");
  CHECK(ReadInt("1e3") == "1000");
  CHECK(ReadInt("1.5E1") == "15");
  CHECK(ReadInt("1500e-2") == "15");
  CHECK(ReadInt("9223372036854775807") == "9223372036854775807");
  CHECK(ReadInt("-9223372036854775808") == "-9223372036854775808");
  CHECK(ReadInt("9223372036854775808") == kRange);
  CHECK(ReadInt("-9223372036854775809") == kRange);
  CHECK(ReadInt("1e19") == kRange);
  CHECK(ReadInt("5.5") == kScale);
  CHECK(ReadInt("1e-1") == kScale);
  CHECK(ReadInt("0e999999999999999999999") == "0");
  CHECK(ReadInt("1e999999999999999999999") == kRange);
  CHECK(ReadInt("1e-999999999999999999999") == kScale);
  CHECK(ReadInt(std::string(400, '9')) == kRange);
  CHECK(ReadInt("0." + std::string(400, '0')) == "0");
}

TEST_CASE("decimals take zeros past the scale and no other excess digit") {
  CHECK(ReadDecimal("1.50", 3, 1) == "1.5");
  CHECK(ReadDecimal("1.55", 3, 1) == kScale);
  CHECK(ReadDecimal("1.5", 5, 3) == "1.500");
  CHECK(ReadDecimal("-1.5E-1", 5, 2) == "-0.15");
  CHECK(ReadDecimal("1.5E-2", 5, 2) == kScale);
  CHECK(ReadDecimal("999.99", 5, 2) == "999.99");
  CHECK(ReadDecimal("1000", 5, 2) == kRange);
  CHECK(ReadDecimal("1000.00", 5, 2) == kRange);
  CHECK(ReadDecimal("1e2", 5, 2) == "100.00");
  CHECK(ReadDecimal("1e3", 5, 2) == kRange);
  CHECK(ReadDecimal("0.00000", 1, 0) == "0");
  CHECK(ReadDecimal("-0", 1, 0) == "0");
  CHECK(ReadDecimal("0.001e3", 1, 0) == "1");
  CHECK(ReadDecimal("123456e-3", 6, 3) == "123.456");
  CHECK(ReadDecimal(std::string(38, '9'), 38, 0) == std::string(38, '9'));
  CHECK(ReadDecimal("1" + std::string(38, '0'), 38, 0) == kRange);
  CHECK(ReadDecimal("0." + std::string(38, '9'), 38, 38) == "0." + std::string(38, '9'));
  CHECK(ReadDecimal("0." + std::string(38, '9') + "0", 38, 38) == "0." + std::string(38, '9'));
  CHECK(ReadDecimal("0." + std::string(38, '9') + "1", 38, 38) == kScale);
  CHECK(ReadDecimal(std::string(400, '1'), 38, 0) == kRange);
  CHECK(ReadDecimal("1e-2000000000", 38, 38) == kScale);
  CHECK(ReadDecimal("0." + std::string(400, '0') + "1e401", 38, 0) == "1");
}

TEST_CASE("floats are rounded, and refused beyond the largest double") {
  CHECK(ReadDouble("0.1") == "0.1");
  CHECK(ReadDouble("1e308") == "1e+308");
  CHECK(ReadDouble("1.8e308") == kRange);
  CHECK(ReadDouble("-1e309") == kRange);
  CHECK(ReadDouble("1e-320") == "1e-320");
  CHECK(ReadDouble("1e-500") == "0");
  CHECK(ReadDouble("0e500") == "0");
  CHECK(ReadDouble(std::string(400, '9')) == kRange);
  CHECK(ReadDouble(std::string(300, '9')) == "1e+300");
  CHECK(ReadDouble("0." + std::string(400, '0') + "1") == "0");
  CHECK(ReadDouble("0." + std::string(400, '3')) == "0.3333333333333333");
  CHECK(ReadDouble("9007199254740993") == "9007199254740992");
  CHECK(ReadDouble("9007199254740993.0000000000000000000000000000001") == "9007199254740994");
}

TEST_CASE("what is written reads back") {
  std::mt19937_64 random(2);
  for (int i = 0; i < 50000; ++i) {
    const int precision = 1 + static_cast<int>(random() % 38);
    const int scale = static_cast<int>(random() % static_cast<unsigned>(precision + 1));
    Int128 m = (static_cast<Int128>(random()) << 63 | static_cast<std::int64_t>(random() >> 1)) % PowerOfTen(precision);
    if (random() % 2 == 0) m = -m;
    char buffer[kDecimalChars];
    const std::string text(buffer, WriteDecimal(buffer, m, scale));
    Int128 back = -1;
    if (DecimalFromText(text, precision, scale, back) != NumberError::kNone || back != m) FAIL(text);
    const auto n = static_cast<std::int64_t>(random()) >> random() % 64;
    std::int64_t read = -1;
    if (IntFromText(std::to_string(n), read) != NumberError::kNone || read != n) FAIL(n);
  }
  SUCCEED();
}

}  // namespace rulert
