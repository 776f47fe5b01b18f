#pragma once
// Rows of a CSV table that hold constants alone: the scanner and the grammar would say the same of them, at a hundred
// times the price. What is in doubt is left to them.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/base/interner.h"
#include "compiler/parse/csv.h"

namespace rulec::parse {

/// One constant, or `missing`.
struct PlainValue {
  ast::ExprKind kind = ast::ExprKind::kMissing;
  ast::Op op = ast::Op::kNone;  // kBool
  bool negative = false;        // `begin` is the sign's
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view text;
};

struct PlainTest {
  ast::TestKind kind = ast::TestKind::kValue;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  PlainValue low;
  PlainValue high;
  bool low_open = false;
  bool high_open = false;
};

class PlainRows {
 public:
  /// `text` as Csv::text; the first `inputs` cells of a row are tests.
  PlainRows(std::string_view text, std::size_t inputs) : text_(text), inputs_(inputs) {}

  /// Whether the row is plain; what it holds is then kept for Add.
  bool Read(std::span<const CsvCell> cells);
  /// Adds the row that was read last. Its expressions go to `module`.
  void Add(base::Span row, ast::Module& module, ast::Table& table, base::Interner& symbols) const;

 private:
  struct Cell {
    bool any = false;
    std::uint32_t begin = 0;
    std::size_t first = 0;  // range in tests_
    std::size_t count = 0;
  };

  std::string_view text_;
  std::size_t inputs_;
  std::vector<Cell> cells_;
  std::vector<PlainTest> tests_;
  std::vector<PlainValue> results_;
};

}  // namespace rulec::parse
