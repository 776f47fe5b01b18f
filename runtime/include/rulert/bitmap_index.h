#pragma once
// An index over the rules of a decision: for each code (rule_codes.h) of each column one bit a rule, whether the rule
// takes it. The rules that an event meets are the bits that the rows of all its codes have in common (Lakshman and
// Stiliadis, High-speed policy-based packet forwarding using efficient multi-dimensional range matching, SIGCOMM 1998).
// docs/design/rule_index.md.
//
// An index is a struct of constants:
//   Lane       signed integer type of codes
//   kRules     how many rules
//   kColumns   array of BitmapColumn
//   kAsked     array of CodeRange<Lane>: what rules ask, column by column, by rule; ranges of one rule do not touch
//   kBitmap    MakeBitmap<kRules, sum of the columns' codes>(kColumns, kAsked)
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "rulert/rule_codes.h"
#include "rulert/rule_set.h"

namespace rulert {

/// The rules of a column that ask nothing of it take each of its codes. Where a value may be missing, the least code
/// stands for that.
struct BitmapColumn {
  std::int32_t least;
  std::int32_t greatest;
  std::uint32_t asked;  // where its ranges begin in kAsked; they end where those of the next column begin
  std::uint32_t row;    // where its codes begin in the bitmap
};

/// `rule` takes low..high.
template <class Lane>
struct CodeRange {
  std::uint32_t rule;
  Lane low;
  Lane high;
};

template <std::uint32_t kRules, std::size_t kCodes>
struct Bitmap {
  alignas(16) std::uint64_t rows[kCodes][RuleSet<kRules>::kWords];
};

/// Each range changes its rule's bit at its first code and behind its last one; a row is the one before with its
/// changes.
template <std::uint32_t kRules, std::size_t kCodes, class Lane, std::size_t kColumnCount, std::size_t kRangeCount>
constexpr Bitmap<kRules, kCodes> MakeBitmap(const BitmapColumn (&columns)[kColumnCount],
                                            const CodeRange<Lane> (&asked)[kRangeCount]) noexcept {
  constexpr std::size_t kWords = RuleSet<kRules>::kWords;
  Bitmap<kRules, kCodes> bitmap{};
  for (std::size_t c = 0; c < kColumnCount; ++c) {
    auto* const rows = bitmap.rows + columns[c].row;
    for (std::uint32_t rule = 0; rule < kRules; rule += 64) {
      const std::uint32_t rest = kRules - rule;
      rows[0][rule / 64] = rest >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rest) - 1;
    }
    const std::size_t end = c + 1 < kColumnCount ? columns[c + 1].asked : kRangeCount;
    const auto codes = static_cast<std::size_t>(columns[c].greatest - columns[c].least + 1);
    std::uint32_t rule_before = kRules;
    for (std::size_t i = columns[c].asked; i < end; ++i) {
      const CodeRange<Lane>& range = asked[i];
      const std::uint64_t bit = std::uint64_t{1} << (range.rule % 64);
      const std::uint32_t word = range.rule / 64;
      if (range.rule != rule_before) rows[0][word] &= ~bit;
      rule_before = range.rule;
      const auto first = static_cast<std::size_t>(range.low - columns[c].least);
      const auto behind = static_cast<std::size_t>(range.high - columns[c].least + 1);
      if (first < behind) {
        rows[first][word] ^= bit;
        if (behind < codes) rows[behind][word] ^= bit;
      }
    }
    for (std::size_t code = 1; code < codes; ++code) {
      for (std::size_t w = 0; w < kWords; ++w) rows[code][w] ^= rows[code - 1][w];
    }
  }
  return bitmap;
}

namespace detail {

template <class Index, class Event, std::size_t... kColumn>
inline RuleSet<Index::kRules> FindInBitmap(const Event& event, std::index_sequence<kColumn...>) noexcept {
  typedef std::uint64_t Words __attribute__((vector_size(16)));
  const std::uint64_t* const rows[] = {
      Index::kBitmap
          .rows[Index::kColumns[kColumn].row +
                static_cast<std::size_t>(std::max(std::int32_t{event.codes[kColumn]}, Index::kColumns[kColumn].least) -
                                         Index::kColumns[kColumn].least)]...};
  const auto load = [](const std::uint64_t* from) {
    Words words;
    std::memcpy(&words, from, sizeof words);
    return words;
  };
  return RuleSet<Index::kRules>::Of([&](std::size_t w) { return (load(rows[kColumn] + w) & ...); });
}

}  // namespace detail

/// The rules that take all codes of the event.
template <class Index, class Event>
inline RuleSet<Index::kRules> FindInBitmap(const Event& event) noexcept {
  return detail::FindInBitmap<Index>(event, std::make_index_sequence<std::size(Index::kColumns)>());
}

}  // namespace rulert
