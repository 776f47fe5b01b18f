#include "compiler/lower/packed_rows.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <unordered_map>

#include "compiler/base/check.h"
#include "compiler/lower/packed_slots.h"
#include "compiler/lower/table_cells.h"

namespace rulec::lower {
namespace {

using plan::CodeId;
using plan::CodeOp;
using types::TypeKind;

enum class ColumnKind : std::uint8_t { kNumber, kFloat, kText };

/// One number, or text, of every row.
struct Column {
  ColumnKind kind = ColumnKind::kNumber;
  std::vector<base::Int128> values;  // kFloat: the bits; kText: offset + 2^32 * length
};

/// Texts one behind the other, each once.
class Texts {
 public:
  base::Int128 Add(const std::string& text) {
    const auto [at, is_new] = places_.try_emplace(text, all_.size());
    if (is_new) all_ += text;
    return static_cast<base::Int128>(at->second) + (static_cast<base::Int128>(text.size()) << 32);
  }
  std::string Take() { return std::move(all_); }

 private:
  std::string all_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// Rows column by column, always in the same order: first what they hold, then the code that reads it.
class Packer {
 public:
  Packer(Context& context, Texts& texts) : context_(context), pool_(context.pool()), texts_(texts) {}

  void BeginRow() { at_ = 0; }
  void Number(base::Int128 value) { Next(ColumnKind::kNumber).values.push_back(value); }
  void Float(double value) { Next(ColumnKind::kFloat).values.push_back(std::bit_cast<std::int64_t>(value)); }
  void Text(const std::string& value) { Next(ColumnKind::kText).values.push_back(texts_.Add(value)); }

  void BeginReading() {
    at_ = 0;
    std::uint32_t bytes = 0;
    for (const Column& column : columns_) {
      places_.push_back(bytes);
      widths_.push_back(WidthOf(column));
      bytes += widths_.back();
    }
    list_.bytes = bytes;
    list_.count = columns_.empty() ? 0 : static_cast<std::uint32_t>(columns_[0].values.size());
    for (std::uint32_t row = 0; row < list_.count; ++row) {
      for (std::size_t i = 0; i < columns_.size(); ++i) Append(columns_[i].values[row], widths_[i]);
    }
  }
  /// A column that is the same in all rows is no column but a constant.
  CodeId ReadNumber() {
    const std::size_t i = at_++;
    if (widths_[i] == 0) return plan::Integer(pool_, columns_[i].values[0]);
    if (widths_[i] == 16) return Read("Wide<" + std::to_string(places_[i]) + ">");
    return Read("Number<" + std::to_string(places_[i]) + ", " + std::to_string(widths_[i]) + ">");
  }
  CodeId ReadFloat() { return Read("Float<" + std::to_string(places_[at_++]) + ">"); }
  CodeId ReadText() { return Read("Text<" + std::to_string(places_[at_++]) + ">"); }

  plan::PackedList Finish(CodeId read) {
    list_.read = read;
    return std::move(list_);
  }

 private:
  Column& Next(ColumnKind kind) {
    if (at_ == columns_.size()) columns_.push_back({kind, {}});
    RULEC_CHECK(columns_[at_].kind == kind, "lower: all rows have the same columns");
    return columns_[at_++];
  }

  static std::uint32_t WidthOf(const Column& column) {
    if (column.kind != ColumnKind::kNumber) return 8;
    const auto [low, high] = std::minmax_element(column.values.begin(), column.values.end());
    if (*low == *high && *low >= std::numeric_limits<std::int64_t>::min() &&
        *high <= std::numeric_limits<std::int64_t>::max()) {
      return 0;
    }
    for (const std::uint32_t width : {1u, 2u, 4u, 8u}) {
      const base::Int128 most = (base::Int128{1} << (8 * width - 1)) - 1;
      if (*low >= -most - 1 && *high <= most) return width;
    }
    return 16;
  }

  void Append(base::Int128 value, std::uint32_t bytes) {
    for (std::uint32_t i = 0; i < bytes; ++i) {
      list_.rows += static_cast<char>(static_cast<unsigned char>(value & 0xFF));
      value >>= 8;
    }
  }

  CodeId Read(const std::string& method) { return plan::CallOn(pool_, plan::Name(pool_, "in"), method, {}); }

