// What a decision takes is read twice: by the codec of the runtime for `run`, and by the evaluator's reader for
// `explain` and the oracles. The same texts are taken, with the same values.
#include <algorithm>
#include <map>

#include "compiler/eval/json_value.h"
#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/random.h"

namespace rulec::testing {
namespace {

const std::string kRules =
    "module readers\n"
    "enum Level { low, high }\n"
    "record Sub { n: int  t: string?  deep: list<int>? }\n"
    "variant Way { card { n: int  s: Sub? }  cash }\n"
    "record All {\n"
    "  b: bool?  i: int?  f: float?  d: decimal(9,2)?  w: decimal(38,6)?  g: money(GBP)?  t: string?  y: bytes?\n"
    "  at: timestamp?  span: duration?  day: date?  e: Level?  s: Sub?  v: Way?\n"
    "  li: list<int>?  ls: list<Sub>?  lv: list<Way>?  si: set<int>?  sf: set<float>?\n"
    "  mb: map<bool, int>?  mi: map<int, Sub>?  mf: map<float, int>?  md: map<decimal(9,2), int>?\n"
    "  mt: map<string, string>?  my: map<bytes, int>?  ma: map<timestamp, int>?  ms: map<duration, int>?\n"
    "  mday: map<date, int>?  me: map<Level, int>?\n"
    "}\n"
    "decision Same(x: All): All first match { otherwise x }\n";

using Texts = std::vector<std::string>;

const Texts kNumbers = {"0",
                        "-0",
                        "7",
                        "-12",
                        "1.5",
                        "1.50",
                        "1.005",
                        "1e2",
                        "1E-2",
                        "1e400",
                        "1e-400",
                        "100e-2",
                        "5.0",
                        "0e99999999999",
                        "01",
                        "+1",
                        ".5",
                        "1.",
                        "1e",
                        "0x10",
                        "- 1",
                        "1_000",
                        "1e999999999999",
                        "9223372036854775807",
                        "-9223372036854775808",
                        "9223372036854775808",
                        "123456789012345678901234567890.123456",
                        "9999999.99",
                        "99999999.99"};
const Texts kInstants = {"2026-01-31T10:00:00Z",         "2026-01-31T10:00Z",
                         "2026-01-31T10:00:00",          "2026-01-31",
                         "2026-01-31T10:00:00.5Z",       "2026-01-31T10:00:00.Z",
                         "2026-01-31T10:00:00.1234560Z", "2026-01-31T10:00:00.1234567Z",
                         "2026-01-31T10:00:00+01:00",    "0001-01-01T00:00:00+00:01",
                         "9999-12-31T23:59:59.999999Z",  "2026-02-29T00:00:00Z",
                         "2026-01-31T24:00:00Z",         "2026-01-31t10:00:00z",
                         "2026-01-31T10:00:60Z"};
const Texts kSpans = {"1h30m",
                      "1m1h",
                      "-1d12h",
                      "1w2d3h4m5s6ms7us",
                      "5",
                      "",
                      "-",
                      "1h1h",
                      "1_0s",
                      "10m ",
                      "0s",
                      "h",
                      "9223372036854775807us",
                      "9223372036854775808us",
                      "-9223372036854775808us",
                      "99999999999999999w"};
const Texts kDays = {"2026-01-31", "2026-02-29", "2024-02-29", "0000-01-01", "9999-12-31", "2026-1-31", "2026-01-31 "};
const Texts kBytes = {"", "AP8=", "AP8", "YQ==", "YR==", "_-8=", "YQ==YQ==", "AAAA"};
const Texts kLevels = {"low", "high", "none", "l\\u006fw", "Low", ""};
const Texts kStrings = {"",        "a",       "\\n\\t\\\"\\\\\\/\\b\\f\\r",
                        "\\u00e9", "é",       "\\ud83d\\ude00",
                        "\\ud83d", "\\ude00", "\\u0000",
                        "\\x41",   "\\u12g4", "\x01",
                        "\x7f",    "id",      "true",
                        "1",       "\\u0031", "\xff"};

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  std::string Record() {
    static const Texts kFields = {"b",   "i",  "f",  "d",  "w",  "g",  "t",  "y",    "at", "span",
                                  "day", "e",  "s",  "v",  "li", "ls", "lv", "si",   "sf", "mb",
                                  "mi",  "mf", "md", "mt", "my", "ma", "ms", "mday", "me"};
    Texts members;
    for (std::uint32_t left = random_.Below(4); left > 0; --left) {
      const std::string name = random_.Pick(kFields);
      members.push_back(Quoted(name) + Space() + ":" + Space() + (random_.OneIn(12) ? Any(0) : Of(name)));
    }
    if (random_.OneIn(4)) members.push_back(Quoted(random_.Pick(kStrings)) + ":" + Any(0));
    return Space() + Joined("{", members, "}") + Space();
  }

