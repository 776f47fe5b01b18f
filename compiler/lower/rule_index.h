#pragma once
// Which rules of a decision an index finds, and by what (docs/design/rule_index.md).
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/lower/failures.h"
#include "compiler/lower/index_columns.h"
#include "compiler/lower/rule_tests.h"

namespace rulec::lower {

/// A rule and what it asks of a column.
struct RuleRanges {
  std::uint32_t rule = 0;
  std::vector<Bounds> ranges;
};

/// By column, then by rule.
struct BitmapOfRules {
  std::vector<std::vector<RuleRanges>> asked;
};

/// One rule at one value of its key. Fits where all bounds hold.
struct RowOfRule {
  std::uint32_t rule = 0;
  std::vector<Bounds> bounds;  // of each column
};

struct KeyOfRules {
  std::uint32_t column = 0;
  std::uint32_t rules = 0;
  std::vector<RowOfRule> rows;  // by their position on the column, then by rule
};

struct RowsOfRules {
  std::vector<KeyOfRules> keys;
  std::vector<RowOfRule> unkeyed;
};

struct IndexedColumn {
  TestedValue value;
  ColumnCodes codes;
};

struct RulesByIndex {
  std::vector<IndexedColumn> columns;
  std::variant<BitmapOfRules, RowsOfRules> form;
  std::vector<std::vector<ir::ExprId>> rest;  // of each rule: parts of the condition that are not tested, in order
};

/// Absent where testing one rule after the other is as good.
std::optional<RulesByIndex> IndexRules(const ir::Program& program, const ir::Decision& decision,
                                       const Failures& failures);

}  // namespace rulec::lower
