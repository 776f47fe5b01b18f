#pragma once
// Other programs, run without a shell.
#include <string>
#include <vector>

#include "compiler/base/status.h"

namespace rulec::driver {

struct ProcessResult {
  int exit_code = 0;   // 128 + signal if a signal ended it
  std::string output;  // stdout and stderr together
};

/// Runs `arguments[0]`, looked up in PATH, and waits for it. Its standard input is empty. Thread-safe.
[[nodiscard]] base::Result<ProcessResult> RunProcess(const std::vector<std::string>& arguments);

/// Absolute path of a program in PATH; empty if there is none.
std::string FindProgram(const std::string& name);

}  // namespace rulec::driver
