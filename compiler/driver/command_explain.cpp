#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/closest_name.h"
#include "compiler/diagnostics/codes.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/reporting.h"

namespace rulec::driver {
namespace {

int ExplainAll() { return Answer(diagnostics::GenerateDiagnosticsPage()); }

/// What may have been meant.
std::string Near(const std::string& text) {
  std::vector<std::string> codes;
  for (const diagnostics::CodeInfo& info : diagnostics::AllCodes()) {
    codes.push_back(diagnostics::CodeText(info.code));
    codes.emplace_back(info.name);
  }
  const std::vector<std::string_view> names(codes.begin(), codes.end());
  const auto near = base::ClosestName(text, names);
  return near ? "did you mean `" + std::string(*near) + "`?" : "codes look like R0301";
}

int Explain(const std::string& text) {
  const diagnostics::CodeInfo* info = diagnostics::FindCode(text);
  if (info == nullptr) {
    return ReportFailure({base::StatusCode::kUsage, "no diagnostic is called `" + text + "`: " + Near(text)});
  }
  std::string page = diagnostics::CodeText(info->code) + " " + std::string(info->name) + ": ";
  return Answer(page.append(info->summary).append("\n\n").append(info->explanation).append("\n"));
}

}  // namespace

void AddExplainCommand(CLI::App& app, int& exit_code) {
  auto code = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("explain", "Say what a diagnostic means and what to do about it");
  auto all = std::make_shared<bool>(false);
  CLI::Option* one = command->add_option("CODE", *code, "Code or name of a diagnostic, such as R0301");
  command->add_flag("--all", *all, "Every diagnostic, as the page docs/diagnostics.md")->excludes(one);
  command->require_option(1);
  command->footer("Example:\n  rulec explain R0301");
  command->callback([code, all, &exit_code] { exit_code = *all ? ExplainAll() : Explain(*code); });
}

}  // namespace rulec::driver
