#pragma once
// Rules given as text in a test, parsed, with what was reported.
#include <optional>
#include <string>

#include "compiler/diagnostics/render.h"
#include "compiler/parse/parse.h"

namespace rulec::testing {

struct Parsed {
  explicit Parsed(std::string text) {
    module = parse::Parse(sources.Add("test.rules", std::move(text)), symbols, sink);
  }

  std::string Ast() const { return module ? ast::Print(*module, symbols) : "(no tree)\n"; }
  std::string Report() const { return diagnostics::RenderText(sink, sources); }
  /// `R0103@3:17 message | label`, one for each diagnostic, in order.
  std::string Brief() const {
    std::string text;
    for (const auto& d : sink.diagnostics()) {
      const base::LineCol at = sources[d.span.file].Locate(d.span.begin);
      if (!text.empty()) text += '\n';
      text += diagnostics::CodeText(d.code) + "@" + std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
              d.message + (d.label.empty() ? "" : " | " + d.label);
    }
    return text;
  }

  base::SourceSet sources;
  base::Interner symbols;
  diagnostics::Sink sink;
  std::optional<ast::Module> module;
};

}  // namespace rulec::testing
