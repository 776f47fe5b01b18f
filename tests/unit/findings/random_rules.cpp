#include "tests/unit/findings/random_rules.h"

#include <algorithm>

namespace rulec::testing {
namespace {

using eval::Value;

enum class Field {
  kBool,
  kEnum,
  kInt,
  kOther,
  kOptional,
  kDecimal,
  kFloat,
  kText,
  kRecord,
  kDate,
  kMoney,
  kBytes,
  kVariant
};
constexpr int kFields = 13;

const char* const kDeclarations =
    "enum E { red, green, blue }\n"
    "record Inner { x: int?  y: bool }\n"
    "variant V { whole { n: int  i: Inner }  text { s: string? }  none }\n"
    "record In { b: bool  e: E  n: int  k: int  o: int?  d: decimal(3,1)  f: float  s: string?  r: Inner?  t: date  m: "
    "money(JPY)  z: bytes  v: V? }\n";

std::vector<Value> Numbers(int low, int high) {
  std::vector<Value> values;
  for (int n = low; n <= high; ++n) values.push_back(Value::Number(n));
  return values;
}

// Every value between and beside the constants that conditions have.
std::vector<Value> DomainOf(Field field) {
  switch (field) {
    case Field::kBool:
      return Numbers(0, 1);
    case Field::kEnum:
      return Numbers(0, 2);
    case Field::kInt:
    case Field::kOther:
      return Numbers(-1, 6);
    case Field::kOptional: {
      std::vector<Value> values = Numbers(-1, 6);
      values.push_back(Value::Missing());
      return values;
    }
    case Field::kDecimal: {
      std::vector<Value> values = Numbers(-1, 14);
      for (const int more : {-999, -500, 500, 998, 999}) values.push_back(Value::Number(more));
      return values;
    }
    case Field::kFloat: {
      std::vector<Value> values;
      for (const double real : {-1.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0}) values.push_back(Value::Real(real));
      return values;
    }
    case Field::kText: {
      std::vector<Value> values;
      for (const char* text : {"", "A", "a", "aa", "b", "c", "zz", "zzz"}) values.push_back(Value::Text(text));
      values.push_back(Value::Missing());
      return values;
    }
    case Field::kRecord: {
      std::vector<Value> values;
      for (int x = 3; x >= -1; --x) {
        for (int y = 0; y <= 1; ++y) {
          Value inner;
          inner.parts = {x < 0 ? Value::Missing() : Value::Number(x), Value::Number(y)};
          values.push_back(inner);
        }
      }
      values.push_back(Value::Missing());
      return values;
    }
    case Field::kDate:
      return Numbers(20'453, 20'456);
    case Field::kMoney:
      return Numbers(-1, 6);
    case Field::kBytes: {
      std::vector<Value> values;
      for (const std::string& bytes :
           {std::string(), std::string(1, '\0'), std::string("a"), std::string("aa"), std::string("b"),
            std::string("b\xff"), std::string("\xff"), std::string("\xff\xff")}) {
        values.push_back(Value::Text(bytes));
      }
      return values;
    }
    case Field::kVariant: {
      std::vector<Value> values = {Value::Missing()};
      const auto add = [&values](int arm, std::vector<Value> fields) {
        values.push_back(Value::Number(arm));
        values.back().parts = std::move(fields);
      };
      add(2, {});
      for (const char* text : {"", "A", "a", "aa", "b", "c", "zz", "zzz"}) add(1, {Value::Text(text)});
      add(1, {Value::Missing()});
      for (int n = -1; n <= 3; ++n) {
        for (int x = -1; x <= 3; ++x) {
          for (int y = 0; y <= 1; ++y) {
            Value inner;
            inner.parts = {x < 0 ? Value::Missing() : Value::Number(x), Value::Number(y)};
            add(0, {Value::Number(n), inner});
          }
        }
      }
      return values;
    }
  }
  return {};
}

class Writer {
 public:
  explicit Writer(Random& random) : random_(random) {}

  RandomRules Write() {
    while (fields_.size() < 3) {
      const auto field = static_cast<Field>(random_.Below(kFields));
      if (std::find(fields_.begin(), fields_.end(), field) == fields_.end()) fields_.push_back(field);
    }
    for (int i = 0; i < kFields; ++i) {
      std::vector<Value> domain = DomainOf(static_cast<Field>(i));
      if (std::find(fields_.begin(), fields_.end(), static_cast<Field>(i)) == fields_.end()) domain.resize(1);
      rules_.domains.push_back(std::move(domain));
    }
    const bool all = random_.OneIn(3);
    rules_.text =
        std::string(kDeclarations) + "decision D(p: In): int " + (all ? "all matches" : "first match") + " {\n";
    // Cells have no conditions here, and variants little else.
    const bool has_variant = std::find(fields_.begin(), fields_.end(), Field::kVariant) != fields_.end();
    if (random_.OneIn(3) && !has_variant) {
      Table();
    } else {
      Rules();
    }
    if (!all && random_.OneIn(2)) rules_.text += "  otherwise 99\n";
    rules_.text += "}\n";
    return std::move(rules_);
  }

