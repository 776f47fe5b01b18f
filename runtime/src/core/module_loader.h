#pragma once
// Opens compiled modules and refuses what is none, or none for this host, with a sentence.
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "rulert/module_abi.h"

namespace rulert::core {

/// A module and the shared object it lives in, which is closed with the last copy of the pointer.
class LoadedModule {
 public:
  /// Opens the shared object at `path`. The error is a sentence that names the path.
  static tl::expected<std::shared_ptr<const LoadedModule>, std::string> Open(const std::string& path);
  ~LoadedModule();
  LoadedModule(const LoadedModule&) = delete;
  LoadedModule& operator=(const LoadedModule&) = delete;

  const Module& module() const { return *module_; }
  const std::string& path() const { return path_; }

 private:
  LoadedModule() = default;

  std::string path_;
  void* handle_ = nullptr;
  const Module* module_ = nullptr;
};

/// Why this host cannot run `module`; empty if it can: other contract, descriptions that do not hang together, a layout
/// of std::optional other than this host's, a CPU that this machine does not have.
std::string ReasonToRefuse(const Module& module);

}  // namespace rulert::core
