#pragma once
// Rules from a text to a checked program, for tests.
#include <map>
#include <optional>
#include <string>

#include "compiler/base/source.h"
#include "compiler/check/check.h"
#include "compiler/diagnostics/render.h"
#include "compiler/ir/ir.h"
#include "compiler/parse/parse.h"

namespace rulec::testing {

struct CheckedRules {
  std::optional<ir::Program> program;
  std::string report;  // what the author is told
  std::vector<diagnostics::Code> codes;
};

/// `files` are what imports may name.
inline CheckedRules CheckRules(const std::string& text, const std::map<std::string, std::string>& files = {}) {
  base::SourceSet sources;
  base::Interner symbols;
  diagnostics::Sink sink;
  CheckedRules checked;
  auto tree = parse::Parse(sources.Add("input.rules", text), symbols, sink);
  if (tree) {
    const auto load = [&](const std::string& path) {
      check::Loaded loaded;
      const auto file = files.find(path);
      if (file == files.end()) {
        loaded.error = "no such file";
      } else {
        loaded.ast = parse::Parse(sources.Add(path, file->second), symbols, sink);
      }
      return loaded;
    };
    auto graph = check::LoadModules("input.rules", std::move(*tree), load, sink);
    if (graph) checked.program = check::Check(*graph, symbols, sink);
  }
  sink.SortByPlace();
  checked.report = diagnostics::RenderText(sink, sources);
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) checked.codes.push_back(diagnostic.code);
  return checked;
}

}  // namespace rulec::testing
