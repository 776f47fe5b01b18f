#include "compiler/driver/build.h"

#include <filesystem>

#include "compiler/base/files.h"
#include "compiler/driver/native_compiler.h"
#include "compiler/emit/emit.h"

namespace rulec::driver {
namespace {

std::string MakePath(const std::string& path) {
  std::string escaped;
  for (const char c : path) {
    if (c == ' ' || c == '#' || c == '\\') escaped += '\\';
    if (c == '$') escaped += '$';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string ModuleFileName(const std::string& rules_path) {
  if (rules_path == "-") return "stdin";
  return std::filesystem::path(rules_path).stem().string();
}

Generated Generate(const Compilation& compilation, const std::string& name) {
  emit::FileSet files = emit::Emit(*compilation.plan, {.name = name});
  return {std::move(files.files), std::move(files.manifest), std::move(files.libraries)};
}

base::Result<std::string> BuildSharedObject(const Generated& generated) {
  auto options = DefaultNativeOptions();
  if (!options) return tl::unexpected(options.error());
  auto module = CompileModule(generated.files, generated.libraries, *options);
  if (!module) return tl::unexpected(module.error());
  return module->path;
}

base::Result<void> CopyIfChanged(const std::string& from, const std::string& to) {
  auto bytes = base::ReadFile(from);
  if (!bytes) return tl::unexpected(bytes.error());
  auto written = base::WriteIfChanged(to, *bytes);
  if (!written) return tl::unexpected(written.error());
  return {};
}

std::string DependencyText(const Compilation& compilation, const Generated& generated, const std::string& folder) {
  std::string text;
  for (const auto& [path, content] : generated.files) {
    if (path.ends_with(".h")) text += (text.empty() ? "" : " ") + MakePath(folder.empty() ? path : folder + "/" + path);
  }
  text += ":";
  for (const std::string& input : InputsOf(compilation)) {
    std::error_code error;
    text += " \\\n  " + MakePath(std::filesystem::absolute(input, error).lexically_normal().string());
  }
  return text + "\n";
}

}  // namespace rulec::driver
