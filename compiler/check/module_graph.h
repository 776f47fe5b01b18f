#pragma once
// The files of one compilation: a root and what it imports, each parsed once.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/base/interner.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::check {

inline constexpr std::uint32_t kNotLoaded = 0xFFFFFFFFu;

struct LoadedModule {
  std::string path;
  ast::Module ast;
  std::vector<std::uint32_t> imports;  // beside ast.imports: index into ModuleGraph::modules
};

/// A module comes after those that it imports; the root is the last.
struct ModuleGraph {
  std::vector<LoadedModule> modules;
  const LoadedModule& root() const { return modules.back(); }
};

/// What a loader gives for a path: the tree, or why there is none. An empty `error` without a tree means that the
/// mistakes inside the file have been reported.
struct Loaded {
  std::optional<ast::Module> ast;
  std::string error;
};
using ModuleLoader = std::function<Loaded(const std::string& path)>;

/// Loads what `root` imports, and what that imports. Paths are relative to the importing file. A file that cannot be
/// read and a cycle are reported at the import. Nothing is returned after an error.
std::optional<ModuleGraph> LoadModules(std::string root_path, ast::Module root, const ModuleLoader& load,
                                       diagnostics::Sink& sink);

/// `bank.cards`; `rules` where the file does not say.
std::string ModuleName(const ast::Module& tree, const base::Interner& symbols);

/// What the root calls each module: the name that it gives to an import; of those that only imports import the name of
/// the module, with a number where that is taken; nothing of the root itself.
std::vector<std::string> Origins(const ModuleGraph& graph, const base::Interner& symbols);

/// `import` as written in the file at `from`, without `.` and `..` parts where they can be resolved.
std::string ResolveImport(std::string_view from, std::string_view import);

}  // namespace rulec::check