  Context& context_;
  plan::CodePool& pool_;
  Texts& texts_;
  std::vector<Column> columns_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint32_t> widths_;
  std::size_t at_ = 0;
  plan::PackedList list_;
};

class RowPacker {
 public:
  RowPacker(Context& context, const TableData& data, Texts& texts)
      : context_(context), program_(context.program()), pool_(context.pool()), data_(data), packer_(context, texts) {}

  plan::PackedList Run(const std::vector<RowResult>& results) {
    for (std::size_t i = 0; i < data_.rows.size(); ++i) Take(data_.rows[i], results[i]);
    packer_.BeginReading();
    std::vector<CodeId> members;
    for (const ir::ExprId input : data_.inputs) members.push_back(ReadCell(input));
    const RowResult& any = results[0];
    if (any.value) members.push_back(ReadValue(program_.exprs[*any.value].type));
    members.push_back(plan::Call(pool_, "static_cast<Rule>", {packer_.ReadNumber()}));
    if (any.name) members.push_back(packer_.ReadText());
    if (any.place) members.push_back(plan::Call(pool_, "static_cast<std::uint32_t>", {packer_.ReadNumber()}));
    return packer_.Finish(plan::Braces(pool_, "", std::move(members)));
  }

 private:
  TypeKind KindOf(ir::ExprId input) const {
    return program_.types.Kind(program_.types.WithoutOptional(program_.exprs[input].type));
  }
  bool MayMiss(ir::ExprId input) const { return program_.types.IsOptional(program_.exprs[input].type); }

  void Take(const DataRow& row, const RowResult& result) {
    packer_.BeginRow();
    for (std::size_t i = 0; i < row.cells.size(); ++i) TakeCell(data_.inputs[i], row.cells[i]);
    if (result.value) TakeValue(program_.exprs[*result.value].type, *result.value);
    packer_.Number(result.rule);
    if (result.name) packer_.Text(*result.name);
    if (result.place) packer_.Number(*result.place);
  }

  void TakeCell(ir::ExprId input, const DataCell& cell) {
    if (KindOf(input) == TypeKind::kString) {
      const TextBounds bounds = TextBoundsOf(cell.present);
      packer_.Number(bounds.test);
      packer_.Text(bounds.low);
      packer_.Text(bounds.high);
    } else if (KindOf(input) == TypeKind::kFloat) {
      const FloatBounds bounds = FloatBoundsOf(cell.present);
      packer_.Float(bounds.low);
      packer_.Float(bounds.high);
    } else {
      const NumberBounds bounds = NumberBoundsOf(cell.present);
      packer_.Number(bounds.low);
      packer_.Number(bounds.high);
    }
    if (MayMiss(input)) packer_.Number(cell.takes_missing ? 1 : 0);
  }

  CodeId ReadCell(ir::ExprId input) {
    std::vector<CodeId> parts;
    if (KindOf(input) == TypeKind::kString) {
      parts.push_back(plan::Call(pool_, "static_cast<::rulert::TextTest>", {packer_.ReadNumber()}));
      parts.push_back(packer_.ReadText());
      parts.push_back(packer_.ReadText());
    } else if (KindOf(input) == TypeKind::kFloat) {
      parts.push_back(packer_.ReadFloat());
      parts.push_back(packer_.ReadFloat());
    } else {
      parts.push_back(packer_.ReadNumber());
      parts.push_back(packer_.ReadNumber());
    }
    const CodeId present = plan::Braces(pool_, "", std::move(parts));
    return MayMiss(input) ? plan::Braces(pool_, "", {present, IsSet()}) : present;
  }

  CodeId IsSet() { return plan::Binary(pool_, CodeOp::kNotEqual, packer_.ReadNumber(), plan::Integer(pool_, 0)); }

  // What a result holds; without an expression, what stands for nothing.
  void TakeValue(ir::TypeId type, std::optional<ir::ExprId> value) {
    const types::Type& of = program_.types[type];
    const ir::Expr* const expr = value ? &program_.exprs[*value] : nullptr;
    const bool is_constant = expr != nullptr && expr->kind == ir::ExprKind::kConstant;
    if (of.kind == TypeKind::kOptional) {
      const bool is_some = expr != nullptr && expr->kind == ir::ExprKind::kSome;
      const bool present = is_some || (is_constant && !program_.constants[ir::ConstantId(expr->index)].missing);
      packer_.Number(present ? 1 : 0);
      if (is_some) return TakeValue(of.element, program_.children_of(*expr)[0]);
      return TakeValue(of.element, present ? value : std::nullopt);
    }
    if (of.kind == TypeKind::kRecord) {
      const ir::Record& record = program_.records[of.record];
      for (std::size_t i = 0; i < record.fields.size(); ++i) {
        TakeValue(record.fields[i].type, expr ? std::optional(program_.children_of(*expr)[i]) : std::nullopt);
      }
      return;
    }
    const ir::Constant none;
    TakeScalar(of.kind, is_constant ? program_.constants[ir::ConstantId(expr->index)] : none);
  }

