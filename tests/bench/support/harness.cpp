#include "tests/bench/support/harness.h"

#include <dlfcn.h>

#include <filesystem>

#include "compiler/base/files.h"
#include "compiler/driver/build.h"
#include "compiler/driver/native_compiler.h"
#include "compiler/driver/pipeline.h"
#include "tests/bench/support/timed_process.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

void Write(const fs::path& path, const std::string& text) {
  if (auto written = base::WriteIfChanged(path.string(), text); !written) Die(written.error().message);
}

}  // namespace

Harness::Harness(const std::string& name, const std::string& rules, const std::string& table, const std::string& text) {
  const fs::path folder = fs::temp_directory_path() / ("rulec-bench-" + name);
  fs::create_directories(folder);
  if (!table.empty()) Write(folder / "table.csv", table);
  Write(folder / "bench.rules", rules);
  const auto compilation = driver::Compile((folder / "bench.rules").string(), driver::Stage::kLower);
  if (!compilation.ok()) Die("the generated rules do not compile");
  for (const auto& [path, generated] : driver::Generate(compilation, "bench").files) Write(folder / path, generated);
  Write(folder / "harness.cpp", text);
  const auto options = driver::DefaultNativeOptions();
  if (!options) Die(options.error().message);
  const std::string library = folder / "harness.so";
  const TimedProcess built =
      RunOrDie({"g++", "-std=c++20", "-O2", "-march=" + options->cpu, "-fPIC", "-shared", "-fno-gnu-unique",
                "-I" + options->include_dir, "-I" + folder.string(), (folder / "harness.cpp").string(), "-o", library});
  seconds_ = built.wall_seconds;
  handle_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) Die(dlerror());
}

void* Harness::Symbol(const char* function) const {
  void* const symbol = dlsym(handle_, function);
  if (symbol == nullptr) Die(dlerror());
  return symbol;
}

}  // namespace rulec::bench
