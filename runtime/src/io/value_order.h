#pragma once
// The order of values of described records, as rules compare them.
#include <cstdint>

#include "rulert/record_spec.h"
#include "rulert/scratch.h"

namespace rulert::io {

/// Below 0, 0 or above 0, for values of a scalar kind that is not optional.
int CompareScalars(const FieldSpec& field, const char* a, const char* b) noexcept;

/// Elements that follow each other.
struct Elements {
  char* data = nullptr;
  std::uint32_t size = 0;
};

/// The elements in the order of the scalar at `key.offset`, the first of those that are equal there; in the arena.
Elements InOrder(const Elements& elements, const FieldSpec& key, std::uint32_t stride, std::uint32_t align,
                 Scratch& arena);

}  // namespace rulert::io
