#include "compiler/findings/interval_set.h"

#include <algorithm>
#include <utility>

namespace rulec::findings {

bool IntervalSet::Contains(Int128 value) const {
  return std::any_of(parts().begin(), parts().end(),
                     [value](const Interval& part) { return part.low <= value && value <= part.high; });
}

void IntervalSet::Append(Interval part) {
  if (empty()) {
    one_ = part;
    return;
  }
  Interval& last = several_.empty() ? one_ : several_.back();
  if (part.low <= last.high + 1) {
    last.high = std::max(last.high, part.high);
    return;
  }
  if (several_.empty()) several_.push_back(std::exchange(one_, kNone));
  several_.push_back(part);
}

IntervalSet Unite(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet both;
  std::size_t i = 0, j = 0;
  while (i < a.parts().size() || j < b.parts().size()) {
    const bool first = j == b.parts().size() || (i < a.parts().size() && a.parts()[i].low <= b.parts()[j].low);
    both.Append(first ? a.parts()[i++] : b.parts()[j++]);
  }
  return both;
}

IntervalSet Intersect(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet common;
  std::size_t i = 0, j = 0;
  while (i < a.parts().size() && j < b.parts().size()) {
    const Interval& x = a.parts()[i];
    const Interval& y = b.parts()[j];
    const Interval part{std::max(x.low, y.low), std::min(x.high, y.high)};
    if (part.low <= part.high) common.Append(part);
    (x.high < y.high ? i : j) += 1;
  }
  return common;
}

IntervalSet Subtract(const IntervalSet& all, const IntervalSet& taken) {
  IntervalSet rest;
  std::size_t j = 0;
  for (Interval part : all.parts()) {
    while (j < taken.parts().size() && taken.parts()[j].high < part.low) ++j;
    for (std::size_t k = j; k < taken.parts().size() && taken.parts()[k].low <= part.high; ++k) {
      const Interval& hole = taken.parts()[k];
      if (hole.low > part.low) rest.Append({part.low, hole.low - 1});
      part.low = hole.high + 1;
    }
    if (part.low <= part.high) rest.Append(part);
  }
  return rest;
}

bool Meet(const IntervalSet& a, const IntervalSet& b) {
  std::size_t i = 0, j = 0;
  while (i < a.parts().size() && j < b.parts().size()) {
    const Interval& x = a.parts()[i];
    const Interval& y = b.parts()[j];
    if (x.low <= y.high && y.low <= x.high) return true;
    (x.high < y.high ? i : j) += 1;
  }
  return false;
}

bool IsSubset(const IntervalSet& part, const IntervalSet& whole) {
  std::size_t j = 0;
  for (const Interval& piece : part.parts()) {
    while (j < whole.parts().size() && whole.parts()[j].high < piece.low) ++j;
    if (j == whole.parts().size() || whole.parts()[j].low > piece.low || whole.parts()[j].high < piece.high) {
      return false;
    }
  }
  return true;
}

}  // namespace rulec::findings
