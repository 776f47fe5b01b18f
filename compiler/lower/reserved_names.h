#pragma once
// Names that generated code may not declare, whatever a rule author calls his things.
#include <string_view>

namespace rulec::lower {

/// Keywords, alternative tokens, names with a meaning in some place (`override`), macros of the headers that generated
/// code includes, and names that generated code itself uses everywhere (`std`, `rulert`).
bool IsReservedWord(std::string_view name);

/// A name that C headers declare in the global namespace, where the outermost namespace of a module would meet it.
bool IsGlobalName(std::string_view name);

}  // namespace rulec::lower
