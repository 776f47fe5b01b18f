#include "compiler/diagnostics/render.h"

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"

using namespace rulec;
using namespace rulec::diagnostics;

namespace {

// A diagnostic at the first place of `at` in a file of that text.
std::string Show(const std::string& text, const std::string& at, const std::string& label = "here") {
  base::SourceSet sources;
  sources.Add("fraud.rules", text);
  const auto begin = static_cast<std::uint32_t>(text.find(at));
  return RenderText(
      {Code::kUnexpectedToken, {0, begin, begin + static_cast<std::uint32_t>(at.size())}, "oh", label, {}, {}, {}},
      sources);
}

}  // namespace

TEST_CASE("text shows place, line, carets, label, hints and related places") {
  base::SourceSet sources;
  sources.Add("fraud.rules", "record Payment {}\n\nrule big when p.amuont > 500 then x\n");
  Diagnostic d{Code::kUnexpectedToken, {0, 35, 41}, "unknown field `amuont`", "did you mean `amount`?", {}, {}, {}};
  d.Hint("look it up").Note({0, 7, 14}, "declared here");
  CHECK(RenderText(d, sources) ==
        "fraud.rules:3:17: error: unknown field `amuont` [R0103 UnexpectedToken]\n"
        "    3 | rule big when p.amuont > 500 then x\n"
        "      |                 ^^^^^^ did you mean `amount`?\n"
        "      = help: look it up\n"
        "fraud.rules:1:8: note: declared here\n"
        "    1 | record Payment {}\n"
        "      |        ^^^^^^^\n");
}

TEST_CASE("carets stand under their characters behind tabs, wide and combining ones") {
  CHECK(Show("\ta\tbcd", "bcd") ==
        "fraud.rules:1:4: error: oh [R0103 UnexpectedToken]\n"
        "    1 |     a   bcd\n"
        "      |         ^^^ here\n");
  CHECK(Show("\xE6\xBC\xA2\xE5\xAD\x97 x", "x") ==
        "fraud.rules:1:4: error: oh [R0103 UnexpectedToken]\n"
        "    1 | \xE6\xBC\xA2\xE5\xAD\x97 x\n"
        "      |      ^ here\n");
  CHECK(Show("e\xCC\x81 \xE6\xBC\xA2", "\xE6\xBC\xA2", "") ==
        "fraud.rules:1:4: error: oh [R0103 UnexpectedToken]\n"
        "    1 | e\xCC\x81 \xE6\xBC\xA2\n"
        "      |   ^^\n");
}

TEST_CASE("a span over lines is marked to the end of its first line, an empty one by one caret") {
  CHECK(Show("ab cd\nef", "cd\ne").find("      |    ^^ here\n") != std::string::npos);
  CHECK(Show("ab", "").find("      | ^ here\n") != std::string::npos);
}

TEST_CASE("nothing that a file holds can steer the terminal") {
  const std::string shown = Show("a \x1B[31m \x07 \xE2\x80\xAE x", "x", "l\x1B");
  CHECK(shown.find('\x1B') == std::string::npos);
  CHECK(shown.find('\x07') == std::string::npos);
  CHECK(shown.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("of a very long line only the part around the place is shown") {
  const std::string shown = Show(std::string(500'000, 'a') + " here " + std::string(500'000, 'b'), "here", "x");
  CHECK(shown.size() < 600);
  const std::size_t line = shown.find("here");
  const std::size_t caret = shown.find("^^^^");
  REQUIRE(caret != std::string::npos);
  CHECK(line - shown.rfind('\n', line) == caret - shown.rfind('\n', caret));
}

TEST_CASE("a diagnostic without place names what it is about") {
  Diagnostic d{Code::kFileTooLarge, kNoPlace, "too large", {}, {}, {}, "big.rules"};
  CHECK(RenderText(d, base::SourceSet()) == "big.rules: error: too large [R0802 FileTooLarge]\n");
  const auto json = nlohmann::json::parse(RenderJson(d, base::SourceSet()));
  CHECK(json["file"] == "big.rules");
  CHECK_FALSE(json.contains("line"));
}

TEST_CASE("JSON has one object on one line with everything") {
  base::SourceSet sources;
  sources.Add("a \"b\".rules", "x\n\xC3\xA9yz\n");
  Sink sink;
  sink.Report(Code::kUnexpectedToken, {0, 4, 6}, "line\nbreak \xFF", "\"q\"").Hint("h").Note({0, 0, 1}, "n");
  sink.Report(Code::kEmptyFile, {0, 0, 0}, "w");
  const std::string text = RenderJson(sink, sources);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  const auto json = nlohmann::json::parse(text.substr(0, text.find('\n')));
  CHECK(json["code"] == "R0103");
  CHECK(json["name"] == "UnexpectedToken");
  CHECK(json["severity"] == "error");
  CHECK(json["file"] == "a \"b\".rules");
  CHECK(json["line"] == 2);
  CHECK(json["column"] == 2);
  CHECK(json["end_line"] == 2);
  CHECK(json["end_column"] == 4);
  CHECK(json["message"] == "line\nbreak \xEF\xBF\xBD");
  CHECK(json["label"] == "\"q\"");
  CHECK(json["hints"] == nlohmann::json::array({"h"}));
  CHECK(json["related"][0]["line"] == 1);
  CHECK(json["related"][0]["message"] == "n");
}

TEST_CASE("the last line counts") {
  base::SourceSet sources;
  sources.Add("a", "x");
  Sink sink(1);
  CHECK(RenderText(sink, sources).empty());
  sink.Report(Code::kUnexpectedToken, {0, 0, 1}, "a");
  sink.Report(Code::kUnexpectedToken, {0, 0, 1}, "b");
  sink.Report(Code::kEmptyFile, {0, 0, 1}, "c");
  CHECK(RenderText(sink, sources).ends_with("\n2 errors, 1 warning (2 not shown)\n"));
}
