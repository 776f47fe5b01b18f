#include "compiler/findings/box.h"

#include <algorithm>

namespace rulec::findings {
namespace {

bool Before(const Side& side, std::uint32_t column) { return side.column < column; }

}  // namespace

const IntervalSet* Box::Find(std::uint32_t column) const {
  const auto at = std::lower_bound(sides.begin(), sides.end(), column, Before);
  return at != sides.end() && at->column == column ? &at->values : nullptr;
}

void Box::Set(std::uint32_t column, IntervalSet values) {
  const auto at = std::lower_bound(sides.begin(), sides.end(), column, Before);
  if (at != sides.end() && at->column == column) {
    at->values = std::move(values);
  } else {
    sides.insert(at, {column, std::move(values)});
  }
}

void BoxLists::Reserve(std::size_t lists) {
  boxes_.reserve(lists);
  ends_.reserve(lists);
}

void BoxLists::Add(Boxes boxes) {
  for (Box& box : boxes) {
    box.sides.shrink_to_fit();
    boxes_.push_back(std::move(box));
  }
  ends_.push_back(boxes_.size());
}

bool Meet(const Box& a, const Box& b) {
  std::size_t i = 0, j = 0;
  while (i < a.sides.size() && j < b.sides.size()) {
    const Side& x = a.sides[i];
    const Side& y = b.sides[j];
    if (x.column == y.column && !Meet(x.values, y.values)) return false;
    if (x.column <= y.column) ++i;
    if (y.column <= x.column) ++j;
  }
  return true;
}

Box Intersect(const Box& a, const Box& b) {
  Box both;
  std::size_t i = 0, j = 0;
  while (i < a.sides.size() || j < b.sides.size()) {
    if (j == b.sides.size() || (i < a.sides.size() && a.sides[i].column < b.sides[j].column)) {
      both.sides.push_back(a.sides[i++]);
    } else if (i == a.sides.size() || b.sides[j].column < a.sides[i].column) {
      both.sides.push_back(b.sides[j++]);
    } else {
      both.sides.push_back({a.sides[i].column, Intersect(a.sides[i].values, b.sides[j].values)});
      ++i, ++j;
    }
  }
  return both;
}

bool Merge(Box& into, const Box& box) {
  if (into.sides.size() != box.sides.size()) return false;
  std::size_t differs = into.sides.size();
  for (std::size_t i = 0; i < box.sides.size(); ++i) {
    if (into.sides[i] == box.sides[i]) continue;
    if (differs != into.sides.size() || into.sides[i].column != box.sides[i].column) return false;
    differs = i;
  }
  if (differs != into.sides.size())
    into.sides[differs].values = Unite(into.sides[differs].values, box.sides[differs].values);
  return true;
}

}  // namespace rulec::findings
