#include "tests/support/random_indexed_rules.h"

#include <vector>

namespace rulec::testing {
namespace {

/// A field, the constants that rules compare it with, and what lies at their edges.
struct Compared {
  std::string name;
  bool may_miss;
  bool has_order;
  std::vector<std::string> constants;  // as rules write them
  std::vector<std::string> values;     // as JSON has them
};

std::vector<Compared> MakeFields() {
  const auto quoted = [](std::vector<std::string> texts) {
    for (std::string& text : texts) text = "\"" + text + "\"";
    return texts;
  };
  std::vector<Compared> fields = {
      {"small", false, true, {}, {"9223372036854775807", "-9223372036854775808", "-1", "12", "1000"}},
      {"sparse", false, true, {}, {"0", "9223372036854775807", "-9223372036854775808"}},
      {"score", true, true, {}, {"9223372036854775807", "-3"}},
      {"price",
       false,
       true,
       {"GBP 0", "GBP 0.01", "GBP 9.99", "GBP 10", "GBP 99.50"},
       {"0", "0.01", "0.02", "9.98", "9.99", "10", "99.51"}},
      {"debt", true, true, {"-1.5", "0.25", "1000"}, {"-1.5", "-1.4999", "0.25", "0.2501", "99999999", "1000"}},
      {"rate", false, true, {"-0.5", "0.0", "0.1", "2.5", "1e300"}, {"-0.5", "-0.0", "0.0", "0.1", "1e308", "2.4"}},
      {"due_day",
       false,
       true,
       {"2026-01-31", "2026-02-01"},
       quoted({"2026-01-30", "2026-01-31", "2026-02-01", "0001-01-01"})},
      {"seen_at",
       true,
       true,
       {"2026-01-31T10:00:00Z"},
       quoted({"2026-01-31T10:00:00Z", "2026-01-31T09:59:59.999999Z"})},
      {"country", false, false, quoted({"GB", "IE", "FR", "", "Deutschland", "a longer name of a land"}), {}},
      {"tier", true, false, quoted({"gold", "silver", "golden", "s"}), {}},
      {"word", false, true, quoted({"a", "ab", "b", "\xc3\xa9"}), quoted({"", "aa", "abc", "z"})},
      {"kind", false, false, {"low", "middle", "high"}, quoted({"low", "middle", "high"})},
      {"account", false, true, {}, {"0", "9223372036854775807"}},
  };
  for (int i = 0; i < 1500; ++i) {
    fields.back().constants.push_back(std::to_string(i * 7919 + 1));
    fields.back().values.push_back(std::to_string(i * 7919 + 1 + i % 3));
  }
  for (int i = 0; i < 20; ++i) {
    fields[0].constants.push_back(std::to_string(i));
    fields[1].constants.push_back(std::to_string(i * 1'000'003 - 4));
    fields[1].values.push_back(std::to_string(i * 1'000'003 - 3));
    fields[2].constants.push_back(std::to_string(600 + i * 20));
    fields[2].values.push_back(std::to_string(599 + i * 20));
  }
  for (std::size_t i : {0, 1, 2, 8, 9, 10}) {
    fields[i].values.insert(fields[i].values.end(), fields[i].constants.begin(), fields[i].constants.end());
  }
  fields[8].values.push_back("\"gb\"");
  fields[8].values.push_back("\"a longer nbme of a land\"");
  return fields;
}

const std::vector<Compared>& Fields() {
  static const std::vector<Compared> fields = MakeFields();
  return fields;
}

std::string Inequality(Random& random, const Compared& field) {
  const std::string name = "x." + field.name;
  if (random.OneIn(2)) return name + " != " + random.Pick(field.constants);
  return "not (" + name + " in [" + random.Pick(field.constants) + ", " + random.Pick(field.constants) + "])";
}

std::string Equality(Random& random, const Compared& field) {
  const std::string name = "x." + field.name;
  switch (random.Below(6)) {
    case 0:
      return name + " in [" + random.Pick(field.constants) + ", " + random.Pick(field.constants) + "]";
    case 1:
      return "(" + name + " == " + random.Pick(field.constants) + " or " + name +
             " == " + random.Pick(field.constants) + ")";
    default:
      return name + " == " + random.Pick(field.constants);
  }
}

std::string Comparison(Random& random, const Compared& field) {
  const std::string constant = random.Pick(field.constants);
  const std::string op = random.Word({" < ", " <= ", " > ", " >= "});
  return random.OneIn(4) ? constant + op + "x." + field.name : "x." + field.name + op + constant;
}

std::string IfPresent(const Compared& field, const std::string& part) {
  return field.may_miss ? "x." + field.name + " is present and " + part : part;
}

/// The fields that most rules of a decision ask for: one that tells many values apart, and another.
struct Keys {
  const Compared& first;
  const Compared& second;
};

std::string KeyPart(Random& random, const Keys& keys) {
  const Compared& field = random.OneIn(4) ? keys.second : keys.first;
  return IfPresent(field, Equality(random, field));
}

/// One part of a condition; what may be missing is asked for first.
std::string Part(Random& random) {
  const Compared& field = random.Pick(Fields());
  if (field.may_miss && random.OneIn(4)) return "x." + field.name + (random.OneIn(2) ? " is missing" : " is present");
  if (random.OneIn(6)) return IfPresent(field, Inequality(random, field));
  const bool equality = !field.has_order || random.OneIn(5);
  return IfPresent(field, equality ? Equality(random, field) : Comparison(random, field));
}

/// No index takes these; some fail for some inputs.
std::string OtherPart(Random& random) {
  return random.Word({"x.small != 3", "x.small + 1 > 4", "x.sparse * 2 < 100", "length(x.country) > 2",
                      "x.word != x.country", "not (x.flag and x.small > 5)", "(x.flag or x.price > GBP 10)"});
}

std::string Condition(Random& random, const Keys& keys) {
  // The same value must not be asked twice if it may be missing: the checker knows the second question's answer.
  std::string text = random.OneIn(40) ? "not x.flag" : KeyPart(random, keys);
  for (std::uint32_t more = random.Below(3); more > 0; --more) {
    for (;;) {
      const std::string part = random.OneIn(8) ? OtherPart(random) : Part(random);
      const auto is = part.find(" is ");
      if (is != std::string::npos && text.find(part.substr(0, is)) != std::string::npos) continue;
      text = random.OneIn(4) ? part + " and " + text : text + " and " + part;
      break;
    }
  }
  return text;
}

std::string Cell(Random& random, const Compared& field) {
  const std::string constant = random.Pick(field.constants);
  switch (random.Below(field.may_miss ? 8 : 6)) {
    case 0:
      return field.has_order ? ">= " + constant : constant;
    case 1:
      return field.has_order ? "< " + constant : constant;
    case 2:
      return "not " + constant;
    case 3:
      return constant + ", " + random.Pick(field.constants);
    case 6:
      return "missing";
    case 7:
      return "present";
    default:
      return constant;
  }
}

/// What a decision makes of the rules that match.
struct Policy {
  std::string text;  // result and policy
  bool is_collected = false;
  bool is_score = false;
};

const std::vector<Policy>& Policies() {
  static const std::vector<Policy> policies = {
      {"Outcome? first match"},
      {"Outcome all matches"},
      {"Outcome? priority match on kind"},
      {"list<Outcome> collect list", true},
      {"Outcome? unique match"},
      {"int collect sum of id", true},
      {"Outcome all matches in order of kind"},
      {"int? collect min of id", true},
      {"Outcome? any match"},
      {"int collect count", true},
      {"Score", false, true},
  };
  return policies;
}

}  // namespace

std::string IndexedFactText() {
  return "enum Kind { low, middle, high }\n"
         "record Fact { small: int  sparse: int  score: int?  price: money(GBP)  debt: decimal(12,4)?  rate: float\n"
         "  due_day: date  seen_at: timestamp?  country: string  tier: string?  word: string  kind: Kind  account: int "
         " "
         "flag: bool }\n"
         "record Outcome { id: int  why: string  kind: Kind }\n"
         "record Reason { text: string  code: string?  weight: int }\n"
         "record Score { total: int  reasons: list<Reason> }\n";
}

std::string IndexedDecisionText(Random& random, const std::string& name, int rules, std::size_t policy) {
  const Policy& of = Policies()[policy % Policies().size()];
  const bool constant = random.OneIn(2);
  // So many rules at so many accounts have no bitmap.
  const bool many = rules >= 1000;
  const Keys keys{many ? Fields().back() : Fields()[random.Below(3)], Fields()[many ? 2 : random.OneIn(2) ? 3 : 8]};
  std::string text = (of.is_score ? "scorecard " : "decision ") + name + "(x: Fact): " + of.text + " {\n";
  if (of.is_score) text += "  base 300\n";
  for (int r = 0; r < rules; ++r) {
    std::string condition = Condition(random, keys);
    if (constant) {
      condition = KeyPart(random, keys);
      if (random.OneIn(2))
        condition += " and x.small " + random.Word({"<", ">="}) + " " + std::to_string(random.Below(20));
    }
    const std::string id = constant || random.OneIn(2) ? std::to_string(r) : "x.small + " + std::to_string(r);
    text += "  rule r" + std::to_string(r) + (random.OneIn(9) ? " likely" : "") + " when " + condition + "\n    then ";
    if (of.is_score) {
      text += "add " + id + " because \"rule " + std::to_string(r) + "\"\n";
      continue;
    }
    text += std::string(of.is_collected ? "Outcome " : "") + "{ id: " + id + ", why: \"rule " + std::to_string(r) +
            "\", kind: " + random.Word({"low", "middle", "high"}) + " }\n";
  }
  if (!of.is_score && !of.is_collected && random.OneIn(2)) text += "  otherwise { id: -1, why: \"none\", kind: low }\n";
  return text + "}\n";
}

std::string IndexedTableText(Random& random, const std::string& name, int rows) {
  const Compared* const inputs[] = {&Fields()[0], &Fields()[2], &Fields()[5], &Fields()[8]};
  std::string text =
      "decision " + name + "(x: Fact): " + random.Word({"int? first match", "int all matches"}) + " {\n  table {\n    ";
  for (const Compared* input : inputs) text += "| x." + input->name + " ";
  text += "|| id |\n";
  for (int row = 0; row < rows; ++row) {
    text += "    ";
    for (const Compared* input : inputs) text += "| " + (random.OneIn(4) ? "-" : Cell(random, *input)) + " ";
    text += "|| " + std::to_string(row) + " |\n";
  }
  return text + "  }\n}\n";
}

std::string IndexedFactJson(Random& random) {
  std::string text = R"({"flag":)" + random.Word({"true", "false"});
  for (const Compared& field : Fields()) {
    if (field.may_miss && random.OneIn(4)) continue;
    text += ",\"" + field.name + "\":" + random.Pick(field.values);
  }
  return text + "}";
}

}  // namespace rulec::testing
