// Random texts of a record, right and wrong, judged by the decoder and by an oracle that shares nothing with it.
#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "runtime/src/io/record_codec.h"
#include "tests/support/catch.h"
#include "tests/unit/io/json_oracle.h"

namespace rulert::io::test {
namespace {

class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}

  std::string Record() {
    std::vector<std::string> members;
    const auto add = [&](const char* name, const std::string& value) {
      if (Chance(300)) return;  // left out
      members.push_back(Key(name) + Space() + ":" + Space() + (Chance(300) ? Any(0) : value));
    };
    add("text", String());
    add("number", Fitting(18, 0));
    add("real", Fitting(30, 30));
    add("amount", Chance(3) ? "\"" + Fitting(10, 2) + "\"" : Fitting(10, 2));
    add("wide", Fitting(32, 6));
    add("flag", Pick({"true", "false"}));
    add("at", Pick({"\"2026-01-31T10:00:00Z\"", "1767225600000", "-1", "\"0001-01-01T00:00:00+00:01\"",
                    "\"9999-12-31T23:59:59.999999Z\"", "\"2024-02-29T23:00:00.5-03:30\"", "2.5e3"}));
    add("span", Pick({"\"1h30m\"", "\"-5s\"", "250", "\"1w2d3h4m5s6ms7us\"", "\"10m\"", "\"0s\"", "1e2", "\"-1d12h\"",
                      "\"1m1h\""}));
    add("day", Pick({"\"2026-01-31\"", "\"2024-02-29\"", "\"1969-07-20\"", "\"1600-12-31\"", "\"2026-12-31\"",
                     "\"2023-02-29\"", "\"9999-12-31\"", "\"0001-01-01\""}));
    add("severity", Pick({"\"low\"", "\"medium\"", "\"h\\u0069gh\"", "\"high\"", "\"low\"", "\"none\""}));
    add("place", Place());
    add("places", List([this] { return Place(); }));
    add("counts", List([this] { return Chance(3) ? Fitting(18, 0) : std::to_string(random_() % 100); }));
    if (!Chance(2)) add("note", Chance(4) ? "null" : String());
    if (!Chance(2)) add("rate", Fitting(3, 1));
    if (!Chance(2)) add("home", Chance(4) ? "null" : Place());
    if (!Chance(2)) add("tags", List([this] { return String(); }));
    if (!Chance(2)) {
      add("seal", Pick({"null", "\"\"", "\"YWJj\"", "\"YWI=\"", "\"YQ==\"", "\"\\/w8\\u002b\"", "\"YR==\"", "\"YWJ\"",
                        "\"+/+/9w==\"", "\"_-8=\"", "\"YQ==YQ==\"", "\"AAAAAAAAAAAA\""}));
    }
    if (!Chance(2)) add("marks", List([this] { return Chance(9) ? Fitting(18, 0) : std::to_string(random_() % 9); }));
    if (!Chance(2)) add("limits", Limits());
    if (Chance(3)) members.push_back(String() + ":" + Any(0));
    if (Chance(20) && !members.empty()) members.push_back(members[random_() % members.size()]);
    if (Chance(2)) std::shuffle(members.begin(), members.end(), random_);
    std::string text = Space() + "{" + Space();
    for (std::size_t i = 0; i < members.size(); ++i) text += (i > 0 ? "," : "") + Space() + members[i] + Space();
    return text + "}" + Space();
  }

  /// Changes a few bytes.
  std::string Spoil(std::string text) {
    for (std::uint32_t left = 1 + random_() % 3; left > 0 && !text.empty(); --left) {
      const std::size_t at = random_() % text.size();
      switch (random_() % 4) {
        case 0:
          text.erase(at, 1 + random_() % 3);
          break;
        case 1:
          text.insert(at, 1, Byte());
          break;
        case 2:
          text[at] = Byte();
          break;
        default:
          text.insert(at, text.substr(random_() % text.size(), random_() % 12));
      }
    }
    return text;
  }

 private:
  bool Chance(std::uint32_t one_in) { return random_() % one_in == 0; }
  std::string Pick(std::initializer_list<const char*> choices) { return choices.begin()[random_() % choices.size()]; }
  char Byte() {
    return Chance(8) ? static_cast<char>(random_()) : "{}[]:,\"\\0123456789eE.-+truefalsn \n"[random_() % 34];
  }

