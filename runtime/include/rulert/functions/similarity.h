#pragma once
// Functions of rules on how alike texts are, by code points. Their time grows with the product of the lengths, so what
// is longer than 1000 characters fails.
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/text.h"
#include "rulert/scratch.h"

namespace rulert::functions {

namespace detail {

inline constexpr std::int64_t kLongestCompared = 1000;

/// The code points of a text.
class CodePoints {
 public:
  CodePoints(ErrorKind& error, Scratch& scratch, std::string_view text) noexcept {
    if (rulert::Length(text) > kLongestCompared || text.size() > 4 * kLongestCompared) {
      error = ErrorKind::kTooLongToCompare;
      return;
    }
    points_ = scratch.AllocateArray<std::uint32_t>(text.size());
    while (!text.empty()) {
      const rulert::detail::CodePoint c = rulert::detail::FrontOf(text);
      points_[size_++] = c.bytes == 0 ? 0x110000u + static_cast<unsigned char>(text.front()) : c.value;
      text.remove_prefix(c.bytes == 0 ? 1 : c.bytes);
    }
  }
  std::uint32_t operator[](std::size_t i) const noexcept { return points_[i]; }
  std::size_t size() const noexcept { return size_; }

 private:
  std::uint32_t* points_ = nullptr;
  std::size_t size_ = 0;
};

inline std::size_t Least(std::size_t a, std::size_t b) noexcept { return a < b ? a : b; }

/// Edits between two texts; with `swaps` also of neighbours, none of them edited twice (optimal string alignment).
inline std::size_t Edits(Scratch& scratch, const CodePoints& a, const CodePoints& b, bool swaps) noexcept {
  const std::size_t width = b.size() + 1;
  std::uint32_t* rows[3];
  for (std::uint32_t*& row : rows) row = scratch.AllocateArray<std::uint32_t>(width);
  for (std::size_t j = 0; j < width; ++j) rows[0][j] = static_cast<std::uint32_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::uint32_t* const last = rows[(i - 1) % 3];
    const std::uint32_t* const before_last = rows[(i + 1) % 3];
    std::uint32_t* const row = rows[i % 3];
    row[0] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 1; j < width; ++j) {
      std::uint32_t least = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      if (last[j] + 1 < least) least = last[j] + 1;
      if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
      if (swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before_last[j - 2] + 1 < least) {
        least = before_last[j - 2] + 1;
      }
      row[j] = least;
    }
  }
  return rows[a.size() % 3][b.size()];
}

inline double JaroOf(Scratch& scratch, const CodePoints& a, const CodePoints& b) noexcept {
  if (a.size() == 0 && b.size() == 0) return 1;
  const std::size_t longer = a.size() > b.size() ? a.size() : b.size();
  const std::size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
  bool* const used = scratch.AllocateArray<bool>(b.size() + 1);
  std::memset(used, 0, b.size() + 1);
  std::uint32_t* const matched = scratch.AllocateArray<std::uint32_t>(a.size() + 1);
  std::size_t matches = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t until = Least(i + reach + 1, b.size());
    for (std::size_t j = from; j < until; ++j) {
      if (used[j] || a[i] != b[j]) continue;
      used[j] = true;
      matched[matches++] = a[i];
      break;
    }
  }
  if (matches == 0) return 0;
  std::size_t out_of_order = 0;
  std::size_t at = 0;
  for (std::size_t j = 0; j < b.size(); ++j) {
    if (used[j] && matched[at++] != b[j]) ++out_of_order;
  }
  const auto m = static_cast<double>(matches);
  return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
          (m - static_cast<double>(out_of_order / 2)) / m) /
         3;
}

}  // namespace detail

/// Characters to insert, remove or replace.
inline std::int64_t Levenshtein(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  if (error != ErrorKind::kNone) return 0;
  return static_cast<std::int64_t>(detail::Edits(scratch, left, right, false));
}
inline std::int64_t DamerauLevenshtein(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  if (error != ErrorKind::kNone) return 0;
  return static_cast<std::int64_t>(detail::Edits(scratch, left, right, true));
}
/// 1 - edits / length of the longer; 1 of two empty texts.
inline double Similarity(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  if (error != ErrorKind::kNone) return 0;
  const std::size_t longer = left.size() > right.size() ? left.size() : right.size();
  if (longer == 0) return 1;
  return 1 - static_cast<double>(detail::Edits(scratch, left, right, false)) / static_cast<double>(longer);
}
inline double Jaro(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  return error == ErrorKind::kNone ? detail::JaroOf(scratch, left, right) : 0;
}
/// Jaro, nearer to 1 by a tenth for each of up to four characters that both start with.
inline double JaroWinkler(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  if (error != ErrorKind::kNone) return 0;
  const double jaro = detail::JaroOf(scratch, left, right);
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < left.size() && prefix < right.size() && left[prefix] == right[prefix]) ++prefix;
  return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}
