#pragma once
// Diagnostics and failures on their way to the user's terminal.
#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "compiler/base/source.h"
#include "compiler/base/status.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::driver {

/// `--diagnostics` and `--color`, which every command that reads rules has.
struct Reporting {
  std::string format = "text";  // text, json
  std::string color = "auto";   // auto (a terminal without NO_COLOR), always, never

  void AddOptions(CLI::App& command);
  /// Writes what the sink holds: text to stderr, JSON Lines to stdout. Gives kFindings if it holds an error, else
  /// kSuccess; kInputOutput if it cannot be written.
  int Report(const diagnostics::Sink& sink, const base::SourceSet& sources) const;
};

/// Writes `rulec: message` to stderr and gives the exit code: kUsage or kInternal where the status says so, else
/// kInputOutput.
int ReportFailure(const base::Status& status);

/// Writes to standard output, at once.
base::Result<void> WriteOut(std::string_view text);
/// The same as the whole answer of a command: a failure is reported; gives the exit code.
int Answer(std::string_view text);

/// A file of rules that cannot be read is a finding like others, so that tools see it too.
void ReportUnreadable(const std::string& path, const base::Status& status, diagnostics::Sink& sink);

}  // namespace rulec::driver
