#pragma once
// Where the values of a described record stand in memory.
#include <cstdint>

#include "rulert/record_spec.h"

namespace rulert::io {

/// Alignment of the C++ type behind the field, without optional.
std::uint32_t AlignOf(const FieldSpec& field);
/// Bytes from one element of the collection to the next.
std::uint32_t ElementStrideOf(const FieldSpec& collection);

}  // namespace rulert::io
