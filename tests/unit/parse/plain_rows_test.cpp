// Rows that hold constants alone are read past the scanner and the grammar: what those would say of them is what
// counts.
#include "compiler/parse/plain_rows.h"

#include "compiler/parse/table_file.h"
#include "tests/support/catch.h"
#include "tests/support/mutation.h"
#include "tests/support/parsed.h"

using namespace rulec;
using testing::Parsed;

namespace {

/// Everything that a table says but the end of its rows and its last column.
class Dump {
 public:
  explicit Dump(const Parsed& parsed) : parsed_(parsed), module_(*parsed.module), table_(*module_.decisions[0].table) {}

  std::string Run() {
    for (const ast::TableRow& row : table_.rows) {
      text_ += "row " + std::to_string(row.span.begin);
      for (const ast::Cell& cell : table_.cells_of(row)) Of(cell);
      const auto results = table_.results_of(row);
      for (const ast::ExprId result : results.subspan(0, results.size() - 1)) Of(result);
    }
    return text_;
  }

 private:
  void Of(base::Span span) {
    text_ += " " + std::to_string(span.file) + ":" + std::to_string(span.begin) + "-" + std::to_string(span.end);
  }

  void Of(const ast::Cell& cell) {
    text_ += "\ncell " + std::to_string(static_cast<int>(cell.kind));
    Of(cell.span);
    for (const ast::CellTest& test : table_.tests_of(cell)) {
      text_ += "\n test " + std::to_string(static_cast<int>(test.kind)) + (test.low_open ? "(" : "[") +
               (test.high_open ? ")" : "]");
      Of(test.span);
      Of(test.low);
      Of(test.high);
    }
    Of(cell.condition);
  }

  void Of(ast::ExprId id) {
    if (!id.valid()) return;
    const ast::Expr& expr = module_.exprs[id];
    text_ += "\n  expr " + std::to_string(static_cast<int>(expr.kind)) + "/" +
             std::to_string(static_cast<int>(expr.op)) + " '" + std::string(parsed_.symbols.Text(expr.text)) + "'";
    Of(expr.span);
    Of(expr.op_span);
    if (expr.kind == ast::ExprKind::kRecord) return;
    for (const ast::ExprId child : module_.children_of(expr)) Of(child);
  }

  const Parsed& parsed_;
  const ast::Module& module_;
  const ast::Table& table_;
  std::string text_;
};

/// The table, or what was reported. `padding` follows the cell of the last column: too long a cell is left to the
/// grammar, and so its row.
std::string Read(const std::string& row, std::size_t padding) {
  Parsed parsed("decision D(a: int): R first match { table from \"t.csv\" }");
  const base::SourceFile& file =
      parsed.sources.Add("t.csv", "a,b,|| r,pad\n" + row + ",1" + std::string(padding, ' ') + "\n");
  const bool read = parse::ReadTable(file, *parsed.module, parsed.module->decisions[0], parsed.symbols, parsed.sink);
  return read ? Dump(parsed).Run() : parsed.Brief();
}

bool IsPlain(const std::string& row) {
  base::SourceSet sources;
  diagnostics::Sink sink;
  const auto csv = parse::ReadCsv(sources.Add("t.csv", row), 0, sink);
  return csv && !csv->records.empty() && parse::PlainRows(csv->text, 2).Read(csv->cells_of(csv->records[0]));
}

std::string Quoted(const std::string& cell) {
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

const std::vector<std::string> kPieces = {"A",        "GB",         "missing",
                                          "true",     "false",      "present",
                                          "not",      "code",       "_",
                                          "-",        "5",          "005",
                                          "5.99",     ".5",         "5.",
                                          "1_000",    "-3",         "- 3",
                                          "--3",      "2026-01-31", "2026-1",
                                          "5m",       "1h30m",      "5min",
                                          "250ms",    "1e3",        "10:00",
                                          "<",        "<=",         ">",
                                          ">=",       "==",         "..",
                                          "..<",      "<..",        "<..<",
                                          "...",      ",",          "\"x y\"",
                                          "\"\"",     "\"é\"",      "\"{A}\"",
                                          "r\"x\"",   "GBP",        "where",
                                          "_ > 3",    "f(1)",       "A.B",
                                          "[1]",      "{",          "}",
                                          "é",        "`q`",        "$",
                                          "//",       "+",          "\"a\\n\"",
                                          "\t",       "or",         "2026-01-31T10:00:00Z",
                                          "700..749", "1..<3",      "< 5",
                                          ">= 2.5",   "\"x, y\"",   "1h",
                                          "-1..-0.5", "|",          "99999999999999999999999999999999999999999"};

const std::vector<std::string> kPlainCells = {
    "A", "-3", "5.99", "missing", "700..749", "\"x, y\"", "2026-01-31 <.. 5m"};

std::string RandomCell(testing::Random& random) {
  std::string cell;
  if (random.Below(2) == 0) cell = kPlainCells[random.Below(kPlainCells.size())];
  if (!cell.empty() && random.Below(3) != 0) return cell[0] == '"' ? Quoted(cell) : cell;
  for (std::size_t i = 0, count = 1 + random.Below(3) * random.Below(2); i < count; ++i) {
    if (random.Below(3) == 0) cell += ' ';
    cell += kPieces[random.Below(kPieces.size())];
  }
  return cell.find_first_of(",\"") != std::string::npos || random.Below(4) == 0 ? Quoted(cell) : cell;
}

}  // namespace

TEST_CASE("what tables are full of is plain") {
  for (const char* row : {"A,1,1", "-,-,missing", "\"GB, FR\",700..749,5.99", "\"\"\"New York\"\"\",< 100.00,-3",
                          "missing,>= 2026-01-31,\"\"\"é\"\"\"", "true, 1h30m ,false", "-1..-0.5,1 <..< 3,A_1"}) {
    INFO(row);
    CHECK(IsPlain(row));
    CHECK(Read(row, 0).starts_with("row "));
    CHECK(Read(row, 0) == Read(row, 1'001));
  }
}

TEST_CASE("what the grammar has to judge is not plain") {
  for (const char* row :
       {"not A,1,1", "where _ > 3,1,1", "A,1,f(1)", "A,1,1 + 1", "A,1_000,1", "code,1,1", "A,present,1",
        "\"\"\"{x}\"\"\",1,1", "\"\"\"a\\n\"\"\",1,1", "A,1e3,1", "é,1,1", "A,1,", "A,1,-", "A.B,1,1"}) {
    INFO(row);
    CHECK(!IsPlain(row));
  }
}

TEST_CASE("a row is read as the grammar reads it, and so is what is wrong with it") {
  testing::Random random(1);
  int plain = 0;
  for (int i = 0; i < 6'000; ++i) {
    const std::string row = RandomCell(random) + "," + RandomCell(random) + "," + RandomCell(random);
    CAPTURE(row);
    plain += IsPlain(row) ? 1 : 0;
    CHECK(Read(row, 0) == Read(row, 1'001));
  }
  CHECK(plain > 200);
}
