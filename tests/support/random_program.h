#pragma once
// Random well-typed rules and inputs for them, from a seed: same seed, same text on every machine.
#include <cstdint>
#include <string>
#include <vector>

namespace rulec::testing {

/// Small, fast, and the same everywhere (std distributions are not).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 0x2545f4914f6cdd1du) {}
  std::uint64_t Next();
  /// Uniform in [0, bound).
  std::uint32_t Below(std::uint32_t bound) { return static_cast<std::uint32_t>((Next() >> 32) * bound >> 32); }
  bool OneIn(std::uint32_t n) { return Below(n) == 0; }
  template <class T>
  const T& Pick(const std::vector<T>& items) {
    return items[Below(static_cast<std::uint32_t>(items.size()))];
  }

 private:
  std::uint64_t state_;
};

struct RandomModule {
  std::string text;                    // one .rules module
  std::vector<std::string> decisions;  // names; each takes the record `In` of inputs
};

/// `decisions` decisions over one input record with fields of every type; functions between them. Operations that can
/// fail (overflow, division, conversions) are as likely as others.
RandomModule MakeRandomModule(std::uint64_t seed, int decisions);

/// One JSON object for the record `In`: edge values are as likely as ordinary ones.
std::string MakeRandomInput(Random& random);

}  // namespace rulec::testing
