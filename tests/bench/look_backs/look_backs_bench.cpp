// What an event costs where the answer cannot be kept by subtraction, by how many rows the look-back holds; and ten
// rules on one key against one. One thread, rows in memory, CPU time.
//   rulec_bench_look_backs [events=4M] [runs=5]
//
// `min_and_max`: 8 keys, an event of each key a second, so a look-back of n seconds holds n rows, each with an exact
// and a float extreme. `rules_on_one_key`: 10,000 keys, one event of each in six minutes; the ten rules ask nine things
// of two look-backs.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "look_backs.rules.h"
#include "rulert/process_desc.h"
#include "tests/bench/support/pairs.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace rules = ::bench::look_backs;

constexpr std::uint32_t kChunk = 4096;
constexpr std::int64_t kStart = 1'767'225'600'000'000;
constexpr std::int64_t kSecond = 1'000'000;

struct Feed {
  std::int64_t keys;
  std::int64_t between;  // us of event time from one event to the next, of any key
};

/// ns of CPU time an event, once the look-backs are as full as they get.
template <class Process>
double Run(const Feed& feed, std::int64_t fill, std::int64_t events) {
  using Event = typename Process::Events::Event;
  const rulert::HostApi api{rulert::kModuleAbi,
                            sizeof(rulert::HostApi),
                            [](void*, const rulert::Emission*) {},
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr};
  auto shard = std::make_unique<rulert::KeyedShard<Process>>(api, nullptr, rulert::NoParams{});
  std::vector<rulert::Row<Event>> rows(kChunk);
  std::vector<rulert::RowRef> refs(kChunk);
  std::uint64_t draw = 88172645463325252u;
  double seconds = 0;
  for (std::int64_t begin = 0; begin < fill + events; begin += kChunk) {
    for (std::uint32_t i = 0; i < kChunk; ++i) {
      draw ^= draw << 13;
      draw ^= draw >> 7;
      draw ^= draw << 17;
      const std::int64_t number = begin + i;
      const std::int64_t time = kStart + number * feed.between;
      Event event{};
      event.id = number % feed.keys;
      event.amount.mantissa = static_cast<std::int64_t>(draw % 900'000);
      if constexpr (requires { event.rate; }) event.rate = 1 + static_cast<double>(draw % 1'000'003);
      event.at = {time};
      rows[i] = {{time, number, 0, 0}, event};
      rulert::KeyBuffer key;
      Process::Events::KeyOf(rows[i].event).Encode(key);
      refs[i] = {&rows[i].header, key.Hash(), time - 5 * kSecond - 1, i, 0, 0};
    }
    const double before = ThreadCpuSeconds();
    shard->Process(refs.data(), kChunk);
    shard->Advance(refs[kChunk - 1].watermark);
    if (begin >= fill) seconds += ThreadCpuSeconds() - before;
  }
  return seconds * 1e9 / static_cast<double>(events);
}

template <class Process>
void MeasureLength(std::int64_t rows, std::int64_t events, std::int64_t runs) {
  constexpr std::int64_t kKeys = 8;
  std::vector<double> times;
  for (std::int64_t r = -1; r < runs; ++r) {
    const double time = Run<Process>({kKeys, kSecond / kKeys}, rows * kKeys, events);
    if (r >= 0) times.push_back(time);
  }
  Report("look_backs", fmt::format("rows_{}", rows), "min_and_max", "ns", Median(times));
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"events", "runs"});
  const std::int64_t events = arguments.Number("events", 4'000'000, kChunk, 1'000'000'000) / kChunk * kChunk;
  const std::int64_t runs = arguments.Number("runs", 5, 1, 1000);
  if (!arguments.error().empty()) {
    fmt::print(stderr, "rulec_bench_look_backs: {}\n", arguments.error());
    return 2;
  }
  MeasureLength<rules::Rows10>(10, events, runs);
  MeasureLength<rules::Rows100>(100, events, runs);
  MeasureLength<rules::Rows1000>(1'000, events, runs);
  MeasureLength<rules::Rows10000>(10'000, events, runs);

  constexpr Feed kSpread{10'000, 360 * kSecond / 10'000};
  const Pairs pairs = MeasurePairs(
      static_cast<int>(runs), [&] { return Run<rules::TenRules>(kSpread, events / 4, events); },
      [&] { return Run<rules::OneRule>(kSpread, events / 4, events); });
  Report("look_backs", "rules_on_one_key", "ten", "ns", Median(pairs.first));
  Report("look_backs", "rules_on_one_key", "one", "ns", Median(pairs.second));
  ReportRatio("look_backs", "rules_on_one_key", "ten_to_one", pairs.ratios);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
