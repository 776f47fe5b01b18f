#pragma once
// Names of the built-in functions.
#include <string_view>
#include <vector>

namespace rulec::check {

bool IsBuiltin(std::string_view name);
std::vector<std::string_view> BuiltinNames();

}  // namespace rulec::check
