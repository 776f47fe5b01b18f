// Keyed state beside a bare prefetched probe in the same run: ns per event and bytes per key.
//   rulec_bench_state [keys ...]      default 10000 1000000 10000000
//
// Floors of the state (8-byte key): a cell with its bound is 8 + 16 bytes in a bucket of five with an 8-byte
// header, 25.6 a slot; small tables are 3/4 to 9/10 full: 28.4 to 34.1. A look-back is 8 + 16 bytes in the slot and,
// for four rows, a chunk of 8 + 4 x 4 bytes. The probe has 24 bytes a slot at 1/2 to 1/1 of a power of two. No
// look-back reaches its limit here: alerts are measured by `velocity`.
#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "keyed.rules.h"
#include "rulert/process_desc.h"
#include "tests/bench/support/pairs.h"

namespace {

using Event = bench::keyed::EventsEvent;

constexpr std::uint32_t kChunk = 4096;
constexpr int kRounds = 7;

class Random {
 public:
  std::uint64_t operator()() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t x = state_;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
  }

 private:
  std::uint64_t state_ = 42;
};

/// Rows of uniformly chosen keys; four events of each key in an hour of event time.
class Feed {
 public:
  explicit Feed(std::uint64_t keys) : keys_(keys), rows_(kChunk), refs_(kChunk) {}

  const std::vector<rulert::RowRef>& Next() {
    for (std::uint32_t i = 0; i < kChunk; ++i) {
      const auto id = static_cast<std::int64_t>(random_() % keys_);
      const double due = static_cast<double>(count_++) * 3.6e9 / (4.0 * static_cast<double>(keys_));
      // Milliseconds, up to half a second out of order.
      const std::int64_t time =
          kStart + static_cast<std::int64_t>(due) / 1000 * 1000 - static_cast<std::int64_t>(random_() % 500) * 1000;
      rows_[i] = {{time, 0, 0, 0}, {id, {time}}};
      refs_[i] = {&rows_[i].header,
                  rulert::Hash64(reinterpret_cast<const char*>(&id), sizeof(id)),
                  kStart + static_cast<std::int64_t>(due) - 5'000'001,
                  i,
                  0,
                  0};
    }
    return refs_;
  }

 private:
  static constexpr std::int64_t kStart = 1'767'225'600'000'000;
  std::uint64_t keys_;
  std::uint64_t count_ = 0;
  Random random_;
  std::vector<rulert::Row<Event>> rows_;
  std::vector<rulert::RowRef> refs_;
};

/// Linear probing in one array that never grows, batches of 32 prefetched: the least that keyed state can cost.
class Probe {
 public:
  explicit Probe(std::uint64_t keys) : mask_(std::bit_ceil(keys * 5 / 4) - 1), slots_(mask_ + 1) {}

  void Process(const rulert::RowRef* rows, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; i += 32) {
      for (std::uint32_t k = i; k < i + 32; ++k) __builtin_prefetch(&slots_[rows[k].hash >> 20 & mask_], 1);
      for (std::uint32_t k = i; k < i + 32; ++k) {
        const std::int64_t key = rulert::EventOf<Event>(rows[k]).id + 1;
        std::uint64_t at = rows[k].hash >> 20 & mask_;
        while (slots_[at].key != key && slots_[at].key != 0) at = (at + 1) & mask_;
        slots_[at].key = key;
        ++slots_[at].count;
        slots_[at].due = rows[k].row->time;
      }
    }
  }

 private:
  struct Slot {
    std::int64_t key = 0;
    std::int64_t count = 0;
    std::int64_t due = 0;
  };
  std::uint64_t mask_;
  std::vector<Slot> slots_;
};

template <class Target>
double Nanoseconds(Target& target, Feed& feed, std::uint64_t events) {
  double spent = 0;
  std::uint64_t done = 0;
  for (; done < events; done += kChunk) {
    const auto& rows = feed.Next();
    const double start = rulec::bench::ThreadCpuSeconds();
    target.Process(rows.data(), kChunk);
    spent += rulec::bench::ThreadCpuSeconds() - start;
  }
  return spent * 1e9 / static_cast<double>(done);
}

void NoEmission(void*, const rulert::Emission*) {}

template <class P>
void Measure(const std::string& name, std::uint64_t keys) {
  const rulert::HostApi api{
      rulert::kModuleAbi, sizeof(rulert::HostApi), &NoEmission, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  typename P::Params params;
  params.limit = 1'000'000;
  Feed feed(keys);
  Feed probe_feed(keys);
  auto shard = std::make_unique<rulert::KeyedShard<P>>(api, nullptr, params);
  auto probe = std::make_unique<Probe>(keys);
  double most_bytes = 0;
  for (int part = 0; part < 32; ++part) {
    Nanoseconds(*shard, feed, keys / 4);
    const rulert::ShardStats stats = shard->stats();
    if (stats.keys > keys / 8)
      most_bytes = std::max(most_bytes, static_cast<double>(stats.state_bytes) / static_cast<double>(stats.keys));
  }
  Nanoseconds(*probe, probe_feed, 4 * keys);
  const std::uint64_t events = std::clamp<std::uint64_t>(keys, 1'000'000, 4'000'000);
  const rulec::bench::Pairs pairs = rulec::bench::MeasurePairs(
      kRounds, [&] { return Nanoseconds(*shard, feed, events); },
      [&] { return Nanoseconds(*probe, probe_feed, events); });
  const std::string label = name + "_" + std::to_string(keys) + "_keys";
  const rulert::ShardStats stats = shard->stats();
  const auto per_key = [&stats](std::uint64_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(stats.keys);
  };
  rulec::bench::Report("state", label, "rulec", "ns", rulec::bench::Median(pairs.first));
  rulec::bench::Report("state", label, "probe", "ns", rulec::bench::Median(pairs.second));
  rulec::bench::ReportRatio("state", label, "rulec_over_probe", pairs.ratios);
  rulec::bench::Report("state", label, "reserved", "bytes_per_key", per_key(stats.state_bytes));
  rulec::bench::Report("state", label, "in_use", "bytes_per_key", per_key(stats.live_bytes));
  rulec::bench::Report("state", label, "most_while_growing", "bytes_per_key", most_bytes);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::uint64_t> keys;
  for (int i = 1; i < argc; ++i) {
    char* end = nullptr;
    keys.push_back(std::strtoull(argv[i], &end, 10));
    if (*end != '\0' || keys.back() == 0) {
      std::fprintf(stderr, "rulec_bench_state: numbers of keys, got `%s`\n", argv[i]);
      return 2;
    }
  }
  if (keys.empty()) keys = {10'000, 1'000'000, 10'000'000};
  for (const std::uint64_t n : keys) Measure<bench::keyed::Counter>("counter", n);
  for (const std::uint64_t n : keys) Measure<bench::keyed::Velocity>("look_back", n);
}
