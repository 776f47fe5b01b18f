#include "compiler/parse/table_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/parse/antlr_front.h"
#include "compiler/parse/build.h"
#include "compiler/parse/csv.h"
#include "compiler/parse/number_tokens.h"
#include "compiler/parse/plain_rows.h"
#include "compiler/parse/scan.h"
#include "compiler/parse/syntax_errors.h"

namespace rulec::parse {
namespace {

using diagnostics::Code;

class TableReader {
 public:
  TableReader(const base::SourceFile& file, ast::Module& module, base::Interner& symbols, diagnostics::Sink& sink)
      : file_(file), module_(module), symbols_(symbols), sink_(sink), budget_(sink) {}

  bool Run(ast::Decision& decision) {
    const auto begin = CheckCharacters(file_, sink_);
    if (!begin) return false;
    auto csv = ReadCsv(file_, *begin, sink_);
    if (!csv) return false;
    csv_ = std::move(*csv);
    const base::Span whole{file_.index(), 0, 0};
    if (records().size() < 2) {
      sink_.Report(Code::kTableFile, whole, "the table has no rows",
                   "the first line names the columns, every other one is a row");
      return false;
    }
    if (records().size() - 1 > kMostTableRows) {
      sink_.Report(Code::kTableTooLarge, whole,
                   fmt::format("the table has {} rows, more than {}", records().size() - 1, kMostTableRows));
      return false;
    }
    // Cells are read in a copy whose places are those of the file; plain rows in another way, so it does not hold them.
    PlainRows plain(csv_.text, InputCount());
    const base::SourceFile cells(file_.index(), file_.path(), TextWithoutPlainRows(plain));
    auto scanned = ScanTokens(cells, *begin, sink_, budget_);
    if (!scanned || budget_.any()) return false;
    if (!scanned->comments.empty()) {
      const Token& comment = scanned->comments.front();
      sink_.Report(Code::kTableFile, {file_.index(), comment.begin, comment.end}, "a CSV file has no comments");
      return false;
    }
    tokens_ = std::move(scanned->tokens);
    ast::Table table;
    table.span = whole;
    if (!Head(cells, table)) return false;
    Reserve(table);
    for (std::size_t i = 1; i < records().size(); ++i) {
      if (is_plain_[i]) {
        plain.Read(CellsOf(i));
        plain.Add({file_.index(), CellsOf(i)[0].begin, records()[i].end}, module_, table, symbols_);
        continue;
      }
      Row(cells, i, table);
      if (budget_.Exhausted(SpanOf(records()[i]))) break;
    }
    if (budget_.any()) return false;
    decision.table = std::move(table);
    return true;
  }

 private:
  const std::vector<CsvRecord>& records() const { return csv_.records; }
  std::span<const CsvCell> CellsOf(std::size_t record) const { return csv_.cells_of(records()[record]); }

  /// Columns before the one whose name `||` begins; 0 if none does.
  std::size_t InputCount() const {
    const auto head = CellsOf(0);
    const auto begins_results = [&](const CsvCell& cell) {
      const std::string_view text = std::string_view(csv_.text).substr(cell.begin, cell.end - cell.begin);
      const std::size_t first = text.find_first_not_of(" \t");
      return first != std::string_view::npos && text.substr(first).starts_with("||");
    };
    const auto at = std::find_if(head.begin(), head.end(), begins_results);
    return at == head.end() ? 0 : static_cast<std::size_t>(at - head.begin());
  }

  std::string TextWithoutPlainRows(PlainRows& plain) {
    std::string text = csv_.text;
    is_plain_.assign(records().size(), false);
    if (InputCount() == 0) return text;
    for (std::size_t i = 1; i < records().size(); ++i) {
      is_plain_[i] = CellsOf(i).size() == CellsOf(0).size() && plain.Read(CellsOf(i));
      const CsvRecord& record = records()[i];
      if (is_plain_[i]) std::fill(text.begin() + record.begin, text.begin() + record.end, ' ');
    }
    return text;
  }

  /// Room for what rows hold that are plain.
  void Reserve(ast::Table& table) {
    const std::size_t rows = records().size() - 1;
    table.rows.reserve(rows);
    table.cells.reserve(rows * inputs_);
    table.tests.reserve(rows * inputs_);
    table.results.reserve(rows * (CellsOf(0).size() - inputs_));
    module_.exprs.Reserve(module_.exprs.size() + rows * CellsOf(0).size());
  }

  base::Span SpanOf(const CsvRecord& record) const { return {file_.index(), record.begin, record.end}; }
  base::Span SpanOf(const CsvCell& cell) const { return {file_.index(), cell.begin, cell.end}; }
  static Token Bar(std::uint32_t begin, std::uint32_t end, TokenType type = TokenType::kBar) {
    return {type, false, begin, end};
  }

