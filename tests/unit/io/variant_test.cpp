// Variants in JSON: what is read, what is refused and where, what is written.
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "rulert/decimal.h"
#include "rulert/list.h"
#include "runtime/src/io/copy_record.h"
#include "runtime/src/io/record_codec.h"
#include "tests/support/catch.h"

namespace rulert::io::test {
namespace {

/// As generated code has it.
struct Outcome {
  enum class Arm : std::uint32_t { kApprove, kRefer, kQuoted };
  struct Approve {
    Decimal<12, 2> limit;
    std::optional<std::string_view> note;
  };
  struct Refer {};
  struct Quoted {
    std::int64_t n = 0;
  };
  Arm arm{};
  union {
    Approve approve;
    Refer refer;
    Quoted quoted;
  };
  constexpr Outcome() noexcept : approve{} {}
};

struct Row {
  Outcome now;
  std::optional<Outcome> last;
  List<Outcome> all;
};

constexpr FieldSpec kApproveFields[] = {{.name = std::string_view("limit"),
                                         .kind = FieldKind::kDecimal,
                                         .precision = 12,
                                         .scale = 2,
                                         .offset = offsetof(Outcome::Approve, limit),
                                         .size = 8},
                                        {.name = std::string_view("note"),
                                         .kind = FieldKind::kString,
                                         .optional = 1,
                                         .offset = offsetof(Outcome::Approve, note),
                                         .present_offset = offsetof(Outcome::Approve, note) + sizeof(std::string_view),
                                         .size = sizeof(std::string_view)}};
constexpr FieldSpec kQuotedFields[] = {
    {.name = std::string_view("n"), .kind = FieldKind::kInt, .offset = 0, .size = 8}};
constexpr RecordSpec kApprove = {std::string_view("Outcome.approve"), kApproveFields, 2, sizeof(Outcome::Approve), 8};
constexpr RecordSpec kRefer = {std::string_view("Outcome.refer"), nullptr, 0, 1, 1};
constexpr RecordSpec kQuoted = {std::string_view("Outcome.quoted"), kQuotedFields, 1, 8, 8};

constexpr FieldSpec Arm(std::string_view name, const RecordSpec& fields, std::uint32_t offset) {
  return {.name = name, .kind = FieldKind::kRecord, .offset = offset, .size = fields.size, .record = &fields};
}
constexpr FieldSpec kArms[] = {Arm("approve", kApprove, offsetof(Outcome, approve)),
                               Arm("refer", kRefer, offsetof(Outcome, refer)),
                               Arm("a \"quoted\" arm", kQuoted, offsetof(Outcome, quoted))};
constexpr RecordSpec kOutcome = {std::string_view("Outcome"), kArms, 3, sizeof(Outcome), alignof(Outcome)};
constexpr FieldSpec kElement = {
    .name = {}, .kind = FieldKind::kVariant, .offset = 0, .size = sizeof(Outcome), .record = &kOutcome};
constexpr FieldSpec kFields[] = {{.name = std::string_view("now"),
                                  .kind = FieldKind::kVariant,
                                  .offset = offsetof(Row, now),
                                  .size = sizeof(Outcome),
                                  .record = &kOutcome},
                                 {.name = std::string_view("last"),
                                  .kind = FieldKind::kVariant,
                                  .optional = 1,
                                  .offset = offsetof(Row, last),
                                  .present_offset = offsetof(Row, last) + sizeof(Outcome),
                                  .size = sizeof(Outcome),
                                  .record = &kOutcome},
                                 {.name = std::string_view("all"),
                                  .kind = FieldKind::kList,
                                  .offset = offsetof(Row, all),
                                  .size = sizeof(List<Outcome>),
                                  .element = &kElement},
                                 {.name = std::string_view("unread"),
                                  .kind = FieldKind::kVariant,
                                  .optional = 1,
                                  .size = sizeof(Outcome),
                                  .record = &kOutcome}};
constexpr RecordSpec kRow = {std::string_view("Row"), kFields, 4, sizeof(Row), alignof(Row)};

/// What is written of what was read; else the message with its path and offset.
std::string Pass(const std::string& json, Validation validation = Validation::kFull) {
  // A copy of exactly the text's size, so that a sanitizer sees a read beyond its end.
  const auto text = std::make_unique<char[]>(json.size());
  json.copy(text.get(), json.size());
  Scratch memory;
  Row row;
  DecodeError error;
  if (!JsonDecoder(kRow, validation).Decode({text.get(), json.size()}, &row, memory, error)) {
    return error.path + ": " + error.message + " @" + std::to_string(error.offset);
  }
  std::string written;
  EncodeJson(kRow, &row, written);
  return written;
}

std::string Now(const std::string& value, Validation validation = Validation::kFull) {
  return Pass(R"({"all":[],"now":)" + value + "}", validation);
}

TEST_CASE("A variant is read from an object with its arm, and written as one") {
  const std::string whole =
      R"({"now":{"approve":{"limit":10.50,"note":"n\"\n"}},"last":{"refer":{}},"all":[{"a \"quoted\" arm":{"n":-1}},{"refer":{}}]})";
  for (const Validation validation : {Validation::kFull, Validation::kProjected}) {
    CHECK(Pass(whole, validation) == whole);
    CHECK(Now(R"({"approve":{"limit":"7"}})", validation) == R"({"now":{"approve":{"limit":7.00}},"all":[]})");
    CHECK(Now(R"( { "approve" : { "other" : [ 1 ] , "limit" : 1 } } )", validation) ==
          R"({"now":{"approve":{"limit":1.00}},"all":[]})");
    CHECK(Now(R"({"\u0061pprove":{"limit":1}})", validation) == R"({"now":{"approve":{"limit":1.00}},"all":[]})");
    CHECK(Pass(R"({"last":null,"all":[],"now":"refer"})", validation) == R"({"now":{"refer":{}},"all":[]})");
    CHECK(Pass(R"({"all":["refer",{"refer":{}}],"now":"re\u0066er"})", validation) ==
          R"({"now":{"refer":{}},"all":[{"refer":{}},{"refer":{}}]})");
  }
}

