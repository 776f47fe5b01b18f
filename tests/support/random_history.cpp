#include "tests/support/random_history.h"

#include <set>

namespace rulec::testing {

const char* const kHistoryRecords = R"(
enum Level { low, middle, high }
variant Tag { plain  named { text: string  n: int? }  listed { texts: list<string> } }

record Payment {
  customer: string
  region: string
  amount: decimal(12,2)
  n: int
  maybe: int?
  flag: bool
  rate: float
  at: timestamp
  tag: Tag?
}
record Ping { customer: string  region: string  n: int  at: timestamp }
)";

namespace {

constexpr const char* kHeader = R"(record Last { amount: decimal(12,2)  note: string  level: Level  tag: Tag }
record Out {
  customer: string
  region: string
  rule: string
  n: int
  total: decimal(38,2)
  mean: float
  low: decimal(12,2)?
  note: string
  text: string?
  values: list<decimal(12,2)>
  names: list<string>
  spread: float?
  instant: timestamp?
  whole: bool?
  fee: money(GBP)?
  seal: bytes?
  tag: Tag?
  tags: list<Tag>
}

output outs: Out
output others: Out
output ends: Out
param limit: int = 2
)";

class ProcessWriter {
 public:
  /// `clock`: what goes by the clock; `amounts`: money and bytes.
  ProcessWriter(Random& random, Random& clock, Random& amounts) : random_(random), clock_(clock), amounts_(amounts) {}

  std::string Write(int index) {
    static const std::vector<std::string> keys = {" by customer", " by customer", " by customer, region", " by ()", ""};
    const std::string key = random_.Pick(keys);
    name_ = "P" + std::to_string(index);
    keyed_ = !key.empty();
    has_customer_ = key.size() > 6;
    has_region_ = key.size() > 12;
    windows_.clear();
    rows_.clear();
    late_.clear();
    closings_.clear();
    timers_.clear();
    by_clock_.clear();
    // A process may read what those before it emit. Emissions go forward, so none feeds itself.
    static const std::vector<std::string> outputs = {"outs", "others", "ends"};
    const std::uint32_t read = index > 0 && random_.OneIn(2) ? random_.Below(2) : 2;
    read_ = read < 2 ? outputs[read] : "";
    emits_.assign(outputs.begin() + (read < 2 ? read + 1 : 0), outputs.end());
    const bool order_time = random_.OneIn(3);
    std::string text = "\nprocess " + name_ + key + (order_time ? " order time" : "") + " {\n";
    if (keyed_) text += State();
    if (keyed_ && !read_.empty()) text += "  window seen_outs = " + read_ + " in last " + Span() + "\n";
    text += "  on payments as t {\n";
    if (random_.OneIn(2)) text += "    var seen: int = t.n\n    let doubled = seen\n";
    if (!timers_.empty()) text += "    " + TimerAction(By::kPayment) + "\n";
    const int rules = 1 + static_cast<int>(random_.Below(4));
    for (int r = 0; r < rules; ++r) text += Rule(r, By::kPayment);
    text += "  }\n";
    // One trigger with the handler above: what that has written is undone when this one fails.
    if (random_.OneIn(2)) text += "  on payments as t {\n" + Rule(5, By::kPayment) + "  }\n";
    if (random_.OneIn(2)) text += "  on pings as p {\n" + Rule(9, By::kPing) + "  }\n";
    if (!read_.empty()) text += "  on " + read_ + " as o {\n" + Rule(8, By::kOut) + "  }\n";
    if ((order_time || !read_.empty()) && random_.OneIn(2))
      text += "  on late payments as l {\n" + Rule(7, By::kLate) + "  }\n";
    for (const std::string& window : late_) {
      const int number = std::stoi(window.substr(1)) + (window[0] == 'c' ? 4 : 0);
      text += "  on late " + window + " as t {\n" + Rule(20 + number, By::kPayment) + "  }\n";
    }
    for (const Closing& closing : closings_) text += OnClosing(closing);
    for (const std::string& timer : timers_) text += OnTimer(timer);
    return text + "}\n";
  }

