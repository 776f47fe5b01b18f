#pragma once
// The parameters of a module for one run.
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/base/status.h"
#include "rulert/module_abi.h"
#include "rulert/scratch.h"

namespace rulec::driver {

class ParamBlock {
 public:
  /// The defaults of the module, then what was given: name to one JSON value. Says in a sentence what does not fit.
  static base::Result<ParamBlock> Make(const rulert::Module& module, const std::map<std::string, std::string>& given);

  /// As Module::params describes it; null if the module has no parameters.
  const void* get() const { return bytes_.get(); }

 private:
  base::Result<void> Set(const rulert::RecordSpec& params, const std::string& name, const std::string& value);

  std::unique_ptr<std::max_align_t[]> bytes_;
  std::vector<std::unique_ptr<std::string>> texts_;  // strings of parameters point into them
  std::unique_ptr<rulert::Scratch> arena_ = std::make_unique<rulert::Scratch>();
};

}  // namespace rulec::driver
