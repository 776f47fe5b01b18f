#include "tests/support/rules_on_disk.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/base/check.h"
#include "compiler/diagnostics/render.h"

namespace rulec::testing {

RulesOnDisk::RulesOnDisk(const std::string& text) {
  folder_ = (std::filesystem::temp_directory_path() / "rules.XXXXXX").string();
  RULEC_CHECK(mkdtemp(folder_.data()) != nullptr, "the folder for temporary files takes one more");
  path_ = folder_ + "/rules.rules";
  std::ofstream file(path_, std::ios::binary);
  file << text;
  file.flush();
  RULEC_CHECK(file.good(), "a temporary file is written");
}

RulesOnDisk::~RulesOnDisk() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Findings(const driver::Compilation& compilation) {
  return diagnostics::RenderText(compilation.sink, compilation.sources);
}

}  // namespace rulec::testing
