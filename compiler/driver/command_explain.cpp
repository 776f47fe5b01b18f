#include <cstdio>
#include <memory>
#include <string>

#include "compiler/base/closest_name.h"
#include "compiler/diagnostics/codes.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"

namespace rulec::driver {
namespace {

int ExplainAll() {
  const std::string page = diagnostics::GenerateDiagnosticsPage();
  std::fwrite(page.data(), 1, page.size(), stdout);
  return kSuccess;
}

int Explain(const std::string& text) {
  const diagnostics::CodeInfo* info = diagnostics::FindCode(text);
  if (info == nullptr) {
    std::fprintf(stderr, "rulec: no diagnostic is called `%s`: codes look like R0301\n", text.c_str());
    return kUsage;
  }
  std::printf("%s %.*s: %.*s\n\n%.*s\n", diagnostics::CodeText(info->code).c_str(), static_cast<int>(info->name.size()),
              info->name.data(), static_cast<int>(info->summary.size()), info->summary.data(),
              static_cast<int>(info->explanation.size()), info->explanation.data());
  return kSuccess;
}

}  // namespace

void AddExplainCommand(CLI::App& app, int& exit_code) {
  auto code = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("explain", "Say what a diagnostic means and what to do about it");
  auto all = std::make_shared<bool>(false);
  CLI::Option* one = command->add_option("CODE", *code, "Code or name of a diagnostic, such as R0301");
  command->add_flag("--all", *all, "Every diagnostic, as the page docs/diagnostics.md")->excludes(one);
  command->footer("Example:\n  rulec explain R0301");
  command->callback([code, all, &exit_code] { exit_code = *all ? ExplainAll() : Explain(*code); });
}

}  // namespace rulec::driver
