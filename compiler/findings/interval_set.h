#pragma once
// Sets of whole numbers as closed intervals: the values that a condition takes from one column.
#include <span>
#include <vector>

#include "compiler/base/int128.h"

namespace rulec::findings {

using base::Int128;

struct Interval {
  Int128 low = 0;
  Int128 high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// Intervals in order, none empty, none that touch.
class IntervalSet {
 public:
  IntervalSet() = default;
  /// Empty if `low` is greater than `high`.
  IntervalSet(Int128 low, Int128 high) {
    if (low <= high) one_ = {low, high};
  }

  bool empty() const { return several_.empty() && !has_one(); }
  std::span<const Interval> parts() const {
    return several_.empty() ? std::span(&one_, has_one() ? 1 : 0) : std::span(several_);
  }
  bool Contains(Int128 value) const;

  /// `part` begins after everything that is there.
  void Append(Interval part);

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  static constexpr Interval kNone{1, 0};
  bool has_one() const { return one_.low <= one_.high; }

  // Most sets are one interval, which needs no memory of its own.
  Interval one_ = kNone;
  std::vector<Interval> several_;
};

IntervalSet Unite(const IntervalSet& a, const IntervalSet& b);
IntervalSet Intersect(const IntervalSet& a, const IntervalSet& b);
/// Of `all`, what is not in `taken`.
IntervalSet Subtract(const IntervalSet& all, const IntervalSet& taken);
bool Meet(const IntervalSet& a, const IntervalSet& b);
bool IsSubset(const IntervalSet& part, const IntervalSet& whole);

}  // namespace rulec::findings