inline std::int64_t Hamming(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  if (error != ErrorKind::kNone) return 0;
  if (left.size() != right.size()) {
    error = ErrorKind::kUnequalLengths;
    return 0;
  }
  std::int64_t different = 0;
  for (std::size_t i = 0; i < left.size(); ++i) different += left[i] != right[i] ? 1 : 0;
  return different;
}
/// Of pairs of neighbours: twice those that both have, by all of them. 1 of equal texts.
inline double Dice(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  StackScratch<4096> scratch;
  const detail::CodePoints left(error, scratch, a);
  const detail::CodePoints right(error, scratch, b);
  if (error != ErrorKind::kNone) return 0;
  if (a == b) return 1;
  if (left.size() < 2 || right.size() < 2) return 0;
  bool* const used = scratch.AllocateArray<bool>(right.size());
  std::memset(used, 0, right.size());
  std::size_t common = 0;
  for (std::size_t i = 0; i + 1 < left.size(); ++i) {
    for (std::size_t j = 0; j + 1 < right.size(); ++j) {
      if (used[j] || left[i] != right[j] || left[i + 1] != right[j + 1]) continue;
      used[j] = true;
      ++common;
      break;
    }
  }
  return 2 * static_cast<double>(common) / static_cast<double>(left.size() + right.size() - 2);
}
/// Of words, by lower case: those that both have, by all that either has. 1 of two texts without words.
inline double WordOverlap(ErrorKind& error, std::string_view a, std::string_view b) noexcept {
  if (rulert::Length(a) > detail::kLongestCompared || rulert::Length(b) > detail::kLongestCompared) {
    error = ErrorKind::kTooLongToCompare;
    return 0;
  }
  StackScratch<4096> scratch;
  struct Words {
    std::string_view* words;
    std::size_t count = 0;

    Words(Scratch& memory, std::string_view text) noexcept {
      std::string_view rest = Squeeze(memory, rulert::Lower(memory, text));
      words = memory.AllocateArray<std::string_view>(rest.size() / 2 + 1);
      while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (!Has(word)) words[count++] = word;
        rest.remove_prefix(word.size() == rest.size() ? word.size() : word.size() + 1);
      }
    }
    bool Has(std::string_view word) const noexcept {
      for (std::size_t i = 0; i < count; ++i) {
        if (words[i] == word) return true;
      }
      return false;
    }
  };
  const Words left(scratch, a);
  const Words right(scratch, b);
  std::size_t common = 0;
  for (std::size_t i = 0; i < left.count; ++i) common += right.Has(left.words[i]) ? 1 : 0;
  const std::size_t all = left.count + right.count - common;
  return all == 0 ? 1 : static_cast<double>(common) / static_cast<double>(all);
}
inline std::string_view CommonPrefix(Scratch&, std::string_view a, std::string_view b) noexcept {
  std::size_t size = 0;
  while (size < a.size() && size < b.size() && a[size] == b[size]) ++size;
  while (size > 0 && size < a.size() && !detail::StartsCodePoint(a[size])) --size;
  return a.substr(0, size);
}

/// American Soundex; letters of ASCII only. Empty where there are none.
inline std::string_view Soundex(Scratch& scratch, std::string_view text) noexcept {
  constexpr std::string_view kCodes = "01230120022455012623010202";  // of A to Z
  char* const begin = scratch.AllocateChars(4);
  std::size_t size = 0;
  char last = '0';
  for (const char c : text) {
    if (!detail::IsLetter(c)) continue;
    const char upper = detail::UpperLetter(c);
    const char code = kCodes[static_cast<std::size_t>(upper - 'A')];
    if (size == 0) {
      begin[size++] = upper;
    } else if (code != '0' && code != last && size < 4) {
      begin[size++] = code;
    }
    // Letters with a vowel between them count twice, with H or W between them once.
    if (upper != 'H' && upper != 'W') last = code;
  }
  if (size == 0) {
    scratch.Trim(begin);
    return {};
  }
  while (size < 4) begin[size++] = '0';
  return {begin, 4};
}

}  // namespace rulert::functions
