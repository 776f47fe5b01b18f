#pragma once
// The order in which records are laid out: those that are held come before those that hold them.
#include <vector>

#include "compiler/check/context.h"

namespace rulec::check {

/// A record of the trees.
struct RecordPlace {
  std::uint32_t module;
  std::uint32_t index;
};

/// Every record whose name was declared. A record that holds itself is reported, and ordered as if it did not.
std::vector<RecordPlace> OrderRecords(Context& context);

}  // namespace rulec::check
