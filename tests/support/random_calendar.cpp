#include "tests/support/random_calendar.h"

#include <vector>

#include "tests/support/random.h"

namespace rulec::testing {
namespace {

constexpr const char* kHeader = R"(
record Out { rule: string  customer: string  n: int  low: decimal(12,2)?  start: timestamp  end: timestamp  text: string? }
output outs: Out
)";

class CalendarWriter {
 public:
  explicit CalendarWriter(Random& random) : random_(random) {}

  std::string Write(int index) {
    name_ = "P" + std::to_string(index);
    std::string text = "\nprocess " + name_ + Pick({" by customer", " by customer, region", " by ()"}) +
                       Pick({"", "", " order time"}) + " {\n  state risk: int = 0 expires 9d after write\n";
    std::string handlers;
    const int windows = 2 + static_cast<int>(random_.Below(2));
    for (int w = 0; w < windows; ++w) text += Window("w" + std::to_string(w), handlers);
    if (random_.OneIn(2)) text += "  on payments as t { risk += 100 div t.n }\n";
    return text + handlers + "}\n";
  }

 private:
  std::string Pick(const std::vector<std::string>& choices) { return random_.Pick(choices); }

  std::string Window(const std::string& name, std::string& handlers) {
    std::string form = Pick({"1d", "1d", "1w", "month", "3d", "2w", "7d every 1d", "2d every 3d", "5d every 2d",
                             "1d offset 0d", "1w offset 2d", "4d every 2d offset 1d"}) +
                       " in \"" +
                       Pick({"Europe/London", "America/New_York", "Pacific/Apia", "America/Havana", "Africa/Cairo",
                             "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Antarctica/Troll", "UTC"}) +
                       "\"";
    form += Pick({"", "", " where flag", " where 10 div n > -9"});
    const bool is_late = random_.OneIn(2);
    if (is_late) form += " late " + Pick({"2h", "25h", "3d"});
    const std::string early = Pick({"", "", " early every 7h", " early on each"});
    form += early;
    if (random_.OneIn(4)) form += " up to " + std::to_string(1 + random_.Below(4));
    handlers += "  on close " + name + " as v {" + Answer(name + ".closed") + "  }\n";
    if (is_late || !early.empty()) handlers += "  on update " + name + " as v {" + Answer(name + ".again") + "  }\n";
    if (random_.OneIn(2)) {
      handlers += "  on late " + name + " as t { emit outs { rule: \"" + name_ + "." + name +
                  ".late\", customer: t.customer, n: t.n, start: t.at, end: t.at } }\n";
    }
    return "  window " + name + " = payments each " + form + "\n";
  }
  std::string Answer(const std::string& rule) {
    std::string text = random_.OneIn(3) ? " risk += v.count\n" : "\n";
    text += "    emit outs { rule: \"" + name_ + "." + rule + "\", customer: v.first.customer, n: " +
            Pick({"v.count", "v.sum(n)", "100 div v.last.n", "risk", "v.distinct(region)"}) +
            ", low: " + Pick({"v.min(amount)", "v.max(amount)", "v.first.amount"}) +
            ", start: v.start, end: v.end, text: " + Pick({"missing", "v.last(region)", "v.max(customer)"}) + " }\n";
    return text;
  }

  Random& random_;
  std::string name_;
};

}  // namespace

std::string MakeRandomCalendarModule(std::uint64_t seed) {
  Random random(seed ^ 0x63616c656e64u);
  std::string text = std::string("module random.calendars\n") + kHistoryRecords + kHeader;
  text += "stream payments: Payment { time at  delay " + random.Pick(std::vector<std::string>{"0s", "5h", "2d"}) +
          " }\nstream pings: Ping { time at }\n";
  CalendarWriter writer(random);
  const int processes = 1 + static_cast<int>(random.Below(2));
  for (int i = 0; i < processes; ++i) text += writer.Write(i);
  return text;
}

HistoryShape CalendarHistory(std::uint64_t history) {
  // Events begin 3,600 s of the drawn out day later, and go on for about 34 days.
  static const std::vector<std::int64_t> starts = {
      1'772'323'200,  // from 2026-03-17: London and Troll forward on 29 March
      1'774'569'600,  // from 2026-04-12: Cairo forward at midnight of 24 April
      1'790'985'600,  // from 2026-10-19: London back on 25, Cairo on 29 October, New York and Havana on 1 November
      1'792'800'000,  // from 2026-11-09: no change
      1'323'475'200,  // from 2011-12-26: Samoa leaves 30 December out
  };
  HistoryShape shape;
  shape.starts_at = starts[history % starts.size()];
  shape.drawn_out = 400;
  shape.on_the_hour = true;
  shape.keys = history % 4 == 0 ? 1 : 3;
  shape.partitions = history % 3 == 0 ? 3 : 1;
  shape.watermarks = history % 4 == 1;
  return shape;
}

}  // namespace rulec::testing
