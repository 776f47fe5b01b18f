#include "runtime/host/closest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace rulert::host {
namespace {

/// Letters to insert, remove or replace, by rows of the usual table.
std::size_t Edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Suggest(std::string_view written, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kMostListed = 12;
  std::size_t best = std::min<std::size_t>(written.size() / 3 + 1, 3) + 1;
  std::string_view meant;
  for (const std::string_view candidate : candidates) {
    if (written.size() > 100) break;
    const std::size_t edits = Edits(written, candidate);
    if (edits < best && edits < candidate.size()) {
      best = edits;
      meant = candidate;
    }
  }
  if (!meant.empty()) return fmt::format("did you mean `{}`?", meant);
  if (candidates.empty() || candidates.size() > kMostListed) return {};
  return candidates.size() == 1 ? fmt::format("expected `{}`", candidates[0])
                                : fmt::format("expected one of `{}`", fmt::join(candidates, "`, `"));
}

}  // namespace rulert::host
