#pragma once
// list<T> of a rule: a view of elements that live in the input's arena, in a Scratch or in state.
#include <cstddef>
#include <cstdint>

namespace rulert {

template <class T>
struct List {
  const T* data = nullptr;
  std::uint32_t size = 0;

  constexpr const T* begin() const noexcept { return data; }
  constexpr const T* end() const noexcept { return data + size; }
  constexpr bool empty() const noexcept { return size == 0; }
  /// index < size.
  constexpr const T& operator[](std::size_t index) const noexcept { return data[index]; }

  friend constexpr bool operator==(const List& a, const List& b) noexcept {
    if (a.size != b.size) return false;
    for (std::uint32_t i = 0; i < a.size; ++i) {
      if (!(a.data[i] == b.data[i])) return false;
    }
    return true;
  }
};

/// `value in list`.
template <class T, class U>
constexpr bool Contains(const List<T>& list, const U& value) noexcept {
  for (const T& element : list) {
    if (element == value) return true;
  }
  return false;
}

/// `list[index]`, from 0. M: the mode of arithmetic; an index without element fails.
template <class T, class M>
constexpr T ElementAt(M& m, const List<T>& list, std::int64_t index, std::uint32_t place) noexcept {
  const std::int64_t i = m.Index(index, list.size, place);
  return list.size == 0 ? T{} : list[static_cast<std::size_t>(i)];
}

template <class T>
constexpr std::int64_t Length(const List<T>& list) noexcept {
  return list.size;
}

}  // namespace rulert
