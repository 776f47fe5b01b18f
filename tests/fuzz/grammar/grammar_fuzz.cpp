// Whatever the bytes: the parser ends without a fault, says what is wrong if there is no tree, and never in ANTLR's
// words; what parses is printed, and what is formatted has the same tokens and formats to itself.
#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/base/check.h"
#include "compiler/diagnostics/render.h"
#include "compiler/parse/antlr_front.h"
#include "compiler/parse/format.h"
#include "compiler/parse/parse.h"

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::SourceSet sources;
  const base::SourceFile& file = sources.Add("fuzz.rules", std::string(reinterpret_cast<const char*>(data), size));

  base::Interner symbols;
  diagnostics::Sink sink;
  const auto module = parse::Parse(file, symbols, sink);
  RULEC_CHECK(module.has_value() != sink.has_errors(), "a tree if and only if there is no error");
  const std::string report = diagnostics::RenderText(sink, sources);
  RULEC_CHECK(SpeaksAntlr(file.text()) || !SpeaksAntlr(report), "a raw message of ANTLR");
  RULEC_CHECK(sink.error_count() <= 40, "more errors than the limit");
  diagnostics::RenderJson(sink, sources);
  if (module) ast::Print(*module, symbols);

  diagnostics::Sink format_sink;
  const auto once = parse::Format(file, format_sink);
  RULEC_CHECK(once.has_value() || !module.has_value(), "what parses is formatted");
  if (!once) return 0;
  RULEC_CHECK(SameTokens(file.text(), *once), "formatting keeps every token");
  const base::SourceFile again(0, "again.rules", *once);
  const auto twice = parse::Format(again, format_sink);
  RULEC_CHECK(twice == once, "formatting is done after once");
  return 0;
}
