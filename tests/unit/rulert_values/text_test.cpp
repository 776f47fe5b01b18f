// Built-ins on strings.
#include "rulert/text.h"

#include <string>

#include "rulert/string_convert.h"
#include "tests/support/catch.h"

namespace rulert {

TEST_CASE("length counts code points") {
  CHECK(Length("") == 0);
  CHECK(Length("abc") == 3);
  CHECK(Length("caf\xc3\xa9") == 4);
  CHECK(Length("\xe2\x82\xac\xf0\x9f\x98\x80") == 2);
}

TEST_CASE("parts of strings") {
  CHECK(Contains("payment", "yme"));
  CHECK(Contains("payment", ""));
  CHECK_FALSE(Contains("payment", "x"));
  CHECK_FALSE(Contains("", "x"));
  CHECK(StartsWith("payment", "pay"));
  CHECK_FALSE(StartsWith("pay", "payment"));
  CHECK(EndsWith("payment", "ment"));
  CHECK_FALSE(EndsWith("payment", "men"));
}

TEST_CASE("case follows Unicode's simple mapping") {
  Scratch scratch;
  const auto lower = [&](std::string_view text) { return std::string(Lower(scratch, text)); };
  const auto upper = [&](std::string_view text) { return std::string(Upper(scratch, text)); };
  CHECK(lower("MIXED Case 42 [\\]^_`{|}~@") == "mixed case 42 [\\]^_`{|}~@");
  CHECK(upper("MIXED Case 42 [\\]^_`{|}~@") == "MIXED CASE 42 [\\]^_`{|}~@");
  CHECK(lower("M\xc3\x9cLLER \xc3\x89") == "m\xc3\xbcller \xc3\xa9");
  CHECK(upper("m\xc3\xbcller") == "M\xc3\x9cLLER");
  CHECK(upper("\xc3\xbf") == "\xc5\xb8");  // y with diaeresis leaves Latin-1
  CHECK(upper("stra\xc3\x9f"
              "e") ==
        "STRA\xc3\x9f"
        "E");                                              // no special casing
  CHECK(lower("\xce\xa3\xce\xa3") == "\xcf\x83\xcf\x83");  // also not for the last sigma
  CHECK(lower("\xd0\x96\xd0\x81") == "\xd0\xb6\xd1\x91");  // Cyrillic
  CHECK(upper("\xe1\xbe\xb3") == "\xe1\xbe\xbc");          // alpha with iota
  CHECK(lower("\xc4\xb0") == "i");                         // shrinks
  CHECK(upper("\xc9\x90") == "\xe2\xb1\xaf");              // grows
  CHECK(lower("\xe2\x84\xaa") == "k");                     // Kelvin
  CHECK(lower("\xf0\x90\x90\x80") == "\xf0\x90\x90\xa8");  // Deseret
  CHECK(upper("\xe6\x97\xa5\xe6\x9c\xac") == "\xe6\x97\xa5\xe6\x9c\xac");
  std::string growing;
  std::string grown;
  for (int i = 0; i < 1000; ++i) {
    growing += "\xc9\x90";
    grown += "\xe2\xb1\xaf";
  }
  CHECK(upper(growing) == grown);
}

TEST_CASE("case leaves bytes that are not UTF-8 alone") {
  Scratch scratch;
  CHECK(Lower(scratch,
              "A\xff"
              "B\xc3") ==
        "a\xff"
        "b\xc3");
  CHECK(Lower(scratch, "A\xe2\x82") == "a\xe2\x82");
  CHECK(Length("\xff\xc3") == 2);
}

TEST_CASE("a text that stays the same is not copied") {
  Scratch scratch;
  const std::string_view text = "already lower 1";
  CHECK(Lower(scratch, text).data() == text.data());
  CHECK(scratch.reserved() == 0);
}

TEST_CASE("every mapping of the tables is applied, and nothing else") {
  Scratch scratch;
  const auto in_ranges = [](const auto& ranges, std::uint32_t c) -> std::uint32_t {
    for (const CaseRange& r : ranges) {
      if (c >= r.first && c <= r.last && (c - r.first) % r.step == 0) {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(c) + r.delta);
      }
    }
    return c;
  };
  for (std::uint32_t c = 0x80; c < 0x1f000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    char text[4];
    char expected[4];
    const std::string_view view(text, static_cast<std::size_t>(detail::WriteCodePoint(text, c) - text));
    const auto mapped = [&](std::uint32_t to) {
      return std::string_view(expected, static_cast<std::size_t>(detail::WriteCodePoint(expected, to) - expected));
    };
    if (Lower(scratch, view) != mapped(in_ranges(kLowerRanges, c))) FAIL("lower " << c);
    if (Upper(scratch, view) != mapped(in_ranges(kUpperRanges, c))) FAIL("upper " << c);
    scratch.Reset();
  }
  SUCCEED();
}

TEST_CASE("trim takes Unicode's white space off both ends") {
  CHECK(Trim("  a b \t\r\n") == "a b");
  CHECK(Trim("\xc2\xa0\xe3\x80\x80x\xe2\x80\xa8") == "x");
  CHECK(Trim(" \t ") == "");
  CHECK(Trim("") == "");
  CHECK(Trim("\xe2\x80\x8b"
             "x") ==
        "\xe2\x80\x8b"
        "x");  // zero width space is none
  CHECK(Trim(" \xc3\xa9 ") == "\xc3\xa9");
  CHECK(Trim(" \xa0") == "\xa0");
  CHECK(Trim("x \x80") == "x \x80");
}

TEST_CASE("strings join in one allocation") {
  Scratch scratch;
  CHECK(Join(scratch, "a", std::string_view("b"), "") == "ab");
  CHECK(Join(scratch, "", "") == "");
}

TEST_CASE("string() of every scalar") {
  Scratch s;
  CHECK(StringOf(s, INT64_MIN) == "-9223372036854775808");
  CHECK(StringOf(s, 0.1) == "0.1");
  CHECK(StringOf(s, 1e22) == "1e+22");
  CHECK(StringOf(s, -1.7976931348623157e308) == "-1.7976931348623157e+308");
  CHECK(StringOf(s, 5e-324) == "5e-324");
  CHECK(StringOf(s, -2.2250738585072014e-308) == "-2.2250738585072014e-308");
  CHECK(StringOf(s, true) == "true");
  CHECK(StringOf(s, Decimal<12, 2>{-5}) == "-0.05");
  CHECK(StringOf(s, Timestamp{0}) == "1970-01-01T00:00:00Z");
  CHECK(StringOf(s, Date{-1}) == "1969-12-31");
  CHECK(StringOf(s, Duration{5400 * kMicrosPerSecond}) == "1h30m");
  CHECK(StringOf(s, std::string_view("text")) == "text");
  constexpr Text kNames[] = {std::string_view("low"), std::string_view("high")};
  enum class Level : std::uint32_t { kLow, kHigh };
  CHECK(EnumText(kNames, Level::kHigh) == "high");
}

}  // namespace rulert
