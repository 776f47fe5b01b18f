// Whoever writes rules, tables, or names files and modules cannot write C++ with them: each attempt is refused with a
// diagnostic, or is taken for what it is: the generated text holds it in literals and identifiers of its own only, a
// compiler takes that text without a warning, and compiled decisions say what the evaluator says.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/driver/build.h"
#include "compiler/driver/child_process.h"
#include "compiler/eval/json.h"
#include "tests/injection/attempts.h"
#include "tests/injection/cpp_code.h"
#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"

namespace rulec::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrelude =
    "record Reason { text: string  code: string?  weight: int }\nrecord Score { total: int  reasons: list<Reason> }\n";

/// A folder for the files of a test, removed with the object.
class Folder {
 public:
  Folder() : path_((fs::temp_directory_path() / "attempts.XXXXXX").string()) {
    RULEC_CHECK(mkdtemp(path_.data()) != nullptr, "the folder for temporary files takes one more");
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// The path, or nothing if a file cannot have that name.
  std::optional<std::string> Write(const std::string& name, const std::string& text) const {
    if (name.find('\0') != std::string::npos) return std::nullopt;
    std::ofstream file(fs::path(path_) / name, std::ios::binary);
    file << text;
    file.close();
    if (!file) return std::nullopt;
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

struct Attempt {
  std::string payload;
  std::string number;
  Written written;
};

/// Rules whose names are `attempts`, with what they read.
std::optional<std::string> WriteModule(const Folder& folder, const std::vector<Attempt>& attempts) {
  std::string text = std::string("module attempts\n") + kPrelude;
  for (const Attempt& attempt : attempts) {
    text += attempt.written.rules;
    if (!attempt.written.csv.empty()) folder.Write("table" + attempt.number + ".csv", attempt.written.csv);
  }
  return folder.Write("attempts.rules", text);
}

bool IsRefused(const std::string& path) {
  const auto checked = driver::Compile(path, driver::Stage::kCheck, driver::Findings::kLeftOut);
  if (checked.ok()) return false;
  CHECK(checked.sink.has_errors());
  return true;
}

bool Begins(const std::string& text, std::string_view with) { return text.starts_with(with); }

bool IsOurDirective(const std::string& directive) {
  if (directive == "#pragma once" || Begins(directive, "#pragma GCC diagnostic ")) return true;
  if (Begins(directive, "#include <")) return directive.find(kCanary) == std::string::npos;
  if (Begins(directive, "#include \"")) {
    return directive.ends_with('"') && directive.find_first_of("\"\\?", 10) == directive.size() - 1;
  }
  if (!Begins(directive, "#line ")) return false;
  const CppCode code = ReadCppCode(directive.substr(6), true);
  return code.complete && code.words.size() == 1 && code.rest == "\"";
}

/// Text that editors show as it is and compilers see as it is shown: letters of any language, in comments only, but
/// nothing that ends a line elsewhere, turns the direction of writing, or cannot be seen.
void CheckVisible(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, i);
    const char32_t c = point.value;
    const bool control = (c < ' ' && c != '\n') || (c >= 0x7F && c < 0xA0) || (c == 0xFFFD && point.length == 1);
    const bool unseen =
        (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
    if (control || unseen) {
      INFO(text.substr(i < 80 ? 0 : i - 80, 160));
      FAIL_CHECK(fmt::format("U+{:04X} stands in generated code", static_cast<std::uint32_t>(c)));
    }
    i += point.length;
  }
}

/// Code that is ours alone: whatever the payload declares is in no place where a compiler reads it.
void CheckText(const std::string& name, const std::string& text) {
  INFO(name);
  const CppCode code = ReadCppCode(text, false);
  CHECK(code.complete);
  CHECK(std::find(code.words.begin(), code.words.end(), kCanary) == code.words.end());
  for (const std::string& directive : code.directives) {
    INFO(directive);
    CHECK(IsOurDirective(directive));
  }
  // And the same to a compiler that reads trigraphs.
  CHECK(ReadCppCode(text, true) == code);
  CheckVisible(text);
}

void CheckGenerated(const std::string& path) {
  const auto compilation = driver::Compile(path, driver::Stage::kLower, driver::Findings::kLeftOut);
  INFO(Findings(compilation));
  REQUIRE(compilation.ok());
  for (const auto& [name, text] : driver::Generate(compilation, driver::ModuleFileName(path)).files) {
    CheckText(name, text);
  }
}

/// No symbol of that name, plain or as C++ writes it.
void CheckSymbols(const std::string& module) {
  const auto symbols = driver::RunProcess({"nm", module});
  REQUIRE(symbols);
  CHECK(symbols->exit_code == 0);
  CHECK(symbols->output.find(std::string(" ") + kCanary) == std::string::npos);
  CHECK(symbols->output.find("_Z12rulec_canary") == std::string::npos);
}

driver::NativeOptions Strict() {
  driver::NativeOptions options = NativeOptionsFor("g++-12", "-O0");
  options.extra_flags = {"-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wbidi-chars=any,ucn"};
  return options;
}

/// Payloads, and for names words too, each tried alone; those that are not refused.
std::vector<Attempt> AcceptedOf(const Place& place, std::size_t& tried) {
  std::vector<std::string> texts = Payloads();
  texts.insert(texts.end(), Words().begin(), Words().end());
  std::vector<Attempt> accepted;
  const Folder folder;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string number = std::to_string(i);
    const auto written = place.write(texts[i], number);
    if (!written) continue;
    ++tried;
    INFO(texts[i]);
    const Attempt attempt{texts[i], number, *written};
    const auto path = WriteModule(folder, {attempt});
    REQUIRE(path);
    if (!IsRefused(*path)) accepted.push_back(attempt);
  }
  return accepted;
}

void CheckAnswers(const NativeRules& rules, const Place& place, const std::vector<Attempt>& attempts) {
  for (const Attempt& attempt : attempts) {
    INFO(attempt.payload);
    const std::string decision = "D" + attempt.number;
    const std::string payload = eval::JsonString(attempt.payload);
    const std::string input = "{\"text\":" + payload + "}";
    const DecisionOutcome expected = DecideByEvaluator(rules.checked, decision, input);
    CHECK(CompiledDecision(rules, decision).Decide(input) == expected);
    if (place.gives_it_back) CHECK(expected.answer == payload);
  }
}

TEST_CASE("injection: whatever is written into rules and tables, generated C++ is ours") {
  std::size_t tried = 0;
  std::size_t accepted = 0;
  for (const Place& place : Places()) {
    INFO("in " << place.name);
    const std::vector<Attempt> attempts = AcceptedOf(place, tried);
    accepted += attempts.size();
    const Folder folder;
    const auto path = WriteModule(folder, attempts);
    REQUIRE(path);
    CheckGenerated(*path);
    const NativeRules rules = CompileFile(*path, Strict());
    REQUIRE(rules.failure == "");
    CheckAnswers(rules, place, attempts);
    CheckSymbols(rules.loaded->path());
  }
  UNSCOPED_INFO(tried << " attempts, " << accepted << " of them compiled");
  CHECK(tried >= 2000);
  CHECK(accepted >= 1500);
  CHECK(accepted < tried);
}

/// Rules of one file, all of whose other text is harmless.
std::string Harmless(const std::string& head) {
  return head + "decision Echo(text: string): string first match { otherwise text }\n";
}

/// Refused, or compiled for what it is.
void CheckFile(const std::string& path, std::size_t& tried, std::size_t& accepted) {
  ++tried;
  if (IsRefused(path)) return;
  ++accepted;
  CheckGenerated(path);
  const NativeRules rules = CompileFile(path, Strict());
  REQUIRE(rules.failure == "");
  CHECK(CompiledDecision(rules, "Echo").Decide(R"({"text":"a"})").answer == R"("a")");
  CheckSymbols(rules.loaded->path());
}

TEST_CASE("injection: whatever files and modules are called, generated C++ is ours") {
  std::size_t tried = 0;
  std::size_t accepted = 0;
  for (const std::string& payload : Payloads()) {
    INFO(payload);
    const Folder folder;
    const auto check = [&](const std::string& name, const std::string& text) {
      const auto path = folder.Write(name, text);
      if (path) CheckFile(*path, tried, accepted);
    };
    check("module.rules", Harmless("module a.`" + payload + "`\n"));
    check("import.rules",
          Harmless("module a\nimport rules " + RulesString(payload + ".rules") + " as `" + payload + "`\n"));
    // Names of files that there are.
    check(payload + ".rules", Harmless("module other\n/// " + payload + "\nrecord R { a: string }\n"));
    check("imports.rules", Harmless("module a\nimport rules " + RulesString(payload + ".rules") + " as other\n"));
    folder.Write(payload + ".csv", "text,|| result\nx,y\n");
    check("table.rules", Harmless("module a\ndecision D(text: string): string? first match {\n  table from " +
                                  RulesString(payload + ".csv") + "\n}\n"));
  }
  UNSCOPED_INFO(tried << " attempts, " << accepted << " of them compiled");
  CHECK(tried >= 300);
  CHECK(accepted >= 150);
}

}  // namespace
}  // namespace rulec::testing
