#pragma once
// A plan as files. Pure: equal plans and options give equal bytes, without dates, versions or absolute paths.
#include <map>
#include <string>

#include "compiler/plan/plan.h"

namespace rulec::emit {

struct EmitOptions {
  std::string name;               // of the files: `fraud` gives fraud.rules.h
  std::string cpu = "x86-64-v2";  // that the module will be compiled for; the manifest says it
};

struct FileSet {
  std::map<std::string, std::string> files;  // name to text
  std::string manifest;                      // JSON; also inside the module
  std::vector<std::string> libraries;        // that the code is linked with, beside libm
};

FileSet Emit(const plan::Plan& plan, const EmitOptions& options);

}  // namespace rulec::emit
