#include "compiler/lower/table_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rulec::lower {
namespace {

using plan::CodeId;
using types::TypeKind;

CodeId NumberCell(plan::CodePool& pool, const std::optional<CellRange>& range) {
  constexpr base::Int128 kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr base::Int128 kMost = std::numeric_limits<std::int64_t>::max();
  base::Int128 low = kLeast;
  base::Int128 high = kMost;
  if (range && range->low) low = range->low->value.number + (range->low->after ? 1 : 0);
  if (range && range->high) high = range->high->value.number - (range->high->after ? 0 : 1);
  if (!range || low > kMost || high < kLeast || low > high) {
    low = 1;
    high = 0;
  }
  return plan::Braces(pool, "",
                      {plan::Integer(pool, std::max(low, kLeast)), plan::Integer(pool, std::min(high, kMost))});
}

CodeId FloatCell(plan::CodePool& pool, const std::optional<CellRange>& range) {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kBeyond = std::numeric_limits<double>::infinity();
  double low = -kMost;
  double high = kMost;
  if (range && range->low)
    low = range->low->after ? std::nextafter(range->low->value.real, kBeyond) : range->low->value.real;
  if (range && range->high) {
    high = range->high->after ? range->high->value.real : std::nextafter(range->high->value.real, -kBeyond);
  }
  if (!range || low > kMost || high < -kMost) {
    low = 1;
    high = 0;
  }
  return plan::Braces(pool, "", {plan::Float(pool, low), plan::Float(pool, high)});
}

CodeId TextCell(plan::CodePool& pool, const std::optional<CellRange>& range) {
  const auto test = [&](const char* name) { return plan::Name(pool, std::string("::rulert::TextTest::") + name); };
  // The least text that is greater than a text has one zero character more.
  const auto bound = [&](const std::optional<Cut>& cut) {
    return plan::Text(pool, cut ? cut->value.text + std::string(cut->after ? 1 : 0, '\0') : "", true);
  };
  if (!range) return plan::Braces(pool, "", {test("kNone"), bound({}), bound({})});
  const bool equal = range->low && range->high && !range->low->after && range->high->after &&
                     range->low->value.text == range->high->value.text;
  if (equal) return plan::Braces(pool, "", {test("kEqual"), bound(range->low), bound({})});
  const char* const name = range->low ? (range->high ? "kBetween" : "kFrom") : (range->high ? "kBelow" : "kAny");
  return plan::Braces(pool, "", {test(name), bound(range->low), bound(range->high)});
}

}  // namespace

std::string CellType(Context& context, ir::ExprId input) {
  const ir::Program& program = context.program();
  const ir::TypeId type = program.exprs[input].type;
  const TypeKind kind = program.types.Kind(program.types.WithoutOptional(type));
  const std::string cell = kind == TypeKind::kString  ? "::rulert::TextCell"
                           : kind == TypeKind::kFloat ? "::rulert::FloatCell"
                                                      : "::rulert::NumberCell";
  return program.types.IsOptional(type) ? "::rulert::MaybeCell<" + cell + ">" : cell;
}

CodeId CellCode(Context& context, ir::ExprId input, const DataCell& cell) {
  const ir::Program& program = context.program();
  plan::CodePool& pool = context.pool();
  const ir::TypeId type = program.exprs[input].type;
  const TypeKind kind = program.types.Kind(program.types.WithoutOptional(type));
  const CodeId present = kind == TypeKind::kString  ? TextCell(pool, cell.present)
                         : kind == TypeKind::kFloat ? FloatCell(pool, cell.present)
                                                    : NumberCell(pool, cell.present);
  if (!program.types.IsOptional(type)) return present;
  return plan::Braces(pool, "", {present, plan::Name(pool, cell.takes_missing ? "true" : "false")});
}

plan::CodeId KeyCode(Context& context, ir::ExprId input, const ir::Constant& value) {
  if (KeyType(context, input) == "std::string_view") return plan::Text(context.pool(), value.text, true);
  return plan::Integer(context.pool(), value.number);
}

std::string KeyType(Context& context, ir::ExprId input) {
  const ir::Program& program = context.program();
  const ir::TypeId type = program.types.WithoutOptional(program.exprs[input].type);
  return program.types.Kind(type) == TypeKind::kString ? "std::string_view" : "std::int64_t";
}

}  // namespace rulec::lower
