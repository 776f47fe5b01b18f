#include "compiler/driver/reporting.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

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
    if (const int failed = Answer(diagnostics::RenderJson(sink, sources)); failed != kSuccess) return failed;
  } else {
    const bool terminal = isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    const std::string text = diagnostics::RenderText(sink, sources, color == "always" || (color == "auto" && terminal));
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  return sink.has_errors() ? kFindings : kSuccess;
}

int ReportFailure(const base::Status& status) {
  std::fprintf(stderr, "rulec: %s\n", status.message.c_str());
  if (status.code == base::StatusCode::kUsage) return kUsage;
  return status.code == base::StatusCode::kBug ? kInternal : kInputOutput;
}

base::Result<void> WriteOut(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return {};
  return base::Failure(base::StatusCode::kIo, std::string("cannot write standard output: ") + std::strerror(errno));
}

int Answer(std::string_view text) {
  auto written = WriteOut(text);
  return written ? static_cast<int>(kSuccess) : ReportFailure(written.error());
}

void ReportUnreadable(const std::string& path, const base::Status& status, diagnostics::Sink& sink) {
  sink.Report({diagnostics::Code::kCannotReadFile, diagnostics::kNoPlace, status.message, {}, {}, {}, path});
}

}  // namespace rulec::driver
