// The look-back counter on transactions-1, as Flink's `velocity` job does it: the events are arrays in memory; timed is
// everything from there to the hash of the alerts: rows, key hashes, watermarks, state, alerts. One thread.
//   rulec_bench_velocity [events=10M] [keys=10K] [runs=5] [name=value of the data set ...]
// `rulec` is the batch loop that hosts drive; `rulec_local` is rulert::Local, event by event, which also makes ids.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "keyed.rules.h"
#include "rulert/local.h"
#include "tests/bench/support/shard_run.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

using ::bench::keyed::Alert;
using ::bench::keyed::Event;
using ::bench::keyed::EventsEvent;
using ::bench::keyed::Velocity;

gen::ResultRow RowOf(const Alert& alert) {
  return {static_cast<std::uint64_t>(alert.id), alert.at.us / 1000, alert.count, 0, 0};
}

Answer RunBatches(const Feed& feed) {
  const auto make = [](const Feed& from, std::size_t i) {
    return EventsEvent{from.customer[i], {from.at_ms[i] * 1000}};
  };
  return RunShard<Velocity, Velocity::Events, Alert>(feed, make, &RowOf);
}

struct HashingSink {
  gen::ResultHash hash;
  void alerts(const Alert& alert, const rulert::Emitted&) { hash.Add(RowOf(alert)); }
  void errors(const rulert::Rejected&) {}
  void late(const rulert::LateEvent&) {}
  void overflow(const rulert::Overflow&) {}
};

Answer RunLocal(const Feed& feed) {
  auto local = std::make_unique<rulert::Local<Velocity>>();
  HashingSink sink;
  for (std::size_t i = 0; i < feed.size(); ++i) {
    local->Push(Event{feed.customer[i], {feed.at_ms[i] * 1000}}, {.offset = static_cast<std::int64_t>(i)}, sink);
  }
  return {sink.hash, 0, local->stats()};
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
  const gen::ResultHash batches = Measure("velocity", label, "rulec", feed, runs, &RunBatches).hash;
  const gen::ResultHash local = Measure("velocity", label, "rulec_local", feed, runs, &RunLocal).hash;
  if (batches.rows() != local.rows() || batches.value() != local.value()) {
    fmt::print(stderr, "rulec_bench_velocity: the batch loop and Local give different alerts\n");
    return 1;
  }
  fmt::print("answers of both: results={} hash={:016x}\n", local.rows(), local.value());
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
