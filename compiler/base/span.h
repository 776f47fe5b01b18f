#pragma once
// Where something was written.
#include <cstdint>

namespace rulec::base {

/// Bytes [begin, end) of file number `file` of the SourceSet at hand.
struct Span {
  std::uint32_t file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend constexpr bool operator==(const Span&, const Span&) = default;
};

/// From the start of `first` to the end of `last`; both of one file.
constexpr Span Join(Span first, Span last) { return {first.file, first.begin, last.end}; }

/// Both count from 1; columns count code points.
struct LineCol {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend constexpr bool operator==(const LineCol&, const LineCol&) = default;
};

}  // namespace rulec::base
