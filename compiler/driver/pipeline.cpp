#include "compiler/driver/pipeline.h"

#include "compiler/base/files.h"
#include "compiler/check/check.h"
#include "compiler/driver/exit_code.h"
#include "compiler/lower/lower.h"
#include "compiler/parse/parse.h"
#include "compiler/passes/passes.h"

namespace rulec::driver {
namespace {

/// The parser refuses anything larger than its own limit; a little more lets it say so.
constexpr std::uint64_t kMaxBytesRead = 64u << 20;

const base::SourceFile* Read(Compilation& c, const std::string& path, std::string& error) {
  auto text = base::ReadFile(path == "-" ? "/dev/stdin" : path, kMaxBytesRead);
  if (!text) {
    error = text.error().message;
    return nullptr;
  }
  return &c.sources.Add(path == "-" ? "<stdin>" : path, std::move(*text));
}

bool ParseRoot(Compilation& c, const std::string& path) {
  std::string error;
  const base::SourceFile* file = Read(c, path, error);
  if (file == nullptr) {
    c.input_failed = true;
    diagnostics::Diagnostic diagnostic{
        diagnostics::Code::kCannotReadFile, diagnostics::kNoPlace, error, {}, {}, {}, path};
    c.sink.Report(std::move(diagnostic));
    return false;
  }
  c.tree = parse::Parse(*file, c.symbols, c.sink);
  return c.ok() && c.tree.has_value();
}

bool CheckRoot(Compilation& c, const std::string& path) {
  auto load = [&c](const std::string& import) -> check::Loaded {
    check::Loaded loaded;
    const base::SourceFile* file = Read(c, import, loaded.error);
    if (file != nullptr) loaded.ast = parse::Parse(*file, c.symbols, c.sink);
    return loaded;
  };
  c.graph = check::LoadModules(path, std::move(*c.tree), load, c.sink);
  c.tree.reset();
  if (!c.graph) return false;
  c.program = check::Check(*c.graph, c.symbols, c.sink);
  return c.ok() && c.program.has_value();
}

}  // namespace

Compilation Compile(const std::string& path, Stage until) {
  Compilation c;
  const bool done = ParseRoot(c, path) && until >= Stage::kCheck && CheckRoot(c, path) && until >= Stage::kPasses;
  if (done) passes::RunAll(*c.program);
  if (done && until >= Stage::kLower) c.plan = lower::Lower(*c.program, c.sources);
  c.sink.SortByPlace();
  return c;
}

int ExitCodeOf(const Compilation& compilation) {
  if (compilation.input_failed) return kInputOutput;
  return compilation.ok() ? kSuccess : kFindings;
}

std::vector<std::string> InputsOf(const Compilation& compilation) {
  std::vector<std::string> paths;
  for (std::uint32_t i = 0; i < compilation.sources.size(); ++i) paths.push_back(compilation.sources[i].path());
  return paths;
}

}  // namespace rulec::driver
