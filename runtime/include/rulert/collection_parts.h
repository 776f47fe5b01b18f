#pragma once
// What lists, sets and maps in state share: how an element is kept, and how its chunks are given back.
#include <cstdint>

#include "rulert/cell.h"
#include "rulert/chunk_tree.h"
#include "rulert/set.h"
#include "rulert/stored.h"

namespace rulert {

/// The value of an element of a set.
struct Nothing {};

namespace detail {

template <class T>
struct StoredPart {
  using Type = typename Stored<T>::Type;
};
template <>
struct StoredPart<Nothing> {
  using Type = Nothing;
};
/// Gives back the chunks of what leaves.
template <class T, class Memory>
void EmptyStored([[maybe_unused]] typename StoredPart<T>::Type& stored, [[maybe_unused]] Memory& memory) noexcept {
  if constexpr (std::is_same_v<T, Nothing>) {
  } else if constexpr (!std::is_same_v<Memory, Trigger>) {
    Stored<T>::Release(stored, memory);
  } else if constexpr (Stored<T>::kHasChunks) {
    Stored<T>::Put(stored, T{}, memory);
  }
}

}  // namespace detail

}  // namespace rulert
