#include "tests/support/random_program.h"

#include <array>

namespace rulec::testing {
namespace {

enum class Kind { kBool, kInt, kFloat, kDecimal, kString, kTimestamp, kDuration, kDate, kEnum };

constexpr std::array kKinds = {Kind::kBool,      Kind::kInt,      Kind::kFloat, Kind::kDecimal, Kind::kString,
                               Kind::kTimestamp, Kind::kDuration, Kind::kDate,  Kind::kEnum};

const std::vector<std::string> kCompare = {"==", "!=", "<", "<=", ">", ">="};

std::string ResultType(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kFloat:
      return "float";
    case Kind::kDecimal:
      return "decimal(14,2)";
    case Kind::kString:
      return "string";
    case Kind::kTimestamp:
      return "timestamp";
    case Kind::kDuration:
      return "duration";
    case Kind::kDate:
      return "date";
    case Kind::kEnum:
      return "Colour";
  }
  return {};
}

std::string ResultRecord(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return "OutBool";
    case Kind::kInt:
      return "OutInt";
    case Kind::kFloat:
      return "OutFloat";
    case Kind::kDecimal:
      return "OutDecimal";
    case Kind::kString:
      return "OutString";
    case Kind::kTimestamp:
      return "OutTimestamp";
    case Kind::kDuration:
      return "OutDuration";
    case Kind::kDate:
      return "OutDate";
    case Kind::kEnum:
      return "OutEnum";
  }
  return {};
}

/// Writes expressions over the parameter `x: In`. `Decimal` gives any shape; `Fitted` one that a field of type
/// decimal(14,2) takes.
class ExprWriter {
 public:
  explicit ExprWriter(Random& random) : random_(random) {}

  std::string Of(Kind kind, int depth) {
    switch (kind) {
      case Kind::kBool:
        return Bool(depth);
      case Kind::kInt:
        return Int(depth);
      case Kind::kFloat:
        return Float(depth);
      case Kind::kDecimal:
        return Decimal(depth);
      case Kind::kString:
        return String(depth);
      case Kind::kTimestamp:
        return Timestamp(depth);
      case Kind::kDuration:
        return Duration(depth);
      case Kind::kDate:
        return Date(depth);
      case Kind::kEnum:
        return Enum(depth);
    }
    return {};
  }

  std::string Fitted(Kind kind, int depth) {
    return kind == Kind::kDecimal ? "round(" + Decimal(depth) + ", 2)" : Of(kind, depth);
  }

  void AddFunction(std::string name) { functions_.push_back(std::move(name)); }

 private:
  std::string If(Kind kind, int depth) {
    return "(if " + Bool(depth - 1) + " then " + Fitted(kind, depth - 1) + " else " + Fitted(kind, depth - 1) + ")";
  }
  std::string Compare(Kind kind, int depth) {
    return "(" + Of(kind, depth - 1) + " " + random_.Pick(kCompare) + " " + Of(kind, depth - 1) + ")";
  }
  std::string Pick(const std::vector<std::string>& choices) { return random_.Pick(choices); }

  std::string Bool(int depth) {
    if (depth <= 0) return Pick({"x.flag", "true", "false", "(x.maybe_flag ?? false)", "(x.maybe_int is missing)"});
    switch (random_.Below(12)) {
      case 0:
        return "(" + Bool(depth - 1) + " and " + Bool(depth - 1) + ")";
      case 1:
        return "(" + Bool(depth - 1) + " or " + Bool(depth - 1) + ")";
      case 2:
        return "(not " + Bool(depth - 1) + ")";
      case 3:
        return "(x.maybe_int is present and x.maybe_int " + Pick(kCompare) + " " + Int(depth - 1) + ")";
      case 4:
        return "(" + Int(depth - 1) + " in [1, " + Int(0) + ", 7])";
      case 5:
        return "(" + String(depth - 1) + " in [\"a\", \"B\", x.text])";
      case 6:
        return "(x.colour " + Pick({"==", "!=", "<", ">="}) + " " + Enum(depth - 1) + ")";
      case 7:
        return Pick({"contains", "starts_with", "ends_with"}) + "(" + String(depth - 1) + ", " + String(0) + ")";
      case 8:
        return "(x.maybe_decimal is missing or x.maybe_decimal " + Pick(kCompare) + " " + Decimal(depth - 1) + ")";
      case 9:
        return If(Kind::kBool, depth);
      default: {
        static const std::vector<Kind> ordered = {Kind::kInt,       Kind::kFloat,    Kind::kDecimal, Kind::kString,
                                                  Kind::kTimestamp, Kind::kDuration, Kind::kDate};
        return Compare(random_.Pick(ordered), depth);
      }
    }
  }

