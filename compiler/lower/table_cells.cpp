#include "compiler/lower/table_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace rulec::lower {
namespace {

using plan::CodeId;
using types::TypeKind;

/// rulert::TextTest, in its order.
enum class TextTest : std::uint8_t { kAny, kNone, kEqual, kFrom, kBelow, kBetween };
constexpr std::array<const char*, 6> kTextTests = {"kAny", "kNone", "kEqual", "kFrom", "kBelow", "kBetween"};

CodeId NumberCell(plan::CodePool& pool, const std::optional<CellRange>& range) {
  const NumberBounds bounds = NumberBoundsOf(range);
  return plan::Braces(pool, "", {plan::Integer(pool, bounds.low), plan::Integer(pool, bounds.high)});
}

CodeId FloatCell(plan::CodePool& pool, const std::optional<CellRange>& range) {
  const FloatBounds bounds = FloatBoundsOf(range);
  return plan::Braces(pool, "", {plan::Float(pool, bounds.low), plan::Float(pool, bounds.high)});
}

CodeId TextCell(plan::CodePool& pool, const std::optional<CellRange>& range) {
  const TextBounds bounds = TextBoundsOf(range);
  const CodeId test = plan::Name(pool, std::string("::rulert::TextTest::") + kTextTests[bounds.test]);
  return plan::Braces(pool, "", {test, plan::Text(pool, bounds.low, true), plan::Text(pool, bounds.high, true)});
}

}  // namespace

NumberBounds NumberBoundsOf(const std::optional<CellRange>& range) {
  constexpr base::Int128 kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr base::Int128 kMost = std::numeric_limits<std::int64_t>::max();
  base::Int128 low = kLeast;
  base::Int128 high = kMost;
  if (range && range->low) low = range->low->value.number + (range->low->after ? 1 : 0);
  if (range && range->high) high = range->high->value.number - (range->high->after ? 0 : 1);
  if (!range || low > kMost || high < kLeast || low > high) return {};
  return {std::max(low, kLeast), std::min(high, kMost)};
}

FloatBounds FloatBoundsOf(const std::optional<CellRange>& range) {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kBeyond = std::numeric_limits<double>::infinity();
  double low = -kMost;
  double high = kMost;
  if (range && range->low)
    low = range->low->after ? std::nextafter(range->low->value.real, kBeyond) : range->low->value.real;
  if (range && range->high) {
    high = range->high->after ? range->high->value.real : std::nextafter(range->high->value.real, -kBeyond);
  }
  if (!range || low > kMost || high < -kMost) return {};
  return {low, high};
}

TextBounds TextBoundsOf(const std::optional<CellRange>& range) {
  // The least text that is greater than a text has one zero character more.
  const auto bound = [&](const std::optional<Cut>& cut) {
    return cut ? cut->value.text + std::string(cut->after ? 1 : 0, '\0') : std::string();
  };
  const auto of = [](TextTest test, std::string low, std::string high) {
    return TextBounds{static_cast<std::uint8_t>(test), std::move(low), std::move(high)};
  };
  if (!range) return of(TextTest::kNone, "", "");
  const bool equal = range->low && range->high && !range->low->after && range->high->after &&
                     range->low->value.text == range->high->value.text;
  if (equal) return of(TextTest::kEqual, bound(range->low), "");
  const TextTest test = range->low ? (range->high ? TextTest::kBetween : TextTest::kFrom)
                                   : (range->high ? TextTest::kBelow : TextTest::kAny);
  return of(test, bound(range->low), bound(range->high));
}

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
