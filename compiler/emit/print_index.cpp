// The tables of a rule index: rulert/rule_index.h says what they mean.
#include <algorithm>

#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

/// Indexes below `count`, as small as they can be.
std::string IndexType(std::size_t count) { return count <= 65536 ? "std::uint16_t" : "std::uint32_t"; }

template <class Values, class Text>
std::string Joined(const Values& values, Text text) {
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : ", ") + text(value);
  return out;
}

void PrintTable(CodeWriter& out, const CodePrinter& code, const plan::IndexColumn& column) {
  const std::string array = "std::array<" + column.table_type + ", " + std::to_string(column.constants.size()) + ">";
  const std::string values =
      "{{" + Joined(column.constants, [&](plan::CodeId id) { return code.Expression(id); }) + "}}";
  out.Doc("What rules compare with " + column.text + ".");
  if (column.is_texts) {
    WriteBroken(out, "static constexpr ::rulert::TextCodes<" + std::to_string(column.constants.size()) + "> " +
                         column.table + "{" + array + values + "};");
  } else {
    WriteBroken(out, "static constexpr " + array + " " + column.table + " = " + values + ";");
  }
}

void PrintAnswers(CodeWriter& out, const plan::Plan& plan, const plan::RuleIndex& index) {
  if (index.answers.empty()) return;
  const CodePrinter code(plan);
  const auto rows = [&] {
    for (const plan::CodeId answer : index.answers) WriteBroken(out, code.Expression(answer) + ",");
  };
  out.Emit({{"rows", rows}}, R"cc(
    static constexpr Answer kAnswers[] = {
        $rows$
    };
  )cc");
}

/// What rules ask, column by column.
void PrintBitmap(CodeWriter& out, const plan::RuleIndex& index, const plan::BitmapIndex& bitmap) {
  std::size_t codes = 0;
  const auto columns = [&] {
    std::size_t asked = 0;
    for (std::size_t i = 0; i < bitmap.columns.size(); ++i) {
      const plan::BitmapIndex::Column& column = bitmap.columns[i];
      out.Line("{" + std::to_string(column.least) + ", " + std::to_string(column.greatest) + ", " +
               std::to_string(asked) + ", " + std::to_string(codes) + "},  // " + CommentLine(index.columns[i].text));
      asked += column.asked.size();
      codes += static_cast<std::size_t>(column.greatest - column.least) + 1;
    }
  };
  const auto asked = [&] {
    for (std::size_t i = 0; i < bitmap.columns.size(); ++i) {
      out.Comment(index.columns[i].text);
      WriteBroken(out, Joined(bitmap.columns[i].asked, [](const plan::CodeRange& range) {
                         return "{" + std::to_string(range.rule) + ", " + std::to_string(range.low) + ", " +
                                std::to_string(range.high) + "}";
                       }) + ",");
    }
  };
  out.Emit({{"columns", columns}, {"asked", asked}}, R"cc(
    static constexpr ::rulert::BitmapColumn kColumns[] = {
        $columns$
    };
    static constexpr ::rulert::CodeRange<Lane> kAsked[] = {
        $asked$
    };
  )cc");
  out.Line("static constexpr auto kBitmap = ::rulert::MakeBitmap<kRules, " + std::to_string(codes) +
           ">(kColumns, kAsked);");
}

void PrintRows(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision, const plan::RowIndex& index) {
  const std::vector<plan::IndexColumn>& columns = decision.index->columns;
  const auto keys = [&] {
    for (const plan::RowIndex::Key& key : index.keys) {
      out.Line("{" + std::to_string(key.column) + ", " + std::to_string(key.least) + ", " + std::to_string(key.starts) +
               (key.may_miss ? ", true" : ", false") + "},  // " + CommentLine(columns[key.column].text));
    }
  };
  const auto starts = [&] {
    WriteBroken(out, "static constexpr " + IndexType(index.rows.size() + 1) + " kStarts[] = {" +
                         Joined(index.starts, [](std::uint32_t start) { return std::to_string(start); }) + "};");
  };
  const auto rule_of = [&] {
    WriteBroken(out, "static constexpr " + IndexType(decision.rules.size()) + " kRuleOf[] = {" +
                         Joined(index.rows, [](const plan::RowIndex::Row& row) { return std::to_string(row.rule); }) +
                         "};");
  };
  const auto rows = [&] {
    const auto number = [](std::int64_t code_of) { return std::to_string(code_of); };
    for (const plan::RowIndex::Row& row : index.rows) {
      const plan::DecisionRule& rule = decision.rules[row.rule];
      out.Comment(rule.name + " (" + Where(plan, rule.line) + ")");
      WriteBroken(out, "{{" + Joined(row.low, number) + "}, {" + Joined(row.high, number) + "}},");
    }
  };
  out.Emit({{"columns", std::to_string(columns.size())},
            {"keys", keys},
            {"starts", starts},
            {"unkeyed", std::to_string(index.unkeyed)},
            {"rule_of", rule_of},
            {"rows", rows}},
           R"cc(
    static constexpr std::size_t kColumns = $columns$;
    static constexpr ::rulert::RowKey kKeys[] = {
        $keys$
    };
    $starts$
    static constexpr std::uint32_t kUnkeyed = $unkeyed$;
    $rule_of$
    static constexpr ::rulert::RuleRow<Lane, kColumns> kRows[] = {
        $rows$
    };
  )cc");
}

}  // namespace

void PrintIndex(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision) {
  const plan::RuleIndex& index = *decision.index;
  const CodePrinter code(plan);
  const auto tables = [&] {
    for (const plan::IndexColumn& column : index.columns) {
      if (!column.table.empty()) PrintTable(out, code, column);
    }
  };
  const auto form = [&] {
    if (const auto* bitmap = std::get_if<plan::BitmapIndex>(&index.form)) {
      PrintBitmap(out, index, *bitmap);
    } else {
      PrintRows(out, plan, decision, std::get<plan::RowIndex>(index.form));
    }
  };
  const bool may_miss = decision.may_miss || decision.rules.back().name == "otherwise";
  const std::size_t rules = decision.rules.size() - (may_miss ? 1 : 0);
  out.Doc("Codes of " + Joined(index.columns, [](const plan::IndexColumn& column) { return column.text; }) +
          ", and what rules ask of them.");
  out.Emit({{"name", decision.cpp},
            {"lane", "std::int" + std::to_string(index.lane_bits) + "_t"},
            {"rules", std::to_string(rules)},
            {"tables", tables},
            {"form", form},
            {"answers", [&] { PrintAnswers(out, plan, index); }}},
           R"cc(
    struct $name$::Index {
      using Lane = $lane$;
      static constexpr std::uint32_t kRules = $rules$;
      $tables$
      $form$
      $answers$
    };

  )cc");
}

}  // namespace rulec::emit
