#pragma once
// `ruled run`: one module behind what its configuration binds it to, until a signal or the end of input.
#include <cstdint>
#include <optional>
#include <string>

namespace rulert::host {

struct RunOptions {
  std::string config;                    // path of ruled.yaml
  std::string module;                    // empty: as the configuration says
  std::optional<std::uint32_t> workers;  // over the configuration's
  bool until_end = false;
};

/// Findings go to standard error, the rest to the log. Returns the exit code. SIGTERM and SIGINT drain; a second one
/// gives up waiting. To be called once, before any other thread is started.
int RunJob(const RunOptions& options);

}  // namespace rulert::host
