#pragma once
// Another program with its time: wall clock, CPU of it and of the children it waited for, and when it wrote first.
#include <string>
#include <vector>

namespace rulec::bench {

struct TimedProcess {
  int exit_code = 0;  // 128 + signal if a signal ended it
  double wall_seconds = 0;
  double cpu_seconds = 0;
  double first_byte_seconds = 0;  // to the first byte of standard output; 0 if there was none
  std::string output;             // standard output
  std::string errors;             // standard error
};

/// Runs `arguments[0]`, looked up in PATH, with empty standard input, and waits for it. A program that cannot be run
/// ends the bench with a sentence.
TimedProcess RunTimed(const std::vector<std::string>& arguments);

/// The same, for steps that must work: another exit code than 0 ends the bench with what the program said.
TimedProcess RunOrDie(const std::vector<std::string>& arguments);

/// Prints `message` with the bench's name before it, and ends the process with 1; objects with static storage are
/// destroyed, so that what a bench has started is stopped.
[[noreturn]] void Die(const std::string& message);

}  // namespace rulec::bench
