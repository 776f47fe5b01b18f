#pragma once
// RULEC_CHECK(condition, "what must hold"): a false condition is a bug of the compiler, never a mistake of its user.
// Prints file, line, condition and message to stderr and aborts. Checked in every build type.

namespace rulec::base {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition, const char* message);

}  // namespace rulec::base

#define RULEC_CHECK(condition, message)                                    \
  do {                                                                     \
    if (!(condition)) [[unlikely]] {                                       \
      ::rulec::base::CheckFailed(__FILE__, __LINE__, #condition, message); \
    }                                                                      \
  } while (false)
