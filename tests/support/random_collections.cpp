#include "tests/support/random_collections.h"

#include <vector>

#include "tests/support/random.h"
#include "tests/support/random_history.h"

namespace rulec::testing {
namespace {

constexpr const char* kHeader = R"(record Pair { n: int?  region: string  wide: decimal(30,4) }
variant Way { card { number: string  limit: decimal(30,4)? }  cash  many { notes: list<string>  pair: Pair } }
record Out {
  rule: string
  way: Way?
  ways: list<Way>
  n: int
  texts: list<string>
  amounts: list<decimal(12,2)>
  pairs: list<Pair>
  known: bool
  note: string?
  level: Level?
  tags: set<string>
  prices: map<Level, money(GBP)>
}

output outs: Out
output others: Out
)";

class CollectionWriter {
 public:
  /// `seals`: what is done with bytes.
  CollectionWriter(Random& random, Random& seals) : random_(random), seals_(seals) {}

  std::string Write() {
    std::string text = "\nprocess P" + Pick({" by customer", " by customer, region", " by ()"}) + " {\n";
    text += Cell("texts", "set<string>");
    text += Cell("numbers", "set<int>");
    text += Cell("pairs", "set<Pair>");
    text += "  state seals: set<bytes>" +
            seals_.Word({" unbounded", " expires 90s after write", " expires 10m after access"}) +
            seals_.Word({"", " up to 2", " up to 7"}) + "\n";
    text += Cell("counts", "map<string, int>");
    text += Cell("levels", "map<Level, money(GBP)>");
    text += Cell("notes", "map<Pair, string>");
    text += Cell("recent", "list<string>" + Pick({"", " = [\"none\"]"}));
    text += Cell("amounts", "list<decimal(12,2)>" + Pick({"", " = [1.00, 2.00]"}));
    text += Cell("seen", "list<Pair>");
    text += Cell("paid", "set<Way>");
    text += Cell("by_way", "map<Way, int>");
    text += Cell("ways",
                 "list<Way>" + Pick({"", " = [cash]", " = [card { number: \"a number that is kept in a chunk\" }]"}));
    text += "  state way: Way? expires " + Span() + " after access\n";
    text += "  state first: Way = many { notes: [\"x\"], pair: { region: \"\", wide: 1 } } expires " + Span() +
            " after write\n";
    text += "  state last: string? expires " + Span() + " after access\n";
    text += "  state risk: int = 3 expires " + Span() + " after access\n";
    text += "  on payments as t {\n";
    const int rules = 2 + static_cast<int>(random_.Below(4));
    for (int r = 0; r < rules; ++r) text += Rule(r, "t");
    text += "  }\n  on pings as p {\n";
    if (random_.OneIn(2)) text += Rule(9, "p");
    return text + "    add p.region to recent\n  }\n}\n";
  }

 private:
  std::string Pick(const std::vector<std::string>& choices) { return random_.Pick(choices); }
  std::string Number() { return std::to_string(random_.Below(5)); }
  std::string Span() { return Pick({"30s", "1m", "90s", "10m", "250ms"}); }

  std::string Cell(const std::string& name, const std::string& type) {
    return "  state " + name + ": " + type +
           Pick({" unbounded", " expires " + Span() + " after write", " expires " + Span() + " after access"}) +
           Pick({"", " up to 2", " up to 3", " up to 7"}) + "\n";
  }

  std::string Text(const std::string& e) {
    return Pick({e + ".region", "string(" + e + ".n)", "\"a text that is kept in a chunk \" + " + e + ".region",
                 "\"a text that is kept in a chunk \" + string(" + e + ".n)"});
  }
  std::string Pair(const std::string& e) {
    return Pick({"{ n: " + e + ".n, region: \"x\", wide: 1.5 }", "{ region: " + Text(e) + ", wide: 0 }",
                 "{ n: 1, region: " + e + ".region, wide: decimal(" + e + ".n) }"});
  }
  std::string Way(const std::string& e) {
    return Pick(
        {"Way.cash", "Way.card { number: " + Text(e) + " }", "Way.card { number: \"1\", limit: decimal(" + e + ".n) }",
         "Way.many { notes: [" + Text(e) + ", " + Text(e) + "], pair: " + Pair(e) + " }", "(way ?? first)", "first"});
  }
  std::string Level() { return Pick({"low", "middle", "high"}); }
  std::string Amount(const std::string& e) {
    return e == "t" ? Pick({"t.amount", "1.00", "-0.01"}) : Pick({"2.00", "0.00"});
  }

