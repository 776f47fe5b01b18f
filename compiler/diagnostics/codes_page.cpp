#include <fmt/format.h>

#include "compiler/diagnostics/codes.h"

namespace rulec::diagnostics {
namespace {

constexpr std::string_view kChapters[] = {"",         "Syntax",           "Names",
                                          "Types",    "Time and windows", "State",
                                          "Patterns", "Schemas",          "Limits, and what is not built yet",
                                          "Warnings"};

}  // namespace

std::string GenerateDiagnosticsPage() {
  std::string page =
      "# Diagnostics\n\n"
      "Generated from `compiler/diagnostics/codes.def`; edit that file, not this one.\n\n"
      "Every finding of `rulec` carries a code. Codes are never renumbered and never reused.\n";
  std::size_t chapter = 0;
  for (const CodeInfo& info : AllCodes()) {
    const std::size_t its_chapter = static_cast<std::size_t>(info.code) / 100;
    if (its_chapter != chapter && its_chapter < std::size(kChapters)) {
      chapter = its_chapter;
      page += fmt::format("\n## {}\n", kChapters[chapter]);
    }
    const std::string_view kind = info.severity == Severity::kWarning ? "Warning: "
                                  : info.severity == Severity::kNote  ? "Note: "
                                                                      : "";
    page += fmt::format("\n### {} {}\n\n{}{}.\n\n{}\n", CodeText(info.code), info.name, kind, info.summary,
                        info.explanation);
  }
  return page;
}

}  // namespace rulec::diagnostics
