#pragma once
// A list written out in a rule: `[a, b]`.
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "rulert/list.h"
#include "rulert/scratch.h"

namespace rulert {

/// Evaluated left to right; the elements are in the scratch.
template <class T>
List<T> ListOf(Scratch& scratch, std::initializer_list<T> elements) noexcept {
  T* const copy = scratch.AllocateArray<T>(elements.size());
  if (elements.size() != 0) std::memcpy(static_cast<void*>(copy), elements.begin(), elements.size() * sizeof(T));
  return {copy, static_cast<std::uint32_t>(elements.size())};
}

}  // namespace rulert
