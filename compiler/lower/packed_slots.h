#pragma once
#include <cstdint>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::lower {

/// Keys of a packed table by their hash, as rulert/packed_rows.h looks for them.
std::vector<std::uint32_t> SlotsOf(const std::vector<ir::Constant>& keys, bool are_texts);

}  // namespace rulec::lower
