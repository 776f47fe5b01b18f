#pragma once
// Lines of a formatted file before they are aligned and joined.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/parse/layout_facts.h"

namespace rulec::parse {

inline constexpr int kIndent = 2;
inline constexpr int kMaxWidth = 120;

struct Line {
  int indent = 0;
  bool blank_before = false;
  std::string text;
  std::string comment;             // `//` or `///` at its end
  Unit unit = Unit::kNone;         // what the line begins
  std::vector<std::size_t> stops;  // offsets in `text` that are aligned with those of its neighbours
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;
};

/// Aligns stops and comments of neighbouring lines and joins all.
std::string JoinLines(std::vector<Line> lines);

}  // namespace rulec::parse
