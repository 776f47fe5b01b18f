#include "compiler/parse/plain_rows.h"

#include <algorithm>
#include <unordered_set>

#include "compiler/parse/number_tokens.h"
#include "compiler/parse/token.h"

namespace rulec::parse {
namespace {

using ast::ExprKind;
using ast::TestKind;

constexpr std::uint32_t kLongestCell = 1'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWordPart(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }

/// Words that the language knows are left to it.
bool IsWordOfLanguage(std::string_view word) {
  static const std::unordered_set<std::string_view> kWords = {
#define RULEC_TOKEN(grammar_name, name, text, token_class) text,
#include "compiler/parse/tokens.def"
#undef RULEC_TOKEN
  };
  return kWords.contains(word);
}

/// `1h30m`.
bool IsDuration(std::string_view word) {
  while (!word.empty()) {
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    word.remove_prefix(digits);
    const std::size_t unit = word.starts_with("ms") || word.starts_with("us") ? 2 : 1;
    if (digits == 0 || word.empty() || (unit == 1 && std::string_view("smhdw").find(word[0]) == std::string_view::npos))
      return false;
    word.remove_prefix(unit);
  }
  return true;
}

class CellReader {
 public:
  CellReader(std::string_view text, const CsvCell& cell) : text_(text.substr(0, cell.end)), at_(cell.begin) {
    SkipBlanks();
  }

  std::uint32_t at() const { return at_; }
  bool done() const { return at_ == text_.size(); }
  bool Take(std::string_view sign) {
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += static_cast<std::uint32_t>(sign.size());
    return true;
  }
  void SkipBlanks() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  /// Perhaps of one number: the scanner says what of it.
  bool IsCommaInDigits() const {
    return At(',') && IsDigit(text_[at_ - 1]) && at_ + 1 < text_.size() && IsDigit(text_[at_ + 1]);
  }

  bool Test(PlainTest& test) {
    test.begin = at_;
    if (At('<') || At('>')) {
      const bool less = At('<');
      ++at_;
      const bool equal = Take("=");
      test.kind = less ? (equal ? TestKind::kLessEqual : TestKind::kLess)
                       : (equal ? TestKind::kGreaterEqual : TestKind::kGreater);
      SkipBlanks();
      if (!Value(test.low)) return false;
    } else {
      if (!Value(test.low)) return false;
      if (!Range(test)) return false;
      if (test.kind == TestKind::kValue && test.low.kind == ExprKind::kMissing) test.kind = TestKind::kMissing;
    }
    test.end = test.kind == TestKind::kRange ? test.high.end : test.low.end;
    return test.kind == TestKind::kMissing || (test.low.kind != ExprKind::kMissing &&
                                               (test.kind != TestKind::kRange || test.high.kind != ExprKind::kMissing));
  }

  bool Value(PlainValue& value) {
    value = PlainValue();
    value.begin = at_;
    value.negative = Take("-");
    const std::uint32_t first = at_;
    if (done()) return false;
    const bool read = IsDigit(text_[at_]) ? Number(value) : !value.negative && (At('"') ? Text(value) : Word(value));
    value.end = at_;
    if (read && value.kind != ExprKind::kString) value.text = text_.substr(first, at_ - first);
    return read;
  }

 private:
  bool At(char c) const { return !done() && text_[at_] == c; }

  bool Range(PlainTest& test) {
    const std::uint32_t end = at_;
    SkipBlanks();
    // Longer signs first.
    const bool both = Take("<..<");
    test.low_open = both || Take("<..");
    test.high_open = both || (!test.low_open && Take("..<"));
    if (!test.low_open && !test.high_open && !Take("..")) {
      at_ = end;
      return true;
    }
    test.kind = TestKind::kRange;
    SkipBlanks();
    return Value(test.high);
  }

  void Digits() {
    while (!done() && IsDigit(text_[at_])) ++at_;
  }

  bool Number(PlainValue& value) {
    const std::uint32_t first = at_;
    Digits();
    if (HasLeadingZero(text_.substr(first, at_ - first))) return false;  // for the scanner to report
    value.kind = ExprKind::kInt;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && IsDigit(text_[at_ + 1])) {
      value.kind = ExprKind::kDecimal;
      ++at_;
      Digits();
    } else if (At('-') && !value.negative) {
      return Date(first, value);
    } else if (!done() && IsLetter(text_[at_]) && !value.negative) {
      while (!done() && IsWordPart(text_[at_])) ++at_;
      value.kind = ExprKind::kDuration;
      return IsDuration(text_.substr(first, at_ - first));
    }
    return Ends();
  }

  /// `2026-01-31`.
  bool Date(std::uint32_t first, PlainValue& value) {
    const std::string_view date = text_.substr(first, 10);
    value.kind = ExprKind::kDate;
    if (date.size() != 10) return false;
    for (std::size_t i = 0; i < date.size(); ++i) {
      if (i == 4 || i == 7 ? date[i] != '-' : !IsDigit(date[i])) return false;
    }
    at_ = first + 10;
    return Ends();
  }

  bool Word(PlainValue& value) {
    if (!IsLetter(text_[at_])) return false;
    const std::uint32_t first = at_;
    while (!done() && IsWordPart(text_[at_])) ++at_;
    const std::string_view word = text_.substr(first, at_ - first);
    value.kind = ExprKind::kBareText;
    if (word == "missing") {
      value.kind = ExprKind::kMissing;
    } else if (word == "true" || word == "false") {
      value.kind = ExprKind::kBool;
      value.op = word == "true" ? ast::Op::kTrue : ast::Op::kFalse;
    } else if (IsWordOfLanguage(word)) {
      return false;
    }
    return Ends();
  }

