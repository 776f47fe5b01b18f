#pragma once
// Seeded mutations of texts, the same on every machine.
#include <cstdint>
#include <string>
#include <vector>

namespace rulec::testing {

/// splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(Next() % n); }

 private:
  std::uint64_t state_;
};

/// `text` with one to four changes: bytes replaced, pieces removed, repeated, moved, or taken from another text of
/// `corpus` or from `words`, a word put in place of another.
std::string Mutate(const std::string& text, const std::vector<std::string>& corpus,
                   const std::vector<std::string>& words, Random& random);

}  // namespace rulec::testing
