#pragma once
// Rules made by a test, as the compiler reads them: from a file, which is removed with the object.
#include <map>
#include <string>

#include "compiler/driver/pipeline.h"

namespace rulec::testing {

class RulesOnDisk {
 public:
  /// `files`: by name, beside the rules. Aborts the test if one cannot be written.
  explicit RulesOnDisk(const std::string& text, const std::map<std::string, std::string>& files = {});
  ~RulesOnDisk();
  RulesOnDisk(const RulesOnDisk&) = delete;
  RulesOnDisk& operator=(const RulesOnDisk&) = delete;

  /// `.../rules.rules` in a folder of its own.
  const std::string& path() const { return path_; }

 private:
  std::string folder_;
  std::string path_;
};

/// What the compiler has to say, as text.
std::string Findings(const driver::Compilation& compilation);

}  // namespace rulec::testing