  bool Text(PlainValue& value) {
    const std::size_t close = text_.find('"', at_ + 1);
    if (close == std::string_view::npos) return false;
    value.kind = ExprKind::kString;
    value.text = text_.substr(at_ + 1, close - at_ - 1);
    at_ = static_cast<std::uint32_t>(close) + 1;
    return !value.text.empty() && value.text.find_first_of("\\{}\n") == std::string_view::npos && Ends();
  }

  /// Whether nothing runs on from what was read.
  bool Ends() const {
    if (done()) return true;
    const char next = text_[at_];
    return next == ' ' || next == '\t' || next == ',' || next == '<' || (next == '.' && text_.substr(at_, 2) == "..");
  }

  std::string_view text_;  // to the end of the cell
  std::uint32_t at_;
};

bool IsLong(const CsvCell& cell) { return cell.end - cell.begin > kLongestCell; }

}  // namespace

bool PlainRows::Read(std::span<const CsvCell> cells) {
  cells_.clear();
  tests_.clear();
  results_.clear();
  if (std::any_of(cells.begin(), cells.end(), IsLong)) return false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    CellReader reader(text_, cells[i]);
    if (i >= inputs_) {
      if (!reader.Value(results_.emplace_back())) return false;
    } else {
      Cell& cell = cells_.emplace_back();
      cell.begin = reader.at();
      cell.first = tests_.size();
      CellReader any = reader;
      cell.any = any.Take("-") && (any.SkipBlanks(), any.done());
      if (cell.any) continue;
      do {
        reader.SkipBlanks();
        if (!reader.Test(tests_.emplace_back())) return false;
        reader.SkipBlanks();
        if (reader.IsCommaInDigits()) return false;
      } while (reader.Take(","));
      cell.count = tests_.size() - cell.first;
    }
    reader.SkipBlanks();
    if (!reader.done()) return false;
  }
  return true;
}

namespace {

/// The nodes that parse::Builder makes of the same.
class PlainBuilder {
 public:
  PlainBuilder(std::uint32_t file, ast::Module& module, base::Interner& symbols)
      : file_(file), module_(module), symbols_(symbols) {}

  base::Span SpanOf(std::uint32_t begin, std::uint32_t end) const { return {file_, begin, end}; }

  ast::ExprId Value(const PlainValue& value) {
    ast::Expr leaf;
    leaf.kind = value.kind;
    leaf.op = value.op;
    leaf.span = SpanOf(value.begin + (value.negative ? 1 : 0), value.end);
    leaf.first = static_cast<std::uint32_t>(module_.children.size());
    const bool has_text = value.kind != ExprKind::kMissing && value.kind != ExprKind::kBool;
    if (has_text) leaf.text = symbols_.Intern(value.text);
    const ast::ExprId id = module_.exprs.Add(leaf);
    return value.negative ? Negated(value, id) : id;
  }

  ast::CellTest Test(const PlainTest& plain) {
    ast::CellTest test;
    test.kind = plain.kind;
    test.span = SpanOf(plain.begin, plain.end);
    test.low_open = plain.low_open;
    test.high_open = plain.high_open;
    if (plain.kind != TestKind::kMissing) test.low = Value(plain.low);
    if (plain.kind == TestKind::kRange) test.high = Value(plain.high);
    return test;
  }

 private:
  ast::ExprId Negated(const PlainValue& value, ast::ExprId number) {
    ast::Expr expr;
    expr.kind = ExprKind::kUnary;
    expr.op = ast::Op::kNegate;
    expr.span = SpanOf(value.begin, value.end);
    expr.op_span = SpanOf(value.begin, value.begin + 1);
    expr.first = static_cast<std::uint32_t>(module_.children.size());
    expr.count = 1;
    module_.children.push_back(number);
    return module_.exprs.Add(expr);
  }

  std::uint32_t file_;
  ast::Module& module_;
  base::Interner& symbols_;
};

}  // namespace

void PlainRows::Add(base::Span span, ast::Module& module, ast::Table& table, base::Interner& symbols) const {
  PlainBuilder build(span.file, module, symbols);
  ast::TableRow row;
  row.span = span;
  row.first_cell = static_cast<std::uint32_t>(table.cells.size());
  row.cell_count = static_cast<std::uint32_t>(cells_.size());
  row.first_result = static_cast<std::uint32_t>(table.results.size());
  row.result_count = static_cast<std::uint32_t>(results_.size());
  for (const Cell& plain : cells_) {
    ast::Cell& cell = table.cells.emplace_back();
    cell.first = static_cast<std::uint32_t>(table.tests.size());
    cell.count = static_cast<std::uint32_t>(plain.count);
    cell.kind = plain.any ? ast::CellKind::kAny : ast::CellKind::kTests;
    cell.span = build.SpanOf(plain.begin, plain.any ? plain.begin + 1 : tests_[plain.first + plain.count - 1].end);
    for (std::size_t i = 0; i < plain.count; ++i) table.tests.push_back(build.Test(tests_[plain.first + i]));
  }
  for (const PlainValue& result : results_) table.results.push_back(build.Value(result));
  table.rows.push_back(row);
}

}  // namespace rulec::parse