 private:
  enum class By { kPayment, kPing, kOut, kLate, kTimer };
  static std::string EventOf(By by) {
    return by == By::kPayment ? "t" : by == By::kPing ? "p" : by == By::kOut ? "o" : "l";
  }

  std::string Number() { return std::to_string(random_.Below(5)); }
  std::string Span() { return random_.Pick(std::vector<std::string>{"1m", "10m", "90s", "1h", "250ms"}); }

  std::string State() {
    std::string text = "  state risk: int = 0 expires " + Span() + " after write\n";
    text += "  state home: string? expires " + Span() + " after write\n";
    text += "  state last: Last = { amount: 0, note: \"\", level: low, tag: plain } unbounded\n";
    text += "  state top: decimal(12,2)? unbounded\n";
    text += "  state fee: money(GBP) = GBP 1.50 expires 1h after write\n";
    text += "  state seal: bytes? expires 10m after write\n";
    const int windows = 1 + static_cast<int>(random_.Below(3));
    for (int w = 0; w < windows; ++w) {
      const std::string name = "w" + std::to_string(w);
      windows_.push_back(name);
      text += "  window " + name + " = payments " + Form(name) + "\n";
    }
    for (std::uint32_t c = random_.Below(3); c > 0; --c) text += AddClosing(static_cast<int>(c));
    for (std::uint32_t t = 1 + random_.Below(2); t > 0; --t) {
      const std::string name = "t" + std::to_string(t);
      timers_.push_back(name);
      if (clock_.OneIn(3)) by_clock_.insert(name);
      text += "  timer " + name + (by_clock_.contains(name) ? " by clock\n" : "\n");
    }
    return text;
  }

  /// Of a window: what it holds, and of which events.
  std::string Form(const std::string& name) {
    const bool by_rows = random_.OneIn(4);
    if (by_rows) rows_.insert(name);
    std::string text = by_rows ? "last " + std::to_string(1 + random_.Below(6)) : "in last " + Span();
    if (random_.OneIn(4)) text += " excluding current";
    text += random_.Pick(std::vector<std::string>{"", "", " where flag", " where n > limit", " where maybe is present",
                                                  " where 10 div n > -9"});
    if (by_rows) return text;
    if (random_.OneIn(3)) text += " late " + Span();
    if (random_.OneIn(3)) text += " up to " + std::to_string(1 + random_.Below(4));
    if (random_.OneIn(2)) late_.push_back(name);
    return text;
  }

