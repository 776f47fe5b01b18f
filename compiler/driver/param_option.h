#pragma once
// `--param NAME=VALUE`, any number of times.
#include <map>
#include <string>
#include <vector>

#include "compiler/base/status.h"

namespace rulec::driver {

/// Name to value, each name once; says in a sentence what is none.
base::Result<std::map<std::string, std::string>> ReadParamOptions(const std::vector<std::string>& given);

}  // namespace rulec::driver
