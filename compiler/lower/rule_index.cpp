#include "compiler/lower/rule_index.h"

#include "compiler/lower/rules_by_bitmap.h"
#include "compiler/lower/rules_by_rows.h"

namespace rulec::lower {
namespace {

/// Fewer are tested faster one by one.
constexpr std::size_t kLeastRules = 32;

}  // namespace

std::optional<RulesByIndex> IndexRules(const ir::Program& program, const ir::Decision& decision,
                                       const Failures& failures) {
  if (decision.rules.size() < kLeastRules) return std::nullopt;
  const RuleTests tests = FindRuleTests(program, decision, failures);
  auto index = IndexByBitmap(program, tests);
  return index ? std::move(index) : IndexByRows(program, tests);
}

}  // namespace rulec::lower
