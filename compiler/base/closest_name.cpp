#include "compiler/base/closest_name.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <vector>

namespace rulec::base {
namespace {

std::string Folded(std::string_view text) {
  std::string folded;
  for (char c : text) {
    if (c != '_') folded.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return folded;
}

/// `geo.Country` for `Country`.
bool IsLastPart(std::string_view written, std::string_view candidate) {
  return !written.empty() && candidate.size() > written.size() && candidate.ends_with(written) &&
         candidate[candidate.size() - written.size() - 1] == '.';
}

}  // namespace

int EditDistance(std::string_view a, std::string_view b, int limit) {
  const int m = static_cast<int>(a.size());
  const int n = static_cast<int>(b.size());
  if (std::abs(m - n) > limit) return limit + 1;
  std::vector<int> before(static_cast<std::size_t>(n) + 1), last(before), row(before);
  for (int j = 0; j <= n; ++j) last[static_cast<std::size_t>(j)] = j;
  for (int i = 1; i <= m; ++i) {
    row[0] = i;
    int least = i;
    for (int j = 1; j <= n; ++j) {
      const auto at = static_cast<std::size_t>(j);
      const char x = a[static_cast<std::size_t>(i) - 1];
      const char y = b[at - 1];
      int cost = std::min({last[at] + 1, row[at - 1] + 1, last[at - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == b[at - 2] && a[static_cast<std::size_t>(i) - 2] == y) {
        cost = std::min(cost, before[at - 2] + 1);
      }
      row[at] = cost;
      least = std::min(least, cost);
    }
    if (least > limit) return limit + 1;
    before.swap(last);
    last.swap(row);
  }
  return std::min(last[static_cast<std::size_t>(n)], limit + 1);
}

std::optional<std::string_view> ClosestName(std::string_view written, std::span<const std::string_view> candidates) {
  const int limit = written.size() <= 2 ? 0 : written.size() <= 4 ? 1 : written.size() <= 8 ? 2 : 3;
  const std::string folded = Folded(written);
  std::optional<std::string_view> best;
  int best_distance = limit + 1;
  for (std::string_view candidate : candidates) {
    if (candidate == written) continue;
    const bool same = IsLastPart(written, candidate) || Folded(candidate) == folded;
    const int distance = same ? 0 : EditDistance(written, candidate, limit);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace rulec::base
