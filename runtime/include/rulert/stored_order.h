#pragma once
// The order of values, one of them as state keeps it: numbers and times by size, text by code point, bool and enums as
// declared, what is missing before what is present, records by their fields in turn, lists by their elements in turn.
//   StoredOrder<T>::Compare(stored, value, arena)     below 0, 0 or above 0
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "rulert/stored.h"

namespace rulert {

template <class T>
struct StoredOrder;

namespace detail {

template <class T>
constexpr int CompareScalars(const T& a, const T& b) noexcept {
  if constexpr (kIsDecimal<T>) {
    return a.mantissa < b.mantissa ? -1 : a.mantissa > b.mantissa ? 1 : 0;
  } else {
    return a < b ? -1 : b < a ? 1 : 0;
  }
}

template <class MembersOf>
struct MembersOrder;
template <auto... kMember>
struct MembersOrder<Members<kMember...>> {
  template <class S, class Record>
  static int Compare(const S& stored, const Record& value, const Arena& arena) noexcept {
    int order = 0;
    [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
      static_cast<void>((((order = StoredOrder<decltype(MemberTypeOf(kMember))>::Compare(
                               MemberAt<kIndex>(stored), value.*kMember, arena)) != 0) ||
                         ...));
    }(std::make_index_sequence<sizeof...(kMember)>{});
    return order;
  }
};

}  // namespace detail

template <int P, int S>
  requires(P > 18)
struct StoredOrder<Decimal<P, S>> {
  using OfDecimal = Stored<Decimal<P, S>>;
  static int Compare(const typename OfDecimal::Type& stored, const Decimal<P, S>& value, const Arena&) noexcept {
    return detail::CompareScalars(OfDecimal::Join(stored), value);
  }
};

template <class T>
  requires(kIsPlainValue<T> && !kIsWideDecimal<T>)
struct StoredOrder<T> {
  static int Compare(const T& stored, const T& value, const Arena&) noexcept {
    return detail::CompareScalars(stored, value);
  }
};

template <>
struct StoredOrder<std::string_view> {
  static int Compare(const StateText& stored, std::string_view value, const Arena& arena) noexcept {
    return stored.Compare(value, arena);
  }
};

template <class T>
struct StoredOrder<std::optional<T>> {
  static int Compare(const typename Stored<std::optional<T>>::Type& stored, const std::optional<T>& value,
                     const Arena& arena) noexcept {
    if (!stored.present || !value.has_value()) return (stored.present ? 1 : 0) - (value.has_value() ? 1 : 0);
    return StoredOrder<T>::Compare(stored.value, *value, arena);
  }
};

template <class T>
struct StoredOrder<List<T>> {
  static int Compare(const typename Stored<List<T>>::Type& stored, const List<T>& value, const Arena& arena) noexcept {
    for (std::uint32_t i = 0; i < stored.size && i < value.size; ++i) {
      typename Stored<T>::Type element;
      std::memcpy(static_cast<void*>(&element), arena.At(stored.ref) + i * sizeof(element), sizeof(element));
      const int order = StoredOrder<T>::Compare(element, value[i], arena);
      if (order != 0) return order;
    }
    return detail::CompareScalars(stored.size, value.size);
  }
};

template <class Record>
  requires requires { typename Record::Members; }
struct StoredOrder<Record> {
  static int Compare(const typename Stored<Record>::Type& stored, const Record& value, const Arena& arena) noexcept {
    return detail::MembersOrder<typename Record::Members>::Compare(stored, value, arena);
  }
};

}  // namespace rulert
