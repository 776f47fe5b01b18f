#include "tests/bench/kafka/bench_broker.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/bench/support/timed_process.h"

namespace rulec::bench {
namespace {

constexpr const char* kScript = RULEC_SOURCE_DIR "/tools/kafka/broker.sh";

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

void HoldSignals() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { interrupted = 1; });
}

TimedProcess RunStep(const std::vector<std::string>& arguments) {
  TimedProcess process = RunOrDie(arguments);
  if (interrupted != 0) Die("interrupted");
  return process;
}

std::string JobConfig(const std::string& job, const std::string& brokers, const std::string& fetch,
                      const std::string& in, const std::string& out, const std::filesystem::path& errors) {
  return fmt::format(
      "job: {}\nkafka: {{ brokers: \"{}\", fetch: {} }}\n"
      "sources: {{ transactions: {{ kafka: {{ topic: {} }}, format: json }} }}\n"
      "outputs: {{ alerts: {{ kafka: {{ topic: {} }}, format: json }}, errors: {{ file: {} }} }}\n",
      job, brokers, fetch, in, out, errors.string());
}

BenchBroker::BenchBroker(const std::filesystem::path& folder) : folder_(folder) {
  Stop();
  address_ = RunStep({kScript, "start", folder_}).output;
  address_.resize(address_.find('\n'));
  std::string pid;
  std::ifstream(folder / "broker.pid") >> pid;
  stat_ = "/proc/" + pid + "/stat";
}

BenchBroker::~BenchBroker() { Stop(); }

void BenchBroker::CreateTopic(const std::string& name, int partitions) {
  RunStep({kScript, "create-topic", folder_, name, std::to_string(partitions)});
}

double BenchBroker::CpuSeconds() const {
  std::ifstream in(stat_);
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) Die("the broker has gone");
  // proc(5): behind the name come the state and 10 fields, then the ticks in user and in system mode.
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void BenchBroker::Stop() {
  RunTimed({kScript, "stop", folder_});
  std::filesystem::remove_all(folder_);
}

}  // namespace rulec::bench
