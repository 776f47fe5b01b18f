// Topic to topic on a broker of its own on this machine: ruled by its own fetch and by librdkafka, beside a bare
// librdkafka pass-through that produces the same share and the floor of reading, in turns. Time and CPU are those of
// the whole process, less what the same process takes on an empty topic; the broker's CPU stands apart.
//   rulec_bench_kafka [events=2M] [rounds=5] [workers=1] [case=NAME] [work=build/bench-kafka] [peers=DIR]
// With peers, a folder of the peers' sources that PEERS_BUILD was built from, Flink runs the filter too.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/files.h"
#include "tests/bench/kafka/bench_broker.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOut = "bench.out";
constexpr const char* kFilter = RULEC_SOURCE_DIR "/tests/bench/kafka/filter.rules";
constexpr const char* kAll = RULEC_SOURCE_DIR "/tests/bench/kafka/all.rules";
constexpr const char* kVelocity = RULEC_SOURCE_DIR "/examples/card_velocity/card_velocity.rules";

struct Case {
  const char* name;
  const char* rules;
  const char* keys;
  int partitions;
  bool validate_full;
};
constexpr Case kCases[] = {
    {"filter", kFilter, "10K", 1, false},
    {"filter_full", kFilter, "10K", 1, true},
    {"filter_4_partitions", kFilter, "10K", 4, false},
    {"all", kAll, "10K", 1, false},
    {"all_4_partitions", kAll, "10K", 4, false},
    {"look_back_10K", kVelocity, "10K", 1, false},
    {"look_back_1M", kVelocity, "1M", 1, false},
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
  double broker_cpu = 0;
};

/// What is read and how many have come out.
struct Run {
  TimedProcess process;
  std::int64_t records = 0;
  std::int64_t passed = 0;
};

/// One program that is compared.
struct Side {
  std::string name;
  std::function<Run(const std::string& work)> run;  // a topic, or how many records
};

struct Figures {
  Cost start;                // without records
  std::vector<double> wall;  // ns a record, by round
  std::vector<double> cpu;
  std::vector<double> broker_cpu;
};

class Bench {
 public:
  Bench(fs::path work, std::int64_t events, std::int64_t workers)
      : work_(std::move(work)), events_(events), workers_(workers), broker_(work_ / "broker") {
    broker_.CreateTopic(kOut, 1);
  }

  const std::string& brokers() const { return broker_.address(); }

  /// The topic with as many keys and partitions, filled when it is first asked for; with "0" keys it is empty.
  std::string Topic(const std::string& keys, int partitions) {
    const std::string name = fmt::format("bench.{}.{}", keys, partitions);
    if (!topics_.insert(name).second) return name;
    broker_.CreateTopic(name, partitions);
    if (keys != "0") {
      RunStep({RULEC_GEN_PROGRAM, "transactions", fmt::format("events={}", events_), "keys=" + keys,
               fmt::format("out=kafka:{}/{}", brokers(), name)});
    }
    return name;
  }

  void Measure(const Case& wanted, int rounds) {
    RunStep({RULEC_PROGRAM, "build", wanted.rules, "-o", work_});
    const std::string module = work_ / (fs::path(wanted.rules).stem().string() + ".so");
    const std::string topic = Topic(wanted.keys, wanted.partitions);
    const std::string empty = Topic("0", wanted.partitions);
    const std::int64_t outputs = Ruled(module, wanted, "native", topic).passed;
    const double share = static_cast<double>(outputs) / static_cast<double>(events_);
    std::vector<Side> sides;
    for (const char* fetch : {"native", "librdkafka"}) {
      sides.push_back({fetch == std::string_view("native") ? "ruled" : "ruled_librdkafka",
                       [=, this](const std::string& from) { return Ruled(module, wanted, fetch, from); }});
    }
    sides.push_back({"pass_through", [=, this](const std::string& from) { return PassThrough(from, share); }});
    if (wanted.rules == kFilter) {
      sides.push_back({"floor_two_fields", [this](const std::string& from) { return Floor(from, true); }});
      sides.push_back({"floor_walk", [this](const std::string& from) { return Floor(from, false); }});
    }
    fmt::print("# {}: {} records, {} out\n", wanted.name, events_, outputs);
    Compare(wanted.name, sides, topic, empty, rounds);
  }

  /// As many records into a topic, by librdkafka as ruled's sink uses it and by raw requests.
  void MeasureProducing(int rounds) {
    std::vector<Side> sides;
    for (const char* by : {"librdkafka", "raw"}) {
      sides.push_back({by, [=, this](const std::string& events) {
                         return Counted(
                             RunStep({PRODUCE_FLOOR_PROGRAM, "brokers=" + brokers(), std::string("out=") + kOut,
                                      "events=" + events, std::string("by=") + by}));
                       }});
    }
    Compare("produce", sides, std::to_string(events_), "0", rounds);
  }

 private:
  /// In turns; the first side is what the others are compared with. `empty`: what a side runs on without records.
  void Compare(const char* name, const std::vector<Side>& sides, const std::string& full, const std::string& empty,
               int rounds) {
    std::vector<Figures> figures;
    for (const Side& side : sides) figures.push_back({OfThree(side, empty), {}, {}, {}});
    for (int round = -1; round < rounds; ++round) {
      for (std::size_t i = 0; i < sides.size(); ++i) {
        const std::size_t turn = round % 2 == 0 ? i : sides.size() - 1 - i;
        const Cost cost = Once(sides[turn], full, events_);
        if (round < 0) continue;  // warms up
        const auto per_record = [this](double seconds) { return seconds * 1e9 / static_cast<double>(events_); };
        Figures& of = figures[turn];
        of.wall.push_back(per_record(cost.wall - of.start.wall));
        of.cpu.push_back(per_record(cost.cpu - of.start.cpu));
        of.broker_cpu.push_back(per_record(cost.broker_cpu - of.start.broker_cpu));
      }
    }
    for (std::size_t i = 0; i < sides.size(); ++i) ReportSide(name, sides[i].name, figures[i], figures[0]);
  }

