#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/reporting.h"

namespace rulec::driver {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  Reporting reporting;
};

int Check(const CheckOptions& options) {
  int exit_code = 0;
  for (const std::string& file : options.files) {
    const Compilation compilation = Compile(file, Stage::kCheck, Findings::kReported, Trees::kLeftOut);
    options.reporting.Report(compilation.sink, compilation.sources);
    exit_code = std::max(exit_code, ExitCodeOf(compilation));
  }
  return exit_code;
}

}  // namespace

void AddCheckCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Find mistakes in rules without building them");
  command->add_option("FILE", options->files, "Rules to check; - is standard input")->required();
  options->reporting.AddOptions(*command);
  command->footer(
      "Examples:\n  rulec check fraud.rules\n  rulec check --diagnostics=json rules/*.rules\n"
      "What a code means: rulec explain R0301");
  command->callback([options, &exit_code] { exit_code = Check(*options); });
}

}  // namespace rulec::driver
