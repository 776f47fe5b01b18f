#pragma once
// For bugs of rulert or of its caller: says what does not hold and where, and ends the process.
#include <cstdio>
#include <cstdlib>

namespace rulert::detail {

[[noreturn, gnu::cold, gnu::noinline]] inline void CheckFailed(const char* file, int line,
                                                               const char* message) noexcept {
  std::fprintf(stderr, "rulert: %s:%d: %s\n", file, line, message);
  std::abort();
}

}  // namespace rulert::detail

#define RULERT_CHECK(cond, message)                               \
  do {                                                            \
    if (!(cond)) [[unlikely]]                                     \
      ::rulert::detail::CheckFailed(__FILE__, __LINE__, message); \
  } while (false)
