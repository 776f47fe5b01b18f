#pragma once
// Cells of a table that is data, as rulert/table_rows.h has them.
#include <string>

#include "compiler/lower/context.h"
#include "compiler/lower/table_data.h"

namespace rulec::lower {

/// From `low` to `high`, both included.
struct NumberBounds {
  base::Int128 low = 1;  // nothing
  base::Int128 high = 0;
};
struct FloatBounds {
  double low = 1;
  double high = 0;
};
/// `test`: one of rulert::TextTest.
struct TextBounds {
  std::uint8_t test = 0;
  std::string low;
  std::string high;
};
NumberBounds NumberBoundsOf(const std::optional<CellRange>& range);
FloatBounds FloatBoundsOf(const std::optional<CellRange>& range);
TextBounds TextBoundsOf(const std::optional<CellRange>& range);

std::string CellType(Context& context, ir::ExprId input);
plan::CodeId CellCode(Context& context, ir::ExprId input, const DataCell& cell);
/// A value of the input as cells look at it, and the type of such values.
plan::CodeId KeyCode(Context& context, ir::ExprId input, const ir::Constant& value);
std::string KeyType(Context& context, ir::ExprId input);

}  // namespace rulec::lower
