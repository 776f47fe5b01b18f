#include "compiler/findings/cover.h"

#include <algorithm>
#include <map>

namespace rulec::findings {

Cover CoverSearch::Search(const Box& region, const std::vector<const Box*>& obstacles, const Accept& accept) {
  accept_ = &accept;
  obstacles_.clear();
  done_.assign(columns_.size(), false);
  Items items;
  if (!steps_.Take(obstacles.size() + 1)) return Cover::kOutOfSteps;
  for (const Box* obstacle : obstacles) {
    if (!Meet(region, *obstacle)) continue;
    Box open;
    for (const Side& side : obstacle->sides) {
      const IntervalSet* in_region = region.Find(side.column);
      const IntervalSet& all = in_region != nullptr ? *in_region : columns_[side.column].domain;
      if (!IsSubset(all, side.values)) open.sides.push_back({side.column, Intersect(all, side.values)});
    }
    items.push_back({static_cast<std::uint32_t>(obstacles_.size()), static_cast<std::uint32_t>(open.sides.size())});
    obstacles_.push_back(std::move(open));
  }
  return Part(region, items);
}

std::uint32_t CoverSearch::MostAsked(const Items& items) {
  std::map<std::uint32_t, std::uint32_t> counts;
  for (const Item& item : items) {
    for (const Side& side : obstacles_[item.obstacle].sides) {
      if (!done_[side.column]) ++counts[side.column];
    }
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most->first;
}

// Cuts the region by the column that most obstacles ask, into pieces that no side of theirs cuts further.
Cover CoverSearch::Part(const Box& region, const Items& items) {
  if (std::any_of(items.begin(), items.end(), [](const Item& item) { return item.open == 0; })) return Cover::kWhole;
  if (items.empty()) return (*accept_)(region) ? Cover::kLeft : Cover::kUnaccepted;
  if (!steps_.Take(items.size())) return Cover::kOutOfSteps;
  const std::uint32_t column = MostAsked(items);
  const IntervalSet* in_region = region.Find(column);
  const IntervalSet all = in_region != nullptr ? *in_region : columns_[column].domain;

  std::vector<Int128> cuts;
  for (const Interval& part : all.parts()) cuts.push_back(part.low);
  for (const Item& item : items) {
    const IntervalSet* values = obstacles_[item.obstacle].Find(column);
    if (values == nullptr) continue;
    for (const Interval& part : values->parts()) {
      cuts.push_back(part.low);
      cuts.push_back(part.high + 1);
    }
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  const auto index_of = [&cuts](Int128 value) {
    return static_cast<std::size_t>(std::lower_bound(cuts.begin(), cuts.end(), value) - cuts.begin());
  };
  std::vector<Items> in_piece(cuts.size());
  Items everywhere;
  for (const Item& item : items) {
    const IntervalSet* values = obstacles_[item.obstacle].Find(column);
    if (values == nullptr) {
      everywhere.push_back(item);
      continue;
    }
    for (const Interval& part : values->parts()) {
      const std::size_t end = index_of(part.high + 1);
      const std::size_t begin = index_of(part.low);
      if (!steps_.Take(end - begin)) return Cover::kOutOfSteps;
      for (std::size_t i = begin; i < end; ++i) in_piece[i].push_back({item.obstacle, item.open - 1});
    }
  }
  // Pieces that the same obstacles hold are one; those of few obstacles first, since something may be left there.
  std::map<Items, IntervalSet> groups;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const Int128 end = i + 1 < cuts.size() ? cuts[i + 1] - 1 : all.parts().back().high;
    const IntervalSet piece = Intersect(all, IntervalSet(cuts[i], end));
    if (piece.empty()) continue;
    IntervalSet& group = groups[in_piece[i]];
    for (const Interval& part : piece.parts()) group.Append(part);
  }
  std::vector<const std::pair<const Items, IntervalSet>*> order;
  for (const auto& group : groups) order.push_back(&group);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->first.size() < b->first.size(); });

  done_[column] = true;
  Cover cover = Cover::kWhole;
  for (const auto* group : order) {
    if (!steps_.Take(group->first.size() + everywhere.size() + 1)) {
      cover = Cover::kOutOfSteps;
      break;
    }
    Items inside = everywhere;
    inside.insert(inside.end(), group->first.begin(), group->first.end());
    Box piece = region;
    piece.Set(column, group->second);
    const Cover part = Part(piece, inside);
    if (part == Cover::kLeft || part == Cover::kOutOfSteps) {
      cover = part;
      break;
    }
    if (part == Cover::kUnaccepted) cover = part;
  }
  done_[column] = false;
  return cover;
}

}  // namespace rulec::findings
