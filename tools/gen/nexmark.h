#pragma once
// The data set "nexmark-frozen-1": the events of the Nexmark benchmark with the distributions of its Flink suite, event
// n a pure function of (seed, n). Of 50 events one is a person, three are auctions, 46 are bids.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/gen/splittable_random.h"

namespace rulec::gen {

struct NexmarkSpec {
  std::uint64_t seed = 1;
  std::int64_t events = 100'000;
  std::int64_t rate = 1'000;  ///< events in a second of event time
};

/// Makes events by number. Immutable: threads may share one.
class Nexmark {
 public:
  static constexpr std::int64_t kStartMs = 1'767'225'600'000;  // 2026-01-01T00:00:00Z

  explicit Nexmark(const NexmarkSpec& spec);

  [[nodiscard]] const NexmarkSpec& spec() const { return spec_; }
  [[nodiscard]] std::int64_t at_ms(std::int64_t n) const;
  [[nodiscard]] static bool IsBid(std::int64_t n) { return n % 50 >= 4; }

  /// Appends event `n` as one JSON object without newline, as in the suite's topic: {"event_type":2,"bid":{...}}.
  void AppendJson(std::int64_t n, std::string& out) const;
  /// IsBid(n): what stands behind "bid".
  void AppendBid(std::int64_t n, std::string& out) const;

 private:
  struct Channel {
    std::string name;
    std::string url;
  };

  [[nodiscard]] SplittableRandom Random(std::int64_t n) const {
    return SplittableRandom(Mix(Mix(spec_.seed) + kGamma * static_cast<std::uint64_t>(n + 1)));
  }
  void AppendPerson(std::int64_t n, std::string& out) const;
  void AppendAuction(std::int64_t n, std::string& out) const;
  /// Letters of the pool that fill an event of `size` bytes up to about `wanted`.
  [[nodiscard]] std::string_view Extra(SplittableRandom& random, std::size_t size, std::size_t wanted) const;

  NexmarkSpec spec_;
  std::string pool_;
  std::vector<Channel> hot_;
  std::vector<Channel> channels_;
};

}  // namespace rulec::gen
