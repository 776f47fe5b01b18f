#include "compiler/driver/build.h"

#include <cctype>
#include <filesystem>

#include "compiler/base/files.h"
#include "compiler/base/utf8.h"
#include "compiler/driver/native_compiler.h"
#include "compiler/emit/emit.h"
#include "compiler/lower/namer.h"

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

/// Letters of any language and what else stands in names of files, and in an `#include` for itself.
bool IsPlainFileName(const std::string& name) {
  for (std::size_t i = 0; i < name.size();) {
    const base::CodePoint point = base::DecodeUtf8(name, i);
    i += point.length;
    const auto c = static_cast<unsigned char>(point.value);
    const bool plain = point.value < 0x80 ? std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '+' || c == ' '
                                          : point.value >= 0xA0 && base::DisplayWidth(point.value) > 0;
    if (!plain || (point.value == 0xFFFD && point.length == 1)) return false;
  }
  return true;
}

}  // namespace

std::string ModuleFileName(const std::string& rules_path) {
  if (rules_path == "-") return "stdin";
  std::string name = std::filesystem::path(rules_path).stem().string();
  return IsPlainFileName(name) ? name : lower::Identifier(name);
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
