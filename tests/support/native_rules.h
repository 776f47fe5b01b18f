#pragma once
// Rules made by a test, checked and compiled to native code.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/driver/native_compiler.h"
#include "compiler/driver/pipeline.h"
#include "runtime/src/core/module_loader.h"
#include "tests/support/rules_on_disk.h"

namespace rulec::testing {

struct NativeRules {
  driver::Compilation checked;  // its program as checked, before any pass
  std::shared_ptr<const rulert::core::LoadedModule> loaded;
  std::string failure;  // why there is no module; empty if there is one

  const rulert::Module& module() const { return loaded->module(); }
};

/// A compiler by name, with what the driver takes for it; results are kept for the next test in a cache of the build.
/// Aborts if there is no such compiler.
driver::NativeOptions NativeOptionsFor(const std::string& compiler, const std::string& optimization);
/// Undefined behaviour in generated code or the runtime ends the program with its place.
driver::NativeOptions WithUndefinedBehaviourChecked(driver::NativeOptions options);

struct NativeTask {
  std::string text;
  driver::NativeOptions options;
  bool passes = true;                             // without, what could be worked out beforehand is left to the code
  std::string audit = {};                         // C++ that the generated module has behind what it includes
  std::map<std::string, std::string> files = {};  // beside the rules, by name
};

/// Rules that are on disk already, with what they import and read.
NativeRules CompileFile(const std::string& path, const driver::NativeOptions& options);

/// On as many threads as the machine has.
std::vector<NativeRules> CompileAll(const std::vector<NativeTask>& tasks);

}  // namespace rulec::testing
