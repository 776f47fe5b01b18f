// An interval join of orders and payments: what an event costs and what a key takes, by how many keys there are. One
// thread, rows in memory, CPU time.
//   rulec_bench_joins [events=1M] [runs=5]
//
// Every other event is an order; its payment comes a quarter of an hour later, for one order in ten never. All events
// lie in six hours, so with few keys an event has many partners: records_per_event says how many.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "joins.rules.h"
#include "rulert/process_desc.h"
#include "tests/bench/support/pairs.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace rules = ::bench::joins;

constexpr std::uint32_t kChunk = 4096;
constexpr std::int64_t kStart = 1'767'225'600'000'000;
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kSpan = 6 * 3600 * kSecond;

struct Event {
  std::int64_t time;
  std::int64_t id;
  bool is_order;
};

/// In time order.
std::vector<Event> MakeEvents(std::int64_t keys, std::int64_t count) {
  std::vector<Event> events;
  std::uint64_t draw = 88172645463325252u;
  for (std::int64_t i = 0; i < count / 2; ++i) {
    draw ^= draw << 13;
    draw ^= draw >> 7;
    draw ^= draw << 17;
    const std::int64_t time = kStart + i * (kSpan / (count / 2));
    const std::int64_t id = i * 7'919 % keys;
    events.push_back({time, id, true});
    events.push_back(
        {time + 900 * kSecond + static_cast<std::int64_t>(draw % 1'000), draw % 10 == 0 ? -id - 1 : id, false});
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.time < b.time; });
  return events;
}

struct Cost {
  double ns = 0;  // of CPU time an event
  double bytes_per_key = 0;
  std::uint64_t emitted = 0;
};

template <class Process>
Cost Run(const std::vector<Event>& events) {
  Cost cost;
  const rulert::HostApi api{rulert::kModuleAbi,
                            sizeof(rulert::HostApi),
                            [](void* to, const rulert::Emission*) { ++static_cast<Cost*>(to)->emitted; },
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr};
  auto shard = std::make_unique<rulert::KeyedShard<Process>>(api, &cost, rulert::NoParams{});
  std::vector<rulert::Row<rules::OrdersEvent>> orders(kChunk);
  std::vector<rulert::Row<rules::PaymentsEvent>> payments(kChunk);
  std::vector<rulert::RowRef> refs(kChunk);
  double seconds = 0;
  double most = 0;
  for (std::size_t begin = 0; begin < events.size(); begin += kChunk) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(kChunk, events.size() - begin));
    for (std::uint32_t i = 0; i < count; ++i) {
      const Event& event = events[begin + i];
      const rulert::RowHeader header{event.time, static_cast<std::int64_t>(begin + i), 0, 0};
      orders[i] = {header, {}};
      orders[i].event.id = event.id;
      orders[i].event.at = {event.time};
      payments[i] = {header, {}};
      payments[i].event.id = event.id;
      payments[i].event.at = {event.time};
      rulert::KeyBuffer key;
      typename Process::Key{event.id}.Encode(key);
      refs[i] = {event.is_order ? &orders[i].header : &payments[i].header,
                 key.Hash(),
                 event.time - 5 * kSecond - 1,
                 i,
                 event.is_order ? 0u : 1u,
                 0};
    }
    const double before = ThreadCpuSeconds();
    shard->Process(refs.data(), count);
    shard->Advance(refs[count - 1].watermark);
    seconds += ThreadCpuSeconds() - before;
    const rulert::ShardStats stats = shard->stats();
    most = std::max(
        most, static_cast<double>(stats.live_bytes) / static_cast<double>(std::max<std::uint64_t>(1, stats.keys)));
  }
  cost.ns = seconds * 1e9 / static_cast<double>(events.size());
  cost.bytes_per_key = most;
  return cost;
}

template <class Process>
void Measure(const std::string& side, std::int64_t keys, const std::vector<Event>& events, std::int64_t runs) {
  std::vector<double> times;
  Cost cost;
  for (std::int64_t r = -1; r < runs; ++r) {
    cost = Run<Process>(events);
    if (r >= 0) times.push_back(cost.ns);
  }
  const std::string label = fmt::format("keys_{}", keys);
  Report("joins", label, side, "ns", Median(times));
  Report("joins", label, side, "bytes_per_key", cost.bytes_per_key);
  Report("joins", label, side, "records_per_event",
         static_cast<double>(cost.emitted) / static_cast<double>(events.size()));
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"events", "runs"});
  const std::int64_t count = arguments.Number("events", 1'000'000, kChunk, 1'000'000'000);
  const std::int64_t runs = arguments.Number("runs", 5, 1, 1000);
  if (!arguments.error().empty()) {
    fmt::print(stderr, "rulec_bench_joins: {}\n", arguments.error());
    return 2;
  }
  for (const std::int64_t keys : {10'000, 1'000'000}) {
    const std::vector<Event> events = MakeEvents(keys, count);
    Measure<rules::Inner>("inner", keys, events, runs);
    Measure<rules::Outer>("outer", keys, events, runs);
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
