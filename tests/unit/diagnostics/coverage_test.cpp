#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>

#include "compiler/base/files.h"
#include "compiler/diagnostics/codes.h"
#include "tests/support/catch.h"

using namespace rulec;
using diagnostics::Code;

namespace {

// Inputs too large for a golden, or without a file: tests/unit/parse/bad_input_test.cpp and the tests of the command
// line.
constexpr Code kShownElsewhere[] = {Code::kFileTooLarge,       Code::kExpressionTooLong, Code::kCannotReadFile,
                                    Code::kTableTooLarge,      Code::kNoSuchDecision,    Code::kDecisionInput,
                                    Code::kExplanationTooLong, Code::kCallsTooDeep};

std::string EveryExpectedReport() {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/golden")) {
    if (entry.path().filename() != "expected.stderr") continue;
    if (const auto text = base::ReadFile(entry.path())) all += *text;
  }
  return all;
}

}  // namespace

TEST_CASE("every diagnostic is shown by a golden case") {
  const std::string reports = EveryExpectedReport();
  for (const diagnostics::CodeInfo& info : diagnostics::AllCodes()) {
    if (std::find(std::begin(kShownElsewhere), std::end(kShownElsewhere), info.code) != std::end(kShownElsewhere))
      continue;
    CAPTURE(info.name);
    CHECK(reports.find("[" + diagnostics::CodeText(info.code) + " ") != std::string::npos);
  }
}
