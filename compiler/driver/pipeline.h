#pragma once
// The stages of the compiler in order, for every command: a command says how far to go and looks at what there is then.
#include <map>
#include <optional>
#include <string>

#include "compiler/base/interner.h"
#include "compiler/base/source.h"
#include "compiler/check/module_graph.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/ir/ir.h"
#include "compiler/plan/plan.h"

namespace rulec::driver {

enum class Stage { kParse, kCheck, kPasses, kLower };

/// Everything known about one .rules file and what it imports. A stage that reported errors leaves the later ones
/// empty.
struct Compilation {
  base::SourceSet sources;
  base::Interner symbols;
  diagnostics::Sink sink;
  bool input_failed = false;                // the file itself could not be read (reported in `sink`)
  std::optional<ast::Module> tree;          // after kParse; moved into `graph` by kCheck
  std::optional<check::ModuleGraph> graph;  // after kCheck, if they are kept
  std::optional<ir::Program> program;       // after kCheck; simplified by kPasses
  std::optional<plan::Plan> plan;           // after kLower

  /// True if every stage asked for has run without an error.
  bool ok() const { return !input_failed && !sink.has_errors(); }
};

/// What is wrong with decisions as a whole (compiler/findings), as a part of kCheck.
enum class Findings { kReported, kLeftOut };

/// Of large tables the trees are as large as the program: who does not look at them leaves them out.
enum class Trees { kKept, kLeftOut };

/// Runs the stages up to `until` on the file at `path`; `-` is standard input. Without findings, rules are also
/// compiled of which it is known that an input will be rejected.
Compilation Compile(const std::string& path, Stage until, Findings findings = Findings::kReported,
                    Trees trees = Trees::kKept);

/// Takes a compilation that was checked without errors on to `until`.
void Finish(Compilation& checked, Stage until);

/// The exit code of a compilation: kInputOutput if the file could not be read, kFindings if there are errors.
int ExitCodeOf(const Compilation& compilation);

/// Files that the compilation read, the root first.
std::vector<std::string> InputsOf(const Compilation& compilation);

}  // namespace rulec::driver
