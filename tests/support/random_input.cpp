// Random inputs as JSON.
#include "tests/support/random_program.h"

namespace rulec::testing {
namespace {

std::string Digits(Random& random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + random.Below(10));
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos ? "0" : text.substr(first);
}

std::string DecimalText(Random& random, types::DecimalShape shape) {
  const int whole = shape.precision - shape.scale;
  const auto nines = [](int count) { return std::string(static_cast<std::size_t>(count), '9'); };
  std::string text;
  switch (random.Below(6)) {
    case 0:
      return "0";
    case 1:  // the greatest
      text = (whole > 0 ? nines(whole) : "0") + (shape.scale > 0 ? "." + nines(shape.scale) : "");
      break;
    case 2:  // the least that is not 0
      text = shape.scale > 0 ? "0." + std::string(static_cast<std::size_t>(shape.scale) - 1, '0') + "1" : "1";
      break;
    case 3:
      text = whole > 0 ? random.Word({"1", "2", "4"}) : "0";
      break;
    default: {
      const int most = whole > 6 && !random.OneIn(4) ? 6 : whole;
      text = most > 0 ? Digits(random, 1 + static_cast<int>(random.Below(static_cast<std::uint32_t>(most)))) : "0";
      // A half where rounding to fewer decimals meets a tie; wide quotients keep 6.
      if (shape.scale > 6 && random.OneIn(3)) {
        text += ".0000005";
        break;
      }
      if (shape.scale > 1) text += random.OneIn(2) ? ".5" : "." + std::string(1, "0123456789"[random.Below(10)]) + "5";
      break;
    }
  }
  return (random.OneIn(3) ? "-" : "") + text;
}

std::string ScalarJson(Random& random, const ValueType& type) {
  switch (type.kind) {
    case Kind::kBool:
      return random.Word({"true", "false"});
    case Kind::kInt:
      if (random.OneIn(4)) {
        return random.Word({"9223372036854775807", "-9223372036854775808", "4611686018427387904", "-1", "3037000500"});
      }
      return std::to_string(static_cast<int>(random.Below(60)) - 10);
    case Kind::kFloat:
      if (random.OneIn(4)) return random.Word({"1e308", "-1e308", "5e-324", "-0.0", "9007199254740993", "2.5", "-0.5"});
      return std::to_string(static_cast<int>(random.Below(200)) - 50) + "." + std::to_string(random.Below(1000));
    case Kind::kDecimal:
      return DecimalText(random, type.shape);
    case Kind::kMoney:
      return DecimalText(random, kMoneyShape);
    case Kind::kBytes:
      return random.Word({R"("")", R"("YQ==")", R"("AA==")", R"("w6k=")", R"("\/\/79")", R"("7aCA")", R"("/w==")",
                          R"("TW9yZSB0aGFuIGZvcnR5LWVpZ2h0IGJ5dGVzLCBzbyB0aGF0IGEgbWVzc2FnZSBjdXRzIHRoZW0u")"});
    case Kind::kString:
      return random.Word({R"("")", R"("a")", R"("B")", R"("  pad ")", R"("Über")", R"("line\nbreak\t\"q\"\\")",
                          R"("12")", R"("b{x}")", R"("\u0130\ud835\udd04 mixed Case")", R"("1e2")",
                          R"("99999999999999999999")", R"("-7.25")",
                          R"("a long text that goes on for more than sixty-four bytes, é, so it is cut somewhere")"});
    case Kind::kTimestamp:
      return random.Word({R"("2026-01-31T10:00:00Z")", R"("1969-07-20T20:17:40.5Z")", "1767225600000",
                          R"("9999-12-31T23:59:59.999999Z")", R"("0001-01-01T00:00:00Z")",
                          R"("2024-02-29T23:59:59Z")"});
    case Kind::kDuration:
      return random.Word({R"("5s")", R"("1h30m")", R"("2d")", R"("-1d")", R"("0s")", R"("250ms")", R"("1w")",
                          R"("106751991d")", R"("-106751991d")"});
    case Kind::kDate:
      return random.Word(
          {R"("2024-02-29")", R"("1970-01-01")", R"("0001-01-01")", R"("9999-12-31")", R"("2026-01-31")"});
    default:
      return random.Word({R"("red")", R"("green")", R"("blue")", R"("new")"});
  }
}

std::string Json(Random& random, const ValueType& type);

std::string Members(Random& random, const std::vector<NamedType>& members) {
  std::string text = "{";
  for (const NamedType& member : members) {
    if (member.type.optional && random.OneIn(3)) continue;
    text += (text.size() > 1 ? ",\"" : "\"") + member.name + "\":" + Json(random, member.type);
  }
  return text + "}";
}

std::string Json(Random& random, const ValueType& type) {
  if (type.optional && random.OneIn(4)) return "null";
  if (IsRecord(type.kind)) return Members(random, FieldsOf(type.kind));
  if (type.kind == Kind::kChoice) {
    const ArmType& arm = random.Pick(Arms());
    if (!arm.fields && random.OneIn(2)) return "\"" + arm.name + "\"";
    return "{\"" + arm.name + "\":" + (arm.fields ? Members(random, FieldsOf(*arm.fields)) : "{}") + "}";
  }
  if (type.kind == Kind::kCounts) {
    std::string text;
    for (const char* key : {R"("B")", R"("a")", R"("zürich")", R"("")"}) {
      if (random.OneIn(2))
        text += (text.empty() ? "" : ",") + std::string(key) + ":" + ScalarJson(random, Of(Kind::kInt));
    }
    return "{" + text + "}";
  }
  if (!IsList(type.kind) && type.kind != Kind::kTags) return ScalarJson(random, type);
  std::string text = "[";
  const std::uint32_t count = random.Below(4);
  for (std::uint32_t i = 0; i < count; ++i) text += (i > 0 ? "," : "") + Json(random, ElementOf(type.kind));
  return text + "]";
}

}  // namespace

std::string MakeRandomParams(Random& random) { return Members(random, ModuleParams()); }

std::string MakeRandomInput(Random& random, const RandomProgram& program) {
  // A record alone is the whole object.
  if (program.params.size() == 1 && IsRecord(program.params[0].type.kind)) {
    ValueType type = program.params[0].type;
    type.optional = false;
    return Json(random, type);
  }
  return Members(random, program.params);
}

}  // namespace rulec::testing
