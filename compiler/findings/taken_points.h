#pragma once
// Whether a single point may lie in one of many boxes: fast where most of them ask some column for one value.
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
  static constexpr std::uint32_t kNone = 0xFFFFFFFFu;
  /// A box that asks `column` for one value, and the one before it that asks for the same.
  struct Entry {
    const Box* box = nullptr;
    std::uint32_t column = 0;
    std::uint32_t before = kNone;
  };

  bool MayHold(const Box& box, const Point& point) const;
  /// The place in `last_` for that value of the column.
  std::size_t SlotOf(std::uint32_t column, Int128 value) const;
  void Grow();

  const Columns& columns_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> last_;  // a hash table of entries, by column and value; a power of two, or empty
  std::size_t values_ = 0;           // that are in it
  std::vector<const Box*> others_;
};

/// A point in `box`; every `attempt` gives another.
Point PointIn(const Box& box, const Columns& columns, std::uint32_t attempt);

}  // namespace rulec::findings
