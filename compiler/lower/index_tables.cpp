#include "compiler/lower/index_tables.h"

#include "compiler/lower/literal.h"

namespace rulec::lower {
namespace {

using plan::CodeId;

class TablesLowering {
 public:
  TablesLowering(Context& context, BodyBuilder& body, const RulesByIndex& rules)
      : context_(context), body_(body), rules_(rules) {
    for (const char* name :
         {"kColumns", "kRules", "kKeys", "kStarts", "kUnkeyed", "kRuleOf", "kRows", "kAsked", "kBitmap", "kAnswers"}) {
      tables_.Reserve(name);
    }
    for (const IndexedColumn& column : rules_.columns) columns_.push_back(column.codes);
    out_.lane_bits = LaneBitsFor(columns_);
    for (ColumnCodes& column : columns_) column.FitTo(out_.lane_bits);
  }

  plan::RuleIndex Run() {
    for (std::size_t i = 0; i < columns_.size(); ++i) AddColumn(rules_.columns[i].value, columns_[i]);
    std::visit([&](const auto& form) { out_.form = FormOf(form); }, rules_.form);
    return std::move(out_);
  }

 private:
  /// `app.address.country`.
  std::string TextOf(ir::ExprId id) const {
    const ir::Program& program = context_.program();
    const ir::Expr& expr = program.exprs[id];
    if (expr.kind == ir::ExprKind::kLocal) return program.locals[ir::LocalId(expr.index)].name;
    const ir::ExprId object = program.children_of(expr)[0];
    const ir::TypeId record = program.types.WithoutOptional(program.exprs[object].type);
    return TextOf(object) + "." + program.records[context_.TypeOf(record).record].fields[expr.index].name;
  }

  void AddColumn(const TestedValue& value, const ColumnCodes& column) {
    plan::IndexColumn out;
    out.text = TextOf(value.expr);
    if (column.coding() == Coding::kRank || column.coding() == Coding::kTexts) AddTable(value, out);
    out.is_texts = column.coding() == Coding::kTexts;
    out.code = CodeOf(value, column, out);
    out_.columns.push_back(std::move(out));
  }

  void AddTable(const TestedValue& value, plan::IndexColumn& out) {
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

  CodeId CodeOf(const TestedValue& value, const ColumnCodes& column, const plan::IndexColumn& out) {
    plan::CodePool& pool = context_.pool();
    const CodeId read = body_.Value(value.expr);
    const CodeId table = plan::Name(pool, "Index::" + out.table);
    switch (column.coding()) {
      case Coding::kPresence:
        return plan::Call(pool, "::rulert::PresenceCode<Index::Lane>", {read});
      case Coding::kClamped:
        return plan::Call(pool,
                          "::rulert::ClampedCode<Index::Lane, " + std::to_string(column.low()) + ", " +
                              std::to_string(column.high()) + ", " + std::to_string(column.shift()) + ">",
                          {read});
      case Coding::kRank:
        return plan::Call(pool, "::rulert::RankCode<Index::Lane>", {table, read});
      case Coding::kTexts:
        return plan::CallOn(pool, table, "Code<Index::Lane>", {read});
    }
    return {};
  }

  plan::BitmapIndex FormOf(const BitmapOfRules& bitmap) const {
    plan::BitmapIndex out;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      plan::BitmapIndex::Column column{columns_[i].least(), columns_[i].greatest(), {}};
      if (columns_[i].may_miss()) --column.least;
      for (const RuleRanges& of_rule : bitmap.asked[i]) {
        for (const Bounds& range : of_rule.ranges) {
          const auto [low, high] = columns_[i].CodesOf(range, column.least);
          column.asked.push_back({of_rule.rule, low, high});
        }
        if (of_rule.ranges.empty()) column.asked.push_back({of_rule.rule, column.greatest, column.least});
      }
      out.columns.push_back(std::move(column));
    }
    return out;
  }

  plan::RowIndex FormOf(const RowsOfRules& rows) const {
    plan::RowIndex out;
    for (const KeyOfRules& key : rows.keys) AddKey(key, out);
    out.starts.push_back(static_cast<std::uint32_t>(out.rows.size()));
    out.unkeyed = static_cast<std::uint32_t>(out.rows.size());
    for (const RowOfRule& row : rows.unkeyed) out.rows.push_back(RowOf(row));
    return out;
  }

  void AddKey(const KeyOfRules& key, plan::RowIndex& out) const {
    const ColumnCodes& column = columns_[key.column];
    out.keys.push_back(
        {key.column, column.least(), static_cast<std::uint32_t>(out.starts.size()), column.may_miss(), key.rules});
    auto row = key.rows.begin();
    for (std::int64_t code = column.least(); code <= column.greatest(); ++code) {
      out.starts.push_back(static_cast<std::uint32_t>(out.rows.size()));
      for (; row != key.rows.end() && column.CodesOf(row->bounds[key.column], 0).low == code; ++row) {
        out.rows.push_back(RowOf(*row));
      }
    }
  }

  plan::RowIndex::Row RowOf(const RowOfRule& row) const {
    plan::RowIndex::Row out;
    out.rule = row.rule;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto [low, high] = columns_[i].CodesOf(row.bounds[i], -GreatestCode(out_.lane_bits) - 1);
      out.low.push_back(low);
      out.high.push_back(high);
    }
    return out;
  }

  Context& context_;
  BodyBuilder& body_;
  const RulesByIndex& rules_;
  std::vector<ColumnCodes> columns_;
  Scope tables_;
  plan::RuleIndex out_;
};

}  // namespace

plan::RuleIndex LowerIndex(Context& context, BodyBuilder& body, const RulesByIndex& rules) {
  return TablesLowering(context, body, rules).Run();
}

}  // namespace rulec::lower