  /// Of a window that closes.
  struct Closing {
    std::string name;
    bool updates;
    int index;
  };
  std::string AddClosing(int index) {
    const std::string name = "c" + std::to_string(index);
    std::string form = "each " + Span();
    if (random_.OneIn(2)) {
      form = "each " + random_.Pick(std::vector<std::string>{"1h every 25m", "10m every 1m", "10m every 4m",
                                                             "1m every 90s", "90s every 1m", "1h every 10m"});
    }
    if (random_.OneIn(4)) form += " offset 7s";
    if (random_.OneIn(3)) form = "session gap " + Span();
    form += random_.Pick(std::vector<std::string>{"", "", " where flag", " where 10 div n > -9"});
    const bool late = random_.OneIn(2);
    if (late) form += " late " + Span();
    const std::string early = random_.Pick(std::vector<std::string>{"", "", " early every 1m", " early on each"});
    form += early;
    const bool answers_again = late || !early.empty();
    if (random_.OneIn(4)) form += " up to " + std::to_string(1 + random_.Below(4));
    closings_.push_back({name, answers_again, index});
    if (random_.OneIn(2)) late_.push_back(name);
    return "  window " + name + " = payments " + form + "\n";
  }
  std::string OnClosing(const Closing& closing) {
    std::string text;
    if (!random_.OneIn(6))
      text += "  on close " + closing.name + " as v {\n" + AnswerRule(30 + closing.index) + "  }\n";
    if (closing.updates && !random_.OneIn(6)) {
      text += "  on update " + closing.name + " as v {\n" + AnswerRule(40 + closing.index) + "  }\n";
    }
    return text;
  }
  /// What is asked of a closed window `v`.
  std::string AnswerRule(int index) {
    std::string text;
    const auto pick = [&](std::vector<std::string> choices) { return random_.Pick(choices); };
    if (random_.OneIn(3)) text += "    risk += " + pick({"v.count", "v.sum(n)", "1"}) + "\n";
    if (random_.OneIn(4)) text += "    start " + random_.Pick(timers_) + " after " + Span() + "\n";
    text += "    rule r" + std::to_string(index) + (random_.OneIn(4) ? " once per " + Span() : "") + "\n      when " +
            pick({"true", "v.count > 1", "v.sum(n) > limit", "v.any(flag)", "risk > 2", "v.distinct(region) > 1"}) +
            "\n      then {\n";
    text += "        emit " + random_.Pick(emits_) + " { rule: \"" + name_ + ".r" + std::to_string(index) +
            "\", customer: " + (has_customer_ ? "key.customer" : "v.first.customer") +
            ", region: " + (has_region_ ? "key.region" : "v.last.region");
    text += ", n: " + pick({"v.count", "v.sum(n)", "v.count(flag)", "v.min(n)", "v.last.n", "100 div v.last.n",
                            "v.quantile(0.5, n)", "v.count(n > 1)"});
    text += ", total: v.sum(amount), mean: " + pick({"v.avg(n)", "v.sum(rate)", "v.max(rate)", "v.stddev(rate)"});
    text += ", low: " + pick({"v.min(amount)", "v.first.amount", "top"}) +
            ", note: " + pick({"\"-\"", "v.min(region)", "v.first.customer"});
    text += ", text: " + pick({"missing", "v.last(customer)", "v.max(region)"}) +
            ", values: " + pick({"[]", "v.list(amount)", "v.top(2, amount)"}) +
            ", names: " + pick({"[]", "v.list(region)"});
    text += ", spread: " + pick({"missing", "v.stddev(n)", "v.stddev(amount)", "v.ewma(rate, 90s)", "v.avg(rate)"});
    text += ", instant: " + pick({"v.start", "v.end", "v.first.at"});
    text += std::string(", tag: ") + (index % 2 == 0 ? "v.first.tag" : "v.last(tag ?? plain)") +
            ", tags: v.list(tag ?? plain)" + Amounts("v") + " }\n";
    if (random_.OneIn(4)) text += "        risk = 100 div (risk - " + Number() + ")\n";
    return text + "      }\n";
  }

  /// Timers that start themselves, each other, in the past, and in circles.
  std::string TimerAction(By by) {
    const std::string timer = random_.Pick(timers_);
    const std::string now = by == By::kTimer ? "f.time" : by == By::kOut ? "2026-01-01T02:00:00Z" : EventOf(by) + ".at";
    return random_.Pick(std::vector<std::string>{
        "start " + timer + " after " + Span(), "start " + timer + " at " + now + " + " + Span(),
        "start " + timer + " at " + now + " - " + Span(), "start " + timer + " at " + now, "stop " + timer,
        "start " + timer + " at 2026-01-01T03:00:00Z"});
  }

  std::string OnTimer(const std::string& timer) {
    std::string text = "  on timer " + timer + " as f {\n";
    if (random_.OneIn(3)) text += "    risk += 1\n";
    if (random_.OneIn(3)) text += "    " + TimerAction(By::kTimer) + "\n";
    const int number = std::stoi(timer.substr(1)) + (by_clock_.contains(timer) ? 50 : 0);
    if (!random_.OneIn(4)) text += Rule(10 + number, By::kTimer);
    text += "  }\n";
    if (random_.OneIn(3)) text += "  on timer " + timer + " as f {\n" + Rule(15 + number, By::kTimer) + "  }\n";
    // The clock goes on for hours, and the model takes its time.
    while (by_clock_.contains(timer) && text.find(" 250ms") != std::string::npos)
      text.replace(text.find(" 250ms"), 6, " 45s");
    return text;
  }

