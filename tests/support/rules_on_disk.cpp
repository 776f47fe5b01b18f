#include "tests/support/rules_on_disk.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/base/check.h"
#include "compiler/diagnostics/render.h"

namespace rulec::testing {

namespace {

void Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.flush();
  RULEC_CHECK(file.good(), "a temporary file is written");
}

}  // namespace

RulesOnDisk::RulesOnDisk(const std::string& text, const std::map<std::string, std::string>& files) {
  folder_ = (std::filesystem::temp_directory_path() / "rules.XXXXXX").string();
  RULEC_CHECK(mkdtemp(folder_.data()) != nullptr, "the folder for temporary files takes one more");
  path_ = folder_ + "/rules.rules";
  Write(path_, text);
  for (const auto& [name, content] : files) Write(folder_ + "/" + name, content);
}

RulesOnDisk::~RulesOnDisk() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Findings(const driver::Compilation& compilation) {
  return diagnostics::RenderText(compilation.sink, compilation.sources);
}

}  // namespace rulec::testing
