#pragma once
// Large tables that are data: rows as bytes, and the code that takes them apart (rulert/packed_rows.h).
#include "compiler/lower/context.h"
#include "compiler/lower/table_data.h"

namespace rulec::lower {

/// With fewer rows a table stands in the code as constants that can be read.
inline constexpr std::size_t kPackedRows = 256;

/// What a row has beside its cells: the result, unless it is counted only, and what is said of the rule that matches.
struct RowResult {
  std::optional<ir::ExprId> value;
  std::uint32_t rule = 0;
  std::optional<std::string> name;
  std::optional<std::uint32_t> place;
};

/// Whether rows with these results can be packed: all are of one type, which holds numbers and texts only.
bool CanPack(const ir::Program& program, const std::vector<RowResult>& results);

/// `members`: of the struct Row, in the order: cells, value, rule, name, place. `results`: of each row.
plan::PackedTable PackRows(Context& context, const TableData& data, const std::vector<RowResult>& results,
                           std::vector<plan::Param> members, const std::optional<RowIndex>& index);

}  // namespace rulec::lower
