#include <cmath>
#include <limits>
#include <string>

#include "runtime/src/io/record_codec.h"
#include "tests/support/catch.h"
#include "tests/unit/io/sample_record.h"

namespace rulert::io::test {
namespace {

struct Decoded {
  bool ok = false;
  Sample row;
  DecodeError error;
};

/// Keeps what rows point into.
class Fixture {
 public:
  explicit Fixture(Validation validation, const RecordSpec& spec = SampleSpec()) : decoder_(spec, validation) {}

  /// A copy of exactly the text's size, so that a sanitizer sees a read beyond its end.
  Decoded Decode(std::string_view json) {
    text_ = std::make_unique<char[]>(json.size());
    json.copy(text_.get(), json.size());
    Decoded decoded;
    decoded.ok = decoder_.Decode({text_.get(), json.size()}, &decoded.row, arena_, decoded.error);
    return decoded;
  }

  /// The required fields, one of them with this value.
  Decoded With(std::string_view field, std::string_view value) {
    std::string json(kRequiredFields);
    const std::string key = "\"" + std::string(field) + "\":";
    const std::size_t at = json.find(key);
    if (at == std::string::npos) {
      json += "," + key;
      json += value;
    } else {
      const std::size_t begin = at + key.size();
      std::size_t end = begin;
      for (int depth = 0; depth > 0 || (json[end] != ',' && json[end] != '}'); ++end) {
        depth += json[end] == '{' || json[end] == '[';
        depth -= json[end] == '}' || json[end] == ']';
        if (end + 1 == json.size()) {
          ++end;
          break;
        }
      }
      json.replace(begin, end - begin, value);
    }
    return Decode(json + "}");
  }

