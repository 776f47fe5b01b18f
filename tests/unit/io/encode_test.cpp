#include <limits>
#include <string>

#include "runtime/src/io/envelope.h"
#include "runtime/src/io/record_codec.h"
#include "tests/support/catch.h"
#include "tests/unit/io/sample_record.h"

namespace rulert::io::test {
namespace {

Sample MakeSample() {
  Sample sample;
  sample.text = "a\"b\\c\n\x01é";
  sample.number = std::numeric_limits<std::int64_t>::min();
  sample.real = 0.1;
  sample.amount.mantissa = -5;
  sample.wide.mantissa = PowerOfTen(38) - 1;
  sample.flag = true;
  sample.at.us = 1'769'853'600'250'000;
  sample.span.us = 5'400'000'000;
  sample.day.days = 19782;
  sample.severity = Severity::high;
  sample.place.city = "Bonn";
  return sample;
}

std::string Encode(const Sample& sample) {
  std::string text = "before ";
  EncodeJson(SampleSpec(), &sample, text);
  REQUIRE(text.substr(0, 7) == "before ");
  return text.substr(7);
}

const FieldSpec& FieldOf(std::string_view name) {
  const RecordSpec& spec = SampleSpec();
  for (std::uint32_t i = 0; i < spec.field_count; ++i) {
    if (std::string_view(spec.fields[i].name) == name) return spec.fields[i];
  }
  throw std::runtime_error("no such field");
}

}  // namespace

TEST_CASE("A record is written in declared order, missing fields are absent") {
  CHECK(Encode(MakeSample()) ==
        R"({"text":"a\"b\\c\n\u0001é","number":-9223372036854775808,"real":0.1,"amount":-0.05,)"
        R"("wide":99999999999999999999999999999999.999999,"flag":true,"at":"2026-01-31T10:00:00.25Z","span":"1h30m",)"
        R"("day":"2024-02-29","severity":"high","place":{"city":"Bonn"},"places":[],"counts":[]})");
}

TEST_CASE("Optional fields and lists are written where they are present") {
  Sample sample = MakeSample();
  const Place places[] = {{"a", 1}, {"b", std::nullopt}};
  const std::int64_t counts[] = {1, -2};
  const std::string_view tags[] = {"x", ""};
  sample.places = {places, 2};
  sample.counts = {counts, 2};
  sample.note = "";
  sample.rate.emplace().mantissa = 125;
  sample.home = Place{"h", 0};
  sample.tags = List<std::string_view>{tags, 2};
  const std::string text = Encode(sample);
  CHECK(text.substr(text.find("\"places\"")) ==
        R"("places":[{"city":"a","floor":1},{"city":"b"}],"counts":[1,-2],"note":"","rate":12.5,)"
        R"("home":{"city":"h","floor":0},"tags":["x",""]})");
}

TEST_CASE("What was written is read back equal") {
  const std::string text = Encode(MakeSample());
  JsonDecoder decoder(SampleSpec(), Validation::kFull);
  Sample row;
  Scratch arena;
  DecodeError error;
  REQUIRE(decoder.Decode(text, &row, arena, error));
  CHECK(Encode(row) == text);
}

TEST_CASE("Strings of every length and every place of a character that needs an escape") {
  for (std::size_t size = 0; size <= 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char special : {'"', '\\', '\x1f', '\x00'}) {
        std::string text(size, 'a');
        text[at] = special;
        std::string expected = "\"" + text.substr(0, at);
        expected += special == '"' ? "\\\"" : special == '\\' ? "\\\\" : special == '\x1f' ? "\\u001f" : "\\u0000";
        expected += text.substr(at + 1) + "\"";
        std::string written;
        AppendJsonString(text, written);
        REQUIRE(written == expected);
      }
    }
  }
  std::string long_text(5000, 'z');
  std::string written;
  AppendJsonString(long_text, written);
  CHECK(written == "\"" + long_text + "\"");
}

TEST_CASE("Bytes that are no UTF-8 are replaced, the rest is kept") {
  std::string written;
  AppendJsonBytes("a\xff\xc3\xa9\xed\xa0\x80\"\n", written);
  CHECK(written == "\"a\xef\xbf\xbdé\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\\"\\n\"");
}

TEST_CASE("Single values and keys") {
  Sample sample = MakeSample();
  const auto value = [&](std::string_view name) {
    std::string text;
    EncodeJsonValue(FieldOf(name), &sample, text);
    return text;
  };
  CHECK(value("amount") == "-0.05");
  CHECK(value("at") == "\"2026-01-31T10:00:00.25Z\"");
  CHECK(value("note") == "null");
  CHECK(value("place") == "{\"city\":\"Bonn\"}");

  const auto key = [&](std::string_view name) {
    std::string text;
    return EncodeKeyField(FieldOf(name), &sample, text) ? text : "missing";
  };
  CHECK(key("text") == "a\"b\\c\n\x01é");
  CHECK(key("number") == "-9223372036854775808");
  CHECK(key("at") == "2026-01-31T10:00:00.25Z");
  CHECK(key("severity") == "high");
  CHECK(key("flag") == "true");
  CHECK(key("place") == "{\"city\":\"Bonn\"}");
  CHECK(key("note") == "missing");

  RecordSpec one = SampleSpec();
  one.field_count = 1;
  RecordSpec two = SampleSpec();
  two.field_count = 2;
  sample.text = "c1";
  sample.number = 7;
  std::string bytes;
  EncodeKey(one, &sample, bytes);
  CHECK(bytes == "c1");
  bytes.clear();
  EncodeKey(two, &sample, bytes);
  CHECK(bytes == R"({"text":"c1","number":7})");
}

TEST_CASE("Bytes are written in Base64, as a key too") {
  Sample sample = MakeSample();
  const auto written = [&](std::string_view bytes) {
    sample.seal = bytes;
    std::string text;
    EncodeJsonValue(FieldOf("seal"), &sample, text);
    return text;
  };
  CHECK(written("") == R"("")");
  CHECK(written("a") == R"("YQ==")");
  CHECK(written("ab") == R"("YWI=")");
  CHECK(written("\xff\xfe\xfd") == R"("//79")");
  // More than the writer holds at once, in threes.
  for (const std::size_t size : {383u, 384u, 385u, 1000u}) {
    const std::string text = written(std::string(size, '\0'));
    CHECK(text.size() == (size + 2) / 3 * 4 + 2);
    CHECK(text.find_first_not_of('A', 1) == 1 + (size * 8 + 5) / 6);
  }
  sample.seal = std::string_view("abc");
  std::string key;
  CHECK(EncodeKeyField(FieldOf("seal"), &sample, key));
  CHECK(key == "YWJj");
}

TEST_CASE("Output lines hold what the record has") {
  OutputRecord record;
  record.output = "alerts";
  record.key = R"({"customer":"c1"})";
  record.has_key = true;
  record.value = "{\"n\":1}";
  record.id = "0123456789abcdef0123456789abcdef";
  record.time_us = 1'500'000;
  std::string line;
  AppendOutputLine(record, line);
  CHECK(line == R"({"output":"alerts","key":{"customer":"c1"},"time":"1970-01-01T00:00:01.5Z",)"
                R"("id":"0123456789abcdef0123456789abcdef","value":{"n":1}})"
                "\n");
  record.has_key = false;
  record.has_time = false;
  record.id = {};
  line.clear();
  AppendOutputLine(record, line);
  CHECK(line == "{\"output\":\"alerts\",\"value\":{\"n\":1}}\n");
}

}  // namespace rulert::io::test
