// ruled as a process: exit codes, files in and out, the admin server, signals.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t Lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// A folder of its own, and ruled started in it with a pipe as standard input.
class Ruled {
 public:
  Ruled()
      : folder_(fs::temp_directory_path() /
                ("rulert_host_" + std::to_string(getpid()) + "_" + std::to_string(count_++))) {
    fs::create_directories(folder_);
  }
  ~Ruled() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    fs::remove_all(folder_);
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string Text(const std::string& name) const { return Read(folder_ / name); }
  bool Exists(const std::string& name) const { return fs::exists(folder_ / name); }

  void Start(std::vector<std::string> arguments) {
    int in[2];
    int out[2];
    REQUIRE(pipe2(in, O_CLOEXEC) == 0);
    REQUIRE(pipe2(out, O_CLOEXEC) == 0);
    output_.clear();
    arguments.insert(arguments.begin(), RULERT_RULED);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const std::string err = (folder_ / "stderr").string();
    pid_ = fork();
    if (pid_ == 0) {
      if (chdir(folder_.c_str()) != 0) _exit(99);
      dup2(in[0], 0);
      dup2(out[1], 1);
      dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
      execv(argv[0], argv.data());
      _exit(98);
    }
    close(in[0]);
    close(out[1]);
    input_ = in[1];
    output_end_ = out[0];
  }
  void Type(const std::string& text) {
    REQUIRE(write(input_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  void CloseInput() { close(input_); }
  void Signal(int number) { REQUIRE(kill(pid_, number) == 0); }
  /// Reads standard output until it has so many lines, or its end.
  const std::string& Output(std::size_t lines) {
    char buffer[4096];
    ssize_t got = 1;
    while (Lines(output_) < lines && (got = read(output_end_, buffer, sizeof(buffer))) > 0) {
      output_.append(buffer, static_cast<std::size_t>(got));
    }
    return output_;
  }
  int Wait() {
    Output(SIZE_MAX);
    close(output_end_);
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  int Run(std::vector<std::string> arguments) {
    Start(std::move(arguments));
    CloseInput();
    return Wait();
  }

 private:
  static int count_;
  fs::path folder_;
  pid_t pid_ = -1;
  int input_ = -1;
  int output_end_ = -1;
  std::string output_;
};

int Ruled::count_ = 0;

const char* const kConfig =
    "job: t\n"
    "sources: { tx: { file: tx.jsonl }, ticks: stdin }\n"
    "outputs: { counts: { file: counts.jsonl }, passed: stdout }\n";

TEST_CASE("files and standard streams: to the end of input, errors to a file of the job") {
  Ruled ruled;
  ruled.Write("ruled.yaml", kConfig);
  ruled.Write(
      "tx.jsonl",
      "{\"customer\":\"a\",\"amount\":5,\"at\":1000}\n\n{bad\n{\"customer\":\"a\",\"amount\":13,\"at\":2000}\n");
  CHECK(ruled.Run({"run", RULERT_FAKE_MODULE, "--config", "ruled.yaml", "--workers", "3"}) == 0);
  CHECK(Lines(ruled.Text("counts.jsonl")) == 1);
  CHECK(ruled.Output(1).find("{\"output\":\"passed\",\"key\":{\"n\":5},") == 0);
  const std::string errors = ruled.Text("t.errors.jsonl");
  CHECK(Lines(errors) == 2);
  CHECK(errors.find("\"position\":{\"file\":\"tx.jsonl\",\"line\":3}") != std::string::npos);
  CHECK(!ruled.Exists("t.late.jsonl"));
  CHECK(ruled.Text("stderr").find("3 records, 3 emitted, 1 records rejected, 1 triggers rejected, 0 late") !=
        std::string::npos);
  CHECK(ruled.Text("stderr").find("state is kept in memory only and is lost when ruled stops") != std::string::npos);
}

TEST_CASE("SIGTERM drains: what was read is written, exit 0, though the input is still open") {
  for (const int number : {SIGTERM, SIGINT}) {
    Ruled ruled;
    ruled.Write("ruled.yaml", kConfig);
    ruled.Write("tx.jsonl", "");
    ruled.Start({"run", RULERT_FAKE_MODULE, "--config", "ruled.yaml"});
    ruled.Type("{\"n\":1}\n{\"n\":2}\n");
    REQUIRE(Lines(ruled.Output(2)) == 2);
    ruled.Signal(number);
    CHECK(ruled.Wait() == 0);
    CHECK(Lines(ruled.Output(2)) == 2);
    CHECK(ruled.Text("stderr").find("everything was delivered and committed") != std::string::npos);
    ruled.CloseInput();
  }
}

TEST_CASE("exit codes: 2 for command line and configuration, 4 for what cannot be used") {
  Ruled ruled;
  ruled.Write("ruled.yaml", kConfig);
  ruled.Write("bad.yaml", "wokers: 1\n");
  CHECK(ruled.Run({}) == 2);
  CHECK(ruled.Run({"run", "m.so"}) == 2);
  CHECK(ruled.Run({"run", "m.so", "--config", "ruled.yaml", "--workers", "0"}) == 2);
  CHECK(ruled.Run({"run", "m.so", "--config", "bad.yaml"}) == 2);
  CHECK(ruled.Text("stderr").find("bad.yaml:1:1: error: unknown key `wokers`") == 0);
  CHECK(ruled.Run({"run", "--config", "ruled.yaml"}) == 2);
  CHECK(ruled.Run({"run", "m.so", "--config", "none.yaml"}) == 4);
  CHECK(ruled.Text("stderr") == "ruled: error: cannot read none.yaml: No such file or directory\n");
  CHECK(ruled.Run({"run", "m.so", "--config", "."}) == 4);
  CHECK(ruled.Run({"run", "m.so", "--config", "ruled.yaml"}) == 4);
  CHECK(ruled.Text("stderr").find("ruled: error: cannot load module m.so: ") == 0);
  CHECK(ruled.Run({"run", RULERT_FAKE_MODULE, "--config", "ruled.yaml"}) == 4);
  CHECK(ruled.Text("stderr").find("tx.jsonl") != std::string::npos);
  CHECK(ruled.Run({"--help"}) == 0);
}

}  // namespace
