#pragma once
// From the names of a rule author to C++ identifiers: the only way that they reach generated code as code.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace rulec::lower {

/// Writes any text as an identifier of letters, digits and `_` that is nothing else in C++: neither keyword nor macro
/// nor reserved. Different texts give different identifiers; an ordinary name stays as it is; all others end in `_`.
std::string Identifier(std::string_view name);

/// `thin_file` as `ThinFile`; not injective: unique within a Scope. Starts with an upper-case letter.
std::string UpperCamel(std::string_view name);

/// `CardVelocity` as `card_velocity`; not injective. Of the shape that Identifier() leaves as it is, if `name` is.
std::string SnakeCase(std::string_view name);

/// Identifiers of one C++ scope: gives each at most once.
class Scope {
 public:
  /// `wanted` (an identifier), or `wanted` with a number behind it where that is taken.
  std::string Take(std::string wanted);
  /// Makes a name that generated code uses here unavailable.
  void Reserve(std::string_view name) { taken_.emplace(name); }
  bool Has(std::string_view name) const { return taken_.contains(std::string(name)); }

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace rulec::lower
