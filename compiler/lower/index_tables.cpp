#include "compiler/lower/index_tables.h"

#include <algorithm>

#include "compiler/lower/literal.h"

namespace rulec::lower {
namespace {

using plan::CodeId;
using types::TypeKind;

enum class Coding : std::uint8_t {
  kPresence,  // it is there, or not
  kClamped,   // the number that it is, near the constants
  kRank,      // its position among the constants
  kTexts,     // the same for texts of which only equality is asked
};

constexpr int kLaneBits[] = {8, 16, 32};
/// A text is looked up in a table that the C++ compiler computes: this is as much as all of them bear.
constexpr std::size_t kMostTexts = 4096;
/// Codes of a key that no rule asks for, for each that one does.
constexpr std::int64_t kCodesPerConstant = 4;
constexpr std::int64_t kSpareCodes = 64;

std::int64_t GreatestOf(int bits) { return (std::int64_t{1} << (bits - 1)) - 1; }

struct Column {
  Coding coding = Coding::kPresence;
  std::vector<std::int64_t> numbers;  // kClamped: the constants
  std::size_t constants = 0;
  std::int64_t shift = 0;

  std::int64_t Low() const { return numbers.front() - 1; }
  std::int64_t High() const { return numbers.back() + 1; }
  std::int64_t LeastCode() const { return coding == Coding::kClamped ? Low() - shift : 0; }
  std::int64_t GreatestCode() const {
    return coding == Coding::kClamped ? High() - shift : 2 * static_cast<std::int64_t>(constants);
  }
  bool FitsAsItIs(int bits) const { return Low() >= -GreatestOf(bits) && High() <= GreatestOf(bits); }
  bool Fits(int bits) const {
    if (coding == Coding::kClamped) return FitsAsItIs(bits) || High() - Low() <= GreatestOf(bits);
    return GreatestCode() <= GreatestOf(bits);
  }
  /// The least or greatest code at `position`, which is that of a constant or lies beside one.
  std::int64_t CodeAt(Position position) const {
    if (coding != Coding::kClamped) return position;
    if (position % 2 == 1) return numbers[static_cast<std::size_t>(position / 2)] - shift;
    return numbers[static_cast<std::size_t>(position / 2)] - 1 - shift;
  }
};

class TablesLowering {
 public:
  TablesLowering(Context& context, BodyBuilder& body, const RulesByIndex& rules)
      : context_(context), body_(body), rules_(rules) {
    for (const char* name : {"kColumns", "kRules", "kKeys", "kStarts", "kUnkeyed", "kRuleOf", "kRows", "kAnswers"}) {
      tables_.Reserve(name);
    }
  }

  plan::RuleIndex Run() {
    for (std::uint32_t i = 0; i < rules_.values.size(); ++i) columns_.push_back(ColumnOf(i));
    out_.lane_bits = *std::find_if(std::begin(kLaneBits), std::end(kLaneBits), [&](int bits) {
      return bits == 32 ||
             std::all_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.Fits(bits); });
    });
    for (std::uint32_t i = 0; i < rules_.values.size(); ++i) AddColumn(i);
    for (const IndexedKey& key : rules_.keys) AddKey(key);
    out_.starts.push_back(static_cast<std::uint32_t>(out_.rows.size()));
    out_.unkeyed = static_cast<std::uint32_t>(out_.rows.size());
    for (const IndexedRow& row : rules_.unkeyed) AddRow(row);
    return std::move(out_);
  }

 private:
  bool IsKey(std::uint32_t value) const {
    return std::any_of(rules_.keys.begin(), rules_.keys.end(),
                       [&](const IndexedKey& key) { return key.value == value; });
  }

  const types::Type& ScalarType(ir::TypeId type) const {
    return context_.TypeOf(context_.program().types.WithoutOptional(type));
  }

  Column ColumnOf(std::uint32_t at) const {
    const IndexedValue& value = rules_.values[at];
    Column column;
    column.constants = value.constants.size();
    if (value.constants.empty()) return column;
    switch (ScalarType(context_.program().exprs[value.expr].type).kind) {
      case TypeKind::kString:
        column.coding = value.has_order || column.constants > kMostTexts ? Coding::kRank : Coding::kTexts;
        return column;
      case TypeKind::kFloat:
        column.coding = Coding::kRank;
        return column;
      default:
        break;
    }
    for (const OrderedConstant& constant : value.constants) column.numbers.push_back(constant.number);
    const std::int64_t codes = column.High() - column.Low();
    const std::int64_t room =
        IsKey(at) ? kCodesPerConstant * static_cast<std::int64_t>(column.constants) + kSpareCodes : GreatestOf(32);
    column.coding = codes <= room ? Coding::kClamped : Coding::kRank;
    return column;
  }