  void TakeScalar(TypeKind kind, const ir::Constant& constant) {
    if (kind == TypeKind::kString) return packer_.Text(constant.text);
    if (kind == TypeKind::kFloat) return packer_.Float(constant.real);
    packer_.Number(constant.number);
  }

  CodeId ReadValue(ir::TypeId type) {
    const types::Type& of = program_.types[type];
    const std::string spelled = context_.Spell(type);
    switch (of.kind) {
      case TypeKind::kOptional: {
        const CodeId is_set = IsSet();
        return plan::Conditional(pool_, is_set, plan::Braces(pool_, spelled, {ReadValue(of.element)}),
                                 plan::Braces(pool_, spelled, {}));
      }
      case TypeKind::kRecord: {
        std::vector<CodeId> fields;
        for (const ir::Field& field : program_.records[of.record].fields) fields.push_back(ReadValue(field.type));
        return plan::Braces(pool_, spelled, std::move(fields));
      }
      case TypeKind::kBool:
        return IsSet();
      case TypeKind::kFloat:
        return packer_.ReadFloat();
      case TypeKind::kString:
        return packer_.ReadText();
      case TypeKind::kEnum:
        return plan::Call(pool_, "static_cast<" + spelled + ">", {packer_.ReadNumber()});
      case TypeKind::kDate:
        return plan::Braces(pool_, spelled, {plan::Call(pool_, "static_cast<std::int32_t>", {packer_.ReadNumber()})});
      case TypeKind::kDecimal:
      case TypeKind::kTimestamp:
      case TypeKind::kDuration:
        return plan::Braces(pool_, spelled, {packer_.ReadNumber()});
      default:
        return packer_.ReadNumber();
    }
  }

  Context& context_;
  const ir::Program& program_;
  plan::CodePool& pool_;
  const TableData& data_;
  Packer packer_;
};

plan::PackedList PackKeys(Context& context, const RowIndex& index, bool is_text, Texts& texts) {
  Packer packer(context, texts);
  for (const ir::Constant& key : index.keys) {
    packer.BeginRow();
    if (is_text) {
      packer.Text(key.text);
    } else {
      packer.Number(key.number);
    }
  }
  packer.BeginReading();
  return packer.Finish(is_text ? packer.ReadText() : packer.ReadNumber());
}

/// Of numbers and texts; what else may be missing in every row still has a place in it.
bool IsPlain(const ir::Program& program, ir::TypeId id) {
  const types::Type& type = program.types[id];
  if (type.kind == TypeKind::kOptional) return IsPlain(program, type.element);
  if (type.kind != TypeKind::kRecord) return program.types.IsScalar(id) && type.kind != TypeKind::kBytes;
  const auto& fields = program.records[type.record].fields;
  return std::all_of(fields.begin(), fields.end(),
                     [&](const ir::Field& field) { return IsPlain(program, field.type); });
}

}  // namespace

bool CanPack(const ir::Program& program, const std::vector<RowResult>& results) {
  if (!results[0].value) return true;
  const ir::TypeId type = program.exprs[*results[0].value].type;
  return IsPlain(program, type) && std::all_of(results.begin(), results.end(), [&](const RowResult& result) {
           return program.exprs[*result.value].type == type;
         });
}

plan::PackedTable PackRows(Context& context, const TableData& data, const std::vector<RowResult>& results,
                           std::vector<plan::Param> members, const std::optional<RowIndex>& index) {
  plan::PackedTable table;
  Texts texts;
  table.members = std::move(members);
  table.rows = RowPacker(context, data, texts).Run(results);
  if (index) {
    table.key_type = KeyType(context, data.inputs[index->input]);
    const bool is_text = table.key_type == "std::string_view";
    table.keys = PackKeys(context, *index, is_text, texts);
    table.slots = SlotsOf(index->keys, is_text);
    table.starts = index->starts;
    table.order = index->order;
  }
  table.texts = texts.Take();
  return table;
}

}  // namespace rulec::lower
