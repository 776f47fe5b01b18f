#include "compiler/driver/reporting.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/exit_code.h"

namespace rulec::driver {

void Reporting::AddOptions(CLI::App& command) {
  command.add_option("--diagnostics", format, "How findings are written: text (stderr) or json (lines on stdout)")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command.add_option("--color", color, "Colours in text: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
}

int Reporting::Report(const diagnostics::Sink& sink, const base::SourceSet& sources) const {
  if (format == "json") {
    const std::string text = diagnostics::RenderJson(sink, sources);
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    const bool terminal = isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    const std::string text = diagnostics::RenderText(sink, sources, color == "always" || (color == "auto" && terminal));
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  return sink.has_errors() ? kFindings : kSuccess;
}

int ReportFailure(const base::Status& status) {
  std::fprintf(stderr, "rulec: %s\n", status.message.c_str());
  return kInputOutput;
}

}  // namespace rulec::driver
