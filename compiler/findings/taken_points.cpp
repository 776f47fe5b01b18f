#include "compiler/findings/taken_points.h"

#include <algorithm>
#include <utility>

namespace rulec::findings {

namespace {

Int128 ValueAsked(const Box& box, std::uint32_t column) { return box.Find(column)->parts()[0].low; }

}  // namespace

std::size_t TakenPoints::SlotOf(std::uint32_t column, Int128 value) const {
  std::uint64_t hash = static_cast<std::uint64_t>(value) * 0x9E37'79B9'7F4A'7C15u;
  hash = ((hash ^ (hash >> 29)) + column) * 0xBF58'476D'1CE4'E5B9u;
  const std::size_t mask = last_.size() - 1;
  std::size_t slot = (hash >> 32) & mask;
  for (; last_[slot] != kNone; slot = (slot + 1) & mask) {
    const Entry& entry = entries_[last_[slot]];
    if (entry.column == column && ValueAsked(*entry.box, column) == value) break;
  }
  return slot;
}

void TakenPoints::Grow() {
  const std::vector<std::uint32_t> old = std::move(last_);
  last_.assign(std::max<std::size_t>(64, 2 * old.size()), kNone);
  for (const std::uint32_t at : old) {
    if (at == kNone) continue;
    const Entry& entry = entries_[at];
    last_[SlotOf(entry.column, ValueAsked(*entry.box, entry.column))] = at;
  }
}

void TakenPoints::Add(const Box& box) {
  const auto single = [this](const Side& side) {
    return columns_[side.column].input && side.values.parts().size() == 1 &&
           side.values.parts()[0].low == side.values.parts()[0].high;
  };
  const auto side = std::find_if(box.sides.begin(), box.sides.end(), single);
  if (side == box.sides.end()) {
    others_.push_back(&box);
    return;
  }
  if (2 * (values_ + 1) > last_.size()) Grow();
  std::uint32_t& last = last_[SlotOf(side->column, side->values.parts()[0].low)];
  if (last == kNone) ++values_;
  entries_.push_back({&box, side->column, last});
  last = static_cast<std::uint32_t>(entries_.size() - 1);
}

bool TakenPoints::MayHold(const Box& box, const Point& point) const {
  return std::all_of(box.sides.begin(), box.sides.end(), [&](const Side& side) {
    return !columns_[side.column].input || side.values.Contains(point[side.column]);
  });
}

bool TakenPoints::MayHold(const Point& point, Steps& steps) const {
  if (!steps.Take(point.size() + others_.size())) return true;
  const auto holds = [&](const Box* box) { return MayHold(*box, point); };
  for (std::uint32_t column = 0; column < point.size() && !last_.empty(); ++column) {
    for (std::uint32_t at = last_[SlotOf(column, point[column])]; at != kNone; at = entries_[at].before) {
      if (holds(entries_[at].box)) return true;
    }
  }
  return std::any_of(others_.begin(), others_.end(), holds);
}

// The ends of what is allowed first, then values spread over it.
Point PointIn(const Box& box, const Columns& columns, std::uint32_t attempt) {
  Point point;
  for (std::uint32_t column = 0; column < columns.size(); ++column) {
    const IntervalSet* side = box.Find(column);
    const std::span<const Interval> parts = (side != nullptr ? *side : columns[column].domain).parts();
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
