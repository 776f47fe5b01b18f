#include "runtime/src/io/envelope.h"

#include <string>

#include "tests/support/catch.h"

namespace rulert::io::test {

TEST_CASE("Envelope lines with a record") {
  EnvelopeReader reader;
  EnvelopeItem item;
  DecodeError error;
  const std::string line =
      R"({"stream":"transactions", "value" : {"a":[1,{"b":2}]} ,"partition":3,"time":"2026-01-01T10:00:00Z"})";
  REQUIRE(reader.Read(line, item, error));
  CHECK(item.kind == EnvelopeItem::Kind::kRecord);
  CHECK(item.stream == "transactions");
  CHECK(item.value == R"({"a":[1,{"b":2}]})");
  CHECK(line.substr(item.value_offset, item.value.size()) == item.value);
  CHECK(item.partition == 3);
  CHECK(item.has_time);
  CHECK(item.time_us == 1'767'261'600'000'000);

  REQUIRE(reader.Read(R"({"value":5  ,"str\u0065am":"t\u0078"})", item, error));
  CHECK(item.stream == "tx");
  CHECK(item.value == "5");
  CHECK(item.partition == 0);
  CHECK_FALSE(item.has_time);

  REQUIRE(reader.Read(R"({"stream":"tx","value":null,"time":1500})", item, error));
  CHECK(item.value.data() == nullptr);
  CHECK(item.time_us == 1'500'000);
}

TEST_CASE("Envelope lines with a watermark") {
  EnvelopeReader reader;
  EnvelopeItem item;
  DecodeError error;
  REQUIRE(reader.Read(R"({"watermark":"1970-01-01T00:00:01Z","stream":"tx"})", item, error));
  CHECK(item.kind == EnvelopeItem::Kind::kWatermark);
  CHECK(item.stream == "tx");
  CHECK(item.watermark_us == 1'000'000);
}

TEST_CASE("Envelope lines with an idle partition, and with a clock") {
  EnvelopeReader reader;
  EnvelopeItem item;
  DecodeError error;
  REQUIRE(reader.Read(R"({"idle":true,"stream":"tx","partition":3})", item, error));
  CHECK(item.kind == EnvelopeItem::Kind::kIdle);
  CHECK(item.stream == "tx");
  CHECK(item.partition == 3);
  CHECK(item.idle);
  REQUIRE(reader.Read(R"({"stream":"tx","idle":false})", item, error));
  CHECK(item.kind == EnvelopeItem::Kind::kIdle);
  CHECK(item.partition == 0);
  CHECK_FALSE(item.idle);
  REQUIRE(reader.Read(R"({"clock":"1970-01-01T00:00:01Z"})", item, error));
  CHECK(item.kind == EnvelopeItem::Kind::kClock);
  CHECK(item.clock_us == 1'000'000);
}

TEST_CASE("Bad envelope lines have a reason") {
  struct Row {
    const char* line;
    const char* error;
  };
  const Row row = GENERATE(values<Row>({
      {"{}", "missing `stream`"},
      {R"({"stream":"tx"})", "missing `value` or `watermark`"},
      {R"({"value":{}})", "missing `stream`"},
      {R"({"stream":5,"value":{}})", "`stream` is the name of a stream"},
      {R"({"stream":{},"value":{}})", "expected a value, got an object"},
      {R"({"stream":"tx","value":})", "expected a value, got `}`"},
      {R"({"stream":"tx","value":{}},)", "not one whole object"},
      {R"({"stream":"tx","value":{}}{})", "text after the envelope"},
      {R"({"stream":"tx","value":{},"partition":-1})", "`partition` is an int from 0 to 2147483647"},
      {R"({"stream":"tx","value":{},"partition":"1"})", "`partition` is an int from 0 to 2147483647"},
      {R"({"stream":"tx","value":{},"time":"noon"})",
       "`time` is a timestamp like 2026-01-31T10:00:00Z or epoch milliseconds"},
      {R"({"stream":"tx","watermark":null})",
       "`watermark` is a timestamp like 2026-01-31T10:00:00Z or epoch milliseconds"},
      {R"({"stream":"tx","watermark":1,"value":{}})", "a watermark line has `watermark` and `stream` only"},
      {R"({"stream":"tx","value":{},"value":{}})", "key `value` twice in one object"},
      {R"({"stream":"tx","value":{},"partitoin":1})",
       "unknown key `partitoin` in an envelope line: it has stream, value, partition, time; or watermark, "
       "stream; or idle, stream, partition; or clock"},
      {R"({"stream":"tx","idle":1})", "`idle` is true or false"},
      {R"({"stream":"tx","idle":"true"})", "`idle` is true or false"},
      {R"({"idle":true})", "missing `stream`"},
      {R"({"stream":"tx","idle":true,"time":5})", "an idle line has `idle`, `stream` and `partition` only"},
      {R"({"stream":"tx","idle":true,"value":{}})", "an idle line has `idle`, `stream` and `partition` only"},
      {R"({"clock":"noon"})", "`clock` is a timestamp like 2026-01-31T10:00:00Z or epoch milliseconds"},
      {R"({"clock":5,"stream":"tx"})", "a clock line has `clock` only"},
      {R"({"stream":"tx","watermark":1,"partition":0})", "a watermark line has `watermark` and `stream` only"},
      {"[1]", "expected an object, got a list"},
      {"not json", "expected an object, got text that is no JSON value"},
      {"null ", "expected an object, got null"},
      {R"({"stream":"tx","value":{"a":[}})", "expected a closing bracket, got the end of the record"},
      {R"({"stream":"\ud800","value":{}})", "wrong escape in a key"},
  }));
  INFO(row.line);
  EnvelopeReader reader;
  EnvelopeItem item;
  DecodeError error;
  CHECK_FALSE(reader.Read(row.line, item, error));
  CHECK(error.message == row.error);
}

}  // namespace rulert::io::test
