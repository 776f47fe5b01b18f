#include "tests/bench/support/timed_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/bench/support/pairs.h"

extern char** environ;

namespace rulec::bench {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) Die(std::string("cannot open a pipe: ") + std::strerror(errno));
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close(read_end);
    if (write_end >= 0) close(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void CloseWriteEnd() {
    close(write_end);
    write_end = -1;
  }
};

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// Reads both to their ends.
void Collect(const Pipe& out, const Pipe& errors, double start, TimedProcess& process) {
  pollfd ends[2] = {{out.read_end, POLLIN, 0}, {errors.read_end, POLLIN, 0}};
  std::string* const texts[2] = {&process.output, &process.errors};
  char buffer[65536];
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR) Die(std::string("poll: ") + std::strerror(errno));
    for (int i = 0; i < 2; ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      const ssize_t count = read(ends[i].fd, buffer, sizeof buffer);
      if (count > 0) {
        if (i == 0 && process.output.empty()) process.first_byte_seconds = WallSeconds() - start;
        texts[i]->append(buffer, static_cast<std::size_t>(count));
      } else if (count == 0 || errno != EINTR) {
        ends[i].fd = -1;
      }
    }
  }
}

}  // namespace

TimedProcess RunTimed(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  Pipe out;
  Pipe errors;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.write_end, STDERR_FILENO);
  pid_t child = 0;
  const double start = WallSeconds();
  const int error = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) Die("cannot run `" + arguments[0] + "`: " + std::strerror(error));
  out.CloseWriteEnd();
  errors.CloseWriteEnd();

  TimedProcess process;
  Collect(out, errors, start, process);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) Die("cannot wait for `" + arguments[0] + "`: " + std::strerror(errno));
  }
  process.wall_seconds = WallSeconds() - start;
  process.cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  process.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return process;
}

TimedProcess RunOrDie(const std::vector<std::string>& arguments) {
  TimedProcess process = RunTimed(arguments);
  if (process.exit_code != 0) {
    Die("`" + arguments[0] + "` ended with " + std::to_string(process.exit_code) + ":\n" + process.output +
        process.errors);
  }
  return process;
}

void Die(const std::string& message) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, message.c_str());
  std::exit(1);
}

}  // namespace rulec::bench
