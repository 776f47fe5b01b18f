#include "compiler/driver/param_option.h"

namespace rulec::driver {

using base::Failure;
using base::StatusCode;

namespace {

/// JSON may have blanks around a value.
std::string WithoutBlanks(const std::string& value) {
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t begin = value.find_first_not_of(kBlanks);
  return begin == std::string::npos ? "" : value.substr(begin, value.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

base::Result<std::map<std::string, std::string>> ReadParamOptions(const std::vector<std::string>& given) {
  std::map<std::string, std::string> params;
  for (const std::string& param : given) {
    const std::size_t equals = param.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Failure(StatusCode::kUsage, "--param wants NAME=VALUE, got `" + param + "`");
    }
    const auto [name, is_new] = params.emplace(param.substr(0, equals), WithoutBlanks(param.substr(equals + 1)));
    if (!is_new) return Failure(StatusCode::kUsage, "parameter `" + name->first + "` is given twice");
  }
  return params;
}

}  // namespace rulec::driver
