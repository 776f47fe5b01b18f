// Topic to topic: ruled beside a bare librdkafka pass-through of the same topic that produces the same share, in turns,
// on a broker of its own on this machine. Time and CPU are those of the whole process, less what the same process takes
// on an empty topic.
//   rulec_bench_kafka [events=2M] [rounds=7] [workers=1] [work=build/bench-kafka] [peers=DIR]
// With peers, a folder of the peers' sources that PEERS_BUILD was built from, Flink runs the filter too.
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/files.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBrokerScript = RULEC_SOURCE_DIR "/tools/kafka/broker.sh";
constexpr const char* kEvents = "bench.transactions";
constexpr const char* kEmpty = "bench.empty";
constexpr const char* kOut = "bench.out";

volatile std::sig_atomic_t interrupted = 0;

/// Children see Ctrl-C too; what this process has started itself it stops on its way out.
void HoldSignals() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { interrupted = 1; });
}

TimedProcess RunStep(const std::vector<std::string>& arguments) {
  TimedProcess process = RunOrDie(arguments);
  if (interrupted != 0) Die("interrupted");
  return process;
}

/// A broker in a folder of its own; stopped, and its folder removed, at the end.
class Broker {
 public:
  explicit Broker(const fs::path& folder) : folder_(folder) {
    Stop();
    address_ = RunStep({kBrokerScript, "start", folder_}).output;
    address_.resize(address_.find('\n'));
    RunStep({kBrokerScript, "create-topic", folder_, kEvents, "1", kEmpty, "1", kOut, "1"});
  }
  ~Broker() { Stop(); }
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  const std::string& address() const { return address_; }

 private:
  void Stop() {
    RunTimed({kBrokerScript, "stop", folder_});
    fs::remove_all(folder_);
  }

  const std::string folder_;
  std::string address_;
};

/// Static, so that it ends with the process.
Broker& StartBroker(const fs::path& folder) {
  static Broker broker(folder);
  return broker;
}

struct Setting {
  std::string name;
  std::string rules;
  bool validate_full;
};

/// The number before `word` in what a program said.
std::int64_t NumberBefore(const std::string& text, const std::string& word) {
  std::smatch match;
  if (!std::regex_search(text, match, std::regex("([0-9]+) " + word))) Die("no number of " + word + " in:\n" + text);
  return std::stoll(match[1]);
}

struct Cost {
  double wall = 0;  // seconds
  double cpu = 0;
};

class Comparison {
 public:
  Comparison(const Setting& setting, const fs::path& work, const std::string& brokers, std::int64_t events,
             std::int64_t workers)
      : setting_(setting), work_(work), brokers_(brokers), events_(events), workers_(workers) {
    RunStep({RULEC_PROGRAM, "build", setting.rules, "-o", work});
    module_ = work / (fs::path(setting.rules).stem().string() + ".so");
  }

  void Measure(int rounds) {
    Ours(kEvents);  // says which share comes out
    const Cost our_start = OfThree([&] { return Ours(kEmpty); });
    const Cost their_start = OfThree([&] { return Theirs(kEmpty); });
    std::vector<double> our_cpu;
    std::vector<double> their_cpu;
    const auto per_record = [this](double seconds) { return seconds * 1e9 / static_cast<double>(events_); };
    const Pairs wall = MeasurePairs(
        rounds,
        [&] {
          const Cost cost = Ours(kEvents);
          our_cpu.push_back(per_record(cost.cpu - our_start.cpu));
          return per_record(cost.wall - our_start.wall);
        },
        [&] {
          const Cost cost = Theirs(kEvents);
          their_cpu.push_back(per_record(cost.cpu - their_start.cpu));
          return per_record(cost.wall - their_start.wall);
        });
    const Pairs cpu = PairsOf(our_cpu, their_cpu);
    Report("kafka", setting_.name, "ruled_wall", "ns", Median(wall.first));
    Report("kafka", setting_.name, "ruled_cpu", "ns", Median(cpu.first));
    Report("kafka", setting_.name, "pass_through_wall", "ns", Median(wall.second));
    Report("kafka", setting_.name, "pass_through_cpu", "ns", Median(cpu.second));
    ReportRatio("kafka", setting_.name, "wall_over_pass_through", wall.ratios);
    ReportRatio("kafka", setting_.name, "cpu_over_pass_through", cpu.ratios);
    fmt::print(
        "# {} records to {}; pass-through to {}; start and end of ruled took {:.2f} s, of the pass-through {:.2f} s\n",
        events_, our_outputs_, their_outputs_, our_start.wall, their_start.wall);
  }

 private:
  template <class Run>
  static Cost OfThree(Run run) {
    std::vector<double> wall;
    std::vector<double> cpu;
    for (int i = 0; i < 3; ++i) {
      const Cost cost = run();
      wall.push_back(cost.wall);
      cpu.push_back(cost.cpu);
    }
    return {Median(wall), Median(cpu)};
  }

