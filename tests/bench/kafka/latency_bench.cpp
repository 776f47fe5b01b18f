// Latency from topic to topic in an open loop: records are produced by a fixed schedule, whatever comes back, and an
// output's latency counts from the time at which its record was due, so that what waits behind a pause is counted, too.
// Producer, broker, ruled and reader share this machine. The own maximum is what the same chain does without schedule;
// `broker` is the same chain without ruled: the reader takes the records themselves.
//   rulec_bench_latency [seconds=10] [most=2M] [work=build/bench-latency]
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "compiler/base/files.h"
#include "tests/bench/kafka/bench_broker.h"
#include "tests/bench/kafka/library_client.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"
#include "tools/gen/transactions.h"

extern char** environ;

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIdStart = "{\"id\":\"";
constexpr std::size_t kIdSize = 16;
constexpr std::int64_t kGreeting = 9'999'999'999'999'999;

/// `ruled run`, until the object goes.
class Ruled {
 public:
  explicit Ruled(const std::string& module, const std::string& config) {
    std::vector<std::string> words = {RULED_PROGRAM, "run", module, "--config", config};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (config + ".log").c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0644);
    const int error = posix_spawn(&pid_, RULED_PROGRAM, &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) Die("cannot run ruled");
  }
  ~Ruled() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  Ruled(const Ruled&) = delete;
  Ruled& operator=(const Ruled&) = delete;

 private:
  pid_t pid_ = 0;
};

/// When each record is due, and the latencies of those that came out.
struct Schedule {
  std::int64_t records = 0;
  double rate = 0;  // a second; 0: as fast as it goes
  double start = 0;
  std::vector<double> latencies;  // seconds, without those of the first tenth
  double end = 0;                 // when the last record came out

  double Due(std::int64_t i) const { return start + static_cast<double>(i) / rate; }
};

/// Records carry their number as id; the last one is let through by the rule.
class Source {
 public:
  Source(const std::string& brokers, const std::string& topic)
      : producer_(OpenClient(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers},
                                                 {"linger.ms", "0.5"},
                                                 {"acks", "1"},
                                                 {"batch.num.messages", "20000"},
                                                 {"queue.buffering.max.messages", "500000"}})),
        topic_(rd_kafka_topic_new(producer_, topic.c_str(), nullptr)),
        transactions_({}) {}
  ~Source() {
    rd_kafka_topic_destroy(topic_);
    rd_kafka_destroy(producer_);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  void Produce(const Schedule& schedule) {
    for (std::int64_t i = 0; i < schedule.records;) {
      const double now = WallSeconds();
      if (schedule.rate == 0 || schedule.Due(i) <= now) {
        Write(i, i + 1 == schedule.records);
        ++i;
        continue;
      }
      rd_kafka_poll(producer_, 0);
      constexpr double kTick = 0.0002;
      std::this_thread::sleep_for(std::chrono::duration<double>(std::max(schedule.Due(i) - now, kTick)));
    }
    Flush(producer_);
  }

  /// A record of no schedule that the rule lets through.
  void Greet() {
    Write(kGreeting, true);
    Flush(producer_);
  }

 private:
  void Write(std::int64_t i, bool passes) {
    char json[gen::Transactions::kMaxJson];
    std::size_t size = 0;
    if (passes) {
      constexpr std::string_view kPasses =
          "{\"id\":\"0000000000000000\",\"customer\":\"c\",\"amount\":9999.99,\"country\":\"BR\",\"approved\":true,"
          "\"at\":1767225600000,\"merchant\":\"m\",\"note\":\"\"}";
      std::memcpy(json, kPasses.data(), size = kPasses.size());
    } else {
      size = static_cast<std::size_t>(transactions_.WriteJson(i, json) - json);
    }
    const std::string id = fmt::format("{:016}", i);
    std::memcpy(json + kIdStart.size(), id.data(), kIdSize);
    bench::Produce(producer_, topic_, 0, {}, {json, size});
  }

  rd_kafka_t* const producer_;
  rd_kafka_topic_t* const topic_;
  const gen::Transactions transactions_;
};

