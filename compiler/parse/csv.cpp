#include "compiler/parse/csv.h"

namespace rulec::parse {
namespace {

using diagnostics::Code;

class CsvReader {
 public:
  CsvReader(const base::SourceFile& file, std::uint32_t begin, diagnostics::Sink& sink)
      : file_(file), text_(file.text()), at_(begin), sink_(sink) {}

  std::optional<Csv> Run() {
    csv_.text.assign(text_);
    for (std::uint32_t i = 0; i < at_; ++i) csv_.text[i] = ' ';
    while (at_ < text_.size()) {
      if (!Record()) return std::nullopt;
    }
    return std::move(csv_);
  }

 private:
  bool Ends(std::size_t at) const {
    return at >= text_.size() || text_[at] == '\n' || (text_[at] == '\r' && at + 1 < text_.size());
  }
  void Blank(std::size_t at) { csv_.text[at] = ' '; }

  bool Record() {
    CsvRecord record;
    record.begin = at_;
    record.first = static_cast<std::uint32_t>(csv_.cells.size());
    for (;;) {
      if (!Cell()) return false;
      if (Ends(at_)) break;
      Blank(at_++);
    }
    record.end = at_;
    record.count = static_cast<std::uint32_t>(csv_.cells.size()) - record.first;
    if (at_ < text_.size() && text_[at_] == '\r') Blank(at_++);
    if (at_ < text_.size()) ++at_;
    const bool empty = record.count == 1 && csv_.cells.back().begin == csv_.cells.back().end;
    if (empty) {
      csv_.cells.pop_back();
    } else {
      csv_.records.push_back(record);
    }
    return true;
  }

  bool Cell() {
    if (at_ < text_.size() && text_[at_] == '"') return Quoted();
    CsvCell cell{at_, at_};
    for (; !Ends(at_) && text_[at_] != ','; ++at_) {
      if (text_[at_] == '"') return Wrong(at_, at_ + 1, "a quote inside of a cell that is not quoted itself");
    }
    cell.end = at_;
    csv_.cells.push_back(cell);
    return true;
  }

  bool Quoted() {
    const std::uint32_t open = at_;
    Blank(at_++);
    CsvCell cell{at_, at_};
    bool in_string = false;  // of the language
    for (;; ++at_) {
      if (at_ >= text_.size()) return Wrong(open, open + 1, "the quote that begins the cell is not closed");
      if (text_[at_] == '\n' || text_[at_] == '\r') {
        if (in_string) return Wrong(at_, at_, "a text ends on the line where it begins");
        Blank(at_);
      }
      if (text_[at_] != '"') continue;
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
      if (in_string && text_[at_ - 1] == '\\') {
        return Wrong(at_, at_ + 2, "a quote inside of a text is written `\\u{22}` in a CSV file");
      }
      // One quote of the language: the other byte is blank, outside of the text that it begins or ends.
      Blank(in_string ? at_ + 1 : at_);
      in_string = !in_string;
      ++at_;
    }
    cell.end = at_;
    Blank(at_++);
    csv_.cells.push_back(cell);
    if (Ends(at_) || text_[at_] == ',') return true;
    return Wrong(at_, at_ + 1, "something follows the quote that ends the cell");
  }

  bool Wrong(std::uint32_t begin, std::uint32_t end, const char* what) {
    sink_.Report(Code::kCsvQuotes, {file_.index(), begin, end}, what)
        .Hint(
            "a cell with commas or quotes stands in quotes, and its own quotes are doubled: `\"\"\"GB\"\", "
            "\"\"FR\"\"\"`");
    return false;
  }

  const base::SourceFile& file_;
  std::string_view text_;
  std::uint32_t at_;
  diagnostics::Sink& sink_;
  Csv csv_;
};

}  // namespace

std::optional<Csv> ReadCsv(const base::SourceFile& file, std::uint32_t begin, diagnostics::Sink& sink) {
  return CsvReader(file, begin, sink).Run();
}

}  // namespace rulec::parse