  std::string Space() { return Chance(6) ? Pick({" ", "\t", "\r\n", "   "}) : ""; }
  std::string Digits(std::uint32_t most) {
    std::string digits;
    for (std::uint32_t left = 1 + random_() % most; left > 0; --left) digits += static_cast<char>('0' + random_() % 10);
    return digits;
  }
  std::string Number() {
    if (Chance(10)) {
      return Pick({"0", "-0", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "9999999999.99",
                   "1e3", "100e-2", "1e-400", "0e999999999999", "999.9", "99999999999999999999999999999999.999999",
                   "0.0000000000000000000001", "123456789012345678901234567890.10000000", "4.9406564584124654e-324",
                   "1.7976931348623157e308"});
    }
    std::string number = Chance(3) ? "-" : "";
    std::string whole = Digits(Chance(4) ? 36 : 9);
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
    number += whole;
    if (Chance(2)) number += "." + Digits(Chance(4) ? 30 : 2);
    if (Chance(8)) number += (Chance(2) ? "e" : "E") + Pick({"", "+", "-"}) + Digits(2);
    return number;
  }
  /// Mostly with at most so many digits before and behind the point.
  std::string Fitting(std::uint32_t whole, std::uint32_t fraction) {
    if (Chance(100)) return Number();
    std::string number = Chance(3) ? "-" : "";
    std::string digits = Digits(Chance(2) ? whole : std::min(whole, 4u));
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    number += digits;
    if (fraction > 0 && Chance(2)) number += "." + Digits(fraction);
    if (Chance(4)) number += (fraction > 0 && number.find('.') != std::string::npos ? "000" : ".0");
    return number;
  }
  std::string String() {
    std::string text = "\"";
    for (std::uint32_t left = random_() % (Chance(6) ? 80 : 12); left > 0; --left) {
      if (Chance(12)) {
        text += Pick({"\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\u0041", "\\ud83d\\ude00", "é", "€", "😀", "\\b",
                      "\\f", "\\r", "\\t"});
      } else {
        text += static_cast<char>('a' + random_() % 26);
      }
    }
    return text + "\"";
  }
  std::string Key(const std::string& name) {
    if (!Chance(12)) return "\"" + name + "\"";
    const std::size_t at = random_() % name.size();
    return "\"" + name.substr(0, at) + fmt::format("\\u{:04x}", static_cast<int>(name[at])) + name.substr(at + 1) +
           "\"";
  }
  std::string Place() {
    std::string text = "{\"city\":" + (Chance(200) ? Any(0) : String());
    if (Chance(2)) text += ",\"floor\":" + (Chance(4) ? "null" : std::to_string(static_cast<int>(random_() % 90) - 9));
    if (Chance(10)) text += ",\"extra\":" + Any(0);
    return text + "}";
  }
  std::string Limits() {
    std::string text = "{";
    for (std::uint32_t count = random_() % (Chance(5) ? 12 : 3); count > 0; --count) {
      text += (text.size() > 1 ? ",\"" : "\"") + Fitting(3, 1) + "\":" + (Chance(99) ? Any(0) : String());
    }
    return text + "}";
  }
  template <class One>
  std::string List(One&& one) {
    std::string text = "[";
    for (std::uint32_t i = 0, count = random_() % (Chance(5) ? 30 : 4); i < count; ++i)
      text += (i > 0 ? "," : "") + Space() + one();
    return text + "]";
  }
  std::string Any(int depth) {
    switch (random_() % (depth > 4 ? 4 : 6)) {
      case 0:
        return Number();
      case 1:
        return String();
      case 2:
        return Pick({"null", "true", "false"});
      case 3:
        return Pick({"[]", "{}"});
      case 4:
        return List([&] { return Any(depth + 1); });
      default:
        return "{" + String() + ":" + Any(depth + 1) + "," + String() + ":" + Any(depth + 1) + "}";
    }
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("Decoder and oracle agree on 40,000 random texts") {
  JsonDecoder full(SampleSpec(), Validation::kFull);
  JsonDecoder projected(SampleSpec(), Validation::kProjected);
  Writer writer(20260131);
  Scratch arena;
  int accepted = 0;
  int refused = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::string text = writer.Record();
    if (i % 2 == 1) text = writer.Spoil(std::move(text));
    const Judgement judgement = Judge(text);
    if (!judgement.certain) continue;
    arena.Reset();
    Sample row;
    DecodeError error;
    const bool ok = full.Decode(text, &row, arena, error);
    INFO(i << ": " << text);
    INFO(error.path << ": " << error.message);
    REQUIRE(ok == judgement.row.has_value());
    (ok ? accepted : refused) += 1;
    if (!ok) continue;
    REQUIRE(Describe(row) == *judgement.row);
    Sample again;
    REQUIRE(projected.Decode(text, &again, arena, error));
    REQUIRE(Describe(again) == *judgement.row);
    std::string written;
    EncodeJson(SampleSpec(), &row, written);
    const Judgement of_written = Judge(written);
    INFO(written);
    REQUIRE(of_written.row.has_value());
    REQUIRE(*of_written.row == *judgement.row);
  }
  CHECK(accepted > 3000);
  CHECK(refused > 3000);
}

}  // namespace rulert::io::test
