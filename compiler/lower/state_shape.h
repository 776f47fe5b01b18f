#pragma once
// What state holds: its shape in words, which structs it keeps, how large it is.
#include <string>

#include "compiler/lower/context.h"

namespace rulec::lower {

/// Records that state holds can be stored.
void MarkStored(Context& context, const plan::Type& type);

/// In words that no change of generated code changes.
std::string ShapeOf(const plan::Plan& plan, const plan::Type& type);

/// Bytes in a state record, about.
std::uint32_t SizeOf(const plan::Plan& plan, const plan::Type& type);

}  // namespace rulec::lower