  std::string Condition(By by) {
    std::vector<std::string> choices = {"true"};
    if (by == By::kPayment)
      choices.insert(choices.end(), {"t.flag", "t.n > limit", "t.maybe is present and t.maybe > " + Number()});
    if (by == By::kPing || by == By::kOut || by == By::kLate) choices.push_back(EventOf(by) + ".n > " + Number());
    if (keyed_ && !read_.empty())
      choices.insert(choices.end(), {"seen_outs.count > " + Number(), "seen_outs.sum(n) > " + Number()});
    if (by == By::kTimer) choices.push_back("f.time > 2026-01-01T02:00:00Z");
    if (keyed_) {
      choices.insert(choices.end(),
                     {"risk > " + Number(), "home is missing", "last.level < high", "top is present and top > 5.00"});
      for (const std::string& w : windows_) {
        choices.insert(
            choices.end(),
            {w + ".count > " + Number(), w + ".count(flag) >= " + Number(), w + ".sum(n) > " + Number(),
             "(" + w + ".max(amount) ?? 0.00) > 3.00", w + ".count >= 1 and " + w + ".avg(n) > 1e0", w + ".any(n > 3)",
             w + ".all(flag)", w + ".distinct(region) > 1", w + ".distinct(rate) > " + Number(),
             w + ".distinct(amount) > " + Number(), w + ".previous is present and " + w + ".previous.n > " + Number(),
             w + ".last?.maybe is present", "(" + w + ".quantile(0.9, n) ?? 0) > 2"});
        if (!rows_.contains(w)) {
          choices.insert(choices.end(), {w + ".complete", w + ".complete", w + ".start < " + w + ".end"});
        }
        if (by != By::kPayment) continue;
        choices.insert(choices.end(),
                       {w + ".count(region == t.region) > " + Number(), w + ".any(amount == t.amount + 1)",
                        w + ".count(n > t.n and region != t.region) > 1", w + ".count((maybe ?? 0) == t.n) > 0",
                        w + ".count(10 div n > t.n) > 1", "(" + w + ".previous?.region ?? \"\") != t.region"});
      }
    }
    std::string text = random_.Pick(choices);
    if (random_.OneIn(3)) text += random_.Pick(std::vector<std::string>{" and ", " or "}) + random_.Pick(choices);
    return keyed_ && amounts_.OneIn(5) ? AmountCondition() : text;
  }

  std::string AmountCondition() {
    std::vector<std::string> choices = {"fee > GBP 5.00", "seal is missing", "seal is present and length(seal) > 4"};
    if (!windows_.empty()) {
      const std::string w = amounts_.Pick(windows_);
      choices.insert(choices.end(),
                     {w + ".sum(money(amount, GBP)) > GBP 20", w + ".sum(money(amount, GBP)) * 0.5 < fee",
                      w + ".distinct(utf8_bytes(region)) > 1",
                      "(" + w + ".max(utf8_bytes(customer)) ?? from_hex(\"\")) > utf8_bytes(\"c1\")"});
    }
    return amounts_.Pick(choices);
  }

  /// What the fields `fee` and `seal` of an output are; `w`: a window, or none.
  std::string Amounts(const std::string& w) {
    if (!keyed_) return "";
    std::vector<std::string> fees = {"fee", "round(fee * 1.125)", "missing"};
    std::vector<std::string> seals = {"seal", "utf8_bytes(\"-\")", "missing"};
    if (!w.empty()) {
      fees.insert(fees.end(), {w + ".sum(money(amount, GBP))", w + ".min(money(amount, GBP))"});
      seals.insert(seals.end(), {w + ".min(utf8_bytes(region))", w + ".last(utf8_bytes(customer))"});
    }
    return ", fee: " + amounts_.Pick(fees) + ", seal: " + amounts_.Pick(seals);
  }

