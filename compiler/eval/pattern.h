#pragma once
// Patterns of `matches`, by RE2 as generated code has them.
#include <optional>
#include <string>
#include <string_view>

namespace rulec::eval {

/// Why `pattern` is none; nothing if it is one.
std::optional<std::string> PatternError(std::string_view pattern);

/// Anywhere in `text`.
bool Matches(std::string_view text, std::string_view pattern);

}  // namespace rulec::eval