  std::string Int(int depth) {
    if (depth <= 0) {
      return Pick({"x.int", "x.big", "0", "1", "7", "(-3)", "9223372036854775807", "(x.maybe_int ?? 5)", "1_000"});
    }
    switch (random_.Below(11)) {
      case 0:
        return "(" + Int(depth - 1) + " + " + Int(depth - 1) + ")";
      case 1:
        return "(" + Int(depth - 1) + " - " + Int(depth - 1) + ")";
      case 2:
        return "(" + Int(depth - 1) + " * " + Int(depth - 1) + ")";
      case 3:
        return "(" + Int(depth - 1) + " div " + Int(depth - 1) + ")";
      case 4:
        return "(" + Int(depth - 1) + " % " + Int(depth - 1) + ")";
      case 5:
        return "(-" + Int(depth - 1) + ")";
      case 6:
        return Pick({"min", "max"}) + "(" + Int(depth - 1) + ", " + Int(depth - 1) + ")";
      case 7:
        return "abs(" + Int(depth - 1) + ")";
      case 8:
        return "length(" + String(depth - 1) + ")";
      case 9:
        return functions_.empty() ? "int(" + Decimal(depth - 1) + ")"
                                  : random_.Pick(functions_) + "(" + Int(depth - 1) + ")";
      default:
        return If(Kind::kInt, depth);
    }
  }

  std::string Float(int depth) {
    if (depth <= 0) return Pick({"x.real", "1.5e0", "2e-3", "0e0", "(-1e10)", "1e300"});
    switch (random_.Below(8)) {
      case 0:
        return "(" + Float(depth - 1) + " + " + Float(depth - 1) + ")";
      case 1:
        return "(" + Float(depth - 1) + " - " + Float(depth - 1) + ")";
      case 2:
        return "(" + Float(depth - 1) + " * " + Float(depth - 1) + ")";
      case 3:
        return "(" + Float(depth - 1) + " / " + Float(depth - 1) + ")";
      case 4:
        return "float(" + (random_.OneIn(2) ? Int(depth - 1) : Decimal(depth - 1)) + ")";
      case 5:
        return Pick({"min", "max"}) + "(" + Float(depth - 1) + ", " + Float(depth - 1) + ")";
      case 6:
        return "abs(" + Float(depth - 1) + ")";
      default:
        return If(Kind::kFloat, depth);
    }
  }

  std::string Decimal(int depth) {
    if (depth <= 0) {
      return Pick(
          {"x.amount", "x.wide", "x.huge", "1.00", "0.5", "(-12.345)", "(x.maybe_decimal ?? 0.25)", "99999999.99"});
    }
    switch (random_.Below(11)) {
      case 0:
        return "(" + Decimal(depth - 1) + " + " + Decimal(depth - 1) + ")";
      case 1:
        return "(" + Decimal(depth - 1) + " - " + Decimal(depth - 1) + ")";
      case 2:
        return "(" + Decimal(depth - 1) + " * " + Decimal(depth - 1) + ")";
      case 3:
        return "(" + Decimal(depth - 1) + " / " + Decimal(depth - 1) + ")";
      case 4:
        return "(" + Decimal(depth - 1) + " % " + Decimal(depth - 1) + ")";
      case 5:
        return "round(" + Decimal(depth - 1) + ", " + Pick({"0", "1", "2", "4"}) +
               (random_.OneIn(3) ? ", half_even" : "") + ")";
      case 6:
        return "(-" + Decimal(depth - 1) + ")";
      case 7:
        return "abs(" + Decimal(depth - 1) + ")";
      case 8:
        return Pick({"floor", "ceil"}) + "(" + Decimal(depth - 1) + ")";
      case 9:
        return "decimal(" + Int(depth - 1) + ")";
      default:
        return If(Kind::kDecimal, depth);
    }
  }

