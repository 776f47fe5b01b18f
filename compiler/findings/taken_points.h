#pragma once
// Whether a single point may lie in one of many boxes: fast where most of them ask some column for one value.
#include <map>

#include "compiler/findings/box.h"
#include "compiler/findings/columns.h"
#include "compiler/findings/steps.h"

namespace rulec::findings {

/// A value for each column.
using Point = std::vector<Int128>;

class TakenPoints {
 public:
  explicit TakenPoints(const Columns& columns) : columns_(columns) {}

  /// The box outlives this.
  void Add(const Box& box);
  /// What boxes ask of computed columns counts as given, and when steps are out everything does: so false is sure, true
  /// is not.
  bool MayHold(const Point& point, Steps& steps) const;

 private:
  bool MayHold(const Box& box, const Point& point) const;

  const Columns& columns_;
  std::map<std::pair<std::uint32_t, Int128>, std::vector<const Box*>> by_value_;  // of a column
  std::vector<const Box*> others_;
};

/// A point in `box`; every `attempt` gives another.
Point PointIn(const Box& box, const Columns& columns, std::uint32_t attempt);

}  // namespace rulec::findings
