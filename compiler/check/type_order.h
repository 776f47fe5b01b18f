#pragma once
// The order in which records and variants are laid out: those that are held come before those that hold them.
#include <vector>

#include "compiler/check/context.h"

namespace rulec::check {

/// A record or variant of the trees.
struct TypePlace {
  std::uint32_t module;
  std::uint32_t index;  // in the vector of its kind
  bool is_variant;
};

/// Every record and variant whose name was declared. One that holds itself is reported, and ordered as if it did not.
std::vector<TypePlace> OrderTypes(Context& context);

}  // namespace rulec::check
