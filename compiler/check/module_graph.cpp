#include "compiler/check/module_graph.h"

#include <fmt/format.h>

#include <filesystem>
#include <unordered_map>
#include <utility>

namespace rulec::check {
namespace {

using diagnostics::Code;

// Depth first with its own stack, since a chain of imports may be as long as its author likes.
class GraphLoader {
 public:
  GraphLoader(const ModuleLoader& load, diagnostics::Sink& sink) : load_(load), sink_(sink) {}

  std::optional<ModuleGraph> Run(std::string root_path, ast::Module root) {
    Open(std::move(root_path), std::move(root));
    while (!open_.empty()) {
      Frame& frame = open_.back();
      if (frame.next == frame.module.ast.imports.size()) {
        Close();
      } else {
        Follow(frame);
      }
    }
    if (failed_) return std::nullopt;
    return std::move(graph_);
  }

 private:
  struct Frame {
    LoadedModule module;
    std::size_t next = 0;
  };

  void Open(std::string path, ast::Module module) {
    Frame frame;
    frame.module.path = std::move(path);
    frame.module.ast = std::move(module);
    states_[frame.module.path] = kNotLoaded;
    open_.push_back(std::move(frame));
  }

  void Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    states_[frame.module.path] = static_cast<std::uint32_t>(graph_.modules.size());
    graph_.modules.push_back(std::move(frame.module));
  }

  // Either resolves the next import of `frame` or opens the file that it names (and then comes back here).
  void Follow(Frame& frame) {
    const ast::Import& import = frame.module.ast.imports[frame.next];
    std::string path = ResolveImport(frame.module.path, import.path);
    const auto known = states_.find(path);
    if (known != states_.end()) {
      if (known->second == kNotLoaded) ReportCycle(import, path);
      frame.module.imports.push_back(known->second);
      ++frame.next;
      return;
    }
    Loaded loaded = load_(path);
    if (!loaded.ast) {
      failed_ = true;
      if (!loaded.error.empty()) {
        sink_.Report(Code::kImportFailed, import.path_span, fmt::format("cannot import `{}`", import.path),
                     loaded.error);
      }
      states_[path] = kFailed;
      frame.module.imports.push_back(kFailed);
      ++frame.next;
      return;
    }
    Open(std::move(path), std::move(*loaded.ast));
  }

  void ReportCycle(const ast::Import& import, const std::string& path) {
    failed_ = true;
    std::string chain;
    bool inside = false;
    for (const Frame& frame : open_) {
      inside = inside || frame.module.path == path;
      if (inside) chain += frame.module.path + " -> ";
    }
    sink_.Report(Code::kImportCycle, import.path_span, "files import each other in a circle", chain + path)
        .Hint("move what both need into a file of its own that imports neither");
  }

  static constexpr std::uint32_t kFailed = kNotLoaded - 1;

  const ModuleLoader& load_;
  diagnostics::Sink& sink_;
  bool failed_ = false;
  std::vector<Frame> open_;
  std::unordered_map<std::string, std::uint32_t> states_;  // kNotLoaded: open, kFailed: cannot be used
  ModuleGraph graph_;
};

}  // namespace

std::optional<ModuleGraph> LoadModules(std::string root_path, ast::Module root, const ModuleLoader& load,
                                       diagnostics::Sink& sink) {
  return GraphLoader(load, sink).Run(std::filesystem::path(root_path).lexically_normal().string(), std::move(root));
}

std::string ModuleName(const ast::Module& tree, const base::Interner& symbols) {
  std::string text;
  for (const ast::Name& part : tree.path) {
    text += text.empty() ? "" : ".";
    text += symbols.Text(part.symbol);
  }
  return text.empty() ? "rules" : text;
}

std::vector<std::string> Origins(const ModuleGraph& graph, const base::Interner& symbols) {
  std::vector<std::string> origins(graph.modules.size());
  std::unordered_map<std::string, std::uint32_t> taken;
  const LoadedModule& root = graph.root();
  for (std::size_t i = 0; i < root.imports.size(); ++i) {
    std::string& origin = origins[root.imports[i]];
    if (!root.ast.imports[i].alias || !origin.empty()) continue;
    origin = symbols.Text(root.ast.imports[i].alias->symbol);
    taken.emplace(origin, 1);
  }
  for (std::size_t i = 0; i + 1 < origins.size(); ++i) {
    if (!origins[i].empty()) continue;
    const std::string name = ModuleName(graph.modules[i].ast, symbols);
    std::uint32_t& uses = taken[name];
    origins[i] = name;
    if (uses++ == 0) continue;
    for (;; ++uses) {
      origins[i] = name + std::to_string(uses);
      if (taken.emplace(origins[i], 1).second) break;
    }
  }
  return origins;
}

std::string ResolveImport(std::string_view from, std::string_view import) {
  return (std::filesystem::path(from).parent_path() / std::filesystem::path(import)).lexically_normal().string();
}

}  // namespace rulec::check
