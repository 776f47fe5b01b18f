// Windows that close on transactions-1, as Flink's jobs of the same names do it: count, sum and max of the amount.
//   rulec_bench_windows [what=tumbling|sliding|session] [runs=3] [events=2M] [keys=10K] [perhour=600] [name=value ...]
// Without `what`: all three, each as dense as the peers' figures are.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/support/shard_run.h"
#include "tools/gen/arguments.h"
#include "windows.rules.h"

namespace rulec::bench {
namespace {

using ::bench::windows::PaymentsEvent;
using ::bench::windows::Session;
using ::bench::windows::Sliding;
using ::bench::windows::Stats;
using ::bench::windows::Tumbling;

template <class P>
Answer RunWindows(const Feed& feed) {
  const auto make = [](const Feed& from, std::size_t i) {
    return PaymentsEvent{from.customer[i], from.cents[i], {from.at_ms[i] * 1000}};
  };
  const auto row = [](const Stats& stats) {
    return gen::ResultRow{static_cast<std::uint64_t>(stats.id), stats.end.us / 1000, stats.count, stats.sum, stats.max};
  };
  return RunShard<P, typename P::Payments, Stats>(feed, make, row);
}

Answer (*RunOf(std::string_view what))(const Feed&) {
  if (what == "tumbling") return &RunWindows<Tumbling>;
  if (what == "sliding") return &RunWindows<Sliding>;
  return what == "session" ? &RunWindows<Session> : nullptr;
}

int Run(const std::string& what, const std::vector<std::string_view>& words) {
  std::vector<std::string_view> names = gen::Arguments::spec_names();
  names.insert(names.end(), {"runs", "what"});
  gen::Arguments arguments(words, names);
  gen::TransactionsSpec defaults;
  defaults.events = 2'000'000;
  const gen::Transactions transactions(arguments.Spec(defaults));
  const std::int64_t runs = arguments.Number("runs", 3, 1, 1000);
  if (!arguments.error().empty() || RunOf(what) == nullptr) {
    fmt::print(stderr, "rulec_bench_windows: {}\n",
               arguments.error().empty() ? "what=tumbling, sliding or session" : arguments.error());
    return 2;
  }
  const std::string label =
      fmt::format("{}_{}_an_hour_{}_keys", what, arguments.Text("perhour", "3.6"), arguments.Text("keys", "10K"));
  const Feed feed(transactions);
  const Answer answer = Measure("windows", label, "rulec", feed, runs, RunOf(what));
  fmt::print("{}: results={} hash={:016x}\n", label, answer.hash.rows(), answer.hash.value());
  return 0;
}

int Main(const std::vector<std::string_view>& words) {
  for (const std::string_view word : words) {
    if (word.starts_with("what=")) return Run(std::string(word.substr(5)), words);
  }
  for (const std::string_view what : {"tumbling", "sliding", "session"}) {
    std::vector<std::string_view> all = words;
    const bool said = std::any_of(words.begin(), words.end(), [](auto word) { return word.starts_with("perhour="); });
    if (!said && what != "session") all.push_back("perhour=600");
    if (const int failed = Run(std::string(what), all); failed != 0) return failed;
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
