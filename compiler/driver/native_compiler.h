#pragma once
// From generated C++ to a shared object, by the system's compiler in a process of its own. What was compiled before is
// taken from the user's cache: headers are precompiled once per (compiler, flags, header text), shared objects are kept
// by (the same, generated text). Several rulec at once may share the cache: results are made under a lock and renamed.
#include <map>
#include <string>
#include <vector>

#include "compiler/base/status.h"

namespace rulec::driver {

struct NativeOptions {
  std::string compiler;     // empty: clang++-19, clang++, g++-12, g++, the first that is there
  std::string include_dir;  // holds rulert/
  std::string cache_dir;
  std::string cpu = "x86-64-v2";  // -march
  std::string optimization = "-O2";
  std::vector<std::string> extra_flags;  // of compiler and linker, such as -fsanitize=undefined
  std::vector<std::string> extra_link_flags;
};

/// Options from the environment: RULEC_CXX, RULEC_INCLUDE_DIR, RULEC_CACHE_DIR, else XDG_CACHE_HOME or HOME; headers
/// are looked for beside the installed program, then in the tree that it was built from.
[[nodiscard]] base::Result<NativeOptions> DefaultNativeOptions();

struct NativeModule {
  std::string path;  // of the shared object, in the cache
  bool from_cache = false;
};

/// `files`: path to text, as emitted; every .cpp is compiled, and linked with `libraries`. A compiler that rejects
/// generated code is a bug of rulec: the status then holds its first lines.
[[nodiscard]] base::Result<NativeModule> CompileModule(const std::map<std::string, std::string>& files,
                                                       const std::vector<std::string>& libraries,
                                                       const NativeOptions& options);

}  // namespace rulec::driver
