#pragma once
// "did you mean" for keys and names of a configuration.
#include <string>
#include <string_view>
#include <vector>

namespace rulert::host {

/// "did you mean `workers`?" if a candidate is near enough to be meant, else "expected one of `a`, `b`, `c`" for up to
/// twelve of them, else nothing.
std::string Suggest(std::string_view written, const std::vector<std::string_view>& candidates);

}  // namespace rulert::host
