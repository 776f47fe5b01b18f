#pragma once
// An index over the many rules of a decision, as constant tables. A rule is a row: what its condition compares with
// constants, as bounds on the codes (rule_codes.h) of an event, a lane for each column. Rows are found by the value of
// one column that they ask for, their key; all columns of a row are compared at once, by vector instructions where the
// machine has them. docs/design/rule_index.md.
//
// An index is a struct of constants:
//   Lane       signed integer type of codes
//   kColumns   how many
//   kRules     how many rules
//   kKeys      array of RowKey: columns by which rows are found
//   kStarts    array: for each code of each key the first of its rows; they end where those of the next code begin
//   kUnkeyed   rows from here on are compared with every event
//   kRows      array of RuleRow<Lane, kColumns>
//   kRuleOf    array: the rule of each row; one that asks for one of several values has a row for each
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "rulert/rule_codes.h"
#include "rulert/rule_set.h"

namespace rulert {

struct RowKey {
  std::uint32_t column;
  std::int32_t least;    // of its codes
  std::uint32_t starts;  // where they begin in kStarts
  bool may_miss;
};

/// Lanes behind the columns are 0 everywhere.
template <class Lane, std::size_t kColumns>
struct RuleRow {
  alignas(detail::kVectorBytes) Lane low[detail::LanesFor<Lane>(kColumns)];
  alignas(detail::kVectorBytes) Lane high[detail::LanesFor<Lane>(kColumns)];
};

namespace detail {

/// All codes lie within the bounds of the row.
template <class Lane, std::size_t kColumns>
inline bool Fits(const IndexedEvent<Lane, kColumns>& event, const RuleRow<Lane, kColumns>& row) noexcept {
  typedef Lane Vector __attribute__((vector_size(kVectorBytes)));
  constexpr std::size_t kStep = kVectorBytes / sizeof(Lane);
  const auto load = [](const Lane* from) {
    Vector vector;
    std::memcpy(&vector, from, kVectorBytes);
    return vector;
  };
  decltype(Vector{} < Vector{}) outside{};
  for (std::size_t i = 0; i < LanesFor<Lane>(kColumns); i += kStep) {
    const Vector codes = load(event.codes + i);
    outside |= (codes < load(row.low + i)) | (codes > load(row.high + i));
  }
  std::uint64_t halves[2];
  std::memcpy(halves, &outside, kVectorBytes);
  return (halves[0] | halves[1]) == 0;
}

/// visit(row) for every row that the event's codes lead to. Which values have how many rows is as good as random to the
/// processor, so the first rows of each are listed without asking how many there are.
template <class Index, class Event, class Visit>
inline void VisitRows(const Event& event, Visit visit) noexcept {
  constexpr std::uint32_t kListed = 4;
  constexpr std::size_t kKeyCount = std::size(Index::kKeys);
  std::uint32_t listed[kListed * kKeyCount + kListed];
  std::uint32_t count = 0;
  const auto look = [&]<std::size_t kKey>(std::integral_constant<std::size_t, kKey>) {
    constexpr RowKey key = Index::kKeys[kKey];
    std::int32_t code = event.codes[key.column];
    // Nothing has the least code but what is less than every constant: no rule asks for it.
    if constexpr (key.may_miss) code = std::max(code, key.least);
    const auto* const start = Index::kStarts + key.starts + (code - key.least);
    const std::uint32_t first = start[0];
    const std::uint32_t rows = start[1] - first;
    for (std::uint32_t i = 0; i < kListed; ++i) listed[count + i] = first + i;
    count += std::min(rows, kListed);
    for (std::uint32_t i = kListed; i < rows; ++i) visit(first + i);
  };
  [&]<std::size_t... kKey>(std::index_sequence<kKey...>) {
    (look(std::integral_constant<std::size_t, kKey>()), ...);
  }(std::make_index_sequence<kKeyCount>());
  for (std::uint32_t i = 0; i < count; ++i) visit(listed[i]);
  for (std::uint32_t row = Index::kUnkeyed; row < std::size(Index::kRows); ++row) visit(row);
}

}  // namespace detail

/// The rules all of whose bounds hold.
template <class Index, class Event>
inline RuleSet<Index::kRules> FindInRows(const Event& event) noexcept {
  auto found = RuleSet<Index::kRules>::Empty();
  detail::VisitRows<Index>(
      event, [&](std::uint32_t row) { found.Add(Index::kRuleOf[row], detail::Fits(event, Index::kRows[row])); });
  return found;
}

/// The first of them; kRules if there is none.
template <class Index, class Event>
inline std::uint32_t FindFirstInRows(const Event& event) noexcept {
  std::uint32_t first = Index::kRules;
  detail::VisitRows<Index>(event, [&](std::uint32_t row) {
    const std::uint32_t rule = Index::kRuleOf[row];
    first = detail::Fits(event, Index::kRows[row]) && rule < first ? rule : first;
  });
  return first;
}

}  // namespace rulert
