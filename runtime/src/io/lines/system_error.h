#pragma once
// Failures of system calls as Status.
#include <cerrno>
#include <string>
#include <system_error>

#include "runtime/src/io/status.h"

namespace rulert::io {

/// `what`: "cannot open events.jsonl".
inline Status SystemFailure(const std::string& what, int number = errno) {
  StatusCode code = StatusCode::kIo;
  switch (number) {
    case ENOENT:
      code = StatusCode::kNotFound;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = StatusCode::kPermission;
      break;
    case EISDIR:
      code = StatusCode::kIsDirectory;
      break;
    case EPIPE:
      code = StatusCode::kClosed;
      break;
    default:
      break;
  }
  return {code, what + ": " + std::generic_category().message(number)};
}

}  // namespace rulert::io