/// Reads a topic from its beginning, until each(number of an output) is false.
template <class Each>
void ReadOutputs(const std::string& brokers, const std::string& topic, Each each) {
  rd_kafka_t* const consumer = OpenClient(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                              {"group.id", "latency"},
                                                              {"enable.auto.commit", "false"},
                                                              {"queued.min.messages", "1000000"}});
  AssignAll(consumer, topic);
  const double limit = WallSeconds() + 600;
  for (bool more = true; more;) {
    rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer, 100);
    if (WallSeconds() > limit) Die("the last record does not come out");
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::string_view value{static_cast<const char*>(message->payload), message->len};
      std::int64_t number = 0;
      if (!value.starts_with(kIdStart)) Die("an output without number");
      std::from_chars(value.data() + kIdStart.size(), value.data() + kIdStart.size() + kIdSize, number);
      more = each(number);
    }
    rd_kafka_message_destroy(message);
  }
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
}

class Bench {
 public:
  explicit Bench(fs::path work) : work_(std::move(work)), broker_(work_ / "broker") {
    RunStep({RULEC_PROGRAM, "build", RULEC_SOURCE_DIR "/tests/bench/kafka/filter.rules", "-o", work_});
  }

  /// With ruled between topics of their own, or without.
  Schedule Run(std::int64_t records, double rate, bool with_ruled) {
    const int number = ++runs_;
    const std::string in = fmt::format("latency.in.{}", number);
    const std::string out = with_ruled ? fmt::format("latency.out.{}", number) : in;
    broker_.CreateTopic(in, 1);
    if (with_ruled) broker_.CreateTopic(out, 1);
    const std::string config = work_ / "ruled.yaml";
    const std::string text =
        JobConfig(fmt::format("latency-{}", number), broker_.address(), "native", in, out, work_ / "errors.jsonl") +
        "workers: 1\n";
    if (auto written = base::WriteIfChanged(config, text); !written) Die(written.error().message);
    std::optional<Ruled> ruled;
    if (with_ruled) ruled.emplace(work_ / "filter.so", config);
    Source source(broker_.address(), in);
    source.Greet();
    ReadOutputs(broker_.address(), out, [](std::int64_t number) { return number != kGreeting; });
    Schedule schedule{records, rate, WallSeconds() + 0.1, {}, 0};
    std::thread reader([&] {
      ReadOutputs(broker_.address(), out, [&](std::int64_t number) {
        if (number == kGreeting) return true;
        const double now = WallSeconds();
        if (rate > 0 && number >= records / 10) schedule.latencies.push_back(now - schedule.Due(number));
        schedule.end = now;
        return number + 1 < records;
      });
    });
    source.Produce(schedule);
    reader.join();
    return schedule;
  }

 private:
  const fs::path work_;
  BenchBroker broker_;
  int runs_ = 0;
};

void ReportLatencies(const std::string& name, const std::string& side, std::vector<double> latencies) {
  std::sort(latencies.begin(), latencies.end());
  const auto at = [&](double share) {
    return 1000 * latencies.at(static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1)));
  };
  Report("latency", name, side + "_p50", "ms", at(0.5));
  Report("latency", name, side + "_p99", "ms", at(0.99));
  Report("latency", name, side + "_p999", "ms", at(0.999));
  Report("latency", name, side + "_most", "ms", at(1));
}

/// Static, so that the broker ends with the process.
Bench& TheBench(const fs::path& work) {
  static Bench bench(work);
  return bench;
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"seconds", "most", "work"});
  const auto seconds = static_cast<double>(arguments.Number("seconds", 10, 1, 3600));
  const std::int64_t most = arguments.Number("most", 2'000'000, 1000, 1'000'000'000);
  const fs::path work = fs::absolute(arguments.Text("work", "build/bench-latency"));
  if (!arguments.error().empty()) Die(arguments.error());
  HoldSignals();
  fs::create_directories(work);
  Bench& bench = TheBench(work);
  std::vector<double> rates;
  for (int i = 0; i < 3; ++i) {
    const Schedule run = bench.Run(most, 0, true);
    rates.push_back(static_cast<double>(most) / (run.end - run.start));
  }
  const double rate = Median(rates);
  Report("latency", "own_maximum", "ruled", "records/s", rate);
  // The compiler of the broker's virtual machine takes a core until it has seen all of this for a while.
  for (const double part : {0.2, 0.5, 0.2})
    bench.Run(static_cast<std::int64_t>(rate * part * seconds), rate * part, true);
  for (const int percent : {0, 20, 50, 80}) {
    constexpr double kFew = 1000;  // a second
    const double wanted = percent == 0 ? kFew : rate * percent / 100;
    const std::string name = percent == 0 ? "1000_a_second" : fmt::format("load_{}", percent);
    const auto records = static_cast<std::int64_t>(wanted * seconds);
    ReportLatencies(name, "ruled", bench.Run(records, wanted, true).latencies);
    ReportLatencies(name, "broker", bench.Run(records, wanted, false).latencies);
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
