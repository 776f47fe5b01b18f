#pragma once

namespace rulec::driver {

/// What rulec answers to the shell.
enum ExitCode : int {
  kSuccess = 0,
  kFindings = 1,    // mistakes in rules, files that are not formatted
  kUsage = 2,       // the command line
  kInternal = 3,    // a bug of rulec
  kInputOutput = 4  // files, compilers, the system
};

}  // namespace rulec::driver
