// The look-back counter on transactions-1, as Flink's `velocity` job does it: the events are arrays in memory; timed is
// everything from there to the hash of the alerts: rows, key hashes, watermarks, state, alerts. One thread.
//   rulec_bench_velocity [events=10M] [keys=10K] [runs=5] [name=value of the data set ...]
// `rulec` is the batch loop that hosts drive; `rulec_local` is rulert::Local, event by event, which also makes ids.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "keyed.rules.h"
#include "rulert/local.h"
#include "rulert/process_desc.h"
#include "tests/bench/support/pairs.h"
#include "tools/gen/arguments.h"
#include "tools/gen/result_hash.h"

namespace rulec::bench {
namespace {

using ::bench::keyed::Alert;
using ::bench::keyed::Event;
using ::bench::keyed::EventsEvent;
using ::bench::keyed::Velocity;

constexpr std::uint32_t kChunk = 4096;
constexpr std::int64_t kDelay = Velocity::Events::kDelay;

/// What Flink's feed holds too.
struct Feed {
  std::vector<std::uint32_t> customer;
  std::vector<std::int64_t> at_ms;

  explicit Feed(const gen::Transactions& transactions) {
    for (std::int64_t i = 0; i < transactions.spec().events; ++i) {
      customer.push_back(transactions.customer(i));
      at_ms.push_back(transactions.at_ms(i));
    }
  }
};

struct Answer {
  gen::ResultHash hash;
  rulert::ShardStats stats{};
};

void Add(gen::ResultHash& hash, const Alert& alert) {
  hash.Add({static_cast<std::uint64_t>(alert.id), alert.at.us / 1000, alert.count, 0, 0});
}

Answer RunShard(const Feed& feed) {
  Answer answer;
  const rulert::HostApi api{rulert::kModuleAbi,
                            sizeof(rulert::HostApi),
                            [](void* host, const rulert::Emission* emission) {
                              Add(static_cast<Answer*>(host)->hash, *static_cast<const Alert*>(emission->record));
                            },
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr};
  const Velocity::Params params;
  auto shard = std::make_unique<rulert::KeyedShard<Velocity>>(api, &answer, params);
  std::vector<rulert::Row<EventsEvent>> rows(kChunk);
  std::vector<rulert::RowRef> refs(kChunk);
  std::int64_t watermark = rulert::kNoWatermark;
  for (std::size_t begin = 0; begin < feed.customer.size(); begin += kChunk) {
    const std::size_t count = std::min<std::size_t>(kChunk, feed.customer.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t time = feed.at_ms[begin + i] * 1000;
      rows[i] = {{time, static_cast<std::int64_t>(begin + i), 0, 0}, {feed.customer[begin + i], {time}}};
      rulert::KeyBuffer key;
      Velocity::Events::KeyOf(rows[i].event).Encode(key);
      refs[i] = {&rows[i].header, key.Hash(), watermark, i, 0, 0};
      watermark = std::max(watermark, time - kDelay - 1);
    }
    shard->Process(refs.data(), static_cast<std::uint32_t>(count));
    shard->Advance(watermark);
  }
  answer.stats = shard->stats();
  return answer;
}

struct HashingSink {
  gen::ResultHash hash;
  void alerts(const Alert& alert, const rulert::Emitted&) { Add(hash, alert); }
  void errors(const rulert::Rejected&) {}
  void late(const rulert::LateEvent&) {}
  void overflow(const rulert::Overflow&) {}
};

Answer RunLocal(const Feed& feed) {
  auto local = std::make_unique<rulert::Local<Velocity>>();
  HashingSink sink;
  for (std::size_t i = 0; i < feed.customer.size(); ++i) {
    local->Push(Event{feed.customer[i], {feed.at_ms[i] * 1000}}, {.offset = static_cast<std::int64_t>(i)}, sink);
  }
  return {sink.hash, local->stats()};
}

/// Prints the figures of one side; false if its answers are not `expected`.
bool Measure(const std::string& label, const std::string& side, const Feed& feed, std::int64_t runs,
             Answer (*run)(const Feed&), gen::ResultHash& expected) {
  std::vector<double> wall;
  std::vector<double> cpu;
  Answer answer;
  for (std::int64_t r = -1; r < runs; ++r) {
    const double wall_begin = WallSeconds();
    const double cpu_begin = ProcessCpuSeconds();
    answer = run(feed);
    if (r < 0) continue;
    wall.push_back((WallSeconds() - wall_begin) * 1e9 / static_cast<double>(feed.customer.size()));
    cpu.push_back((ProcessCpuSeconds() - cpu_begin) * 1e9 / static_cast<double>(feed.customer.size()));
  }
  Report("velocity", label, side + "_wall", "ns", Median(wall));
  Report("velocity", label, side + "_cpu", "ns", Median(cpu));
  Report("velocity", label, side, "bytes_per_key",
         static_cast<double>(answer.stats.state_bytes) / static_cast<double>(answer.stats.keys));
  if (expected.rows() == 0) expected = answer.hash;
  return answer.hash.rows() == expected.rows() && answer.hash.value() == expected.value();
}

int Main(const std::vector<std::string_view>& words) {
  std::vector<std::string_view> names = gen::Arguments::spec_names();
  names.emplace_back("runs");
  gen::Arguments arguments(words, names);
  gen::TransactionsSpec defaults;
  defaults.events = 10'000'000;
  const gen::Transactions transactions(arguments.Spec(defaults));
  const std::int64_t runs = arguments.Number("runs", 5, 1, 1000);
  if (!arguments.error().empty()) {
    fmt::print(stderr, "rulec_bench_velocity: {}\n", arguments.error());
    return 2;
  }
  const std::string label = "keys_" + arguments.Text("keys", "10K");
  const Feed feed(transactions);
  gen::ResultHash hash;
  const bool equal = Measure(label, "rulec", feed, runs, &RunShard, hash) &&
                     Measure(label, "rulec_local", feed, runs, &RunLocal, hash);
  if (!equal) {
    fmt::print(stderr, "rulec_bench_velocity: the batch loop and Local give different alerts\n");
    return 1;
  }
  fmt::print("answers of both: results={} hash={:016x}\n", hash.rows(), hash.value());
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
