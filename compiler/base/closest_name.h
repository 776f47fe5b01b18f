#pragma once
// "did you mean".
#include <optional>
#include <span>
#include <string_view>

namespace rulec::base {

/// Edits (insert, remove, replace, swap of neighbours) between two texts, by bytes; more than `limit` reads as limit
/// + 1.
int EditDistance(std::string_view a, std::string_view b, int limit);

/// The candidate nearest to what was written, if one is near enough to be meant; ties go to the earlier one.
std::optional<std::string_view> ClosestName(std::string_view written, std::span<const std::string_view> candidates);

}  // namespace rulec::base
