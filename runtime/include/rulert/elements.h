#pragma once
// `any(x in xs where ..)`, `sum(e, x in xs where ..)` and their like: what is asked of every element of a list. `look`
// gives what is made of an element, `keep` whether the element counts; each is called once for an element, in order.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "rulert/int128.h"
#include "rulert/list.h"
#include "rulert/scratch.h"

namespace rulert {

/// Every element counts.
struct KeepAll {
  template <class T>
  constexpr bool operator()(const T&) const noexcept {
    return true;
  }
};

/// Up to the first for which look(x).
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

/// Of floats a float. Of ints, of durations, or of decimals of one scale, their sum in 128 bits, which stays at the end
/// of these: no type holds that.
template <class T, class Look, class Keep = KeepAll>
constexpr auto SumElements(const List<T>& list, Look&& look, Keep&& keep = {}) noexcept {
  using Value = std::remove_cvref_t<decltype(look(*list.data))>;
  if constexpr (std::is_same_v<Value, double>) {
    double sum = 0;
    for (const T& element : list) {
      if (keep(element)) sum += look(element);
    }
    return sum;
  } else {
    Int128 sum = 0;
    for (const T& element : list) {
      if (!keep(element)) continue;
      const Value value = look(element);
      Int128 added = 0;
      if constexpr (requires { value.mantissa; }) {
        added = value.mantissa;
      } else if constexpr (requires { value.us; }) {
        added = value.us;
      } else {
        added = value;
      }
      if (sum == kInt128Max || sum == -kInt128Max) continue;
      if (__builtin_add_overflow(sum, added, &sum)) sum = added < 0 ? -kInt128Max : kInt128Max;
    }
    return sum;
  }
}

namespace detail {

/// Merge sort whose room is in the scratch, since that of the standard library is on the heap. T: trivially copyable.
template <class T, class Less>
void StableSort(Scratch& scratch, T* values, std::uint32_t size, Less less) noexcept {
  if (size < 2) return;
  T* from = values;
  T* to = scratch.AllocateArray<T>(size);
  for (std::uint64_t width = 1; width < size; width *= 2) {
    for (std::uint64_t low = 0; low < size; low += 2 * width) {
      const std::uint64_t middle = std::min<std::uint64_t>(low + width, size);
      const std::uint64_t high = std::min<std::uint64_t>(low + 2 * width, size);
      std::merge(from + low, from + middle, from + middle, from + high, to + low, less);
    }
    std::swap(from, to);
  }
  if (from != values) std::copy_n(from, size, values);
}

template <bool kGreatest, class T, class Look, class Keep>
constexpr auto ExtremeElement(const List<T>& list, Look& look, Keep& keep) noexcept {
  std::optional<std::remove_cvref_t<decltype(look(*list.data))>> best;
  for (const T& element : list) {
    if (!keep(element)) continue;
    const auto value = look(element);
    if (!best || (kGreatest ? *best < value : value < *best)) best = value;
  }
  return best;
}

}  // namespace detail

/// Of equal ones the first; missing where no element counts.
template <class T, class Look, class Keep = KeepAll>
constexpr auto LeastElement(const List<T>& list, Look&& look, Keep&& keep = {}) noexcept {
  return detail::ExtremeElement<false>(list, look, keep);
}
template <class T, class Look, class Keep = KeepAll>
constexpr auto GreatestElement(const List<T>& list, Look&& look, Keep&& keep = {}) noexcept {
  return detail::ExtremeElement<true>(list, look, keep);
}

/// What is made of the elements, in their order; in the scratch.
template <class T, class Look, class Keep = KeepAll>
auto ElementsOf(Scratch& scratch, const List<T>& list, Look&& look, Keep&& keep = {}) noexcept {
  using Value = std::remove_cvref_t<decltype(look(*list.data))>;
  Value* const values = scratch.AllocateArray<Value>(list.size);
  std::uint32_t count = 0;
  for (const T& element : list) {
    if (keep(element)) new (values + count++) Value(look(element));
  }
  return List<Value>{values, count};
}
/// The same from least to greatest, equal ones in the order of the elements.
template <class T, class Look, class Keep = KeepAll>
auto SortedElements(Scratch& scratch, const List<T>& list, Look&& look, Keep&& keep = {}) noexcept {
  const auto values = ElementsOf(scratch, list, look, keep);
  using Value = std::remove_cvref_t<decltype(*values.data)>;
  detail::StableSort(scratch, const_cast<Value*>(values.data), values.size,
                     [](const Value& a, const Value& b) { return a < b; });
  return values;
}

}  // namespace rulert