 private:
  std::string Number(int low, int high) {
    return std::to_string(low + static_cast<int>(random_.Below(static_cast<std::uint32_t>(high - low + 1))));
  }
  std::string Op() { return random_.Word({"<", "<=", ">", ">=", "==", "!="}); }
  std::string Decimal() { return random_.Word({"0", "0.5", "1.0", "1.25", "0.05", "99.9", "99.95", "-99.9", "0.55"}); }
  std::string Tenth() { return random_.Word({"0", "0.5", "1.0", "99.9", "-99.9"}); }
  std::string Float() { return random_.Word({"0.0", "0.5", "1.5"}); }
  std::string Text() { return random_.Word({"\"\"", "\"a\"", "lower(\"B\")", "\"b\"", "\"zz\""}); }
  std::string Colour() { return random_.Word({"red", "green", "blue"}); }
  std::string Money() { return random_.Word({"JPY 0", "JPY 2", "JPY 5"}); }
  std::string Bytes() {
    return random_.Word({"from_hex(\"\")", "from_hex(\"61\")", "utf8_bytes(\"b\")", "from_hex(\"ff\")"});
  }
  std::string Date() { return random_.Word({"2026-01-01", "2026-01-02"}); }

  std::string Atom(Field field) {
    switch (field) {
      case Field::kBool:
        return random_.Word({"p.b", "not p.b", "p.b == true", "p.b != true"});
      case Field::kEnum:
        if (random_.OneIn(4)) {
          return "(match p.e { red then " + Condition(0) + "  blue then " + Condition(0) + "  green then true })";
        }
        return random_.Word(
            {"p.e == " + Colour(), "p.e != " + Colour(), "p.e in [" + Colour() + ", " + Colour() + "]"});
      case Field::kInt:
        return random_.Word({"p.n " + Op() + " " + Number(0, 5), Number(0, 5) + " " + Op() + " p.n",
                             "p.n in [" + Number(0, 5) + ", " + Number(0, 5) + "]",
                             "p.n not in [" + Number(0, 5) + ", " + Number(0, 5) + "]", "p.n >= -9223372036854775808"});
      case Field::kOther:
        if (random_.OneIn(3)) {
          rules_.computes = true;
          return random_.Word({"p.n + p.k " + Op() + " " + Number(0, 5), "p.n " + Op() + " p.k", "p.k * 2 == 4"});
        }
        return "p.k " + Op() + " " + Number(0, 5);
      case Field::kOptional:
        return random_.Word({"p.o is missing", "p.o is present",
                             "(p.o is present and p.o " + Op() + " " + Number(0, 5) + ")",
                             "(p.o ?? " + Number(0, 5) + ") " + Op() + " " + Number(0, 5),
                             "(p.o is missing or p.o " + Op() + " " + Number(0, 5) + ")"});
      case Field::kDecimal:
        return random_.Word({"p.d " + Op() + " " + Decimal(), "p.d in [" + Tenth() + ", " + Tenth() + "]"});
      case Field::kFloat:
        return "p.f " + Op() + " " + Float();
      case Field::kText:
        return random_.Word({"p.s is missing", "(p.s is present and p.s " + Op() + " " + Text() + ")",
                             "(p.s ?? \"b\") " + Op() + " " + Text(),
                             "(p.s is missing or p.s in [" + Text() + ", " + Text() + "])"});
      case Field::kRecord:
        return random_.Word({"p.r is missing", "(p.r is present and p.r.y)",
                             "(p.r?.x ?? 2) " + Op() + " " + Number(1, 2), "p.r?.x is present", "(p.r?.y ?? false)",
                             "(p.r is present and p.r.x is present and p.r.x " + Op() + " " + Number(1, 2) + ")"});
      case Field::kDate:
        return "p.t " + Op() + " " + Date();
      case Field::kMoney:
        if (random_.OneIn(4)) {
          rules_.computes = true;
          return "p.m * 1.5 " + Op() + " " + Money();
        }
        return random_.Word({"p.m " + Op() + " " + Money(), "p.m in [" + Money() + ", " + Money() + "]"});
      case Field::kBytes:
        return random_.Word({"p.z " + Op() + " " + Bytes(), "p.z in [" + Bytes() + ", " + Bytes() + "]"});
      case Field::kVariant:
        if (random_.OneIn(4)) return "(if p.v is present then " + Match("p.v") + " else " + Condition(0) + ")";
        return random_.Word({"p.v is missing", "(p.v is present and p.v == none)", "(p.v is missing or none != p.v)",
                             "(p.v is present and p.v == text { s: " + Text() + " })",
                             "(p.v is missing or p.v != text { })", "(p.v is present and " + Match("p.v") + ")",
                             "(p.v is missing or " + Match("p.v") + ")"});
    }
    return "true";
  }

