#include "compiler/parse/calendar_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/parse/csv.h"
#include "compiler/parse/scan.h"
#include "compiler/parse/syntax_errors.h"
#include "compiler/types/time_text.h"

namespace rulec::parse {
namespace {

using diagnostics::Code;

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};
constexpr std::uint8_t kSaturdayAndSunday = 0x60;
constexpr std::uint8_t kWholeWeek = 0x7f;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

class CalendarReader {
 public:
  CalendarReader(const base::SourceFile& file, ast::Calendar& calendar, diagnostics::Sink& sink)
      : file_(file), calendar_(calendar), sink_(sink), budget_(sink) {}

  bool Run() {
    const auto begin = CheckCharacters(file_, sink_);
    if (!begin) return false;
    const auto csv = ReadCsv(file_, *begin, sink_);
    if (!csv) return false;
    text_ = csv->text;
    bool first = true;
    for (const CsvRecord& record : csv->records) {
      Line(record, csv->cells_of(record), first);
      if (budget_.Exhausted({file_.index(), record.begin, record.end})) break;
    }
    if (budget_.any()) return false;
    return Finish();
  }

 private:
  using Cells = std::span<const CsvCell>;

  base::Span SpanOf(const CsvCell& cell) const { return {file_.index(), cell.begin, cell.end}; }

  /// Without blanks around it.
  std::string_view Text(const CsvCell& cell) const {
    std::string_view text = std::string_view(text_).substr(cell.begin, cell.end - cell.begin);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
  }

  bool Wrong(base::Span span, std::string what, std::string label = {}) {
    sink_.Report(Code::kCalendarFile, span, std::move(what), std::move(label));
    return false;
  }

  /// `weekend` and `years` may stand on any line; of the others the first may name the columns.
  bool Line(const CsvRecord& record, Cells cells, bool& first) {
    const std::string word = Lower(Text(cells[0]));
    if (word == "weekend") return Weekend(cells);
    if (word == "years") return Years(record, cells);
    const bool may_name = std::exchange(first, false);
    if (may_name && !types::ParseDate(word) && Head(cells)) return true;
    if (cells.size() <= column_) {
      return Wrong({file_.index(), record.begin, record.end}, "the line has no date",
                   fmt::format("dates are in column {}", column_ + 1));
    }
    return Day(cells[column_]);
  }

  bool Head(Cells cells) {
    const auto named =
        std::find_if(cells.begin(), cells.end(), [this](const CsvCell& cell) { return Lower(Text(cell)) == "date"; });
    if (named == cells.end()) return false;
    column_ = static_cast<std::size_t>(named - cells.begin());
    return true;
  }

  bool Weekend(Cells cells) {
    if (weekend_) return Wrong(SpanOf(cells[0]), "the weekend is given twice");
    weekend_ = 0;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      const std::string name = Lower(Text(cells[i]));
      const auto day = std::find(kWeekdays.begin(), kWeekdays.end(), name);
      // A spreadsheet pads short lines; `none` says that there is no weekend.
      if (name.empty() || (name == "none" && cells.size() == 2)) continue;
      if (day == kWeekdays.end()) {
        return Wrong(SpanOf(cells[i]), fmt::format("`{}` is no day of the week", Text(cells[i])),
                     "monday, tuesday, ... sunday, or `none`");
      }
      *weekend_ |= static_cast<std::uint8_t>(1 << (day - kWeekdays.begin()));
    }
    if (*weekend_ == kWholeWeek) return Wrong(SpanOf(cells[0]), "every day is a weekend");
    return true;
  }

  bool Years(const CsvRecord& record, Cells cells) {
    if (calendar_.first_year != 0) return Wrong(SpanOf(cells[0]), "the years are given twice");
    const auto year = [&](std::size_t at) -> std::optional<int> {
      if (at >= cells.size()) return std::nullopt;
      const std::string_view text = Text(cells[at]);
      int number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      const bool whole = error == std::errc() && end == text.data() + text.size();
      return whole && number >= 1 && number <= 9999 ? std::optional(number) : std::nullopt;
    };
    const auto from = year(1), to = year(2);
    if (!from || !to || *from > *to) {
      return Wrong({file_.index(), record.begin, record.end}, "these are not the years that the calendar knows",
                   "write the first and the last of them: `years,2020,2030`");
    }
    calendar_.first_year = *from;
    calendar_.last_year = *to;
    years_span_ = {file_.index(), record.begin, record.end};
    return true;
  }

  bool Day(const CsvCell& cell) {
    const std::string_view text = Text(cell);
    const auto day = types::ParseDate(text);
    if (!day) {
      return Wrong(SpanOf(cell), text.empty() ? "a date is missing" : fmt::format("`{}` is not a date", text),
                   "a day of the years 0001 to 9999, as in `2026-12-25`");
    }
    const auto [known, is_new] = days_.emplace(static_cast<std::int32_t>(*day), SpanOf(cell));
    if (is_new) return true;
    sink_.Report(Code::kCalendarFile, SpanOf(cell), fmt::format("{} is listed twice", text), "one of them is enough")
        .Note(known->second, "listed first here");
    return false;
  }

  static int YearOf(std::int32_t day) { return std::stoi(types::DateText(day).substr(0, 4)); }

  bool Finish() {
    if (days_.empty() && calendar_.first_year == 0) {
      return Wrong({file_.index(), 0, 0}, "the calendar lists no days",
                   "one date a line; `years,2020,2030` says that there are none in these years");
    }
    calendar_.weekend = weekend_.value_or(kSaturdayAndSunday);
    if (calendar_.first_year == 0) {
      calendar_.first_year = YearOf(days_.begin()->first);
      calendar_.last_year = YearOf(days_.rbegin()->first);
    }
    for (const auto& [day, span] : days_) {
      const int year = YearOf(day);
      if (year < calendar_.first_year || year > calendar_.last_year) {
        sink_
            .Report(Code::kCalendarFile, span,
                    fmt::format("{} is not in the years of the calendar", types::DateText(day)))
            .Note(years_span_, "these are said here");
        return false;
      }
      calendar_.holidays.push_back(day);
    }
    return true;
  }

  const base::SourceFile& file_;
  ast::Calendar& calendar_;
  diagnostics::Sink& sink_;
  ErrorBudget budget_;
  std::string text_;
  std::size_t column_ = 0;  // of the dates
  std::optional<std::uint8_t> weekend_;
  base::Span years_span_;
  std::map<std::int32_t, base::Span> days_;
};

}  // namespace

bool ReadCalendar(const base::SourceFile& file, ast::Calendar& calendar, diagnostics::Sink& sink) {
  return CalendarReader(file, calendar, sink).Run();
}

}  // namespace rulec::parse
