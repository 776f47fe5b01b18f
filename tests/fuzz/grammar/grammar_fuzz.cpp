// Whatever the bytes: the compiler ends without a fault and says what is wrong if it stops, never in ANTLR's words.
// What parses is printed and checked; what checks is simplified, lowered and emitted; what is formatted has the same
// tokens, checks like the text it was made of, and formats to itself.
#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/base/check.h"
#include "compiler/check/check.h"
#include "compiler/diagnostics/render.h"
#include "compiler/emit/emit.h"
#include "compiler/lower/lower.h"
#include "compiler/parse/antlr_front.h"
#include "compiler/parse/format.h"
#include "compiler/parse/parse.h"
#include "compiler/passes/passes.h"

using namespace rulec;

namespace {

bool SpeaksAntlr(std::string_view report) {
  for (const char* words :
       {"mismatched input", "no viable alternative", "extraneous input", "token recognition error"}) {
    if (report.find(words) != std::string_view::npos) return true;
  }
  return false;
}

std::uint32_t Begin(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? 3 : 0; }

bool SameTokens(std::string_view a, std::string_view b) {
  const auto in_a = parse::Lex(a, Begin(a));
  const auto in_b = parse::Lex(b, Begin(b));
  if (in_a.size() != in_b.size()) return false;
  for (std::size_t i = 0; i < in_a.size(); ++i) {
    if (in_a[i].type != in_b[i].type) return false;
    const bool comment = parse::ClassOf(in_a[i].type) == parse::TokenClass::kComment;
    if (!comment && in_a[i].TextIn(a) != in_b[i].TextIn(b)) return false;
  }
  return true;
}

// What every import finds.
constexpr std::string_view kImported =
    "module geo\nenum Zone { near, far }\nrecord Country { code: string  zone: Zone? }\nparam limit: int = 5\n"
    "function is_far(c: Country): bool = (c.zone ?? near) == far\n"
    "decision Rate(c: Country): int? first match { rule a when is_far(c) then 2 }\n";

void Report(const diagnostics::Sink& sink, const base::SourceSet& sources) {
  const std::string report = diagnostics::RenderText(sink, sources);
  RULEC_CHECK(SpeaksAntlr(sources[0].text()) || !SpeaksAntlr(report), "a raw message of ANTLR");
  diagnostics::RenderJson(sink, sources);
}

enum class Reached { kNothing, kTree, kFiles };

// How far `text` comes.
Reached Compile(std::string text) {
  base::SourceSet sources;
  base::Interner symbols;
  diagnostics::Sink sink;
  auto tree = parse::Parse(sources.Add("fuzz.rules", std::move(text)), symbols, sink);
  RULEC_CHECK(tree.has_value() != sink.has_errors(), "a tree if and only if there is no error");
  RULEC_CHECK(sink.error_count() <= 40, "more errors than the limit");
  Report(sink, sources);
  if (!tree) return Reached::kNothing;
  ast::Print(*tree, symbols);
  for (ast::Calendar& calendar : tree->calendars) calendar.first_year = calendar.last_year = 2026;  // no file is read

  const auto load = [&](const std::string& path) {
    check::Loaded loaded;
    loaded.ast = parse::Parse(sources.Add(path, std::string(kImported)), symbols, sink);
    return loaded;
  };
  auto graph = check::LoadModules("fuzz.rules", std::move(*tree), load, sink);
  RULEC_CHECK(graph.has_value() != sink.has_errors(), "modules if and only if there is no error");
  auto program = graph ? check::Check(*graph, symbols, sink) : std::nullopt;
  RULEC_CHECK(program.has_value() != sink.has_errors(), "a program if and only if there is no error");
  sink.SortByPlace();
  Report(sink, sources);
  if (!program) return Reached::kTree;
  ir::Print(*program);
  passes::RunAll(*program);
  const plan::Plan plan = lower::Lower(*program, sources);
  plan::Print(plan);
  const emit::FileSet files = emit::Emit(plan, {.name = "fuzz"});
  RULEC_CHECK(!files.files.empty() && !files.manifest.empty(), "what checks is emitted");
  return Reached::kFiles;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Reached reached = Compile(text);
  const base::SourceFile file(0, "fuzz.rules", text);
  diagnostics::Sink sink;
  const auto once = parse::Format(file, sink);
  RULEC_CHECK(once.has_value() || reached == Reached::kNothing, "what parses is formatted");
  if (!once) return -1;
  RULEC_CHECK(SameTokens(text, *once), "formatting keeps every token");
  const base::SourceFile again(0, "again.rules", *once);
  RULEC_CHECK(parse::Format(again, sink) == once, "formatting is done after once");
  RULEC_CHECK(*once == text || Compile(*once) == reached, "formatting keeps what the text means");
  return reached == Reached::kNothing ? -1 : 0;
}
