#include "compiler/eval/json_value.h"
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::eval {
namespace {

// One value of every type: what `f(x: type)` takes.
std::string RoundTrip(const std::string& type, const std::string& json) {
  auto checked = testing::CheckRules(
      "enum Level { low, high }\nrecord Sub { a: int  b: string? }\n"
      "variant Way { card { n: int  s: Sub? }  cash }\ndecision D(x: " +
      type + "): int first match { otherwise 1 }\n");
  INFO(checked.report);
  REQUIRE(checked.program);
  const auto document = ParseJson(json);
  if (!document) return "no JSON";
  const ir::TypeId id = checked.program->locals[checked.program->decisions[ir::DecisionId(0)].params[0]].type;
  const auto value = ReadValue(*checked.program, *document, id);
  return value ? WriteValue(*checked.program, *value, id) : "! " + value.error().message;
}

}  // namespace

TEST_CASE("values from JSON and back") {
  CHECK(RoundTrip("int", "-9223372036854775808") == "-9223372036854775808");
  CHECK(RoundTrip("int", "1e3") == "1000");
  CHECK(RoundTrip("int", "5.0") == "5");
  CHECK(RoundTrip("decimal(38,2)", "123456789012345678901234567890123456.70") ==
        "123456789012345678901234567890123456.70");
  CHECK(RoundTrip("decimal(5,2)", "\"1.5\"") == "1.50");
  CHECK(RoundTrip("decimal(5,2)", "1.5000") == "1.50");
  CHECK(RoundTrip("float", "0.1") == "0.1");
  CHECK(RoundTrip("float", "-0") == "-0");
  CHECK(RoundTrip("int", "-0") == "0");
  CHECK(RoundTrip("float", std::string(300, '9')) == "1e+300");
  CHECK(RoundTrip("string", R"("a\"\u00e9")") == "\"a\\\"é\"");
  CHECK(RoundTrip("timestamp", R"("2026-01-31T11:00:00+01:00")") == "\"2026-01-31T10:00:00Z\"");
  CHECK(RoundTrip("timestamp", "1500") == "\"1970-01-01T00:00:01.5Z\"");
  CHECK(RoundTrip("duration", R"("-90m")") == "\"-1h30m\"");
  CHECK(RoundTrip("date", R"("2024-02-29")") == "\"2024-02-29\"");
  CHECK(RoundTrip("Level", R"("high")") == "\"high\"");
  CHECK(RoundTrip("int?", "null") == "null");
  CHECK(RoundTrip("Sub", R"({"z":[1,{"y":2}],"a":1})") == R"({"a":1,"b":null})");
  CHECK(RoundTrip("list<bool>", "[true,false]") == "[true,false]");
}

TEST_CASE("variants from JSON and back") {
  CHECK(RoundTrip("Way", R"({"card":{"s":{"a":1},"n":2}})") == R"({"card":{"n":2,"s":{"a":1,"b":null}}})");
  CHECK(RoundTrip("Way", R"({"cash":{}})") == R"({"cash":{}})");
  CHECK(RoundTrip("Way", R"({"cash":{"more":1}})") == R"({"cash":{}})");
  CHECK(RoundTrip("Way", R"("cash")") == R"({"cash":{}})");
  CHECK(RoundTrip("Way?", "null") == "null");
  CHECK(RoundTrip("list<Way>", R"(["cash",{"cash":{}}])") == R"([{"cash":{}},{"cash":{}}])");
  CHECK(RoundTrip("Way", "null") == "! expected an object with the name of an arm, got null");
  CHECK(RoundTrip("Way", "7") == "! expected an object with the name of an arm, got a number");
  CHECK(RoundTrip("Way", "{}") == "! there is no arm");
  CHECK(RoundTrip("Way", R"({"cash":{},"card":{"n":1}})") == "! there is more than one arm");
  CHECK(RoundTrip("Way", R"({"cahs":{}})") == "! `Way` has no arm `cahs`");
  CHECK(RoundTrip("Way", R"("cahs")") == "! `Way` has no arm `cahs`");
  CHECK(RoundTrip("Way", R"("card")") == "! arm `card` has fields");
  CHECK(RoundTrip("Way", R"({"cash":null})") == "! arm `cash`: expected an object, got null");
  CHECK(RoundTrip("Way", R"({"card":{"n":"x"}})") == "! arm `card`: field `n`: expected a number, got a string");
}

TEST_CASE("what is no value of its type is refused") {
  for (const auto& [type, json] :
       std::initializer_list<std::pair<const char*, const char*>>{{"int", "1.5"},
                                                                  {"int", "9223372036854775808"},
                                                                  {"int", "\"1\""},
                                                                  {"int", "null"},
                                                                  {"bool", "1"},
                                                                  {"decimal(5,2)", "1.005"},
                                                                  {"decimal(5,2)", "1000"},
                                                                  {"decimal(5,2)", "\"x\""},
                                                                  {"float", "\"1\""},
                                                                  {"string", "1"},
                                                                  {"timestamp", "\"2026-01-31\""},
                                                                  {"timestamp", "1e30"},
                                                                  {"date", "\"2026-02-29\""},
                                                                  {"date", "\"2026-01-31T10:00:00Z\""},
                                                                  {"duration", "\"5\""},
                                                                  {"Level", "\"mid\""},
                                                                  {"Sub", "{}"},
                                                                  {"Sub", "[]"},
                                                                  {"Sub", R"({"a":null})"},
                                                                  {"list<int>", "[1,null]"}}) {
    INFO(type << " " << json);
    CHECK(RoundTrip(type, json).starts_with("! "));
  }
  CHECK(ParseJson("1e999999999999"));  // where nothing reads it
  CHECK_FALSE(ParseJson(R"({"a":1,"a":2})"));
  CHECK_FALSE(ParseJson(R"({"a":1,"\u0061":2})"));
  CHECK_FALSE(ParseJson("[1,]"));
  CHECK_FALSE(ParseJson("1 2"));
}

}  // namespace rulec::eval
