#pragma once
// From a compilation to files: generated C++, manifest, shared object.
#include <map>
#include <string>
#include <vector>

#include "compiler/base/status.h"
#include "compiler/driver/pipeline.h"

namespace rulec::driver {

struct Generated {
  std::map<std::string, std::string> files;  // path to text
  std::string manifest;                      // JSON
  std::vector<std::string> libraries;        // that the code is linked with
};

/// `fraud` of `rules/fraud.rules`.
std::string ModuleFileName(const std::string& rules_path);

/// The compilation must have a plan.
Generated Generate(const Compilation& compilation, const std::string& name);

/// The shared object in the user's cache.
[[nodiscard]] base::Result<std::string> BuildSharedObject(const Generated& generated);

/// Through a temporary file and a rename; a target with the same bytes is not touched.
[[nodiscard]] base::Result<void> CopyIfChanged(const std::string& from, const std::string& to);

/// A Make rule: the generated files depend on every file that was read.
std::string DependencyText(const Compilation& compilation, const Generated& generated, const std::string& folder);

}  // namespace rulec::driver
