#pragma once
// Tables whose rows are constants: what each of their cells takes, as ranges.
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/lower/failures.h"

namespace rulec::lower {

/// Between two values of an input, in their order.
struct Cut {
  ir::Constant value;
  bool after = false;  // the value lies before the cut
};

/// From `low` to `high`; absent: without an end.
struct CellRange {
  std::optional<Cut> low;
  std::optional<Cut> high;
};

/// What a cell takes: one range, nothing that is present, and perhaps what is missing.
struct DataCell {
  std::optional<CellRange> present;
  bool takes_missing = false;
};

/// A row as data. A cell of several ranges makes several, of which one at most matches.
struct DataRow {
  std::uint32_t rule = 0;  // into Decision::rules
  std::vector<DataCell> cells;
};

struct TableData {
  std::vector<ir::ExprId> inputs;  // optional where they may be missing
  std::vector<DataRow> rows;
};

/// Nothing if some cell or result of the table is more than constants, or too many ranges.
std::optional<TableData> FindTableData(const ir::Program& program, const ir::Decision& decision,
                                       const Failures& failures);

/// Rows by the value of one input.
struct RowIndex {
  std::size_t input = 0;
  std::vector<ir::Constant> keys;     // ascending
  std::vector<std::uint32_t> starts;  // into `order`, of each key and of the rows that take several values
  std::vector<std::uint32_t> order;   // of rows
};

/// By the input that leaves least to ask; nothing if that is not much less than all rows.
std::optional<RowIndex> FindRowIndex(const ir::Program& program, const TableData& data);

/// Of values of one type.
std::strong_ordering CompareValues(types::TypeKind kind, const ir::Constant& a, const ir::Constant& b);

}  // namespace rulec::lower
