#pragma once
// What lists, sets and maps in state share: how an element is kept, and how its chunks are given back.
#include <cstdint>

#include "rulert/cell.h"
#include "rulert/chunk_tree.h"
#include "rulert/stored.h"

namespace rulert {

/// The value of an element of a set.
struct Nothing {};
/// An element of a map, as `overflow` says it.
template <class K, class V>
struct MapEntry {
  K key;
  V value;
};

namespace detail {

template <class T>
struct StoredPart {
  using Type = typename Stored<T>::Type;
};
template <>
struct StoredPart<Nothing> {
  using Type = Nothing;
};
template <class T>
void EmptyStored([[maybe_unused]] typename StoredPart<T>::Type& stored, [[maybe_unused]] Trigger& trigger) noexcept {
  if constexpr (!std::is_same_v<T, Nothing>) {
    if constexpr (Stored<T>::kHasChunks) Stored<T>::Put(stored, T{}, trigger);
  }
}
template <class T>
void EmptyStored([[maybe_unused]] typename StoredPart<T>::Type& stored,
                 [[maybe_unused]] DirectMemory& memory) noexcept {
  if constexpr (!std::is_same_v<T, Nothing>) Stored<T>::Release(stored, memory.arena());
}

}  // namespace detail

}  // namespace rulert
