#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/reporting.h"
#include "compiler/parse/format.h"

namespace rulec::driver {
namespace {

struct FmtOptions {
  std::vector<std::string> files;
  bool check = false;
  Reporting reporting;
};

int FormatOne(const std::string& path, const FmtOptions& options) {
  const bool standard_input = path == "-";
  base::SourceSet sources;
  diagnostics::Sink sink;
  auto text = base::ReadFile(standard_input ? "/dev/stdin" : path);
  if (!text) {
    ReportUnreadable(path, text.error(), sink);
    options.reporting.Report(sink, sources);
    return kInputOutput;
  }
  const base::SourceFile& file = sources.Add(standard_input ? "<stdin>" : path, std::move(*text));
  const std::optional<std::string> formatted = parse::Format(file, sink);
  if (!formatted) return options.reporting.Report(sink, sources);
  if (options.check) {
    if (*formatted == file.text()) return kSuccess;
    std::fprintf(stderr, "%s: not formatted (`rulec fmt %s` formats it)\n", path.c_str(), path.c_str());
    return kFindings;
  }
  if (standard_input) return Answer(*formatted);
  auto written = base::WriteIfChanged(path, *formatted);
  return written ? static_cast<int>(kSuccess) : ReportFailure(written.error());
}

int Format(const FmtOptions& options) {
  int exit_code = kSuccess;
  for (const std::string& file : options.files) exit_code = std::max(exit_code, FormatOne(file, options));
  return exit_code;
}

}  // namespace

void AddFmtCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<FmtOptions>();
  CLI::App* command = app.add_subcommand("fmt", "Format rules in place");
  command->add_option("FILE", options->files, "Rules to format; - reads standard input and writes standard output")
      ->required();
  command->add_flag("--check", options->check, "Write nothing; exit 1 if a file is not formatted");
  options->reporting.AddOptions(*command);
  command->footer("Examples:\n  rulec fmt fraud.rules\n  rulec fmt --check rules/*.rules");
  command->callback([options, &exit_code] { exit_code = Format(*options); });
}

}  // namespace rulec::driver
