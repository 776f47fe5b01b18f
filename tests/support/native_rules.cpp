#include "tests/support/native_rules.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "compiler/base/check.h"
#include "compiler/driver/build.h"
#include "compiler/driver/child_process.h"
#include "compiler/lower/lower.h"

namespace rulec::testing {
namespace {

/// Behind the last #include of the module.
void AddAudit(const std::string& audit, std::map<std::string, std::string>& files) {
  std::string& module = files.at("rules.module.cpp");
  const std::string last = "#include \"rulert/process_desc.h\"\n";
  const std::size_t place = module.find(last);
  RULEC_CHECK(place != std::string::npos, "a module describes its processes");
  module.insert(place + last.size(), audit);
}

driver::Compilation Lowered(const std::string& path, bool passes) {
  if (passes) return driver::Compile(path, driver::Stage::kLower, driver::Findings::kLeftOut);
  driver::Compilation compilation = driver::Compile(path, driver::Stage::kCheck, driver::Findings::kLeftOut);
  compilation.plan = lower::Lower(*compilation.program, compilation.sources);
  return compilation;
}

NativeRules CompileOne(const std::string& path, const NativeTask& task) {
  NativeRules rules;
  rules.checked = driver::Compile(path, driver::Stage::kCheck, driver::Findings::kLeftOut);
  rules.failure = Findings(rules.checked);
  if (!rules.checked.ok()) return rules;
  const driver::Compilation lowered = Lowered(path, task.passes);
  driver::Generated generated = driver::Generate(lowered, driver::ModuleFileName(path));
  if (!task.audit.empty()) AddAudit(task.audit, generated.files);
  const auto built = driver::CompileModule(generated.files, generated.libraries, task.options);
  if (!built) {
    rules.failure = built.error().message;
    return rules;
  }
  auto loaded = rulert::core::LoadedModule::Open(built->path);
  rules.failure = loaded ? "" : loaded.error();
  if (loaded) rules.loaded = std::move(*loaded);
  return rules;
}

NativeRules CompileText(const NativeTask& task) {
  const RulesOnDisk file(task.text, task.files);
  return CompileOne(file.path(), task);
}

}  // namespace

driver::NativeOptions NativeOptionsFor(const std::string& compiler, const std::string& optimization) {
  auto options = driver::DefaultNativeOptions();
  RULEC_CHECK(options.has_value(), "there is a compiler for generated code");
  options->compiler = driver::FindProgram(compiler);
  RULEC_CHECK(!options->compiler.empty(), compiler.c_str());
  options->optimization = optimization;
  options->cache_dir = RULEC_TEST_CACHE_DIR;
  return *options;
}

driver::NativeOptions WithUndefinedBehaviourChecked(driver::NativeOptions options) {
  options.extra_flags = {"-fsanitize=undefined", "-fno-sanitize-recover=all"};
  if (options.compiler.find("clang") != std::string::npos) {
    const auto found =
        driver::RunProcess({options.compiler, "-print-file-name=libclang_rt.ubsan_standalone-x86_64.so"});
    RULEC_CHECK(found.has_value(), "the compiler says where its runtime is");
    options.extra_link_flags = {"-shared-libsan", "-Wl,-rpath," + found->output.substr(0, found->output.rfind('/'))};
  }
  return options;
}

NativeRules CompileFile(const std::string& path, const driver::NativeOptions& options) {
  return CompileOne(path, {"", options});
}

std::vector<NativeRules> CompileAll(const std::vector<NativeTask>& tasks) {
  std::vector<NativeRules> all(tasks.size());
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < tasks.size(); i = next++) all[i] = CompileText(tasks[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return all;
}

}  // namespace rulec::testing
