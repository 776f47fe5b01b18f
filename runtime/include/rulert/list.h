#pragma once
// list<T> of a rule: a view of elements that live in the input's arena, in a Scratch or in state.
#include <cstddef>
#include <cstdint>

#include "rulert/int128.h"

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

/// `any(x in list where ..)`: up to the first for which look(x).
template <class T, class Look>
constexpr bool AnyElement(const List<T>& list, Look&& look) noexcept {
  for (const T& element : list) {
    if (look(element)) return true;
  }
  return false;
}
template <class T, class Look>
constexpr bool AllElements(const List<T>& list, Look&& look) noexcept {
  for (const T& element : list) {
    if (!look(element)) return false;
  }
  return true;
}
template <class T, class Look>
constexpr std::int64_t CountElements(const List<T>& list, Look&& look) noexcept {
  std::int64_t count = 0;
  for (const T& element : list) count += look(element) ? 1 : 0;
  return count;
}
/// Of ints, or of mantissas of decimals of one scale; stays at the end of 128 bits, which no type holds.
template <class T, class Look>
constexpr Int128 SumElements(const List<T>& list, Look&& look) noexcept {
  Int128 sum = 0;
  for (const T& element : list) {
    const auto value = look(element);
    Int128 added = 0;
    if constexpr (requires { value.mantissa; }) {
      added = value.mantissa;
    } else {
      added = value;
    }
    const Int128 end = added < 0 ? -kInt128Max : kInt128Max;
    if (sum == kInt128Max || sum == -kInt128Max) continue;
    if (__builtin_add_overflow(sum, added, &sum)) sum = end;
  }
  return sum;
}

template <class T>
constexpr std::int64_t Length(const List<T>& list) noexcept {
  return list.size;
}

}  // namespace rulert
