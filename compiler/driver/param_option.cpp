#include "compiler/driver/param_option.h"

namespace rulec::driver {

using base::Failure;
using base::StatusCode;

base::Result<std::map<std::string, std::string>> ReadParamOptions(const std::vector<std::string>& given) {
  std::map<std::string, std::string> params;
  for (const std::string& param : given) {
    const std::size_t equals = param.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Failure(StatusCode::kUsage, "--param wants NAME=VALUE, got `" + param + "`");
    }
    const auto [name, is_new] = params.emplace(param.substr(0, equals), param.substr(equals + 1));
    if (!is_new) return Failure(StatusCode::kUsage, "parameter `" + name->first + "` is given twice");
  }
  return params;
}

}  // namespace rulec::driver
