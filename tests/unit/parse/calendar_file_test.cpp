// Calendars in CSV files: the same days however they are written, and no bytes that do harm.
#include "compiler/parse/calendar_file.h"

#include <fmt/format.h>

#include "compiler/types/time_text.h"
#include "tests/support/catch.h"
#include "tests/support/mutation.h"
#include "tests/support/parsed.h"

using namespace rulec;
using testing::Parsed;

namespace {

/// What a calendar holds, or what was reported.
std::string Calendar(const std::string& csv) {
  Parsed parsed("calendar c from \"c.csv\"");
  const base::SourceFile& file = parsed.sources.Add("c.csv", csv);
  ast::Calendar& calendar = parsed.module->calendars[0];
  if (!parse::ReadCalendar(file, calendar, parsed.sink)) return parsed.Brief();
  std::string text = fmt::format("{:07b} {} {}", calendar.weekend, calendar.first_year, calendar.last_year);
  for (const std::int32_t day : calendar.holidays) text += " " + types::DateText(day);
  return text;
}

const std::string kPlain = "2026-12-25,Christmas\n2025-01-01,New Year\n";
const std::string kDays = "1100000 2025 2026 2025-01-01 2026-12-25";

}  // namespace

TEST_CASE("days come in order, with the usual weekend and the years that they name") {
  CHECK(Calendar(kPlain) == kDays);
  CHECK(Calendar("2026-12-25\n2025-01-01") == kDays);
  CHECK(Calendar("date,name\n2026-12-25,Christmas\n2025-01-01,New Year\n") == kDays);
  CHECK(Calendar("Name, DATE ,note\nChristmas, 2026-12-25 ,x\nNew Year,2025-01-01\n") == kDays);
}

TEST_CASE("line ends, a byte order mark, empty lines and quotes around cells change nothing in a calendar") {
  CHECK(Calendar("\xEF\xBB\xBF" + kPlain) == kDays);
  CHECK(Calendar("\r\n2026-12-25,Christmas\r\n\r\n2025-01-01,New Year\r\n") == kDays);
  CHECK(Calendar("\"2026-12-25\",\"Christmas, \"\"the\"\" day\"\n\"2025-01-01\",\"New\nYear\"\n") == kDays);
}

TEST_CASE("a calendar says its weekend and its years") {
  CHECK(Calendar("Weekend,Friday,saturday,\nyears,2020,2030\n") == "0110000 2020 2030");
  CHECK(Calendar("2026-12-25\nweekend,none\n") == "0000000 2026 2026 2026-12-25");
  CHECK(Calendar("years,2026,2026\n2026-12-25\nweekend,sunday\n") == "1000000 2026 2026 2026-12-25");
  CHECK(Calendar("weekend,monday,tuesday,wednesday,thursday,friday,saturday,sunday\n2026-12-25\n") ==
        "R0380@1:1 every day is a weekend");
  CHECK(Calendar("years,2020\n") ==
        "R0380@1:1 these are not the years that the calendar knows | write the first and the last of them: "
        "`years,2020,2030`");
  CHECK(Calendar("years,0,20\n").starts_with("R0380@1:1 these are not the years"));
}

TEST_CASE("places are those of the calendar's file") {
  CHECK(Calendar("date\n2026-12-25\né,\n") ==
        "R0380@3:1 `é` is not a date | a day of the years 0001 to 9999, as in `2026-12-25`");
  CHECK(Calendar("holiday\n") ==
        "R0380@1:1 `holiday` is not a date | a day of the years 0001 to 9999, as in "
        "`2026-12-25`");
  CHECK(Calendar("2026-12-25,\"x\" \n") == "R0334@1:15 something follows the quote that ends the cell");
}

TEST_CASE("no calendar does harm, and every report lies in it") {
  const std::vector<std::string> corpus = {kPlain, "name,date\nx,2026-01-01\nweekend,friday\n",
                                           "years,2020,2030\r\n\"2026-02-01\",\"a, b\"\r\n"};
  const std::vector<std::string> words = {",",     "\"",   "\"\"",     "\n",   "\r\n",       "weekend",
                                          "years", "date", "none",     "2026", "2026-02-29", "monday",
                                          "-",     "\xFF", "99999999", "é",    "0"};
  testing::Random random(1);
  for (int i = 0; i < 3'000; ++i) {
    const std::string csv = testing::Mutate(corpus[random.Below(corpus.size())], corpus, words, random);
    CAPTURE(csv);
    Parsed parsed("calendar c from \"c.csv\"");
    const base::SourceFile& file = parsed.sources.Add("c.csv", csv);
    const bool read = parse::ReadCalendar(file, parsed.module->calendars[0], parsed.sink);
    CHECK(read != parsed.sink.has_errors());
    for (const auto& d : parsed.sink.diagnostics()) {
      CHECK((d.span.file == file.index() && d.span.begin <= d.span.end && d.span.end <= csv.size()));
    }
  }
}