  std::string Match(const std::string& subject) {
    const auto truth = [&] { return random_.Word({"true", "false"}); };
    const std::string whole = random_.Word(
        {"whole then " + truth(), "whole as a then a.n " + Op() + " " + Number(0, 2), "whole as a then a.i.y",
         "whole as a then (a.i.x ?? 1) " + Op() + " " + Number(1, 2), "whole as a then a.i.x is present and a.n != 1"});
    const std::string text =
        random_.Word({"text then " + truth(), "text as a then (a.s ?? \"b\") " + Op() + " " + Text(),
                      "text as b then b.s is missing"});
    return "(match " + subject + " { " + random_.Word({whole + "  " + text, text + "  " + whole}) + "  none then " +
           truth() + " })";
  }

  std::string Condition(int depth) {
    if (depth == 0 || random_.OneIn(4)) return Atom(random_.Pick(fields_));
    switch (random_.Below(6)) {
      case 0:
      case 1:
        return "(" + Condition(depth - 1) + " and " + Condition(depth - 1) + ")";
      case 2:
      case 3:
        return "(" + Condition(depth - 1) + " or " + Condition(depth - 1) + ")";
      case 4:
        return "not (" + Condition(depth - 1) + ")";
      default:
        return "(if " + Condition(depth - 1) + " then " + Condition(depth - 1) + " else " + Condition(depth - 1) + ")";
    }
  }

  void Rules() {
    const bool has_let = random_.OneIn(3);
    if (has_let) rules_.text += "  let fact = " + Condition(1) + "\n";
    const std::uint32_t count = 2 + random_.Below(6);
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string when = Condition(2);
      if (has_let && random_.OneIn(3)) when = random_.Word({"fact", "not fact", when + " and fact"});
      rules_.text += "  rule r" + std::to_string(i) + " when " + when + " then " + std::to_string(i) + "\n";
    }
  }

  std::string Bounds(int low, int high) {
    const int least = low + static_cast<int>(random_.Below(static_cast<std::uint32_t>(high - low)));
    return std::to_string(least) + random_.Word({"..", "<..", "..<"}) + std::to_string(high);
  }

  std::string Cell(Field field) {
    if (random_.OneIn(3)) return "-";
    switch (field) {
      case Field::kBool:
        return random_.Word({"true", "false"});
      case Field::kEnum:
        return random_.Word({Colour(), "not " + Colour(), Colour() + ", " + Colour()});
      case Field::kOptional:
        return random_.Word({"missing", "present", ">= " + Number(0, 5), Bounds(0, 5), "missing, " + Number(0, 5),
                             "not missing, " + Number(0, 5), "not " + Number(0, 5)});
      case Field::kDecimal:
        return random_.Word({"< ", ">= ", "not "}) + Decimal();
      case Field::kFloat:
        return random_.Word({"< ", ">= ", ""}) + Float();
      case Field::kText:
        return random_.Word({Text(), "not " + Text(), "< " + Text(), "missing, " + Text()});
      case Field::kDate:
        return random_.Word({"< ", ">= ", ""}) + Date();
      case Field::kMoney:
        return random_.Word({"JPY 2", "2", "< 5", ">= JPY 2", "not 0", "0..5", "JPY 2<..5"});
      case Field::kBytes:
        return random_.Word({"< ", ">= ", "", "not "}) + Bytes();
      default:
        return random_.Word({Number(0, 5), ">= " + Number(0, 5), "not " + Number(0, 5), Bounds(0, 5)});
    }
  }

  void Table() {
    static constexpr const char* kPaths[] = {"p.b", "p.e", "p.n",         "p.k", "p.o", "p.d",
                                             "p.f", "p.s", "p.r?.x ?? 2", "p.t", "p.m", "p.z"};
    rules_.computes |= std::find(fields_.begin(), fields_.end(), Field::kRecord) != fields_.end();
    rules_.text += "  table {\n    |";
    for (const Field field : fields_) rules_.text += std::string(" ") + kPaths[static_cast<int>(field)] + " |";
    rules_.text += "| value |\n";
    const std::uint32_t count = 2 + random_.Below(7);
    for (std::uint32_t i = 0; i < count; ++i) {
      rules_.text += "    |";
      for (const Field field : fields_) rules_.text += " " + Cell(field) + " |";
      rules_.text += "| " + std::to_string(i) + " |\n";
    }
    rules_.text += "  }\n";
  }

  Random& random_;
  RandomRules rules_;
  std::vector<Field> fields_;
};

}  // namespace

RandomRules WriteRandomRules(Random& random) { return Writer(random).Write(); }

}  // namespace rulec::testing
