#include "compiler/diagnostics/codes.h"

#include <set>

#include "compiler/base/files.h"
#include "compiler/diagnostics/sink.h"
#include "tests/support/catch.h"

using namespace rulec::diagnostics;

TEST_CASE("every code has a name of its own, a summary and an explanation") {
  std::set<std::string_view> names;
  for (const CodeInfo& info : AllCodes()) {
    CAPTURE(info.name);
    CHECK(names.insert(info.name).second);
    CHECK_FALSE(info.summary.empty());
    CHECK_FALSE(info.summary.ends_with('.'));
    CHECK(info.explanation.ends_with('.'));
    CHECK((static_cast<int>(info.code) / 100 == 9) == (info.severity != Severity::kError));
    CHECK(FindCode(CodeText(info.code)) == &info);
    CHECK(FindCode(info.name) == &info);
  }
  CHECK(FindCode("R0000") == nullptr);
}

TEST_CASE("the page of diagnostics lists every code under its chapter") {
  const std::string page = GenerateDiagnosticsPage();
  std::size_t at = 0;
  for (const CodeInfo& info : AllCodes()) {
    CAPTURE(info.name);
    const std::size_t found = page.find("### " + CodeText(info.code) + " " + std::string(info.name));
    REQUIRE(found != std::string::npos);
    CHECK(found > at);
    at = found;
  }
  CHECK(page.find("\n## Syntax\n") < page.find("### R0101"));
}

TEST_CASE("a sink keeps one report of one mistake and counts what it does not keep") {
  Sink sink(3);
  sink.Report(Code::kUnexpectedToken, {0, 1, 2}, "a");
  sink.Report(Code::kUnexpectedToken, {0, 1, 2}, "a").Hint("lost");
  sink.Report(Code::kUnexpectedToken, {0, 1, 2}, "b");
  sink.Report(Code::kEmptyFile, {0, 0, 0}, "w").Hint("kept");
  sink.Report(Code::kUnexpectedToken, {0, 5, 6}, "c");
  CHECK(sink.error_count() == 3);
  CHECK(sink.error_reports() == 4);
  CHECK(sink.warning_count() == 1);
  CHECK(sink.dropped_count() == 1);
  REQUIRE(sink.diagnostics().size() == 3);
  CHECK(sink.diagnostics()[0].hints.empty());
  sink.SortByPlace();
  CHECK(sink.diagnostics()[0].message == "w");
  CHECK(sink.diagnostics()[0].hints == std::vector<std::string>{"kept"});
}
