#include "compiler/base/utf8.h"

#include "tests/support/catch.h"

using namespace rulec::base;

TEST_CASE("only UTF-8 as RFC 3629 has it is valid") {
  CHECK_FALSE(FindInvalidUtf8("plain"));
  CHECK_FALSE(FindInvalidUtf8("\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF"));
  CHECK(FindInvalidUtf8("ab\x80") == 2u);
  CHECK(FindInvalidUtf8("a\xC3") == 1u);
  CHECK(FindInvalidUtf8("\xC0\xAF") == 0u);
  CHECK(FindInvalidUtf8("\xE0\x80\xAF") == 0u);
  CHECK(FindInvalidUtf8("\xED\xA0\x80") == 0u);
  CHECK(FindInvalidUtf8("\xF4\x90\x80\x80") == 0u);
  CHECK(FindInvalidUtf8("\xF0\x80\x80\x80") == 0u);
  CHECK(FindInvalidUtf8("x\xFF") == 1u);
}

TEST_CASE("code points are decoded, counted and written again") {
  const std::string text = "a\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80";
  CHECK(CountCodePoints(text) == 4);
  std::string again;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    AppendUtf8(again, point.value);
    at += point.length;
  }
  CHECK(again == text);
  CHECK(DecodeUtf8("\xFF", 0).value == 0xFFFD);
  CHECK(DecodeUtf8("\xFF", 0).length == 1);
}

TEST_CASE("a cut falls between characters") {
  CHECK(CutUtf8("abc", 3) == "abc");
  CHECK(CutUtf8("abc", 2) == "ab");
  CHECK(CutUtf8("a\u6F22b", 4) == "a\u6F22");
  CHECK(CutUtf8("a\u6F22b", 3) == "a");
  CHECK(CutUtf8("\u6F22", 2).empty());
}

TEST_CASE("wide characters take two columns, marks none") {
  CHECK(DisplayWidth(U'a') == 1);
  CHECK(DisplayWidth(U'\u6F22') == 2);
  CHECK(DisplayWidth(U'\U0001F600') == 2);
  CHECK(DisplayWidth(U'\u0301') == 0);
  CHECK(DisplayWidth(U'\u00E9') == 1);
  CHECK(DisplayWidth(0x07) == 0);
}

TEST_CASE("what is hidden is shown by its escape") {
  const std::string text = "a\x1b[31m\x07\u009B\u202E\uFEFF\U000E0001\xFFz\n";
  CHECK(EscapeHidden(text, EscapeStyle::kRules) ==
        "a\\u{1b}[31m\\u{7}\\u{9b}\\u{202e}\\u{feff}\\u{e0001}\uFFFDz\\u{a}");
  CHECK(EscapeHidden(text, EscapeStyle::kJson) ==
        "a\\u001b[31m\\u0007\\u009b\\u202e\\ufeff\\udb40\\udc01\uFFFDz\\u000a");
  CHECK(EscapeHidden("é€\U0001F600", EscapeStyle::kJson) == "é€\U0001F600");
}
