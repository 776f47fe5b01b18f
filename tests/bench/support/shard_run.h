#pragma once
// A process of generated code over transactions-1 in memory, by the batch loop that hosts drive: rows, key hashes,
// watermarks, state, answers and their hash. One thread. Flink's jobs of the same names do the same.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rulert/process_desc.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/result_hash.h"
#include "tools/gen/transactions.h"

namespace rulec::bench {

/// What Flink's feed holds too.
struct Feed {
  std::vector<std::uint32_t> customer;
  std::vector<std::int64_t> at_ms;
  std::vector<std::int64_t> cents;

  explicit Feed(const gen::Transactions& transactions) {
    for (std::int64_t i = 0; i < transactions.spec().events; ++i) {
      customer.push_back(transactions.customer(i));
      at_ms.push_back(transactions.at_ms(i));
      cents.push_back(transactions.cents(i));
    }
  }
  std::size_t size() const { return customer.size(); }
};

struct Answer {
  gen::ResultHash hash;
  std::uint64_t overflows = 0;  // rows that left a full window: Flink has no bound, so answers differ
  rulert::ShardStats stats{};   // before time has ended
};

/// These data sets have nothing late, and nothing that can fail.
[[noreturn]] inline void Unexpected() { Die("an event is late or rejected"); }

/// Input: the stream's description in P. make(feed, i) is its i-th event; row(record) what is hashed of an answer.
template <class P, class Input, class Record, class Make, class Row>
Answer RunShard(const Feed& feed, const Make& make, const Row& row) {
  using Event = decltype(make(feed, std::size_t{0}));
  constexpr std::size_t kChunk = 4096;
  struct Host {
    gen::ResultHash hash;
    std::uint64_t overflows;
    const Row& row;
  } host{{}, 0, row};
  const rulert::HostApi api{
      rulert::kModuleAbi,
      sizeof(rulert::HostApi),
      [](void* to, const rulert::Emission* emission) {
        auto& its = *static_cast<Host*>(to);
        its.hash.Add(its.row(*static_cast<const Record*>(emission->record)));
      },
      [](void*, const rulert::TriggerRef*, std::uint32_t, const rulert::Failure*) { Unexpected(); },
      [](void*, const rulert::TriggerRef*, std::uint32_t) { Unexpected(); },
      [](void* to, const rulert::TriggerRef*, std::uint32_t, std::int64_t, const void*) {
        ++static_cast<Host*>(to)->overflows;
      },
      nullptr,
      nullptr,
      nullptr};
  const typename P::Params params;
  auto shard = std::make_unique<rulert::KeyedShard<P>>(api, &host, params);
  std::vector<rulert::Row<Event>> rows(kChunk);
  std::vector<rulert::RowRef> refs(kChunk);
  std::int64_t watermark = rulert::kNoWatermark;
  for (std::size_t begin = 0; begin < feed.size(); begin += kChunk) {
    const std::size_t count = std::min(kChunk, feed.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t time = feed.at_ms[begin + i] * 1000;
      rows[i] = {{time, static_cast<std::int64_t>(begin + i), 0, 0}, make(feed, begin + i)};
      rulert::KeyBuffer key;
      Input::KeyOf(rows[i].event).Encode(key);
      refs[i] = {&rows[i].header, key.Hash(), watermark, i, 0, 0};
      watermark = std::max(watermark, time - Input::kDelay - 1);
    }
    shard->Process(refs.data(), static_cast<std::uint32_t>(count));
    shard->Advance(watermark);
  }
  Answer answer;
  answer.stats = shard->stats();
  shard->Advance(rulert::kEndOfTime);
  answer.hash = host.hash;
  answer.overflows = host.overflows;
  return answer;
}

/// Prints the figures of one side: the medians of `runs` after one that warms up. The last answer.
template <class Run>
Answer Measure(const std::string& bench, const std::string& label, const std::string& side, const Feed& feed,
               std::int64_t runs, const Run& run) {
  std::vector<double> wall;
  std::vector<double> cpu;
  Answer answer;
  for (std::int64_t r = -1; r < runs; ++r) {
    const double wall_begin = WallSeconds();
    const double cpu_begin = ProcessCpuSeconds();
    answer = run(feed);
    if (r < 0) continue;
    wall.push_back((WallSeconds() - wall_begin) * 1e9 / static_cast<double>(feed.size()));
    cpu.push_back((ProcessCpuSeconds() - cpu_begin) * 1e9 / static_cast<double>(feed.size()));
  }
  Report(bench, label, side + "_wall", "ns", Median(wall));
  Report(bench, label, side + "_cpu", "ns", Median(cpu));
  Report(bench, label, side, "bytes_per_key",
         static_cast<double>(answer.stats.state_bytes) / static_cast<double>(answer.stats.keys));
  if (answer.overflows > 0) fmt::print("# {} rows left full windows\n", answer.overflows);
  return answer;
}

}  // namespace rulec::bench