  std::string String(int depth) {
    if (depth <= 0) return Pick({"x.text", "\"\"", "\"a\"", "\"Zürich\"", "\"  b \"", "(x.maybe_text ?? \"none\")"});
    switch (random_.Below(6)) {
      case 0:
        return "(" + String(depth - 1) + " + " + String(depth - 1) + ")";
      case 1:
        return Pick({"lower", "upper", "trim"}) + "(" + String(depth - 1) + ")";
      case 2:
        return "string(" + Int(depth - 1) + ")";
      case 3:
        return "string(" + Decimal(depth - 1) + ")";
      case 4:
        return "string(" + Pick({"x.flag", "x.at", "x.day", "x.span"}) + ")";
      default:
        return If(Kind::kString, depth);
    }
  }

  std::string Timestamp(int depth) {
    if (depth <= 0) return Pick({"x.at", "2026-01-31T10:00:00Z", "1969-12-31T23:59:59.999999Z"});
    switch (random_.Below(4)) {
      case 0:
        return "(" + Timestamp(depth - 1) + " + " + Duration(depth - 1) + ")";
      case 1:
        return "(" + Timestamp(depth - 1) + " - " + Duration(depth - 1) + ")";
      case 2:
        return Pick({"min", "max"}) + "(" + Timestamp(depth - 1) + ", " + Timestamp(depth - 1) + ")";
      default:
        return If(Kind::kTimestamp, depth);
    }
  }

  std::string Duration(int depth) {
    if (depth <= 0) return Pick({"x.span", "5s", "1h30m", "2d", "250ms"});
    switch (random_.Below(3)) {
      case 0:
        return "(" + Timestamp(depth - 1) + " - " + Timestamp(depth - 1) + ")";
      case 1:
        return "(" + Date(depth - 1) + " - " + Date(depth - 1) + ")";
      default:
        return If(Kind::kDuration, depth);
    }
  }

  std::string Date(int depth) {
    if (depth <= 0) return Pick({"x.day", "2024-02-29", "1970-01-01"});
    switch (random_.Below(3)) {
      case 0:
        return "(" + Date(depth - 1) + " + " + Pick({"1d", "2w", "365d"}) + ")";
      case 1:
        return "(" + Date(depth - 1) + " - " + Pick({"1d", "2w"}) + ")";
      default:
        return If(Kind::kDate, depth);
    }
  }

  std::string Enum(int depth) {
    if (depth <= 0) return Pick({"x.colour", "Colour.red", "Colour.blue"});
    return If(Kind::kEnum, depth);
  }

  Random& random_;
  std::vector<std::string> functions_;
};

constexpr const char* kHeader = R"(module random.programs

enum Colour { red, green, blue }

record In {
  int: int
  big: int
  maybe_int: int?
  real: float
  amount: decimal(12,2)
  wide: decimal(20,6)
  huge: decimal(38,10)
  maybe_decimal: decimal(9,3)?
  text: string
  maybe_text: string?
  flag: bool
  maybe_flag: bool?
  colour: Colour
  at: timestamp
  span: duration
  day: date
}

)";

}  // namespace