  std::string Emit(int rule, By by) {
    const std::string w = windows_.empty() ? "" : random_.Pick(windows_);
    const std::string event = EventOf(by);
    const std::string customer = by != By::kTimer ? event + ".customer" : has_customer_ ? "key.customer" : "\"-\"";
    const std::string region = by != By::kTimer ? event + ".region" : has_region_ ? "key.region" : "\"-\"";
    const std::string n = by != By::kTimer ? event + ".n" : "risk";
    std::string text = "        emit " + random_.Pick(emits_) + " { rule: \"" + name_ + ".r" + std::to_string(rule) +
                       "\", customer: " + customer + ", region: " + region + ", n: ";
    if (by == By::kPayment && random_.OneIn(6)) {
      text += "10 div t.n";
    } else {
      text += w.empty() ? n
                        : random_.Pick(std::vector<std::string>{w + ".count", w + ".count(n > 1)", w + ".sum(n)",
                                                                w + ".min(n) ?? -1", "risk"});
    }
    text += ", total: " + (w.empty() ? std::string("0.00") : w + ".sum(amount)");
    text += ", mean: " + (w.empty() ? std::string("0e0")
                                    : random_.Pick(std::vector<std::string>{w + ".avg(n) ?? 0e0", w + ".sum(rate)",
                                                                            w + ".max(rate) ?? -1e0"}));
    text += ", low: " + (w.empty() ? std::string("missing")
                                   : random_.Pick(std::vector<std::string>{w + ".min(amount)", "top", "last.amount"}));
    text += std::string(", note: ") + (keyed_ ? "home ?? last.note" : "\"-\"");
    text += ", tag: " + Tag(rule, by, w);
    return text + (w.empty() ? ", values: [], names: [], tags: []" : Rows(w)) + Amounts(w) + " }\n";
  }

  /// By the number of the rule.
  std::string Tag(int rule, By by, const std::string& w) const {
    if (by == By::kPayment && rule % 3 == 0) return "t.tag";
    if (keyed_ && rule % 3 == 1) return "last.tag";
    return w.empty() ? "missing" : w + (rule % 2 == 0 ? ".previous?.tag" : ".last(tag ?? plain)");
  }

  /// What is worked out from the rows of a look-back.
  std::string Rows(const std::string& w) {
    std::string text = ", text: " + random_.Pick(std::vector<std::string>{
                                        w + ".min(region)", w + ".max(customer)", w + ".first?.region",
                                        w + ".previous(customer + region)", w + ".last(customer)"});
    text += ", values: " +
            random_.Pick(std::vector<std::string>{w + ".list(amount)", w + ".top(2, amount)", w + ".top(9, amount)"});
    text += ", names: " + random_.Pick(std::vector<std::string>{w + ".list(region)", w + ".top(1, customer)"});
    text += ", spread: " + random_.Pick(std::vector<std::string>{w + ".stddev(n)", w + ".stddev(amount)",
                                                                 w + ".stddev(rate)", w + ".ewma(amount, 10m)",
                                                                 w + ".ewma(rate, 90s)", w + ".quantile(0.5, rate)"});
    std::vector<std::string> instants = {w + ".first?.at", w + ".previous?.at"};
    if (!rows_.contains(w)) instants.insert(instants.end(), {w + ".start", w + ".end"});
    text += ", instant: " + random_.Pick(instants) + ", tags: " + w + ".list(tag ?? plain)";
    return rows_.contains(w) ? text : text + ", whole: " + w + ".complete";
  }

  /// Now and then one more condition.
  std::string TagTest(int rule, By by) const {
    if (by != By::kPayment || rule % 4 == 0) return "";
    if (rule % 4 == 1)
      return " or t.tag is present and t.tag == Tag.named { text: \"a name that is kept in a chunk\" }";
    if (!keyed_ || windows_.empty() || rule % 4 == 2) {
      return " and (match t.tag ?? Tag.plain { plain then true  named as x then (x.n ?? 1) > 0  "
             "listed as x then length(x.texts) < 2 })";
    }
    return " and " + windows_[0] +
           ".count(match tag ?? plain { plain then false  named as x then x.text == t.region  " +
           "listed then t.flag }) < 9 and " + windows_[0] + ".count((tag ?? plain) != plain) < 7";
  }