  std::string Seal(const std::string& e) {
    return seals_.Word({"utf8_bytes(" + e + ".region)",
                        "utf8_bytes(\"a text that is kept in a chunk\" + " + e + ".region)", "from_hex(\"00ff\")",
                        "from_base64(\"\")"});
  }

  std::string Condition(const std::string& e) {
    const std::string condition =
        Pick({Text(e) + " in texts",
              Text(e) + " not in texts",
              e + ".n in numbers",
              Pair(e) + " in pairs",
              Text(e) + " in counts",
              "(counts[" + Text(e) + "] ?? 0) > " + Number(),
              Level() + " in levels",
              "(levels[" + Level() + "] ?? GBP 0) > GBP 2",
              "length(texts) > " + Number(),
              "length(counts) < " + Number(),
              "length(recent) == " + Number(),
              Text(e) + " in recent",
              Amount(e) + " in amounts",
              "length(notes) >= 1",
              "notes[" + Pair(e) + "] is present",
              "last is present",
              "risk > 2",
              "length(seen) > 1 and length(recent) > 0 and recent[0] == " + Text(e),
              "length(amounts) > 1 and amounts[1] > 2.00",
              "any(x in texts where x == " + Text(e) + ")",
              "all(x in numbers where x < " + Number() + " or x in numbers)",
              "count(x in pairs where x.n is present) > " + Number(),
              "sum(counts[x] ?? 0, x in counts where x != \"b\") > " + Number(),
              "(max(x, x in numbers where x % 2 == 0) ?? 0) > " + Number(),
              "any(x in levels where x == middle and levels[x] is present)",
              Way(e) + " in paid",
              Way(e) + " in ways",
              Way(e) + " == " + Way(e),
              "by_way[" + Way(e) + "] is present",
              "(match " + Way(e) + " { cash then true  card as c then c.number == " + Text(e) +
                  "  many as m then length(m.notes) > 1 })",
              "true",
              "true"});
    // What fired before fires still.
    if (!seals_.OneIn(4)) return condition;
    return "(" + condition + " or " + seals_.Word({Seal(e) + " in seals", "length(seals) > 1"}) + ")";
  }

  std::string Action(const std::string& e) {
    return Pick({"add " + Text(e) + " to texts",
                 "add " + Text(e) + " to texts",
                 "remove " + Text(e) + " from texts",
                 "add " + e + ".n to numbers",
                 "add 7 * " + e + ".n to numbers",
                 "remove " + e + ".n from numbers",
                 "add " + Pair(e) + " to pairs",
                 "remove " + Pair(e) + " from pairs",
                 "counts[" + Text(e) + "] = (counts[" + Text(e) + "] ?? 0) + " + e + ".n",
                 "counts[" + Text(e) + "] = 100 div " + e + ".n",
                 "remove " + Text(e) + " from counts",
                 "counts = [\"a\": length(counts), " + Text(e) + ": " + e + ".n, \"b\": 5]",
                 "levels[" + Level() + "] = money(" + Amount(e) + ", GBP)",
                 "levels[" + Level() + "] = levels[" + Level() + "] ?? GBP 7.00",
                 "remove " + Level() + " from levels",
                 "notes[" + Pair(e) + "] = " + Text(e),
                 "notes[" + Pair(e) + "] = notes[" + Pair(e) + "] ?? \"new\"",
                 "add " + Text(e) + " to recent",
                 "add " + Text(e) + " to recent",
                 "remove " + Text(e) + " from recent",
                 "recent = [" + Text(e) + ", \"b\", " + Text(e) + "]",
                 "recent[0] = " + Text(e),
                 "add " + Amount(e) + " to amounts",
                 "amounts[" + e + ".n] = " + Amount(e),
                 "amounts[1] += 0.25",
                 "amounts[100 div " + e + ".n] = 1",
                 "remove " + Amount(e) + " from amounts",
                 "add " + Pair(e) + " to seen",
                 "clear " + Pick({"texts", "counts", "recent", "amounts", "seen"}),
                 "texts = recent",
                 "texts = set(x, x in counts)",
                 "numbers = [1, 2, " + e + ".n]",
                 "pairs = seen",
                 "last = " + Text(e),
                 "risk += 1",
                 "add " + Way(e) + " to paid",
                 "remove " + Way(e) + " from paid",
                 "by_way[" + Way(e) + "] = (by_way[" + Way(e) + "] ?? 0) + " + e + ".n",
                 "remove " + Way(e) + " from by_way",
                 "add " + Way(e) + " to ways",
                 "remove " + Way(e) + " from ways",
                 "ways[" + e + ".n] = " + Way(e),
                 "ways[100 div " + e + ".n] = " + Way(e),
                 "by_way[" + Way(e) + "] = 100 div " + e + ".n",
                 "first = Way.card { number: string(100 div " + e + ".n) }",
                 "way = Way.many { notes: [recent[" + e + ".n]], pair: " + Pair(e) + " }",
                 "way = " + Pick({Way(e), Way(e), "missing"}),
                 "first = " + Way(e),
                 "first = " + Way(e),
                 "risk = 100 div " + e + ".n"});
  }