 private:
  JsonDecoder decoder_;
  Scratch arena_;
  std::unique_ptr<char[]> text_;
};

std::string Nested(int depth) {
  return R"("x":)" + std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

TEST_CASE("Every kind of field is read") {
  Fixture full(Validation::kFull);
  const Decoded decoded = full.Decode(
      R"( { "text" : "grün", "number":-42,"real":1e-3,"amount":1632.14,"wide":-12345678901234567890123456789012.345678,
           "flag":false,"at":"2026-01-31T11:00:00.5+01:00","span":"1d12h","day":"2024-02-29","severity":"medium",
           "place":{"city":"Köln","floor":3},"places":[{"city":"a"},{"floor":null,"city":"b"},{"city":"c","floor":-1}],
           "counts":[1, 2 ,3],"note":"n","rate":12.5,"home":{"city":"x"},"tags":["p","q\n"] } )");
  INFO(decoded.error.message << " at " << decoded.error.path);
  REQUIRE(decoded.ok);
  const Sample& row = decoded.row;
  CHECK(row.text == "grün");
  CHECK(row.number == -42);
  CHECK(row.real == 1e-3);
  CHECK(row.amount.mantissa == 163214);
  CHECK(row.wide.mantissa == -(Int128{12345678901234567890ull} * PowerOfTen(18) + Int128{123456789012345678}));
  CHECK_FALSE(row.flag);
  CHECK(row.at.us == 1'769'853'600'500'000);
  CHECK(row.span.us == 36ll * 3600 * 1'000'000);
  CHECK(row.day.days == 19782);
  CHECK(row.severity == Severity::medium);
  CHECK(row.place.city == "Köln");
  CHECK(row.place.floor == 3);
  REQUIRE(row.places.size == 3);
  CHECK(row.places[1].city == "b");
  CHECK_FALSE(row.places[1].floor.has_value());
  CHECK(row.places[2].floor == -1);
  REQUIRE(row.counts.size == 3);
  CHECK(row.counts[2] == 3);
  CHECK(row.note == "n");
  CHECK(row.rate->mantissa == 125);
  CHECK(row.home->city == "x");
  CHECK(row.tags->size == 2);
  CHECK((*row.tags)[1] == "q\n");
}

TEST_CASE("Absent and null are missing where they may be") {
  Fixture full(Validation::kFull);
  for (const char* more : {"", R"(,"note":null,"rate":null,"home":null,"tags":null)"}) {
    const Decoded decoded = full.Decode(std::string(kRequiredFields) + more + "}");
    INFO(decoded.error.message);
    REQUIRE(decoded.ok);
    CHECK_FALSE(decoded.row.note.has_value());
    CHECK_FALSE(decoded.row.rate.has_value());
    CHECK_FALSE(decoded.row.home.has_value());
    CHECK_FALSE(decoded.row.tags.has_value());
  }
}

TEST_CASE("Values by type") {
  struct Row {
    const char* field;
    const char* value;
    const char* error;  // null: accepted
  };
  const Row row = GENERATE(values<Row>({
      {"flag", "true", nullptr},
      {"flag", "1", "expected a bool, got a number"},
      {"flag", "\"true\"", "expected a bool, got a string"},
      {"flag", "True", "expected a bool, got `True`"},
      {"number", "0", nullptr},
      {"number", "-0", nullptr},
      {"number", "9223372036854775807", nullptr},
      {"number", "-9223372036854775808", nullptr},
      {"number", "9223372036854775808", "`9223372036854775808` does not fit an int"},
      {"number", "-9223372036854775809", "`-9223372036854775809` does not fit an int"},
      {"number", "1e3", nullptr},
      {"number", "1.0", nullptr},
      {"number", "1000e-3", nullptr},
      {"number", "1.5", "`1.5` has more digits after the point than an int"},
      {"number", "\"5\"", "expected an int, got a string"},
      {"number", "01", "`01` is not a number"},
      {"number", "-", "`-` is not a number"},
      {"number", "1.", "`1.` is not a number"},
      {"number", ".5", "expected an int, got `.5`"},
      {"number", "+1", "expected an int, got `+1`"},
      {"number", "1e", "`1e` is not a number"},
      {"number", "0x10", "`0x10` is not a number"},
      {"number", "12345678 9", "expected `,` or `}`, got a number"},
      {"number", "NaN", "expected an int, got `NaN`"},
      {"number", "null", "missing field `number` (it is null)"},
      {"number", "", "expected an int, got nothing"},
      {"number", "{}", "expected an int, got an object"},
      {"real", "5", nullptr},
      {"real", "1e308", nullptr},
      {"real", "1e309", "`1e309` does not fit a float"},
      {"real", "-1e999999999999", "`-1e999999999999` does not fit a float"},
      {"real", "1e-999", nullptr},
      {"real", "Infinity", "expected a float, got `Infinity`"},
      {"real", "NaN", "expected a float, got `NaN`"},
      {"real", "\"1\"", "expected a float, got a string"},
      {"amount", "9999999999.99", nullptr},
      {"amount", "10000000000", "`10000000000` does not fit a decimal(12,2)"},
      {"amount", "1.50000", nullptr},
      {"amount", "1.505", "`1.505` has more digits after the point than a decimal(12,2)"},
      {"amount", "\"1.5\"", nullptr},
      {"amount", "\"\\u0031.5\"", nullptr},
      {"amount", "\" 1.5\"", "expected a decimal(12,2), got the string ` 1.5`"},
      {"amount", "\"\"", "expected a decimal(12,2), got the string ``"},
      {"amount", "15e-1", nullptr},
      {"amount", "1e10", "`1e10` does not fit a decimal(12,2)"},
      {"amount", "00.5", "`00.5` is not a number"},
      {"amount", "true", "expected a decimal(12,2), got a bool"},
      {"wide", "99999999999999999999999999999999.999999", nullptr},
      {"wide", "100000000000000000000000000000000", "`100000000000000000000000000000000` does not fit a decimal(38,6)"},
      {"text", "5", "expected a string, got a number"},
      {"text", "\"\\ud83d\\ude00\"", nullptr},
      {"text", "\"\\ud83d\"", "wrong escape in a string"},
      {"text", "\"\\ude00\"", "wrong escape in a string"},
      {"text", "\"\\ud83d\\u0041\"", "wrong escape in a string"},
      {"text", "\"\\x41\"", "wrong escape in a string"},
      {"text", "\"\\u12g4\"", "wrong escape in a string"},
      {"text", "\"a\nb\"", "control character in a string"},
      {"text", "\"\xff\"", "not UTF-8"},
      {"text", "\"\xed\xa0\x80\"", "not UTF-8"},
      {"text", "'t'", "expected a string, got `'t'`"},
      {"at", "1767225600000", nullptr},
      {"at", "\"2026-01-31T10:00:00\"", "expected a timestamp like 2026-01-31T10:00:00Z, got `2026-01-31T10:00:00`"},
      {"at", "\"0001-01-01T00:00:00Z\"", nullptr},
      {"at", "1e300", "`1e300` does not fit a timestamp"},
      {"at", "253402300800000", "`253402300800000` does not fit a timestamp"},
      {"at", "0.5", "`0.5` has more digits after the point than a timestamp"},
      {"at", "true", "expected a timestamp, got a bool"},
      {"span", "250", nullptr},
      {"span", "\"250ms\"", nullptr},
      {"span", "\"1h 30m\"", "expected a duration like 1h30m, got `1h 30m`"},
      {"span", "9223372036854775807", "`9223372036854775807` does not fit a duration"},
      {"day", "\"2026-02-29\"", "expected a date like 2026-01-31, got `2026-02-29`"},
      {"day", "20260131", "expected a date, got a number"},
      {"severity", "\"low\"", nullptr},
      {"severity", "\"l\\u006fw\"", nullptr},
      {"severity", "\"Low\"", "expected one of low, medium, high, got `Low`"},
      {"severity", "1", "expected the name of an enum value, got a number"},
      {"place", "[]", "expected an object, got a list"},
      {"place", "{}", "missing field `city`"},
      {"places", "{}", "expected a list, got an object"},
      {"places", "[{\"city\":\"a\"},{\"city\":1}]", "expected a string, got a number"},
      {"places", "[{\"city\":\"a\"},null]", "null in a list"},
      {"places", "[{\"city\":\"a\"},]", "expected an object, got nothing"},
      {"counts", "[1,2,]", "expected an int, got nothing"},
      {"counts", "[1 2]", "expected `,` or `]`, got a number"},
      {"counts", "[1,2", "expected `,` or `]`, got `}`"},
      {"tags", "[\"\\uD800\"]", "wrong escape in a string"},
  }));
  INFO(row.field << " = " << row.value);
  for (const Validation validation : {Validation::kFull, Validation::kProjected}) {
    Fixture fixture(validation);
    const Decoded decoded = fixture.With(row.field, row.value);
    CHECK(decoded.ok == (row.error == nullptr));
    CHECK(decoded.error.message == (row.error == nullptr ? "" : row.error));
  }
}

TEST_CASE("Exact values") {
  Fixture full(Validation::kFull);
  CHECK(full.With("number", "123456789012345678").row.number == 123456789012345678);
  CHECK(full.With("number", "-9223372036854775808").row.number == std::numeric_limits<std::int64_t>::min());
  CHECK(full.With("real", "9007199254740993").row.real == 9007199254740992.0);
  CHECK(full.With("real", "0.1").row.real == 0.1);
  CHECK(full.With("real", "1234567.890123456").row.real == 1234567.890123456);
  CHECK(full.With("real", "179769313486231580793e288").row.real == std::numeric_limits<double>::max());
  CHECK(full.With("real", "5e-324").row.real == 5e-324);
  CHECK(std::signbit(full.With("real", "-0").row.real));
  // A number of 400 digits is a float, but no int and no decimal.
  const std::string digits = "0." + std::string(199, '3') + std::string(200, '7');
  CHECK(full.With("real", digits).row.real == Approx(1.0 / 3).epsilon(1e-15));
  CHECK_FALSE(full.With("amount", digits).ok);
  CHECK_FALSE(full.With("number", std::string(400, '1')).ok);
  CHECK(full.With("amount", "-0.05").row.amount.mantissa == -5);
  CHECK(full.With("amount", "1234567890.1").row.amount.mantissa == 123456789010);
  CHECK(full.With("at", "-62135596800000").row.at == kMinTimestamp);
  CHECK(full.With("text", R"("\"\\\/\b\f\n\r\té\u20AC\ud83d\ude00\u0000")").row.text ==
        std::string_view("\"\\/\b\f\n\r\té€😀\0", 18));
  CHECK(full.With("span", "\"-5s\"").row.span.us == -5'000'000);
}

TEST_CASE("Shape of the record") {
  struct Row {
    const char* json;
    const char* error;
  };
  const Row row = GENERATE(values<Row>({
      {"", "tombstone"},
      {"   ", "empty record"},
      {"null", "expected an object, got null"},
      {"[]", "expected an object, got a list"},
      {"5", "expected an object, got a number"},
      {"hello", "expected an object, got text that is no JSON value"},
      {"{", "not one whole object"},
      {"{}", "missing field `text`"},
      {"{\"text\"}", "expected `:`, got `}`"},
      {"{\"text\":}", "expected a string, got nothing"},
      {"{\"text\" \"a\"}", "expected `:`, got a string"},
      {"{text:1}", "expected a key, got text that is no JSON value"},
      {"{\"text\":\"a\",}", "expected a key, got `}`"},
      {"{,}", "expected a key, got `,`"},
      {"{\"text\":\"a\"", "not one whole object"},
      {"{\"text\":\"a", "string without its closing quote"},
      {"{\"text\":\"a\"]", "not one whole object"},
      {"{\"x\":{}", "expected `,` or `}`, got the end of the record"},
      {"\xef\xbb\xbf{}", "expected an object, got text that is no JSON value"},
  }));
  INFO(row.json);
  Fixture full(Validation::kFull);
  const Decoded decoded = full.Decode(row.json);
  CHECK_FALSE(decoded.ok);
  CHECK(decoded.error.message == row.error);
}

TEST_CASE("A null pointer is a tombstone") {
  JsonDecoder decoder(SampleSpec(), Validation::kProjected);
  Sample row;
  Scratch arena;
  DecodeError error;
  CHECK_FALSE(decoder.Decode({}, &row, arena, error));
  CHECK(error.message == "tombstone");
}

TEST_CASE("Errors say where") {
  Fixture full(Validation::kFull);
  Decoded decoded = full.With("places", R"([{"city":"a"},{"city":"b","floor":"x"}])");
  CHECK(decoded.error.path == "places[1].floor");
  CHECK(decoded.error.message == "expected an int, got a string");
  decoded = full.With("tags", R"(["a", 7])");
  CHECK(decoded.error.path == "tags[1]");
  decoded = full.Decode(R"({"text":5})");
  CHECK(decoded.error.path == "text");
  CHECK(decoded.error.offset == 8);
  decoded = full.Decode("{\"text\":\"a\xff\"}");
  CHECK(decoded.error.offset == 10);
}

TEST_CASE("Full validation looks at everything") {
  struct Row {
    std::string member;
    const char* error;
  };
  const Row row = GENERATE(values<Row>({
      {R"("x":1)", ""},
      {R"("x":[1,2.5e3,"a",null,true,false,{"y":{}}])", ""},
      {R"("x":01)", "`01` is no JSON value"},
      {R"("x":1e)", "`1e` is no JSON value"},
      {R"("x":nul)", "`nul` is no JSON value"},
      {R"("x":NaN)", "`NaN` is no JSON value"},
      {R"("x":"\q")", "wrong escape in a string"},
      {R"("x":"\ud800")", "wrong escape in a string"},
      {R"("\ud800":1)", "wrong escape in a key"},
      {R"("x":[1,])", "expected a value, got `]`"},
      {R"("x":[1}])", "expected `,` or `]`, got `}`"},
      {R"("x":{"a"})", "expected `:`, got `}`"},
      {R"("x":{"a":1,"b":2,"a":3})", "key `a` twice in one object"},
      {R"("x":{"a":1,"\u0061":3})", "key `a` twice in one object"},
      {R"("x":[{"a":1},{"a":1}])", ""},
      {R"("x":1,"x":2)", "key `x` twice in one object"},
      {R"("text":"again")", "key `text` twice in one object"},
      {R"("\u0074ext":"again")", "key `text` twice in one object"},
      {R"("note":"a","not\u0065":"b")", "key `note` twice in one object"},
      {R"("a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"c":0)", "key `c` twice in one object"},
      {Nested(249), ""},
      {Nested(250), ""},
      {Nested(251), "nested too deeply"},
      {Nested(100'000), "nested too deeply"},
  }));
  INFO(row.member.substr(0, 100));
  Fixture full(Validation::kFull);
  const Decoded decoded = full.Decode(std::string(kRequiredFields) + "," + row.member + "}");
  CHECK(decoded.error.message == row.error);
  CHECK(decoded.ok == (std::string_view(row.error).empty()));
}

TEST_CASE("Full validation checks the types of fields that are not stored") {
  Fixture full(Validation::kFull, ProjectedSpec());
  CHECK(full.Decode(std::string(kRequiredFields) + "}").ok);
  CHECK(full.With("number", "\"x\"").error.message == "expected an int, got a string");
  CHECK(full.With("places", R"([{"city":1}])").error.path == "places[0].city");
  CHECK(full.With("place", R"({"floor":1})").error.message == "missing field `city`");
  CHECK(full.With("note", "1").error.message == "expected a string, got a number");
  CHECK(full.With("seal", "1").error.message == "expected a string in Base64, got a number");
  CHECK(full.With("seal", "\"YWJ\"").error.message == "expected Base64 with padding, got `YWJ`");
  const std::string json = std::string(kRequiredFields).replace(1, std::string_view(R"("text":"t",)").size(), "") + "}";
  CHECK(full.Decode(json).error.message == "missing field `text`");
}

TEST_CASE("Text behind the record is refused") {
  for (const Validation validation : {Validation::kFull, Validation::kProjected}) {
    Fixture fixture(validation);
    const std::string json = std::string(kRequiredFields) + "}";
    CHECK(fixture.Decode(json + " \r\n").ok);
    CHECK_FALSE(fixture.Decode(json + "{}").ok);
    CHECK_FALSE(fixture.Decode(json + ",").ok);
    CHECK_FALSE(fixture.Decode(json + "}").ok);
    CHECK_FALSE(fixture.Decode(json + " 1").ok);
    CHECK_FALSE(fixture.Decode(json + json).ok);
  }
}

TEST_CASE("A projection reads what it needs and checks balance and UTF-8 of the rest") {
  Fixture projected(Validation::kProjected, ProjectedSpec());
  Decoded decoded = projected.Decode(
      R"({"unknown":[{"a":]},"number":"not looked at","place":{"floor":7,"city":5},"amount":3.25,"text":"x","amount":9})");
  // Brackets and braces are counted, not matched.
  INFO(decoded.error.message);
  REQUIRE(decoded.ok);
  CHECK(decoded.row.amount.mantissa == 325);
  CHECK(decoded.row.text == "x");
  CHECK(decoded.row.place.floor == 7);
  CHECK_FALSE(decoded.row.rate.has_value());
  CHECK_FALSE(projected.Decode(R"({"amount":1,"text":"x","place":{},"rate":1,"tail":[}})").ok);
  CHECK_FALSE(projected.Decode("{\"amount\":1,\"text\":\"x\",\"place\":{},\"rate\":1,\"tail\":\"\xc0\x80\"}").ok);
  CHECK_FALSE(projected.Decode(R"({"text":"x","place":{}})").ok);
  CHECK(projected.Decode(R"({"text":"x","place":{}})").error.message == "missing field `amount`");
}

TEST_CASE("Keys are found in any order, and the order may change from record to record") {
  Fixture projected(Validation::kProjected, ProjectedSpec());
  for (int round = 0; round < 3; ++round) {
    CHECK(projected.Decode(R"({"text":"a","amount":1,"place":{}})").row.amount.mantissa == 100);
    CHECK(projected.Decode(R"({"place":{},"amount":2,"text":"b"})").row.text == "b");
    CHECK(projected.Decode(R"({"z":0,"amoun":5,"amountx":6,"am\u006funt":3,"p":{},"place":{"floor":1},"text":"c"})")
              .row.amount.mantissa == 300);
  }
}

TEST_CASE("Bytes are read from Base64") {
  for (const Validation validation : {Validation::kFull, Validation::kProjected}) {
    Fixture fixture(validation);
    CHECK(fixture.With("seal", R"("")").row.seal == "");
    CHECK(fixture.With("seal", R"("YQ==")").row.seal == "a");
    CHECK(fixture.With("seal", R"("w6k=")").row.seal == "\xc3\xa9");
    CHECK(fixture.With("seal", R"("\/\/79")").row.seal == "\xff\xfe\xfd");
    CHECK(fixture.With("seal", R"("AAAA")").row.seal == std::string(3, '\0'));
    CHECK_FALSE(fixture.With("seal", "null").row.seal.has_value());
    for (const char* wrong : {"=", "YQ", "YQ=", "YQ===", "YR==", "YWJjZB==", "Y Q=", "YQ==YQ==", "YWJ_", "\u00e9AAA"}) {
      INFO(wrong);
      const Decoded decoded = fixture.With("seal", "\"" + std::string(wrong) + "\"");
      CHECK_FALSE(decoded.ok);
      CHECK(decoded.error.path == "seal");
    }
    CHECK(fixture.With("seal", R"("Y\qQ=")").error.message == "wrong escape in a string");
  }
  Fixture projected(Validation::kProjected, ProjectedSpec());
  CHECK(projected.With("seal", R"("not looked at")").ok);
  Fixture whole(Validation::kFull);
  const Decoded decoded = whole.With("seal", "\"" + std::string(400'000, 'A') + "\"");
  CHECK(decoded.row.seal == std::string(300'000, '\0'));
}

TEST_CASE("Long strings and many elements") {
  Fixture full(Validation::kFull);
  const std::string text(300'000, 'x');
  CHECK(full.With("text", "\"" + text + "\"").row.text == text);
  const std::string escaped = "\"" + text + "\\n\"";
  CHECK(full.With("text", escaped).row.text == text + "\n");
  std::string list = "[0";
  for (int i = 1; i < 10'000; ++i) list += "," + std::to_string(i);
  const Decoded decoded = full.With("counts", list + "]");
  REQUIRE(decoded.row.counts.size == 10'000);
  bool equal = true;
  for (std::int64_t i = 0; i < 10'000; ++i) equal = equal && decoded.row.counts[static_cast<std::size_t>(i)] == i;
  CHECK(equal);
}

TEST_CASE("A record of more than 64 fields, its last ones missing") {
  std::vector<std::string> names;
  for (int i = 0; i < 150; ++i) names.push_back("f" + std::to_string(i));
  std::vector<FieldSpec> fields(150);
  for (std::uint32_t i = 0; i < 150; ++i) {
    fields[i].name = std::string_view(names[i]);
    fields[i].kind = FieldKind::kInt;
    fields[i].size = 8;
    fields[i].offset = i * 16;
    fields[i].optional = 1;
    fields[i].present_offset = i * 16 + 8;
  }
  RecordSpec spec;
  spec.fields = fields.data();
  spec.field_count = 150;
  spec.size = 150 * 16;
  spec.align = 8;
  JsonDecoder decoder(spec, Validation::kFull);
  std::string json = "{\"f149\":149";
  for (int i = 100; i >= 0; --i) json += ",\"f" + std::to_string(i) + "\":" + std::to_string(i);
  json += "}";
  std::vector<std::int64_t> row(300, -1);
  Scratch arena;
  DecodeError error;
  REQUIRE(decoder.Decode(json, row.data(), arena, error));
  for (std::size_t i = 0; i < 150; ++i) {
    const bool present = i <= 100 || i == 149;
    CHECK(static_cast<bool>(row[2 * i + 1] & 1) == present);
    if (present) CHECK(row[2 * i] == static_cast<std::int64_t>(i));
  }
  json.insert(json.size() - 1, ",\"f149\":1");
  CHECK_FALSE(decoder.Decode(json, row.data(), arena, error));
  CHECK(error.message == "key `f149` twice in one object");
}

}  // namespace rulert::io::test