  /// The tokens of a cell, or a report.
  bool Cell(const CsvCell& cell, bool is_head, std::vector<Token>& out) {
    const std::size_t first = next_;
    for (; tokens_[next_].begin < cell.end && !tokens_[next_].Is(TokenType::kEnd); ++next_) {
      const Token& token = tokens_[next_];
      const bool begins_results = is_head && next_ == first && token.Is(TokenType::kBarbar);
      if (!begins_results && (token.Is(TokenType::kBar) || token.Is(TokenType::kBarbar))) {
        sink_.Report(Code::kUnexpectedToken, {file_.index(), token.begin, token.end},
                     "`|` means nothing in a cell of a CSV file", "commas end cells");
        return false;
      }
      if (token.end > cell.end) {
        sink_.Report(Code::kUnterminatedString, SpanOf(cell), "a text is not closed in its cell", "`\"` is missing");
        return false;
      }
      if (next_ >= first + 2 && FollowsComma(tokens_, next_)) {
        ReportOneOrSeveral(file_, tokens_[next_ - 2], token, sink_);
        return false;
      }
      out.push_back(token);
    }
    if (next_ != first) return true;
    sink_.Report(Code::kUnexpectedToken, SpanOf(cell), "a cell of the table is empty",
                 "write `-` for any value, `missing` for a result that is not there");
    return false;
  }

  /// As a table of the language: bars between the cells.
  std::optional<ScannedFile> Line(const base::SourceFile& cells, std::size_t at, bool is_head) {
    const CsvRecord& record = records()[at];
    const auto own = CellsOf(at);
    // What follows a report in the line before belongs to it.
    while (tokens_[next_].begin < record.begin && !tokens_[next_].Is(TokenType::kEnd)) ++next_;
    ScannedFile line;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::uint32_t begin = own[i].begin;
      const bool results =
          is_head ? tokens_[next_].begin < own[i].end && tokens_[next_].Is(TokenType::kBarbar) : i == inputs_;
      if (results && is_head) inputs_ = i;
      if (!results) line.tokens.push_back(Bar(i == 0 ? begin : begin - 1, begin));
      if (results && !is_head) line.tokens.push_back(Bar(begin - 1, begin, TokenType::kBarbar));
      if (!Cell(own[i], is_head, line.tokens)) return std::nullopt;
    }
    line.tokens.push_back(Bar(record.end, record.end));
    line.tokens.push_back(Bar(record.end, record.end, TokenType::kEnd));
    if (!MatchBrackets(cells, line, sink_)) return std::nullopt;
    return line;
  }

  /// `New York`: two words in a row.
  bool ReportText(const ScannedFile& line, std::uint32_t at) {
    const auto is_word = [&](std::uint32_t token) {
      const TokenClass of = ClassOf(line.tokens[token].type);
      return of == TokenClass::kName || of == TokenClass::kSoft;
    };
    if (at == 0 || !is_word(at) || !is_word(at - 1)) return false;
    sink_.Report(Code::kUnexpectedToken, {file_.index(), line.tokens[at - 1].begin, line.tokens[at].end},
                 "a text with blanks stands in quotes", "write `\"\"\"..\"\"\"`");
    return true;
  }

  std::optional<SyntaxTree> Read(const ScannedFile& line, Sentence sentence) {
    const SyntaxErrors errors(file_, line, sink_);
    const auto nowhere = [](Rule, std::uint32_t, std::uint32_t) { return std::nullopt; };
    const std::size_t before = sink_.error_reports();
    SyntaxTree tree = ParseTokens(line.tokens,
                                  {[&](const SyntaxError& error) {
                                     if (!ReportText(line, error.token)) errors.Report(error);
                                     return false;
                                   },
                                   nowhere, nowhere},
                                  sentence);
    if (sink_.error_reports() != before) return std::nullopt;
    return tree;
  }

  bool Head(const base::SourceFile& cells, ast::Table& table) {
    inputs_ = 0;
    const auto line = Line(cells, 0, true);
    if (!line) return false;
    if (inputs_ == 0) {
      const bool begins = tokens_.front().Is(TokenType::kBarbar);
      sink_
          .Report(Code::kTableFile, begins ? SpanOf(CellsOf(0)[0]) : SpanOf(records()[0]),
                  begins ? "no column stands before the results" : "the first line does not say where results begin",
                  begins ? "a table asks for one input at least" : "write `||` before the name of the first of them")
          .Hint("as in `score,dti,|| tier,apr`");
      return false;
    }
    const auto tree = Read(*line, Sentence::kTableHead);
    if (!tree) return false;
    Builder(cells, *line, *tree, symbols_, sink_).AddHead(module_, table);
    return !budget_.any();
  }

  void Row(const base::SourceFile& cells, std::size_t at, ast::Table& table) {
    if (CellsOf(at).size() != CellsOf(0).size()) {
      sink_.Report(Code::kTableShape, SpanOf(records()[at]),
                   fmt::format("the row has {} cells, the table {} columns", CellsOf(at).size(), CellsOf(0).size()),
                   CellsOf(at).size() < CellsOf(0).size() ? "write `-` for a cell that takes anything"
                                                          : "a cell with commas in it stands in quotes");
      return;
    }
    const auto line = Line(cells, at, false);
    if (!line) return;
    if (const auto tree = Read(*line, Sentence::kTableRow)) {
      Builder(cells, *line, *tree, symbols_, sink_).AddRow(module_, table);
    }
  }

  const base::SourceFile& file_;
  ast::Module& module_;
  base::Interner& symbols_;
  diagnostics::Sink& sink_;
  ErrorBudget budget_;
  Csv csv_;
  std::vector<bool> is_plain_;  // by record
  std::vector<Token> tokens_;
  std::size_t next_ = 0;    // of tokens_
  std::size_t inputs_ = 0;  // columns before the results
};

}  // namespace

bool ReadTable(const base::SourceFile& file, ast::Module& module, ast::Decision& decision, base::Interner& symbols,
               diagnostics::Sink& sink) {
  return TableReader(file, module, symbols, sink).Run(decision);
}

}  // namespace rulec::parse
