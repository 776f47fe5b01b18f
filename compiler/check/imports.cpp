#include "compiler/check/imports.h"

#include <fmt/format.h>

#include <filesystem>

namespace rulec::check {
namespace {

/// `text` with `_` for all that no name has.
std::string PlainName(std::string text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (char& c : text) {
    if (!is_plain(c)) c = '_';
  }
  return text.empty() || (text[0] >= '0' && text[0] <= '9') ? "file_" + text : text;
}

}  // namespace

bool CheckImport(Context& context, const LoadedModule& module, std::uint32_t index) {
  const std::vector<ast::Import>& imports = module.ast.imports;
  const ast::Import& import = imports[index];
  if (!import.alias) {
    const std::string name = std::filesystem::path(import.path).stem().string();
    context.Report(Code::kImportName, import.span, "the import has no name", "what it brings is called by that name")
        .Hint(fmt::format("write `import rules \"{}\" as {}`", import.path, PlainName(name)));
    return false;
  }
  for (std::uint32_t i = 0; i < index; ++i) {
    if (module.imports[i] != module.imports[index]) continue;
    context
        .Report(Code::kImportName, import.path_span, fmt::format("`{}` is imported twice", import.path),
                "one name for it is enough")
        .Note(imports[i].span, "imported first here");
    return false;
  }
  return true;
}

}  // namespace rulec::check
