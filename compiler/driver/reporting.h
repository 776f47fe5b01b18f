#pragma once
// Diagnostics and failures on their way to the user's terminal.
#include <CLI/CLI.hpp>
#include <string>

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
  /// kSuccess.
  int Report(const diagnostics::Sink& sink, const base::SourceSet& sources) const;
};

/// Writes `rulec: message` to stderr and gives kInputOutput.
int ReportFailure(const base::Status& status);

}  // namespace rulec::driver
