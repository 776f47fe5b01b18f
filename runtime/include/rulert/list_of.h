#pragma once
// A list written out in a rule: `[a, b]`.
#include <cstdint>
#include <initializer_list>
#include <memory>

#include "rulert/list.h"
#include "rulert/scratch.h"

namespace rulert {

/// Evaluated left to right; the elements are in the scratch.
template <class T>
List<T> ListOf(Scratch& scratch, std::initializer_list<T> elements) noexcept {
  T* const copy = scratch.AllocateArray<T>(elements.size());
  std::uninitialized_copy(elements.begin(), elements.end(), copy);
  return {copy, static_cast<std::uint32_t>(elements.size())};
}

}  // namespace rulert
