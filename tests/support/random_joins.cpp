#include "tests/support/random_joins.h"

#include <vector>

#include "tests/support/random.h"
#include "tests/support/random_history.h"

namespace rulec::testing {
namespace {

constexpr const char* kHeader =
    R"(record Out { rule: string  customer: string  region: string  n: int  text: string?  first: timestamp?  whole: Payment? }

output outs: Out
output others: Out
param limit: int = 2

function rank(p: Payment): int = if p.flag then p.n else 0 - p.n
)";

class JoinWriter {
 public:
  explicit JoinWriter(Random& random) : random_(random) {}

  std::string Write(int index) {
    name_ = "P" + std::to_string(index);
    rules_ = 0;
    emits_ = index == 0 ? "outs" : "others";
    const std::string key = Pick({" by customer", " by customer", " by customer, region", " by ()"});
    const bool reads_outs = index > 0;
    const bool order_time = random_.OneIn(3) || reads_outs;
    std::string text = "\nprocess " + name_ + key + (order_time ? " order time" : "") + " {\n";
    text += "  state risk: int = 0 expires " + Span() + " after write\n";
    text += "  state last: string? expires " + Span() + " after access\n";
    text += "  window recent = payments in last " + Span() + "\n";
    text += "  window closing = payments each " + Span() + " early on each\n";
    text += "  timer t\n";
    const int joins = 1 + static_cast<int>(random_.Below(3));
    std::string handlers;
    for (int j = 0; j < joins; ++j) text += Join("j" + std::to_string(j), reads_outs, handlers);
    if (random_.OneIn(2)) {
      text += "  on payments as t1 {\n";
      text += Pick({"    risk += 1\n", "    risk = 100 div t1.n\n", "    last = t1.region\n"});
      if (random_.OneIn(3)) text += "    emit " + emits_ + Record("t1", "payments") + "\n";
      text += "  }\n";
    }
    text += handlers;
    if (random_.OneIn(2)) {
      text += "  on close closing as v { emit " + emits_ + " { rule: \"" + NextRule() +
              "\", customer: v.first.customer, region: \"\", n: v.count } }\n";
    }
    text += "  on update closing as v { emit " + emits_ + " { rule: \"" + NextRule() +
            "\", customer: v.first.customer, region: \"\", n: v.count } }\n";
    text += "  on timer t as f {\n    emit " + emits_ + " { rule: \"" + NextRule() +
            "\", customer: \"-\", region: \"-\", n: risk, first: f.time }\n  }\n";
    return text + "}\n";
  }

 private:
  std::string Pick(const std::vector<std::string>& choices) { return random_.Pick(choices); }
  std::string Span() { return Pick({"30s", "1m", "90s", "10m", "250ms"}); }
  std::string NextRule() { return name_ + ".r" + std::to_string(rules_++); }

  std::string Interval() {
    return Pick({"0s .. 0s", "-1m .. 1m", "0s .. 10m", "-10m .. 0s", "-5s .. 1h", "1s .. 5s", "10s .. 2m",
                 "-2m .. -10s", "-5s .. -5s", "-250ms .. 30s", "-1h .. -1s"});
  }

  std::string Join(const std::string& name, bool reads_outs, std::string& handlers) {
    std::vector<std::string> streams = {"payments", "pings"};
    if (reads_outs) streams.push_back("outs");
    const std::string left = Pick(streams);
    const std::string right = Pick(streams);
    const bool is_told = !random_.OneIn(6);
    if (is_told) {
      const int count = random_.OneIn(5) ? 2 : 1;
      for (int h = 0; h < count; ++h) {
        handlers +=
            "  on match " + name + " as (a, b) {\n" + Body("a", left) + (random_.OneIn(2) ? Body("b", right) : "");
        if (random_.OneIn(2)) {
          handlers += "    rule " + Name() + " when b.n " + Pick({">", "<", "=="}) + " a.n then emit " + emits_ +
                      Record("b", right) + "\n";
        }
        handlers += "  }\n";
      }
    }
    for (const std::string& side : {std::string("l"), std::string("r")}) {
      const std::string& stream = side == "l" ? left : right;
      if (!is_told || random_.OneIn(2)) {
        handlers += "  on unmatched " + name + " as " + side + " {\n" + Body(side, stream) + "  }\n";
      }
      if (random_.OneIn(3)) {
        handlers += "  on late " + name + " as " + side + " {\n" + Body(side, stream) + "  }\n";
      }
    }
    return "  join " + name + " = " + left + " as l with " + right + " as r within " + Interval() + "\n";
  }

  std::string Name() { return "q" + std::to_string(rules_++) + name_; }

  /// Statements about one event of the stream.
  std::string Body(const std::string& e, const std::string& stream) {
    std::string text;
    if (random_.OneIn(3))
      text += Pick({"    risk += " + e + ".n\n", "    last = " + e + ".region\n", "    last = missing\n"});
    if (random_.OneIn(6)) text += "    start t " + Pick({"after 30s", "after 0s", "at 2026-01-01T02:00:00Z"}) + "\n";
    text += "    rule " + Name() + Pick({"", "", "", " once per 1m"}) + " when " + Condition(e, stream) + " then {\n";
    text += "      emit " + emits_ + Record(e, stream) + "\n";
    if (random_.OneIn(5)) text += "      risk = 100 div " + e + ".n\n";
    return text + "    }\n";
  }

  std::string Condition(const std::string& e, const std::string& stream) {
    std::vector<std::string> choices = {"true",
                                        "true",
                                        e + ".n > limit",
                                        "risk > 2",
                                        "last is present",
                                        "recent.count > 1",
                                        "recent.any(n == " + e + ".n)"};
    if (stream == "payments")
      choices.insert(choices.end(), {e + ".flag", e + ".maybe is present", "rank(" + e + ") > 0"});
    return Pick(choices);
  }

  std::string Record(const std::string& e, const std::string& stream) {
    std::string text = " { rule: \"" + NextRule() + "\", customer: " + e + ".customer, region: " +
                       Pick({e + ".region", e + ".region + \" and something longer\"", "\"\""}) + ", n: ";
    text += Pick({e + ".n", "risk", "recent.count", "10 div " + e + ".n", "recent.sum(n)"});
    text += ", text: " + Pick({"last", "missing", e + ".region + " + e + ".customer", "recent.last(region)"});
    text += ", first: " + Pick({stream == "outs" ? "missing" : e + ".at", "recent.start", "recent.first?.at"});
    if (stream == "payments" && random_.OneIn(4)) text += ", whole: " + e;
    return text + " }";
  }

  Random& random_;
  std::string name_;
  std::string emits_;
  int rules_ = 0;
};

}  // namespace

std::string MakeRandomJoinModule(std::uint64_t seed) {
  Random random(seed ^ 0x70696a6f696eu);
  std::string text = std::string("module random.joins\n") + kHistoryRecords + kHeader;
  text += "stream payments: Payment { time at  delay " + random.Pick(std::vector<std::string>{"0s", "5s", "2m"}) +
          random.Pick(std::vector<std::string>{"", "  idle 10s", "  idle 1m by clock"}) + " }\n";
  text += "stream pings: Ping { time at  delay " + random.Pick(std::vector<std::string>{"0s", "5s", "2m"}) + " }\n";
  JoinWriter writer(random);
  const int processes = 1 + static_cast<int>(random.Below(2));
  for (int i = 0; i < processes; ++i) text += writer.Write(i);
  return text;
}

}  // namespace rulec::testing
