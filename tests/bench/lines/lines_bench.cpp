// JSON line to JSON line: what `rulec run` does with a file, whole records validated, beside a bare loop that reads the
// same file, splits it and reads every value by simdjson On-Demand, without rules, state and output.
//   rulec_bench_lines [events=1M] [rounds=7] [workers=1]
// Rules: 5 % of the records passed on whole; card_velocity, which makes an alert for 28.5 %.
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/build.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/run.h"
#include "tests/bench/codec/transactions_spec.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

/// Removed at the end.
class TransactionsFile {
 public:
  TransactionsFile(const gen::Transactions& transactions) {
    const File file(std::fopen(path_.c_str(), "wb"));
    if (!file) Die("cannot write " + path_);
    char json[gen::Transactions::kMaxJson + 1];
    for (std::int64_t i = 0; i < transactions.spec().events; ++i) {
      char* const end = transactions.WriteJson(i, json);
      *end = '\n';
      std::fwrite(json, 1, static_cast<std::size_t>(end + 1 - json), file.get());
    }
  }
  ~TransactionsFile() { fs::remove(path_); }
  TransactionsFile(const TransactionsFile&) = delete;
  TransactionsFile& operator=(const TransactionsFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  const std::string path_ = fs::temp_directory_path() / "rulec-bench-transactions.jsonl";
};

std::string BuildModule(const std::string& rules) {
  const auto compilation = driver::Compile(rules, driver::Stage::kLower);
  if (!compilation.ok()) Die(rules + " does not compile");
  auto module = driver::BuildSharedObject(driver::Generate(compilation, driver::ModuleFileName(rules)));
  if (!module) Die(module.error().message);
  return *module;
}

/// Reads blocks of 1 MiB, splits lines, reads each value.
std::uint64_t ReadAll(const std::string& path) {
  constexpr std::size_t kBlock = 1 << 20;
  constexpr std::size_t kPadding = 64;
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) Die("cannot read " + path);
  std::vector<char> buffer(kBlock + kPadding);
  rulert::io::bench::OnDemand bare;
  std::uint64_t sum = 0;
  std::size_t kept = 0;
  while (const std::size_t got = std::fread(buffer.data() + kept, 1, kBlock - kept, file.get())) {
    char* begin = buffer.data();
    char* const end = begin + kept + got;
    while (auto* const line_end = static_cast<char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)))) {
      sum += bare.AllFields(begin, static_cast<std::size_t>(line_end - begin));
      begin = line_end + 1;
    }
    kept = static_cast<std::size_t>(end - begin);
    std::memmove(buffer.data(), begin, kept);
  }
  return sum;
}

struct Setting {
  std::string name;
  std::string rules;
};

void Measure(const Setting& setting, const std::string& path, std::int64_t events, int rounds, unsigned workers) {
  driver::RunRequest request;
  request.module = BuildModule(setting.rules);
  request.inputs = {"transactions=" + path};
  request.workers = workers;
  std::uint64_t bytes = 0;
  std::uint64_t outputs = 0;
  std::uint64_t check = 0;
  std::vector<double> wall;
  const auto per_record = [events](double seconds) { return seconds * 1e9 / static_cast<double>(events); };
  const auto ours = [&] {
    bytes = 0;
    const double wall_begin = WallSeconds();
    const double cpu_begin = ProcessCpuSeconds();
    const auto summary = driver::Run(request, [&bytes](std::string_view text) { bytes += text.size(); });
    if (!summary) Die(summary.error().message);
    if (summary->records != static_cast<std::uint64_t>(events) || summary->rejected != 0) Die("records are missing");
    outputs = summary->outputs.at("alerts");
    wall.push_back(per_record(WallSeconds() - wall_begin));
    return per_record(ProcessCpuSeconds() - cpu_begin);
  };
  const auto floor = [&] {
    const double cpu_begin = ProcessCpuSeconds();
    check += ReadAll(path);
    return per_record(ProcessCpuSeconds() - cpu_begin);
  };
  const Pairs pairs = MeasurePairs(rounds, ours, floor);
  Report("lines", setting.name, "rulec_wall", "ns", Median(wall));
  Report("lines", setting.name, "rulec_cpu", "ns", Median(pairs.first));
  Report("lines", setting.name, "on_demand_cpu", "ns", Median(pairs.second));
  ReportRatio("lines", setting.name, "cpu_over_on_demand", pairs.ratios);
  fmt::print("# {} records to {} of {} bytes on average, check {}\n", events, outputs,
             outputs == 0 ? 0 : bytes / outputs, check % 1000);
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"events", "rounds", "workers"});
  gen::TransactionsSpec spec;
  spec.events = arguments.Number("events", 1'000'000, 1, 1'000'000'000);
  spec.milli_rate = gen::TransactionsSpec::MilliRate(spec.keys, 3.6);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 7, 1, 1000));
  const auto workers = static_cast<unsigned>(arguments.Number("workers", 1, 1, 64));
  if (!arguments.error().empty()) Die(arguments.error());
  const TransactionsFile file{gen::Transactions(spec)};
  const std::string source = RULEC_SOURCE_DIR;
  Measure({"filter", source + "/tests/bench/kafka/filter.rules"}, file.path(), spec.events, rounds, workers);
  Measure({"card_velocity", source + "/examples/card_velocity/card_velocity.rules"}, file.path(), spec.events, rounds,
          workers);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
