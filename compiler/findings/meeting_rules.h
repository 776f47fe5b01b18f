#pragma once
// Which rules may meet at all, without a look at each pair: most rules of a large decision ask one column for one
// value.
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "compiler/findings/box.h"

namespace rulec::findings {

class MeetingRules {
 public:
  /// By rule.
  explicit MeetingRules(const BoxLists& whens);

  /// visit(earlier rule) in order, until it answers false: all that `rule` meets are among them.
  template <class Visit>
  void ForEachEarlier(std::uint32_t rule, const Visit& visit) const {
    if (!values_[rule]) {
      for (std::uint32_t earlier = 0; earlier < rule && visit(earlier);) ++earlier;
      return;
    }
    const std::vector<std::uint32_t>& same = by_value_.at(*values_[rule]);
    for (std::size_t s = 0, o = 0;;) {
      const std::uint32_t a = s < same.size() ? same[s] : rule;
      const std::uint32_t b = o < others_.size() ? others_[o] : rule;
      const std::uint32_t earlier = a < b ? a : b;
      if (earlier >= rule || !visit(earlier)) return;
      ++(a < b ? s : o);
    }
  }

 private:
  std::vector<std::optional<Int128>> values_;              // that a rule asks the column for; none: several, or any
  std::map<Int128, std::vector<std::uint32_t>> by_value_;  // ascending, as are
  std::vector<std::uint32_t> others_;                      // those without value
};

}  // namespace rulec::findings
