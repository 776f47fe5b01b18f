#include "compiler/findings/taken_points.h"

#include <algorithm>

namespace rulec::findings {

void TakenPoints::Add(const Box& box) {
  const auto single = [this](const Side& side) {
    return columns_[side.column].input && side.values.parts().size() == 1 &&
           side.values.parts()[0].low == side.values.parts()[0].high;
  };
  const auto side = std::find_if(box.sides.begin(), box.sides.end(), single);
  if (side == box.sides.end()) {
    others_.push_back(&box);
  } else {
    by_value_[{side->column, side->values.parts()[0].low}].push_back(&box);
  }
}

bool TakenPoints::MayHold(const Box& box, const Point& point) const {
  return std::all_of(box.sides.begin(), box.sides.end(), [&](const Side& side) {
    return !columns_[side.column].input || side.values.Contains(point[side.column]);
  });
}

bool TakenPoints::MayHold(const Point& point, Steps& steps) const {
  if (!steps.Take(point.size() + others_.size())) return true;
  const auto holds = [&](const Box* box) { return MayHold(*box, point); };
  for (std::uint32_t column = 0; column < point.size(); ++column) {
    const auto boxes = by_value_.find({column, point[column]});
    if (boxes != by_value_.end() && std::any_of(boxes->second.begin(), boxes->second.end(), holds)) return true;
  }
  return std::any_of(others_.begin(), others_.end(), holds);
}

// The ends of what is allowed first, then values spread over it.
Point PointIn(const Box& box, const Columns& columns, std::uint32_t attempt) {
  Point point;
  for (std::uint32_t column = 0; column < columns.size(); ++column) {
    const IntervalSet* side = box.Find(column);
    const std::vector<Interval>& parts = (side != nullptr ? *side : columns[column].domain).parts();
    const Interval& part = attempt == 0   ? parts.back()
                           : attempt == 1 ? parts.front()
                                          : parts[(attempt * 7 + column) % parts.size()];
    if (attempt < 2) {
      point.push_back(attempt == 0 ? part.high : part.low);
      continue;
    }
    constexpr std::uint32_t kSpread = 37;
    const base::UInt128 low = static_cast<base::UInt128>(part.low);
    const base::UInt128 width = static_cast<base::UInt128>(part.high) - low + 1;
    const std::uint32_t mark = (attempt * 13 + column * 11) % kSpread;
    point.push_back(static_cast<Int128>(low + (width < kSpread ? mark % width : width / kSpread * mark)));
  }
  return point;
}

}  // namespace rulec::findings
