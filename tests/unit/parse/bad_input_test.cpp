#include "tests/support/catch.h"
#include "tests/support/parsed.h"

using namespace rulec;
using diagnostics::Code;
using testing::Parsed;

namespace {

std::string Times(int n, std::string_view text) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

// One diagnostic of that code at that offset, and no tree.
void RefusedAt(const std::string& text, Code code, std::uint32_t offset) {
  CAPTURE(text.substr(0, 60));
  const Parsed parsed(text);
  CHECK_FALSE(parsed.module.has_value());
  REQUIRE(parsed.sink.diagnostics().size() == 1);
  const auto& d = parsed.sink.diagnostics()[0];
  CHECK(d.code == code);
  CHECK(d.span.begin == offset);
  CHECK(parsed.Report().size() < 2'000);
}

const std::string kFunction = "function f(a: int): int = ";

}  // namespace

TEST_CASE("bytes that are no text") {
  RefusedAt("record R { a: \xFF }", Code::kInvalidUtf8, 14);
  RefusedAt("record \xC3", Code::kInvalidUtf8, 7);
  RefusedAt(std::string("record R\0{ }", 12), Code::kControlCharacter, 8);
  RefusedAt("record R { }\r", Code::kControlCharacter, 12);
  RefusedAt("record R {\r a: int }", Code::kControlCharacter, 10);
  RefusedAt("// \x1B[31m\n", Code::kControlCharacter, 3);
  RefusedAt("// \xE2\x80\xAE\n", Code::kControlCharacter, 3);
  RefusedAt(std::string((4 << 20) + 1, ' '), Code::kFileTooLarge, 0);
}

TEST_CASE("files that say nothing are warned of") {
  for (const char* text : {"", " \n\t ", "\xEF\xBB\xBF", "// only a comment", "/* a */"}) {
    const Parsed parsed(text);
    CHECK(parsed.module.has_value());
    REQUIRE(parsed.sink.diagnostics().size() == 1);
    CHECK(parsed.sink.diagnostics()[0].code == Code::kEmptyFile);
  }
}

TEST_CASE("a byte order mark at the start is skipped, line ends may be CR LF") {
  const Parsed parsed("\xEF\xBB\xBFrecord R {\r\n  a: int\r\n}\r\n");
  CHECK(parsed.Ast() == "module\nrecord R\n  field a: int\n");
  CHECK(parsed.module->records[0].name.span.begin == 10);
}

TEST_CASE("a file of 4 MiB is read") {
  CHECK(Parsed("record R { }" + std::string((4 << 20) - 12, ' ')).module.has_value());
}

TEST_CASE("nesting has a limit, and far beyond it nothing breaks") {
  const auto offset = static_cast<std::uint32_t>(kFunction.size());
  CHECK(Parsed(kFunction + Times(250, "(") + "1" + Times(250, ")")).module.has_value());
  RefusedAt(kFunction + Times(251, "(") + "1" + Times(251, ")"), Code::kNestingTooDeep, offset + 250);
  RefusedAt(kFunction + Times(100'000, "("), Code::kNestingTooDeep, offset + 250);
  RefusedAt(kFunction + Times(100'000, "["), Code::kNestingTooDeep, offset + 250);
  RefusedAt(kFunction + Times(100'000, "{a:"), Code::kNestingTooDeep, offset + 250 * 3);
  RefusedAt(kFunction + Times(20'000, "\"{"), Code::kNestingTooDeep, offset + 250 * 2 + 1);
  CHECK(Parsed(kFunction + Times(250, "not ") + "a").module.has_value());
  RefusedAt(kFunction + Times(251, "not ") + "a", Code::kNestingTooDeep, offset);
  RefusedAt(kFunction + Times(251, "-") + "a", Code::kNestingTooDeep, offset);
  RefusedAt(kFunction + Times(300, "a ** ") + "a", Code::kNestingTooDeep, offset + 49 * 5);
  CHECK(Parsed(kFunction + Times(200, "if a then 1 else ") + "2").module.has_value());
  RefusedAt(kFunction + Times(100'000, "if a then 1 else ") + "2", Code::kNestingTooDeep, offset + 250 * 17 + 3);
  RefusedAt(kFunction + Times(100'000, "if "), Code::kNestingTooDeep, offset + 251 * 3);
  RefusedAt("record R { a: " + Times(100'000, "list<") + "int" + Times(100'000, ">") + " }", Code::kNestingTooDeep,
            14 + 252 * 5);
  const Parsed nots(kFunction + Times(100'000, "not ") + "a");
  CHECK(nots.sink.error_count() == 2);  // also longer than 100,000 code points
  CHECK_FALSE(nots.module.has_value());
}

TEST_CASE("look-ahead does not grow with the input") {
  CHECK(Parsed(kFunction + "a" + Times(200, "(b)")).module.has_value());
  CHECK_FALSE(Parsed(kFunction + "a" + Times(30'000, "(b)")).module.has_value());
  CHECK(Parsed(kFunction + "[" + Times(30'000, "1, ") + "1]").module.has_value());
  CHECK(Parsed("process P { on t as t { " + Times(2'000, "add [1] to c\n") + " } }").module.has_value());
  CHECK_FALSE(Parsed("experiment e on d by [" + Times(50'000, "not ") + "1] { a 50% }").sink.has_errors());
  CHECK(Parsed(kFunction + Times(240, "[") + "1" + Times(240, "]")).module.has_value());
}

TEST_CASE("endless repetition of one sign ends") {
  for (const char* sign :
       {"}", ")", "\"", "\"\n", "`", "'", "/*", "a ", "| ", "& ", "\\", ";", "{", "..", "5min ", "@", "///\n"}) {
    CAPTURE(sign);
    const Parsed parsed(Times(20'000, sign));
    CHECK(parsed.sink.error_count() <= 31);
    CHECK(parsed.sink.error_count() + parsed.sink.warning_count() >= 1);
  }
}
