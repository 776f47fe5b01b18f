#include "compiler/findings/meeting_rules.h"

#include <algorithm>

namespace rulec::findings {
namespace {

std::optional<Int128> SingleValue(const Box& box, std::uint32_t column) {
  const IntervalSet* const values = box.Find(column);
  if (values == nullptr || values->parts().size() != 1 || values->parts()[0].low != values->parts()[0].high)
    return std::nullopt;
  return values->parts()[0].low;
}

/// The one value that all parts of the condition ask the column for.
std::optional<Int128> ValueOf(BoxSpan when, std::uint32_t column) {
  if (when.empty()) return std::nullopt;
  const auto value = SingleValue(when[0], column);
  const bool same =
      std::all_of(when.begin(), when.end(), [&](const Box& box) { return SingleValue(box, column) == value; });
  return same ? value : std::nullopt;
}

}  // namespace

MeetingRules::MeetingRules(const BoxLists& whens) {
  std::map<std::uint32_t, std::uint32_t> rules;  // by column, those that ask it for one value
  for (std::uint32_t rule = 0; rule < whens.size(); ++rule) {
    const BoxSpan when = whens[rule];
    if (when.empty()) continue;
    for (const Side& side : when[0].sides) {
      if (ValueOf(when, side.column)) ++rules[side.column];
    }
  }
  const auto most =
      std::max_element(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  for (std::uint32_t rule = 0; rule < whens.size(); ++rule) {
    values_.push_back(most == rules.end() ? std::nullopt : ValueOf(whens[rule], most->first));
    if (values_[rule]) {
      by_value_[*values_[rule]].push_back(rule);
    } else {
      others_.push_back(rule);
    }
  }
}

}  // namespace rulec::findings
