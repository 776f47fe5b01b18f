#pragma once
// What ruled tells its caller; equal to rulec's.

namespace rulert::host {

enum ExitCode : int {
  kExitOk = 0,
  kExitUsage = 2,     // the command line or the configuration is wrong
  kExitInternal = 3,  // a bug
  kExitIo = 4,        // a file, module, port or service could not be used
};

}  // namespace rulert::host
