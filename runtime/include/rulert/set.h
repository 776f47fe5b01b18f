#pragma once
// set<T> and map<K, V> of a rule as values: lists in order without equal elements or keys. They live where lists live.
// Sets and maps in state are KeyedCells.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>

#include "rulert/elements.h"
#include "rulert/list.h"
#include "rulert/scratch.h"

namespace rulert {

template <auto...>
struct Members;  // rulert/stored.h

/// Elements in order, each once.
template <class T>
struct Set : List<T> {};

template <class K, class V>
struct MapEntry {
  K key;
  V value;
  friend bool operator==(const MapEntry&, const MapEntry&) = default;
  using Members = ::rulert::Members<&MapEntry::key, &MapEntry::value>;
};

/// Entries in the order of their keys, each key once.
template <class K, class V>
struct Map : List<MapEntry<K, V>> {};

/// `value in set`.
template <class T, class U>
constexpr bool Contains(const Set<T>& set, const U& value) noexcept {
  return std::binary_search(set.begin(), set.end(), value);
}

namespace detail {

/// Null without such a key.
template <class K, class V, class U>
constexpr const MapEntry<K, V>* FindEntry(const Map<K, V>& map, const U& key) noexcept {
  const auto* const found = std::lower_bound(
      map.begin(), map.end(), key, [](const MapEntry<K, V>& entry, const U& wanted) { return entry.key < wanted; });
  return found == map.end() || key < found->key ? nullptr : found;
}

}  // namespace detail

/// `key in map`.
template <class K, class V, class U>
constexpr bool Contains(const Map<K, V>& map, const U& key) noexcept {
  return detail::FindEntry(map, key) != nullptr;
}

/// `map[key]`.
template <class K, class V, class U>
constexpr std::optional<V> ValueAt(const Map<K, V>& map, const U& key) noexcept {
  const MapEntry<K, V>* const found = detail::FindEntry(map, key);
  return found == nullptr ? std::nullopt : std::optional<V>(found->value);
}

/// The keys, in the scratch.
template <class K, class V>
Set<K> KeysOf(Scratch& scratch, const Map<K, V>& map) noexcept {
  K* const keys = scratch.AllocateArray<K>(map.size);
  for (std::uint32_t i = 0; i < map.size; ++i) keys[i] = map[i].key;
  return {{keys, map.size}};
}

/// `set(e, x in xs where ..)`; in the scratch.
template <class T, class Look, class Keep = KeepAll>
auto SetElements(Scratch& scratch, const List<T>& list, Look&& look, Keep&& keep = {}) noexcept {
  const auto sorted = SortedElements(scratch, list, look, keep);
  using Value = std::remove_cvref_t<decltype(*sorted.data)>;
  auto* const begin = const_cast<Value*>(sorted.begin());
  const auto* const end = std::unique(begin, const_cast<Value*>(sorted.end()));
  return Set<Value>{{begin, static_cast<std::uint32_t>(end - begin)}};
}

/// A set written out; evaluated left to right, in the scratch.
template <class T>
Set<T> SetOf(Scratch& scratch, std::initializer_list<T> elements) noexcept {
  const List<T> list{elements.begin(), static_cast<std::uint32_t>(elements.size())};
  return SetElements(scratch, list, [](const T& element) { return element; });
}

/// A map written out, of equal keys the last; evaluated left to right, in the scratch.
template <class K, class V>
Map<K, V> MapOf(Scratch& scratch, std::initializer_list<MapEntry<K, V>> entries) noexcept {
  auto* const sorted = scratch.AllocateArray<MapEntry<K, V>>(entries.size());
  std::reverse_copy(entries.begin(), entries.end(), sorted);
  auto* const end = sorted + entries.size();
  detail::StableSort(scratch, sorted, static_cast<std::uint32_t>(entries.size()),
                     [](const auto& a, const auto& b) { return a.key < b.key; });
  const auto* const last = std::unique(sorted, end, [](const auto& a, const auto& b) { return a.key == b.key; });
  return {{sorted, static_cast<std::uint32_t>(last - sorted)}};
}

}  // namespace rulert
