#pragma once
// Boxes: conditions that ask each column by itself, all of which hold.
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/findings/interval_set.h"

namespace rulec::findings {

struct Side {
  std::uint32_t column = 0;
  IntervalSet values;
  friend bool operator==(const Side&, const Side&) = default;
};

/// By column, in order; what has no side is free. No side is empty: a box holds something.
struct Box {
  std::vector<Side> sides;

  /// The values of that column, or null if it is free.
  const IntervalSet* Find(std::uint32_t column) const;
  /// Replaces the side, or adds it.
  void Set(std::uint32_t column, IntervalSet values);
};

/// What one of the boxes holds: one condition. None: no input.
using Boxes = std::vector<Box>;
using BoxSpan = std::span<const Box>;

/// The boxes of many conditions, most of which are one, side by side.
class BoxLists {
 public:
  void Reserve(std::size_t lists);
  void Add(Boxes boxes);
  std::size_t size() const { return ends_.size(); }
  BoxSpan operator[](std::size_t list) const {
    const std::size_t begin = list == 0 ? 0 : ends_[list - 1];
    return all().subspan(begin, ends_[list] - begin);
  }
  BoxSpan all() const { return boxes_; }

 private:
  std::vector<Box> boxes_;
  std::vector<std::size_t> ends_;
};

bool Meet(const Box& a, const Box& b);
/// Only of boxes that meet.
Box Intersect(const Box& a, const Box& b);
/// Where the two differ in one column at most, both as one box: `into`.
bool Merge(Box& into, const Box& box);

}  // namespace rulec::findings