  void Expect(std::int64_t records, const char* topic) const {
    const std::int64_t expected = std::string_view(topic) == kEvents ? events_ : 0;
    if (records != expected) Die(fmt::format("{} records instead of {}", records, expected));
  }

  /// A job of a new name begins at the topic's first record.
  Cost Ours(const char* topic) {
    static int jobs = 0;
    const std::string config = work_ / "ruled.yaml";
    const std::string text = fmt::format(
        "job: bench-{}\nkafka: {{ brokers: \"{}\" }}\nsources: {{ transactions: {{ kafka: {{ topic: {} }}, format: "
        "json }} }}\n"
        "outputs: {{ alerts: {{ kafka: {{ topic: {} }}, format: json }}, errors: {{ file: {} }} }}\n"
        "validate: {}\nworkers: {}\n",
        ++jobs, brokers_, topic, kOut, (work_ / "errors.jsonl").string(), setting_.validate_full ? "full" : "projected",
        workers_);
    if (auto written = base::WriteIfChanged(config, text); !written) Die(written.error().message);
    const TimedProcess run = RunStep({RULED_PROGRAM, "run", module_, "--config", config, "--until-end"});
    Expect(NumberBefore(run.errors, "records, [0-9]+ emitted"), topic);
    if (std::string_view(topic) == kEvents) our_outputs_ = NumberBefore(run.errors, "emitted");
    return {run.wall_seconds, run.cpu_seconds};
  }

  Cost Theirs(const char* topic) {
    const TimedProcess run =
        RunStep({PASS_THROUGH_PROGRAM, "brokers=" + brokers_, std::string("in=") + topic, std::string("out=") + kOut,
                 fmt::format("share={}", static_cast<double>(our_outputs_) / static_cast<double>(events_))});
    Expect(NumberBefore(run.output, "records"), topic);
    if (std::string_view(topic) == kEvents) their_outputs_ = NumberBefore(run.output, "passed on");
    return {run.wall_seconds, run.cpu_seconds};
  }

  const Setting setting_;
  const fs::path work_;
  const std::string brokers_;
  const std::int64_t events_;
  const std::int64_t workers_;
  std::string module_;
  std::int64_t our_outputs_ = 0;
  std::int64_t their_outputs_ = 0;
};

/// Flink's clock starts with the first record; its second half, when the JIT is done, is what counts.
void MeasureFlink(const std::string& peers, const std::string& brokers, std::int64_t events) {
  setenv("HEAP", "2g", 0);
  for (const char* json : {"early", "pojo"}) {
    std::vector<double> wall;
    std::vector<double> cpu;
    for (int i = 0; i < 3; ++i) {
      const TimedProcess run = RunStep({peers + "/bin/java.sh", "flink", "peers.flink.KafkaBench", "servers=" + brokers,
                                        std::string("in=") + kEvents, std::string("out=") + kOut,
                                        std::string("json=") + json, "events=" + std::to_string(events)});
      std::smatch match;
      if (!std::regex_search(run.output, match, std::regex("half2: rate=([0-9]+)/s cpu=([0-9.]+)us")))
        Die("no figure of Flink in:\n" + run.output + run.errors);
      wall.push_back(1e9 / std::stod(match[1]));
      cpu.push_back(1e3 * std::stod(match[2]));
    }
    Report("kafka", "filter", fmt::format("flink_{}_wall", json), "ns", Median(wall));
    Report("kafka", "filter", fmt::format("flink_{}_cpu", json), "ns", Median(cpu));
  }
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"events", "rounds", "workers", "work", "peers"});
  const std::int64_t events = arguments.Number("events", 2'000'000, 1, 1'000'000'000);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 7, 1, 1000));
  const std::int64_t workers = arguments.Number("workers", 1, 1, 128);
  const fs::path work = fs::absolute(arguments.Text("work", "build/bench-kafka"));
  const std::string peers = arguments.Text("peers", "");
  if (!arguments.error().empty()) Die(arguments.error());
  HoldSignals();
  fs::create_directories(work);
  const std::string brokers = StartBroker(work / "broker").address();
  RunStep({RULEC_GEN_PROGRAM, "transactions", fmt::format("events={}", events),
           fmt::format("out=kafka:{}/{}", brokers, kEvents)});
  const std::string filter = RULEC_SOURCE_DIR "/tests/bench/kafka/filter.rules";
  const std::string velocity = RULEC_SOURCE_DIR "/examples/card_velocity/card_velocity.rules";
  for (const Setting& setting : {Setting{"filter", filter, false}, Setting{"filter_full", filter, true},
                                 Setting{"card_velocity", velocity, false}}) {
    Comparison(setting, work, brokers, events, workers).Measure(rounds);
  }
  if (!peers.empty()) MeasureFlink(peers, brokers, events);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
