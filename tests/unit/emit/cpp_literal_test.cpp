#include "compiler/emit/cpp_literal.h"

#include <cfloat>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include "tests/support/catch.h"

using namespace rulec::emit;

namespace {

/// Reads a literal as a C++ compiler does; fails the test on anything that it would refuse.
std::string Unquote(const std::string& literal) {
  REQUIRE(literal.size() >= 2);
  REQUIRE(literal.front() == '"');
  REQUIRE(literal.back() == '"');
  std::string out;
  for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
    const char c = literal[i];
    REQUIRE((c >= ' ' && c <= '~'));
    REQUIRE(c != '"');
    if (c != '\\') {
      REQUIRE(c != '?');
      out += c;
      continue;
    }
    const char next = literal[++i];
    if (next == 'n' || next == '"' || next == '\\') {
      out += next == 'n' ? '\n' : next;
      continue;
    }
    int value = 0;
    for (int digit = 0; digit < 3; ++digit, ++i) {
      REQUIRE((literal[i] >= '0' && literal[i] <= '7'));
      value = value * 8 + (literal[i] - '0');
    }
    --i;
    out += static_cast<char>(value);
  }
  return out;
}

}  // namespace

TEST_CASE("string literals read back as they were, whatever the bytes") {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (auto length = random() % 20; length > 0; --length) text += static_cast<char>(random() % 256);
    CHECK(Unquote(CppStringLiteral(text)) == text);
  }
  for (const std::string text : {"\"", "\\", "\\\"", "\n", "?\?/", "\\\n", "a\\", ")\"",
                                 "\x01"
                                 "1",
                                 "\xE2\x80\xAE", "\"; abort(); \""}) {
    CHECK(Unquote(CppStringLiteral(text)) == text);
  }
}

TEST_CASE("views keep their NULs") {
  CHECK(CppStringView("ab") == "std::string_view(\"ab\")");
  CHECK(CppStringView(std::string("a\0b", 3)) == "std::string_view(\"a\\000b\", 3)");
}

TEST_CASE("integers") {
  CHECK(CppInteger(0) == "0");
  CHECK(CppInteger(9999) == "9999");
  CHECK(CppInteger(3'600'000'000) == "3'600'000'000");
  CHECK(CppInteger(-12345) == "-12'345");
  CHECK(CppInteger(std::numeric_limits<std::int64_t>::max()) == "9'223'372'036'854'775'807");
  CHECK(CppInteger(std::numeric_limits<std::int64_t>::min()) == "INT64_MIN");
  CHECK(CppInteger(rulec::base::Int128{std::numeric_limits<std::int64_t>::max()} + 1) ==
        "(::rulert::Int128{9} * 1'000'000'000'000'000'000 + 223'372'036'854'775'808)");
}

TEST_CASE("floats read back exactly") {
  std::mt19937_64 random(5);
  for (const double value : {0.0, 1.0, 0.1, 1e300, 5e-324, DBL_MAX, -2.5, 1e22, 123456789.0}) {
    CHECK(std::strtod(CppFloat(value).c_str(), nullptr) == value);
  }
  for (int i = 0; i < 1000; ++i) {
    const double value = static_cast<double>(random()) / static_cast<double>(random() | 1);
    const std::string text = CppFloat(value);
    CHECK(std::strtod(text.c_str(), nullptr) == value);
    CHECK(text.find_first_of(".e") != std::string::npos);  // not an int
  }
}
