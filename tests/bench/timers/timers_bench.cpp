// Timers of many keys: the wheel alone, and a process whose every key has one, an hour ahead.
//   rulec_bench_timers [keys ...]      default 10000 1000000 10000000
//
// One event of each key in an hour of event time, so as many timers fall due as are started. `restart` moves timers
// that run. `longest_step` is the longest that time took to move by 100 ms, in CPU time of the thread.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "rulert/process_desc.h"
#include "rulert/timing_wheel.h"
#include "tests/bench/support/pairs.h"
#include "timed.rules.h"

namespace {

using Process = bench::timed::Timers;
using Event = bench::timed::EventsEvent;
using rulec::bench::Report;
using rulec::bench::ThreadCpuSeconds;

constexpr std::int64_t kStart = 1'767'225'600'000'000;
constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kStep = 100'000;
constexpr std::uint32_t kChunk = 4096;

/// Each number below a power of two once, in an order that nothing guesses.
std::uint64_t Scattered(std::uint64_t i) { return i * 0x9e3779b97f4a7c15u; }

/// A wheel of that many entries, run empty by steps. Answers what each entry cost; `longest`, if it is wanted, is
/// measured step by step, which costs more than a step does.
struct WheelTimes {
  double insert = 0;
  double fire = 0;
};
WheelTimes RunWheel(std::uint64_t keys, double* longest) {
  rulert::Arena arena;
  rulert::TimingWheel wheel(arena);
  wheel.Advance(kStart);
  const double begin = ThreadCpuSeconds();
  for (std::uint64_t i = 0; i < keys; ++i) {
    const std::uint64_t hash = Scattered(i);
    wheel.Add({hash, kStart + 1 + static_cast<std::int64_t>((hash >> 32) * static_cast<std::uint64_t>(kHour) >> 32)});
  }
  const double filled = ThreadCpuSeconds();
  std::uint64_t taken = 0;
  std::uint64_t sum = 0;
  rulert::TimingWheel::Entry entries[32];
  for (std::int64_t now = kStart; now < kStart + kHour + kStep; now += kStep) {
    const double before = longest != nullptr ? ThreadCpuSeconds() : 0;
    // What a host does while its rows go by: as many moves as entries fall due in this time, twice.
    wheel.Work(static_cast<std::uint32_t>(keys * kStep / kHour * 2 + 64));
    wheel.Advance(now);
    while (const std::uint32_t count = wheel.Take(entries, 32)) {
      taken += count;
      for (std::uint32_t i = 0; i < count; ++i) sum += entries[i].hash;
    }
    if (longest != nullptr) *longest = std::max(*longest, ThreadCpuSeconds() - before);
  }
  const double done = ThreadCpuSeconds();
  if (taken != keys || sum == 1) std::abort();
  return {(filled - begin) * 1e9 / static_cast<double>(keys), (done - filled) * 1e9 / static_cast<double>(keys)};
}

void MeasureWheel(std::uint64_t keys) {
  const WheelTimes times = RunWheel(keys, nullptr);
  double longest = 0;
  RunWheel(keys, &longest);
  const std::string label = "wheel_" + std::to_string(keys) + "_entries";
  Report("timers", label, "insert", "ns", times.insert);
  Report("timers", label, "fire", "ns", times.fire);
  Report("timers", label, "longest_step", "us", longest * 1e6);
}

class Shard {
 public:
  explicit Shard(std::uint64_t keys) : keys_(keys), rows_(kChunk), refs_(kChunk) {}

  /// An event of every key within an hour from `from`; time moves along. Answers seconds for rows and for time.
  void Pass(std::int64_t from, double& rows, double& time, double& longest) {
    for (std::uint64_t done = 0; done < keys_; done += kChunk) {
      const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(kChunk, keys_ - done));
      for (std::uint32_t i = 0; i < count; ++i) Fill(done + i, i, from);
      const double before = ThreadCpuSeconds();
      shard_->Process(refs_.data(), count);
      rows += ThreadCpuSeconds() - before;
      for (; next_step_ <= refs_[count - 1].watermark; next_step_ += kStep) {
        const double start = ThreadCpuSeconds();
        shard_->Advance(next_step_);
        const double spent = ThreadCpuSeconds() - start;
        time += spent;
        longest = std::max(longest, spent);
      }
    }
  }
  rulert::ShardStats stats() const { return shard_->stats(); }

 private:
  void Fill(std::uint64_t number, std::uint32_t i, std::int64_t from) {
    // Keys in another order than their hashes.
    const auto id = static_cast<std::int64_t>(number * 7'919 % keys_);
    const std::int64_t time =
        from + static_cast<std::int64_t>(static_cast<double>(number) *
                                         (static_cast<double>(kHour) / static_cast<double>(keys_)));
    rows_[i] = {{time, 0, 0, 0}, {id, {time}}};
    refs_[i] = {
        &rows_[i].header, rulert::Hash64(reinterpret_cast<const char*>(&id), sizeof(id)), time - 5'000'001, i, 0, 0};
  }

  static void NoEmission(void*, const rulert::Emission*) {}
  const rulert::HostApi api_{
      rulert::kModuleAbi, sizeof(rulert::HostApi), &NoEmission, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  std::unique_ptr<rulert::KeyedShard<Process>> shard_ =
      std::make_unique<rulert::KeyedShard<Process>>(api_, nullptr, rulert::NoParams{});
  std::uint64_t keys_;
  std::int64_t next_step_ = kStart;  // passes follow each other without a jump of time
  std::vector<rulert::Row<Event>> rows_;
  std::vector<rulert::RowRef> refs_;
};

void MeasureProcess(std::uint64_t keys) {
  Shard shard(keys);
  const std::string label = "process_" + std::to_string(keys) + "_keys";
  const auto per_key = [keys](double seconds) { return seconds * 1e9 / static_cast<double>(keys); };
  double rows = 0;
  double time = 0;
  double longest = 0;
  shard.Pass(kStart, rows, time, longest);
  Report("timers", label, "start_of_new_key", "ns", per_key(rows));
  const rulert::ShardStats stats = shard.stats();
  Report("timers", label, "in_use", "bytes_per_key",
         static_cast<double>(stats.live_bytes) / static_cast<double>(stats.keys));
  // Each timer runs out just before the next event of its key: it fires and is started again.
  rows = time = longest = 0;
  shard.Pass(kStart + kHour + 10'000'000, rows, time, longest);
  Report("timers", label, "start_of_known_key", "ns", per_key(rows));
  Report("timers", label, "fire", "ns", per_key(time));
  Report("timers", label, "longest_step", "us", longest * 1e6);
  // Events come sooner, so that timers are moved before they fire.
  rows = time = longest = 0;
  shard.Pass(kStart + kHour + 10'000'000 + kHour / 2, rows, time, longest);
  Report("timers", label, "restart", "ns", per_key(rows));
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::uint64_t> keys;
  for (int i = 1; i < argc; ++i) {
    char* end = nullptr;
    keys.push_back(std::strtoull(argv[i], &end, 10));
    if (*end != '\0' || keys.back() == 0) {
      std::fprintf(stderr, "rulec_bench_timers: numbers of keys, got `%s`\n", argv[i]);
      return 2;
    }
  }
  if (keys.empty()) keys = {10'000, 1'000'000, 10'000'000};
  for (const std::uint64_t n : keys) MeasureWheel(n);
  for (const std::uint64_t n : keys) MeasureProcess(n);
}
