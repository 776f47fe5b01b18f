// Runs one golden case: rulec_golden CASE_FOLDER. A case is `input.rules` (or the only .rules of the folder) and any of
//   expected.{ast,ir,plan,stderr}     what a stage prints, what the user is told
//   expected.gen.{h,cpp}              the generated header and module
//   events.jsonl, expected.jsonl      envelope lines and the output lines they give, by native code
//   decision, expected.jsonl          `NAME FILE`: a decision and the inputs it answers, and its answers
// `fail_` is in the folder's name if and only if the compiler must refuse the rules. With RULEC_GOLDEN_UPDATE=1 in the
// environment the expectations that a case has are written instead of compared; nothing else ever writes them.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/base/files.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/build.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/run.h"

namespace {

namespace fs = std::filesystem;
using rulec::driver::Compilation;
using rulec::driver::Stage;

class Case {
 public:
  explicit Case(const std::string& name) : name_(name), update_(std::getenv("RULEC_GOLDEN_UPDATE") != nullptr) {}

  /// Compares `actual` with the file, if the case has it.
  void Expect(const std::string& file, const std::string& actual) {
    if (!fs::exists(file)) return;
    ++expectations_;
    const auto expected = rulec::base::ReadFile(file);
    if (!expected) return Fail(expected.error().message);
    if (*expected == actual) return;
    if (update_) {
      if (auto written = rulec::base::WriteIfChanged(file, actual); !written) Fail(written.error().message);
      return;
    }
    std::printf("--- %s/%s, expected\n%s\n--- actual\n%s\n", name_.c_str(), file.c_str(), expected->c_str(), actual.c_str());
    Fail(file + " differs (./x golden rewrites it)");
  }

  void Fail(const std::string& why) {
    std::printf("%s: %s\n", name_.c_str(), why.c_str());
    failed_ = true;
  }

  bool failed() const { return failed_; }
  int expectations() const { return expectations_; }

 private:
  std::string name_;
  bool update_;
  bool failed_ = false;
  int expectations_ = 0;
};

/// The same events by one worker and by three: the same bytes.
void ExpectOutputs(Case& golden, const rulec::driver::Generated& generated) {
  const auto module = rulec::driver::BuildSharedObject(generated);
  if (!module) return golden.Fail(module.error().message);
  std::string first;
  for (const unsigned workers : {1u, 3u}) {
    rulec::driver::RunRequest request;
    request.module = *module;
    request.workers = workers;
    request.inputs = {"events.jsonl"};
    if (std::ifstream named("decision"); named) named >> request.decision >> request.inputs[0];
    std::string output;
    const auto summary = rulec::driver::Run(request, [&output](std::string_view text) { output += text; });
    if (!summary) return golden.Fail(summary.error().message);
    if (workers == 1) {
      first = output;
      golden.Expect("expected.jsonl", output);
    } else if (output != first) {
      golden.Fail("three workers give other bytes than one");
    }
  }
}

std::string RulesFile() {
  if (fs::exists("input.rules")) return "input.rules";
  for (const auto& entry : fs::directory_iterator(".")) {
    if (entry.path().extension() == ".rules") return entry.path().filename().string();
  }
  return "input.rules";
}

void RunCase(Case& golden, bool must_fail) {
  const std::string rules = RulesFile();
  const Compilation parsed = rulec::driver::Compile(rules, Stage::kParse);
  if (parsed.tree) golden.Expect("expected.ast", rulec::ast::Print(*parsed.tree, parsed.symbols));
  const Compilation checked = rulec::driver::Compile(rules, Stage::kCheck);
  golden.Expect("expected.stderr", rulec::diagnostics::RenderText(checked.sink, checked.sources));
  if (checked.ok() == must_fail) golden.Fail(must_fail ? "must be refused, but is accepted" : "is refused");
  if (!checked.ok()) {
    if (!must_fail) std::printf("%s\n", rulec::diagnostics::RenderText(checked.sink, checked.sources).c_str());
    return;
  }
  golden.Expect("expected.ir", rulec::ir::Print(*checked.program));
  const Compilation lowered = rulec::driver::Compile(rules, Stage::kLower);
  golden.Expect("expected.plan", rulec::plan::Print(*lowered.plan));
  const auto generated = rulec::driver::Generate(lowered, rulec::driver::ModuleFileName(rules));
  for (const auto& [path, text] : generated.files) {
    if (path.ends_with(".rules.h")) golden.Expect("expected.gen.h", text);
    if (path.ends_with(".module.cpp")) golden.Expect("expected.gen.cpp", text);
  }
  if (fs::exists("expected.jsonl")) ExpectOutputs(golden, generated);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: rulec_golden CASE_FOLDER\n");
    return 2;
  }
  const std::string name = fs::path(argv[1]).filename().string();
  fs::current_path(argv[1]);
  Case golden(name);
  RunCase(golden, name.find("fail_") != std::string::npos);
  if (golden.expectations() == 0) golden.Fail("has nothing to expect: an empty expected.* file makes one");
  return golden.failed() ? 1 : 0;
}