  static void ReportSide(const char* name, const std::string& side, const Figures& figures, const Figures& ours) {
    Report("kafka", name, side + "_wall", "ns", Median(figures.wall));
    Report("kafka", name, side + "_cpu", "ns", Median(figures.cpu));
    Report("kafka", name, side + "_broker_cpu", "ns", Median(figures.broker_cpu));
    if (&figures == &ours) return;
    const auto over = [](const std::vector<double>& a, const std::vector<double>& b) {
      std::vector<double> ratios;
      for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(a[i] / b[i]);
      return ratios;
    };
    ReportRatio("kafka", name, "wall_over_" + side, over(ours.wall, figures.wall));
    ReportRatio("kafka", name, "cpu_over_" + side, over(ours.cpu, figures.cpu));
  }

  Cost Once(const Side& side, const std::string& work, std::int64_t expected) {
    const double before = broker_.CpuSeconds();
    const Run run = side.run(work);
    if (run.records != expected) Die(fmt::format("{}: {} records instead of {}", side.name, run.records, expected));
    return {run.process.wall_seconds, run.process.cpu_seconds, broker_.CpuSeconds() - before};
  }

  Cost OfThree(const Side& side, const std::string& topic) {
    std::vector<double> wall;
    std::vector<double> cpu;
    std::vector<double> broker_cpu;
    for (int i = 0; i < 3; ++i) {
      const Cost cost = Once(side, topic, 0);
      wall.push_back(cost.wall);
      cpu.push_back(cost.cpu);
      broker_cpu.push_back(cost.broker_cpu);
    }
    return {Median(wall), Median(cpu), Median(broker_cpu)};
  }

  /// A job of a new name begins at the topic's first record.
  Run Ruled(const std::string& module, const Case& wanted, const char* fetch, const std::string& topic) {
    const std::string config = work_ / "ruled.yaml";
    const std::string text =
        JobConfig(fmt::format("bench-{}", ++jobs_), brokers(), fetch, topic, kOut, work_ / "errors.jsonl") +
        fmt::format("validate: {}\nworkers: {}\n", wanted.validate_full ? "full" : "projected", workers_);
    if (auto written = base::WriteIfChanged(config, text); !written) Die(written.error().message);
    const TimedProcess process = RunStep({RULED_PROGRAM, "run", module, "--config", config, "--until-end"});
    return {process, NumberBefore(process.errors, "records, [0-9]+ emitted"), NumberBefore(process.errors, "emitted")};
  }

  Run PassThrough(const std::string& topic, double share) {
    return Counted(RunStep({PASS_THROUGH_PROGRAM, "brokers=" + brokers(), "in=" + topic, std::string("out=") + kOut,
                            fmt::format("share={}", share)}));
  }

  Run Floor(const std::string& topic, bool fields) {
    return Counted(RunStep(
        {FETCH_FLOOR_PROGRAM, "brokers=" + brokers(), "in=" + topic, fmt::format("fields={}", fields ? 1 : 0)}));
  }

  static Run Counted(const TimedProcess& process) {
    return {process, NumberBefore(process.output, "records"), NumberBefore(process.output, "passed on")};
  }

  const fs::path work_;
  const std::int64_t events_;
  const std::int64_t workers_;
  BenchBroker broker_;
  std::set<std::string> topics_;
  int jobs_ = 0;
};

/// Flink's clock starts with the first record; its second half, when the JIT is done, is what counts.
void MeasureFlink(const std::string& peers, const std::string& brokers, const std::string& topic, std::int64_t events) {
  setenv("HEAP", "2g", 0);
  for (const char* json : {"early", "pojo"}) {
    std::vector<double> wall;
    std::vector<double> cpu;
    for (int i = 0; i < 3; ++i) {
      const TimedProcess run =
          RunStep({peers + "/bin/java.sh", "flink", "peers.flink.KafkaBench", "servers=" + brokers, "in=" + topic,
                   std::string("out=") + kOut, std::string("json=") + json, "events=" + std::to_string(events)});
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

/// Static, so that the broker ends with the process.
Bench& TheBench(const fs::path& work, std::int64_t events, std::int64_t workers) {
  static Bench bench(work, events, workers);
  return bench;
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"events", "rounds", "workers", "case", "work", "peers"});
  const std::int64_t events = arguments.Number("events", 2'000'000, 1, 1'000'000'000);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 5, 1, 1000));
  const std::int64_t workers = arguments.Number("workers", 1, 1, 128);
  const std::string only = arguments.Text("case", "");
  const fs::path work = fs::absolute(arguments.Text("work", "build/bench-kafka"));
  const std::string peers = arguments.Text("peers", "");
  if (!arguments.error().empty()) Die(arguments.error());
  HoldSignals();
  fs::create_directories(work);
  Bench& bench = TheBench(work, events, workers);
  for (const Case& wanted : kCases) {
    if (only.empty() || only == wanted.name) bench.Measure(wanted, rounds);
  }
  if (only.empty() || only == "produce") bench.MeasureProducing(rounds);
  if (!peers.empty()) MeasureFlink(peers, bench.brokers(), bench.Topic("10K", 1), events);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
