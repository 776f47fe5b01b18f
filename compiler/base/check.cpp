#include "compiler/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace rulec::base {

void CheckFailed(const char* file, int line, const char* condition, const char* message) {
  std::fprintf(stderr, "rulec: internal error: %s (%s) at %s:%d\n", message, condition, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace rulec::base
