#include "compiler/driver/pipeline.h"

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/check/check.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/reporting.h"
#include "compiler/findings/findings.h"
#include "compiler/lower/lower.h"
#include "compiler/parse/calendar_file.h"
#include "compiler/parse/parse.h"
#include "compiler/parse/table_file.h"
#include "compiler/passes/passes.h"

namespace rulec::driver {
namespace {

/// The parser refuses anything larger than its own limit; a little more lets it say so.
constexpr std::uint64_t kMaxBytesRead = 64u << 20;

base::Result<const base::SourceFile*> Read(Compilation& c, const std::string& path) {
  auto text = base::ReadFile(path == "-" ? "/dev/stdin" : path, kMaxBytesRead);
  if (!text) return tl::unexpected(text.error());
  return &c.sources.Add(path == "-" ? "<stdin>" : path, std::move(*text));
}

/// A file that rules name beside themselves, once for each path; null after a report, as `code` or `too_large`.
const base::SourceFile* ReadBeside(Compilation& c, const std::string& rules, const std::string& named, base::Span span,
                                   std::uint64_t most, std::string_view what, diagnostics::Code code,
                                   diagnostics::Code too_large) {
  const std::string path = check::ResolveImport(rules, named);
  if (const base::SourceFile* const known = c.sources.Find(path)) return known;
  auto text = base::ReadFile(path, most);
  if (text) return &c.sources.Add(path, std::move(*text));
  const bool large = text.error().code == base::StatusCode::kTooLarge;
  c.sink.Report(large ? too_large : code, span, fmt::format("cannot read the {} `{}`", what, named),
                text.error().message);
  return nullptr;
}

/// Tables and calendars that stand in files of their own. False after a report.
bool ReadTables(Compilation& c, ast::Module& module, const std::string& path) {
  using diagnostics::Code;
  bool ok = true;
  for (ast::Decision& decision : module.decisions) {
    if (!decision.table_file) continue;
    const ast::TableFile& from = *decision.table_file;
    const base::SourceFile* const file = ReadBeside(c, path, from.path, from.path_span, parse::kMostTableBytes, "table",
                                                    Code::kTableFile, Code::kTableTooLarge);
    ok = file != nullptr && parse::ReadTable(*file, module, decision, c.symbols, c.sink) && ok;
  }
  for (ast::Calendar& calendar : module.calendars) {
    const base::SourceFile* const file =
        ReadBeside(c, path, calendar.path, calendar.path_span, parse::kMostCalendarBytes, "calendar",
                   Code::kCalendarFile, Code::kCalendarFile);
    ok = file != nullptr && parse::ReadCalendar(*file, calendar, c.sink) && ok;
  }
  return ok;
}

bool ParseRoot(Compilation& c, const std::string& path) {
  const auto file = Read(c, path);
  if (!file) {
    c.input_failed = true;
    ReportUnreadable(path, file.error(), c.sink);
    return false;
  }
  c.tree = parse::Parse(**file, c.symbols, c.sink);
  return c.ok() && c.tree.has_value();
}

bool CheckRoot(Compilation& c, const std::string& path) {
  if (!ReadTables(c, *c.tree, path)) return false;
  auto load = [&c](const std::string& import) -> check::Loaded {
    check::Loaded loaded;
    const auto file = Read(c, import);
    if (file) {
      loaded.ast = parse::Parse(**file, c.symbols, c.sink);
      if (loaded.ast && !ReadTables(c, *loaded.ast, import)) loaded.ast.reset();
    } else {
      loaded.error = file.error().message;
    }
    return loaded;
  };
  c.graph = check::LoadModules(path, std::move(*c.tree), load, c.sink);
  c.tree.reset();
  if (!c.graph) return false;
  c.program = check::Check(*c.graph, c.symbols, c.sink);
  if (!c.ok() || !c.program) return false;
  return true;
}

}  // namespace

Compilation Compile(const std::string& path, Stage until, Findings findings, Trees trees) {
  Compilation c;
  if (ParseRoot(c, path) && until >= Stage::kCheck && CheckRoot(c, path)) {
    if (trees == Trees::kLeftOut) c.graph.reset();
    if (findings == Findings::kReported) findings::ReportAll(*c.program, c.sink);
    if (c.ok()) Finish(c, until);
  }
  c.sink.SortByPlace();
  return c;
}

void Finish(Compilation& checked, Stage until) {
  if (until >= Stage::kPasses) passes::RunAll(*checked.program);
  if (until >= Stage::kLower) checked.plan = lower::Lower(*checked.program, checked.sources);
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
