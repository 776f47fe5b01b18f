#pragma once
// Names of the built-in functions.
#include <span>
#include <string_view>

namespace rulec::check {

bool IsBuiltin(std::string_view name);
/// Part of the language, not built yet.
bool IsBuiltinToCome(std::string_view name);
std::span<const std::string_view> BuiltinNames();

}  // namespace rulec::check
