#pragma once
// Cells of a table that is data, as rulert/table_rows.h has them.
#include <string>

#include "compiler/lower/context.h"
#include "compiler/lower/table_data.h"

namespace rulec::lower {

std::string CellType(Context& context, ir::ExprId input);
plan::CodeId CellCode(Context& context, ir::ExprId input, const DataCell& cell);
/// A value of the input as cells look at it, and the type of such values.
plan::CodeId KeyCode(Context& context, ir::ExprId input, const ir::Constant& value);
std::string KeyType(Context& context, ir::ExprId input);

}  // namespace rulec::lower
