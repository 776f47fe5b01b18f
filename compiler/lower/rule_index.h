#pragma once
// Which rules of a decision an index finds, and by what (docs/design/rule_index.md).
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/lower/condition_parts.h"
#include "compiler/lower/failures.h"

namespace rulec::lower {

/// Where a value lies among ordered constants: 2i + 1 is the i-th of them, even numbers lie between.
using Position = std::int64_t;
inline constexpr Position kMissingPosition = -1;
inline constexpr Position kGreatestPosition = std::numeric_limits<Position>::max();

/// Both ends included.
struct Bounds {
  Position low = kMissingPosition;
  Position high = kGreatestPosition;
};

/// A value that rules compare with constants.
struct IndexedValue {
  ir::ExprId expr;                         // of an optional type where it may be missing
  std::vector<OrderedConstant> constants;  // ascending
  bool has_order = false;                  // some test asks for more than equality
};

/// One rule at one value of its key. Fits where all bounds hold.
struct IndexedRow {
  std::uint32_t rule = 0;
  std::vector<Bounds> bounds;  // of each value
};

struct IndexedKey {
  std::uint32_t value = 0;  // into RulesByIndex::values
  std::uint32_t rules = 0;
  std::vector<IndexedRow> rows;  // by their position on the value, then by rule
};

struct IndexedRule {
  std::vector<ir::ExprId> rest;  // parts of the condition that its rows do not test, in order
};

struct RulesByIndex {
  std::vector<IndexedValue> values;
  std::vector<IndexedKey> keys;
  std::vector<IndexedRow> unkeyed;
  std::vector<IndexedRule> rules;
};

/// Absent where testing one rule after the other is as good.
std::optional<RulesByIndex> IndexRules(const ir::Program& program, const ir::Decision& decision,
                                       const Failures& failures);

}  // namespace rulec::lower
