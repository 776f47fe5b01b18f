// What the machine gives at the moment, in under a second: a figure measured between two readings that differ much does
// not count. Prints one line: ns of a dependent load from memory, GB/s of a copy, ns of an independent load asked for
// ahead.
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <numeric>
#include <utility>
#include <vector>

#include "tests/bench/support/pairs.h"
#include "tools/gen/draw.h"

namespace rulec::bench {
namespace {

constexpr std::uint32_t kSlots = 1 << 23;  // of 8 bytes: 64 MiB
constexpr int kRounds = 5;

template <class F>
double MedianSeconds(F&& f) {
  std::vector<double> seconds;
  for (int i = 0; i < kRounds; ++i) {
    const double start = ThreadCpuSeconds();
    f(static_cast<std::uint64_t>(i));
    seconds.push_back(ThreadCpuSeconds() - start);
  }
  return Median(seconds);
}

int Main() {
  constexpr std::uint32_t kSteps = 200'000;
  // One cycle through all slots.
  std::vector<std::uint64_t> slots(kSlots);
  std::iota(slots.begin(), slots.end(), 0);
  for (std::uint32_t i = kSlots - 1; i > 0; --i) std::swap(slots[i], slots[gen::Below(gen::Mix(i), i)]);
  std::uint64_t at = 0;
  const double chase = MedianSeconds([&](std::uint64_t) {
    for (std::uint32_t i = 0; i < kSteps; ++i) at = slots[at];
  });
  std::vector<std::uint64_t> copy(kSlots);
  const double copied = MedianSeconds([&](std::uint64_t round) {
    slots[0] ^= round << 40;
    std::memcpy(copy.data(), slots.data(), kSlots * sizeof(std::uint64_t));
  });
  const double ahead = MedianSeconds([&](std::uint64_t round) {
    constexpr std::uint32_t kBatch = 32;
    std::uint32_t places[kBatch];
    for (std::uint32_t i = 0; i < kSteps; i += kBatch) {
      for (std::uint32_t k = 0; k < kBatch; ++k) {
        places[k] = gen::Below(gen::Mix(round << 32 | (i + k)), kSlots);
        __builtin_prefetch(&copy[places[k]], 1);
      }
      for (const std::uint32_t place : places) ++copy[place];
    }
  });
  fmt::print("{:.1f} {:.2f} {:.2f} {}\n", chase * 1e9 / kSteps, kSlots * 8e-9 / copied, ahead * 1e9 / kSteps,
             (at + copy[0]) % 10);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main() { return rulec::bench::Main(); }