  /// `app.address.country`.
  std::string TextOf(ir::ExprId id) const {
    const ir::Program& program = context_.program();
    const ir::Expr& expr = program.exprs[id];
    if (expr.kind == ir::ExprKind::kLocal) return program.locals[ir::LocalId(expr.index)].name;
    const ir::ExprId object = program.children_of(expr)[0];
    const ir::TypeId record = program.types.WithoutOptional(program.exprs[object].type);
    return TextOf(object) + "." + program.records[context_.TypeOf(record).record].fields[expr.index].name;
  }

  void AddColumn(std::uint32_t at) {
    const IndexedValue& value = rules_.values[at];
    Column& column = columns_[at];
    if (column.coding == Coding::kClamped && !column.FitsAsItIs(out_.lane_bits)) column.shift = column.Low();
    plan::IndexColumn out;
    out.text = TextOf(value.expr);
    if (column.coding == Coding::kRank || column.coding == Coding::kTexts) AddTable(value, out);
    out.is_texts = column.coding == Coding::kTexts;
    out.code = CodeOf(value, column, out);
    out_.columns.push_back(std::move(out));
  }

  void AddTable(const IndexedValue& value, plan::IndexColumn& out) {
    const std::string& text = out.text;
    const ir::TypeId type = context_.program().types.WithoutOptional(context_.program().exprs[value.expr].type);
    out.table = tables_.Take("k" + UpperCamel(text.substr(text.rfind('.') + 1)));
    out.table_type = context_.Spell(type);
    for (const OrderedConstant& constant : value.constants) {
      ir::Constant literal;
      literal.number = constant.number;
      literal.real = constant.real;
      literal.text = constant.text;
      out.constants.push_back(Literal(context_, type, literal, LiteralUse::kPlain));
    }
  }

  CodeId CodeOf(const IndexedValue& value, const Column& column, const plan::IndexColumn& out) {
    plan::CodePool& pool = context_.pool();
    const CodeId read = body_.Value(value.expr);
    const CodeId table = plan::Name(pool, "Index::" + out.table);
    switch (column.coding) {
      case Coding::kPresence:
        return plan::Call(pool, "::rulert::PresenceCode<Index::Lane>", {read});
      case Coding::kClamped:
        return plan::Call(pool,
                          "::rulert::ClampedCode<Index::Lane, " + std::to_string(column.Low()) + ", " +
                              std::to_string(column.High()) + ", " + std::to_string(column.shift) + ">",
                          {read});
      case Coding::kRank:
        return plan::Call(pool, "::rulert::RankCode<Index::Lane>", {table, read});
      case Coding::kTexts:
        return plan::CallOn(pool, table, "Code<Index::Lane>", {read});
    }
    return {};
  }

  void AddKey(const IndexedKey& key) {
    const Column& column = columns_[key.value];
    const ir::TypeId type = context_.program().exprs[rules_.values[key.value].expr].type;
    out_.keys.push_back({key.value, column.LeastCode(), static_cast<std::uint32_t>(out_.starts.size()),
                         context_.program().types.IsOptional(type), key.rules});
    auto row = key.rows.begin();
    for (std::int64_t code = column.LeastCode(); code <= column.GreatestCode(); ++code) {
      out_.starts.push_back(static_cast<std::uint32_t>(out_.rows.size()));
      for (; row != key.rows.end() && column.CodeAt(row->bounds[key.value].low) == code; ++row) AddRow(*row);
    }
  }

  void AddRow(const IndexedRow& row) {
    const std::int64_t greatest = GreatestOf(out_.lane_bits);
    const std::int64_t missing = -greatest - 1;
    plan::IndexRow out;
    out.rule = row.rule;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto [low, high] = row.bounds[i];
      const Column& column = columns_[i];
      if (low == kMissingPosition) {
        out.low.push_back(missing);
      } else if (low == 2 * static_cast<Position>(column.constants)) {
        out.low.push_back(column.GreatestCode());
      } else {
        // The least number between two constants is one more than the first of them.
        const bool between = column.coding == Coding::kClamped && low > 0 && low % 2 == 0;
        out.low.push_back(between ? column.CodeAt(low - 1) + 1 : column.CodeAt(low));
      }
      if (high == kMissingPosition) {
        out.high.push_back(missing);
      } else {
        out.high.push_back(high == kGreatestPosition ? greatest : column.CodeAt(high));
      }
    }
    out_.rows.push_back(std::move(out));
  }

  Context& context_;
  BodyBuilder& body_;
  const RulesByIndex& rules_;
  std::vector<Column> columns_;
  Scope tables_;
  plan::RuleIndex out_;
};

}  // namespace

plan::RuleIndex LowerIndex(Context& context, BodyBuilder& body, const RulesByIndex& rules) {
  return TablesLowering(context, body, rules).Run();
}

}  // namespace rulec::lower