TEST_CASE("One decoder reads one arm after the other") {
  JsonDecoder decoder(kRow, Validation::kProjected);
  Scratch memory;
  DecodeError error;
  for (int i = 0; i < 3; ++i) {
    for (const std::string value :
         {R"({"approve":{"limit":3.00}})", R"({"refer":{}})", R"({"a \"quoted\" arm":{"n":5}})"}) {
      const std::string json = R"({"now":)" + value + R"(,"all":[]})";
      Row row;
      REQUIRE(decoder.Decode(json, &row, memory, error));
      std::string written;
      EncodeJson(kRow, &row, written);
      CHECK(written == json);
    }
  }
}

TEST_CASE("What is no variant is refused, with its place") {
  for (const Validation validation : {Validation::kFull, Validation::kProjected}) {
    CHECK(Now("7", validation) == "now: expected an object with the name of an arm, got a number @16");
    CHECK(Now("[]", validation) == "now: expected an object with the name of an arm, got a list @16");
    CHECK(Now("null", validation) == ": missing field `now` (it is null) @16");
    CHECK(Now("{}", validation) == "now: there is no arm @17");
    CHECK(Now(R"({"reffer":{}})", validation) ==
          "now: expected one of approve, refer, a \"quoted\" arm, got `reffer` @17");
    CHECK(Now(R"("reffer")", validation) == "now: expected one of approve, refer, a \"quoted\" arm, got `reffer` @16");
    CHECK(Now(R"("approve")", validation) == "now: arm `approve` has fields @16");
    CHECK(Now(R"("\q")", validation) == "now: wrong escape in a string @17");
    CHECK(Now(R"({"refer":{},"approve":{"limit":1}})", validation) == "now: there is more than one arm @27");
    CHECK(Now(R"({"refer":{},"refer":{}})", validation) == "now: there is more than one arm @27");
    CHECK(Now(R"({"refer":null})", validation) == "now.refer: expected an object, got null @25");
    CHECK(Now(R"({"approve":{"limit":true}})", validation) ==
          "now.approve.limit: expected a decimal(12,2), got a bool @36");
    CHECK(Now(R"({"approve":{}})", validation) == "now.approve: missing field `limit` @28");
    CHECK(Now(R"({"approve" {}})", validation) == "now: expected `:`, got an object @27");
    CHECK(Now(R"({1:2})", validation) == "now: expected a key, got a number @17");
    CHECK(Pass(R"({"now":"refer","all":[{"refer":{}},{"approve":{"limit":"x"}}]})", validation) ==
          "all[1].approve.limit: expected a decimal(12,2), got the string `x` @55");
  }
}

TEST_CASE("A variant that nobody reads is refused in full validation only") {
  const std::string bad = R"({"all":[],"now":"refer","unread":{"approve":{"limit":"x"}}})";
  CHECK(Pass(bad) == "unread.approve.limit: expected a decimal(12,2), got the string `x` @53");
  CHECK(Pass(bad, Validation::kProjected) == R"({"now":{"refer":{}},"all":[]})");
  CHECK(Pass(R"({"all":[],"now":"refer","unread":"reffer"})") ==
        "unread: expected one of approve, refer, a \"quoted\" arm, got `reffer` @33");
  CHECK(Pass(R"({"all":[],"now":"refer","unread":{"approve":{"limit":1,"x":1,"x":2}}})") ==
        "unread.approve: key `x` twice in one object @66");
}

TEST_CASE("Nested too deeply is nested too deeply in a variant too") {
  std::string deep = R"({"approve":{"limit":1,"x":)";
  for (int i = 0; i < 300; ++i) deep += '[';
  for (int i = 0; i < 300; ++i) deep += ']';
  CHECK(Now(deep + "}}").find("nested too deeply") != std::string::npos);
}

TEST_CASE("A copied variant owns what its arm holds") {
  std::string json = R"({"now":{"approve":{"limit":1,"note":"a note"}},"last":{"approve":{"limit":2,"note":"\u0062"}},)"
                     R"("all":[{"refer":{}},{"approve":{"limit":3,"note":"of a list"}}]})";
  Scratch read;
  Row row;
  DecodeError error;
  REQUIRE(JsonDecoder(kRow, Validation::kFull).Decode(json, &row, read, error));
  std::string before;
  EncodeJson(kRow, &row, before);
  Scratch memory;
  Row copy;
  CopyRecord(kRow, &row, kRow, &copy, memory);
  std::fill(json.begin(), json.end(), '#');
  read.Reset();
  std::memset(read.AllocateChars(3000), '#', 3000);
  std::string after;
  EncodeJson(kRow, &copy, after);
  CHECK(after == before);
}

}  // namespace
}  // namespace rulert::io::test