  std::string Spoilt(std::string text) {
    for (std::uint32_t left = 1 + random_.Below(2); left > 0 && !text.empty(); --left) {
      const std::size_t at = random_.Below(static_cast<std::uint32_t>(text.size()));
      static const std::string kBytesThere = "{}[]:,\"\\0123456789eE.-+truefalsn \n\t";
      if (random_.OneIn(3)) {
        text.erase(at, 1);
      } else {
        const char byte = kBytesThere[random_.Below(static_cast<std::uint32_t>(kBytesThere.size()))];
        random_.OneIn(2) ? text.insert(at, 1, byte) : text.replace(at, 1, 1, byte);
      }
    }
    return text;
  }

 private:
  std::string Space() { return random_.OneIn(8) ? random_.Pick(Texts{" ", "\t", "\r\n", "\n "}) : ""; }
  std::string Joined(const std::string& open, const Texts& parts, const std::string& close) {
    std::string text = open;
    for (const std::string& part : parts) text += (text.size() > 1 ? "," : "") + Space() + part + Space();
    return text + close;
  }
  template <class One>
  std::string List(One&& one) {
    Texts parts;
    for (std::uint32_t left = random_.Below(4); left > 0; --left) parts.push_back(one());
    return Joined("[", parts, "]");
  }
  /// A map whose keys are some of `keys`.
  std::string Map(const Texts& keys, const char* value) {
    Texts parts;
    for (std::uint32_t left = random_.Below(4); left > 0; --left) {
      parts.push_back(Quoted(random_.Pick(keys)) + ":" + (random_.OneIn(20) ? Any(0) : Of(value)));
    }
    return Joined("{", parts, "}");
  }
  std::string Sub() {
    Texts parts = {"\"n\":" + (random_.OneIn(9) ? random_.Pick(kNumbers) : "4")};
    if (random_.OneIn(2)) parts.push_back("\"t\":" + (random_.OneIn(3) ? "null" : Quoted(random_.Pick(kStrings))));
    if (random_.OneIn(3)) parts.push_back("\"deep\":" + Of("li"));
    if (random_.OneIn(9)) parts.push_back("\"more\":" + Any(0));
    if (random_.OneIn(30)) parts.erase(parts.begin());
    return Joined("{", parts, "}");
  }
  std::string Way() {
    switch (random_.Below(6)) {
      case 0:
        return random_.Pick(Texts{"\"cash\"", "\"card\"", "\"cahs\"", "\"c\\u0061sh\"", "{}"});
      case 1:
        return random_.Pick(
            Texts{R"({"cash":{}})", R"({"cash":null})", R"({"cash":{"x":[1]}})", R"({"cash":{},"cash":{}})"});
      default:
        return R"({"card":{"n":)" + random_.Pick(kNumbers) + (random_.OneIn(2) ? R"(,"s":)" + Sub() : "") + "}}";
    }
  }