  std::string Rule(int index, By by) {
    std::string text = "    rule r" + std::to_string(index) +
                       (random_.OneIn(3) && keyed_ ? " once per " + Span() : "") + "\n      when " + Condition(by) +
                       TagTest(index, by) + "\n      then {\n";
    if (!timers_.empty() && random_.OneIn(2)) text += "        " + TimerAction(by) + "\n";
    if (keyed_ && by == By::kPayment) {
      static const std::vector<std::string> actions = {"risk += t.n",
                                                       "risk = t.n * t.n * 1_000_000_000",
                                                       "home = t.region",
                                                       "home = missing",
                                                       "last.amount = t.amount",
                                                       "last = { amount: t.amount, note: t.customer + \"/\" + "
                                                       "t.region, level: middle, tag: listed { texts: [t.region] } }",
                                                       "top = t.amount",
                                                       "last.level = high",
                                                       "risk -= 1"};
      if (index % 2 == 0) text += "        last.tag = t.tag ?? last.tag\n";
      const int count = static_cast<int>(random_.Below(3));
      for (int a = 0; a < count; ++a) text += "        " + random_.Pick(actions) + "\n";
      static const std::vector<std::string> of_amounts = {"fee += money(t.amount, GBP)",
                                                          "fee = round(fee * 1.05)",
                                                          "fee = fee * t.n",
                                                          "seal = utf8_bytes(t.customer + t.region)",
                                                          "seal = from_hex(\"ff00\")",
                                                          "seal = missing"};
      if (amounts_.OneIn(2)) text += "        " + amounts_.Pick(of_amounts) + "\n";
    }
    text += Emit(index, by);
    if (keyed_ && by != By::kTimer && random_.OneIn(4)) text += "        risk = 100 div " + EventOf(by) + ".n\n";
    if (by == By::kTimer && random_.OneIn(4)) text += "        risk = 100 div (risk - " + Number() + ")\n";
    return text + "      }\n";
  }

  Random& random_;
  Random& clock_;
  Random& amounts_;
  std::string name_;
  bool keyed_ = false;
  bool has_customer_ = false;
  bool has_region_ = false;
  std::string read_;                // the output that it reads, or none
  std::vector<std::string> emits_;  // outputs
  std::vector<std::string> windows_;
  std::set<std::string> rows_;     // windows of the last rows
  std::vector<std::string> late_;  // windows with a handler of what is late
  std::vector<Closing> closings_;
  std::vector<std::string> timers_;
  std::set<std::string> by_clock_;  // of them
};

}  // namespace

std::string MakeRandomProcessModule(std::uint64_t seed) {
  Random random(seed);
  std::string text = std::string("module random.histories\n") + kHistoryRecords + kHeader;
  text += "stream payments: Payment { time at  delay " + random.Pick(std::vector<std::string>{"0s", "5s", "2m"}) +
          random.Pick(std::vector<std::string>{"", "  idle 10s", "  idle 1m by clock"}) +
          random.Pick(std::vector<std::string>{"", "", "  ahead 10m"}) + " }\n";
  text += "stream pings: Ping { time at  delay 5s" +
          random.Pick(std::vector<std::string>{"", "  idle 30s by clock", "  ahead 1h"}) + " }\n";
  Random clock(seed ^ 0x9e3779b9u);
  Random amounts(seed ^ 0xc2b2ae35u);
  ProcessWriter writer(random, clock, amounts);
  const int processes = 1 + static_cast<int>(random.Below(4));
  for (int i = 0; i < processes; ++i) text += writer.Write(i);
  return text;
}

}  // namespace rulec::testing