std::uint64_t Random::Next() {
  state_ += 0x9e3779b97f4a7c15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

RandomModule MakeRandomModule(std::uint64_t seed, int decisions) {
  Random random(seed);
  RandomModule module;
  module.text = kHeader;
  for (Kind kind : kKinds) module.text += "record " + ResultRecord(kind) + " { value: " + ResultType(kind) + " }\n";

  ExprWriter writer(random);
  for (int i = 0; i < 4; ++i) {
    const std::string name = "step" + std::to_string(i);
    module.text += "\nfunction " + name + "(n: int): int = if n > 3 then n " +
                   random.Pick(std::vector<std::string>{"+", "-", "*", "div", "%"}) + " " +
                   std::to_string(random.Below(5)) + " else " +
                   (i == 0 ? "n" : "step" + std::to_string(i - 1) + "(n)") + "\n";
    writer.AddFunction(name);
  }
  for (int i = 0; i < decisions; ++i) {
    const Kind kind = kKinds[random.Below(kKinds.size())];
    const std::string name = "Decide" + std::to_string(i);
    const bool all = random.OneIn(4);
    module.decisions.push_back(name);
    module.text +=
        "\ndecision " + name + "(x: In): " + ResultRecord(kind) + (all ? " all matches {\n" : " first match {\n");
    if (random.OneIn(3)) module.text += "  let known = " + writer.Of(Kind::kInt, 2) + "\n";
    const int rules = 1 + static_cast<int>(random.Below(4));
    for (int r = 0; r < rules; ++r) {
      module.text += "  rule r" + std::to_string(r) + (random.OneIn(4) ? " likely" : "") + " when " +
                     writer.Of(Kind::kBool, 3) + "\n    then { value: " + writer.Fitted(kind, 3) + " }\n";
    }
    if (!all || random.OneIn(2)) module.text += "  otherwise { value: " + writer.Fitted(kind, 2) + " }\n";
    module.text += "}\n";
  }
  return module;
}

std::string MakeRandomInput(Random& random) {
  auto pick = [&](const std::vector<std::string>& choices) { return random.Pick(choices); };
  auto maybe = [&](const std::string& name, const std::string& value) {
    switch (random.Below(3)) {
      case 0:
        return std::string();
      case 1:
        return ",\"" + name + "\":null";
      default:
        return ",\"" + name + "\":" + value;
    }
  };
  std::string json = "{\"int\":" + pick({"0", "1", "-1", "5", "42", "-7", std::to_string(random.Below(1000))});
  json += ",\"big\":" + pick({"9223372036854775807", "-9223372036854775808", "3", "4611686018427387904"});
  json += maybe("maybe_int", pick({"0", "8", "-2"}));
  json += ",\"real\":" + pick({"0", "1.5", "-2.25e3", "1e308", "0.1", "3"});
  json += ",\"amount\":" + pick({"0", "12.34", "-0.01", "9999999999.99", "100"});
  json += ",\"wide\":" + pick({"0.000001", "12345678901234.5", "-3", "1"});
  json += ",\"huge\":" + pick({"9999999999999999999999999999.9999999999", "0", "1.0000000001", "-7"});
  json += maybe("maybe_decimal", pick({"1.5", "-999999.999", "0"}));
  json += ",\"text\":" + pick({"\"\"", "\"a\"", "\"B\"", "\"  pad \"", "\"\\u00dcber\"", "\"line\\nbreak\"", "\"12\""});
  json += maybe("maybe_text", pick({"\"x\"", "\"\""}));
  json += ",\"flag\":" + pick({"true", "false"});
  json += maybe("maybe_flag", pick({"true", "false"}));
  json += ",\"colour\":" + pick({"\"red\"", "\"green\"", "\"blue\""});
  json += ",\"at\":" +
          pick({"\"2026-01-31T10:00:00Z\"", "\"1969-07-20T20:17:40.5Z\"", "1767225600000", "\"9999-12-31T23:59:59Z\""});
  json += ",\"span\":" + pick({"\"5s\"", "\"1h30m\"", "\"2d\""});
  json += ",\"day\":" + pick({"\"2024-02-29\"", "\"1970-01-01\"", "\"0001-01-01\"", "\"9999-12-31\""});
  return json + "}";
}

}  // namespace rulec::testing
