#pragma once
// The rules of a decision that an index has found (bitmap_index.h, row_index.h), to be visited in their order.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rulert {

template <std::uint32_t kRules>
class RuleSet {
 public:
  /// Of 64 rules each; an even number.
  static constexpr std::size_t kWords = (kRules + 127) / 128 * 2;

  /// No rule yet.
  static RuleSet Empty() noexcept {
    RuleSet set;
    Clear(&set, sizeof set);
    return set;
  }
  /// The words come from `words_at(w)`, which gives those at w and w + 1, for w = 0, 2, 4, ...
  template <class WordsAt>
  static RuleSet Of(WordsAt words_at) noexcept {
    RuleSet set;
    for (std::size_t f = 0; f < kFilled; ++f) {
      std::uint64_t filled = 0;
      for (std::size_t w = 64 * f; w < std::min(kWords, 64 * f + 64); w += 2) {
        const auto words = words_at(w);
        set.words_[w] = words[0];
        set.words_[w + 1] = words[1];
        filled |= std::uint64_t{words[0] != 0} << (w % 64) | std::uint64_t{words[1] != 0} << (w % 64 + 1);
      }
      set.filled_[f] = filled;
    }
    return set;
  }

  void Add(std::uint32_t rule, bool holds) noexcept {
    words_[rule / 64] |= static_cast<std::uint64_t>(holds) << (rule % 64);
    filled_[rule / 4096] |= static_cast<std::uint64_t>(holds) << (rule / 64 % 64);
  }
  /// Rules 64 i and the 63 behind it, from the lowest bit on.
  std::uint64_t word(std::size_t i) const noexcept { return words_[i]; }

  /// kRules if there is none.
  std::uint32_t First() const noexcept {
    for (std::size_t f = 0; f < kFilled; ++f) {
      if (filled_[f] == 0) continue;
      const std::size_t w = 64 * f + static_cast<std::size_t>(std::countr_zero(filled_[f]));
      return static_cast<std::uint32_t>(64 * w) + static_cast<std::uint32_t>(std::countr_zero(words_[w]));
    }
    return kRules;
  }

  /// How many rules a word has is as good as random to the processor, so there is one loop over all rules of 64 words,
  /// and no branch at the end of each.
  template <class Do>
  void ForEach(Do&& what) const noexcept {
    for (std::size_t f = 0; f < kFilled; ++f) {
      std::uint64_t filled = filled_[f];
      if (filled == 0) continue;
      std::size_t w = 64 * f + static_cast<std::size_t>(std::countr_zero(filled));
      std::uint64_t word = words_[w];
      do {
        what(static_cast<std::uint32_t>(64 * w) + static_cast<std::uint32_t>(std::countr_zero(word)));
        word &= word - 1;
        const std::uint64_t more = filled & (filled - 1);
        const std::size_t next = std::min(64 * f + (static_cast<std::size_t>(std::countr_zero(more)) & 63), kWords - 1);
        const std::uint64_t next_word = words_[next];
        const bool is_done = word == 0;
        filled = is_done ? more : filled;
        w = is_done ? next : w;
        word = is_done ? next_word : word;
      } while (filled != 0);
    }
  }

 private:
  static constexpr std::size_t kFilled = (kWords + 63) / 64;

  RuleSet() noexcept = default;

  /// Of a size that the compiler does not know: what it knows g++ clears by `rep stos`, and reads of that wait until it
  /// is done.
  [[gnu::noinline]] static void Clear(void* at, std::size_t size) noexcept { std::memset(at, 0, size); }

  std::uint64_t words_[kWords];
  std::uint64_t filled_[kFilled];  // which words are not 0
};

}  // namespace rulert