  std::string Rule(int index, const std::string& e) {
    std::string text = "    rule r" + std::to_string(index) + "\n      when " + Condition(e) +
                       Pick({"", "", " and " + Condition(e), " or " + Condition(e)}) + "\n      then {\n";
    const int count = 1 + static_cast<int>(random_.Below(4));
    for (int a = 0; a < count; ++a) text += "        " + Action(e) + "\n";
    if (seals_.OneIn(2)) {
      text += "        " +
              seals_.Word({"add " + Seal(e) + " to seals", "add " + Seal(e) + " to seals",
                           "remove " + Seal(e) + " from seals", "clear seals"}) +
              "\n";
    }
    text +=
        "        emit " + Pick({"outs", "others"}) + " { rule: \"r" + std::to_string(index) +
        "\", way: " + Pick({"way", "first"}) + ", ways: ways, n: " +
        Pick({"match first { cash then 0  card as c then length(c.number)  many as m then length(m.notes) }",
              "by_way[" + Way(e) + "] ?? -2", "length(paid)", "length(texts)", "length(numbers)", "length(pairs)",
              "length(counts)", "length(levels)", "counts[" + Text(e) + "] ?? -1", "risk",
              "length(recent) * 100 div " + e + ".n"}) +
        ", texts: " + Pick({"recent", "sort(x, x in texts)", "list(x, x in counts)"}) +
        ", amounts: " + Pick({"amounts", "sort(x, x in amounts)", "list(x, x in amounts where x > 1)"}) +
        ", pairs: " + Pick({"seen", "list(x, x in pairs)", "list(x, x in notes where length(notes[x] ?? \"\") > 1)"}) +
        ", known: " + Condition(e) + ", tags: " + Pick({"texts", "[]", "set(x, x in counts)", "set(x, x in recent)"}) +
        ", prices: " + Pick({"levels", "[middle: GBP 1.50, low: money(" + Amount(e) + ", GBP), middle: GBP 2]", "[]"}) +
        ", note: " + Pick({"last", "notes[" + Pair(e) + "]"}) + " }\n";
    if (random_.OneIn(3)) text += "        " + Action(e) + "\n";
    return text + "      }\n";
  }

  Random& random_;
  Random& seals_;
};

}  // namespace

std::string MakeRandomCollectionModule(std::uint64_t seed) {
  Random random(seed);
  std::string text = std::string("module random.collections\n") + kHistoryRecords + kHeader;
  text +=
      "stream payments: Payment { time at  delay " + random.Pick(std::vector<std::string>{"0s", "5s", "2m"}) + " }\n";
  text += "stream pings: Ping { time at  delay 5s }\n";
  Random seals(seed ^ 0x27d4eb2fu);
  return text + CollectionWriter(random, seals).Write();
}

}  // namespace rulec::testing