  std::string Of(const std::string& name) {
    if (random_.OneIn(15)) return "null";
    if (name == "b") return random_.Pick(Texts{"true", "false", "True", "tru", "\"true\"", "1"});
    if (name == "i" || name == "f") return random_.Pick(kNumbers);
    if (name == "d" || name == "w" || name == "g") {
      return random_.OneIn(3) ? Quoted(random_.Pick(kNumbers)) : random_.Pick(kNumbers);
    }
    if (name == "t") return Quoted(random_.Pick(kStrings));
    if (name == "y") return Quoted(random_.Pick(kBytes));
    if (name == "at") return random_.OneIn(4) ? random_.Pick(kNumbers) : Quoted(random_.Pick(kInstants));
    if (name == "span") return random_.OneIn(4) ? random_.Pick(kNumbers) : Quoted(random_.Pick(kSpans));
    if (name == "day") return Quoted(random_.Pick(kDays));
    if (name == "e") return Quoted(random_.Pick(kLevels));
    if (name == "s") return Sub();
    if (name == "v") return Way();
    if (name == "ls") return List([this] { return Sub(); });
    if (name == "lv") return List([this] { return Way(); });
    if (name == "mb") return Map({"true", "false", "tru", "tr\\u0075e", "", "1"}, "i");
    if (name == "mi") return Map(KeyNumbers(), "s");
    if (name == "mf" || name == "md") return Map(KeyNumbers(), "i");
    if (name == "mt") return Map(kStrings, "t");
    if (name == "my") return Map(kBytes, "i");
    if (name == "ma") return Map(kInstants, "i");
    if (name == "ms") return Map(kSpans, "i");
    if (name == "mday") return Map(kDays, "i");
    if (name == "me") return Map(kLevels, "i");
    return List([this] { return random_.OneIn(20) ? Any(0) : random_.Pick(kNumbers); });
  }
  static Texts KeyNumbers() {
    Texts keys = kNumbers;
    keys.insert(keys.end(), {"id", "low", "true", "AP8=", "1h", "", " 1", "\\u0031", "null", "\\\"1\\\""});
    return keys;
  }

  std::string Any(int depth) {
    if (random_.OneIn(40)) {
      const std::size_t deep = 245 + random_.Below(8);  // around what is taken
      return std::string(deep, '[') + std::string(deep, ']');
    }
    switch (random_.Below(depth > 3 ? 3 : 5)) {
      case 0:
        return random_.Pick(kNumbers);
      case 1:
        return Quoted(random_.Pick(kStrings));
      case 2:
        return random_.Pick(Texts{"null", "true", "[]", "{}", "nul"});
      case 3:
        return List([&] { return Any(depth + 1); });
      default:
        return Joined("{",
                      {Quoted("k") + ":" + Any(depth + 1), Quoted(random_.OneIn(9) ? "k" : "l") + ":" + Any(depth + 1)},
                      "}");
    }
  }

  Random random_;
};

/// The value as JSON, or nothing where the text is refused.
std::optional<std::string> ByEvaluator(const ir::Program& program, const std::string& text) {
  const auto json = eval::ReadJson(text);
  if (!json) return std::nullopt;
  const auto arguments = eval::ReadArguments(program, ir::DecisionId(0), *json);
  if (!arguments) return std::nullopt;
  return eval::WriteValue(program, arguments->at(0), program.decisions[ir::DecisionId(0)].result);
}

TEST_CASE("two readers of JSON take the same texts, with the same values") {
  const auto compiled = CompileAll({{kRules, NativeOptionsFor("clang++-19", "-O1")}});
  INFO(compiled[0].failure);
  REQUIRE(compiled[0].failure.empty());
  CompiledDecision decision(compiled[0], "Same");
  const ir::Program& program = *compiled[0].checked.program;
  Writer writer(20261130);
  int taken = 0;
  int refused = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string text = writer.Record();
    if (i % 4 == 3) text = writer.Spoilt(std::move(text));
    const DecisionOutcome run = decision.Decide(text);
    const auto value = ByEvaluator(program, text);
    INFO(i << ": " << text << "\n" << run);
    REQUIRE(value.has_value() == !run.answer.empty());
    (value ? taken : refused) += 1;
    if (value) REQUIRE(*value == run.answer);
  }
  CHECK(taken > 10'000);
  CHECK(refused > 10'000);
}

}  // namespace
}  // namespace rulec::testing
