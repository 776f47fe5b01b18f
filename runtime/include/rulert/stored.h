#pragma once
// Values as state keeps them: trivially copyable, without pointers; text and lists by size and chunk reference.
//   Stored<T>::Type            what stands in the state record
//   Stored<T>::Put(type, value, trigger)     from empty or a former value
//   Stored<T>::Get(type, trigger)            views live until the trigger is done
//   Stored<T>::Release(type, memory)         gives its chunks back to an Arena, or to a DoneMemory
//   Stored<T>::kHasChunks
// Type{} is an empty one: of a string "", of an optional missing.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "rulert/decimal.h"
#include "rulert/list.h"
#include "rulert/set.h"
#include "rulert/time.h"
#include "rulert/trigger.h"

namespace rulert {

template <class T>
inline constexpr bool kIsPlainValue =
    std::is_arithmetic_v<T> || std::is_enum_v<T> || kIsDecimal<T> || std::is_same_v<T, Timestamp> ||
    std::is_same_v<T, Duration> || std::is_same_v<T, Date>;

/// Of 16 bytes and aligned to them, as __int128 is.
template <class T>
inline constexpr bool kIsWideDecimal = false;
template <int P, int S>
inline constexpr bool kIsWideDecimal<Decimal<P, S>> = (P > 18);

/// A string in state: up to 12 bytes in place; of a longer one the first 8, so that most comparisons stay here.
class StateText {
 public:
  static constexpr std::uint32_t kInline = 12;

  void Put(std::string_view text, Trigger& trigger) noexcept {
    const auto size = static_cast<std::uint32_t>(text.size());
    if (size > kInline) {
      const ChunkRef ref = trigger.Allocate(size);
      std::memcpy(trigger.arena().At(ref), text.data(), size);
      GiveBack(trigger);
      std::memcpy(data_, &ref, sizeof(ref));
      std::memcpy(data_ + sizeof(ref), text.data(), kHead);
    } else {
      GiveBack(trigger);
      if (size > 0) std::memcpy(data_, text.data(), size);
    }
    size_ = size;
  }
  std::string_view Get(Trigger& trigger) const noexcept {
    if (size_ > kInline) return {trigger.arena().At(ref()), size_};
    // A copy, since a write in the same trigger goes to the same place.
    return trigger.scratch().Copy({data_, size_});
  }
  /// Of one that stands at `bytes`, aligned or not: no copy; lives as long as it stands there.
  static std::string_view ViewAt(const char* bytes, const Arena& arena) noexcept {
    StateText text;
    std::memcpy(static_cast<void*>(&text), bytes, sizeof(text));
    if (text.size_ > kInline) return {arena.At(text.ref()), text.size_};
    return {bytes + offsetof(StateText, data_), text.size_};
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    if (size_ > kInline) memory.Free(ref(), size_);
    size_ = 0;
  }
  /// Below, at or above 0: this text is before, equal to or behind `text`, by code point.
  int Compare(std::string_view text, const Arena& arena) const noexcept {
    if (size_ <= kInline) return std::string_view(data_, size_).compare(text);
    const int head = std::string_view(data_ + sizeof(ChunkRef), kHead).compare(text.substr(0, kHead));
    return head != 0 ? head : std::string_view(arena.At(ref()), size_).compare(text);
  }
  void Prefetch(const Arena& arena) const noexcept {
    if (size_ > kInline) arena.Prefetch(ref());
  }

 private:
  static constexpr std::uint32_t kHead = kInline - sizeof(ChunkRef);

  ChunkRef ref() const noexcept {
    ChunkRef ref;
    std::memcpy(&ref, data_, sizeof(ref));
    return ref;
  }
  void GiveBack(Trigger& trigger) noexcept {
    if (size_ > kInline) trigger.Free(ref(), size_);
  }

  std::uint32_t size_ = 0;
  char data_[kInline] = {};
};

template <class T>
struct Stored;

template <class T>
  requires(kIsPlainValue<T> && !kIsWideDecimal<T>)
struct Stored<T> {
  using Type = T;
  static constexpr bool kHasChunks = false;
  static void Put(Type& stored, const T& value, Trigger&) noexcept { stored = value; }
  static T Get(const Type& stored, Trigger&) noexcept { return stored; }
  template <class Memory>
  static void Release(Type&, Memory&) noexcept {}
};

/// In two halves, which have the bytes of the whole: a state record is aligned to 8.
template <int P, int S>
  requires(P > 18)
struct Stored<Decimal<P, S>> {
  struct Type {
    std::uint64_t low;
    std::int64_t high;
  };
  static constexpr bool kHasChunks = false;
  static void Put(Type& stored, Decimal<P, S> value, Trigger&) noexcept {
    stored = {static_cast<std::uint64_t>(value.mantissa), static_cast<std::int64_t>(value.mantissa >> 64)};
  }
  static Decimal<P, S> Get(const Type& stored, Trigger&) noexcept { return Join(stored); }
  template <class Memory>
  static void Release(Type&, Memory&) noexcept {}

  static Decimal<P, S> Join(const Type& stored) noexcept {
    return {static_cast<Int128>(static_cast<UInt128>(static_cast<Int128>(stored.high)) << 64 | stored.low)};
  }
};

template <>
struct Stored<std::string_view> {
  using Type = StateText;
  static constexpr bool kHasChunks = true;
  static void Put(Type& stored, std::string_view value, Trigger& trigger) noexcept { stored.Put(value, trigger); }
  static std::string_view Get(const Type& stored, Trigger& trigger) noexcept { return stored.Get(trigger); }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    stored.Release(memory);
  }
};

template <class T>
struct Stored<std::optional<T>> {
  struct Type {
    typename Stored<T>::Type value;
    bool present;
  };
  static constexpr bool kHasChunks = Stored<T>::kHasChunks;
  static void Put(Type& stored, const std::optional<T>& value, Trigger& trigger) noexcept {
    Stored<T>::Put(stored.value, value ? *value : T{}, trigger);
    stored.present = value.has_value();
  }
  static std::optional<T> Get(const Type& stored, Trigger& trigger) noexcept {
    if (!stored.present) return std::nullopt;
    return Stored<T>::Get(stored.value, trigger);
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    Stored<T>::Release(stored.value, memory);
  }
};

template <class T>
struct Stored<List<T>> {
  using Element = typename Stored<T>::Type;
  struct Type {
    std::uint32_t size = 0;
    ChunkRef ref = 0;
  };
  static constexpr bool kHasChunks = true;
  static void Put(Type& stored, const List<T>& value, Trigger& trigger) noexcept {
    ChunkRef ref = 0;
    if (value.size > 0) {
      ref = trigger.Allocate(value.size * sizeof(Element));
      for (std::uint32_t i = 0; i < value.size; ++i) {
        Element element{};
        Stored<T>::Put(element, value[i], trigger);
        Write(trigger.arena(), ref, i, element);
      }
    }
    for (std::uint32_t i = 0; i < stored.size; ++i) {
      // Emptied through Put, so that its chunks wait for the commit too.
      if constexpr (Stored<T>::kHasChunks) {
        Element element = Read(trigger.arena(), stored.ref, i);
        Stored<T>::Put(element, T{}, trigger);
      }
    }
    if (stored.size > 0) trigger.Free(stored.ref, stored.size * sizeof(Element));
    stored = {value.size, ref};
  }
  static List<T> Get(const Type& stored, Trigger& trigger) noexcept {
    if (stored.size == 0) return {};
    T* const elements = trigger.scratch().AllocateArray<T>(stored.size);
    for (std::uint32_t i = 0; i < stored.size; ++i) {
      elements[i] = Stored<T>::Get(Read(trigger.arena(), stored.ref, i), trigger);
    }
    return {elements, stored.size};
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    for (std::uint32_t i = 0; i < stored.size; ++i) {
      if constexpr (Stored<T>::kHasChunks) {
        Element element = Read(memory, stored.ref, i);
        Stored<T>::Release(element, memory);
      }
    }
    if (stored.size > 0) memory.Free(stored.ref, stored.size * sizeof(Element));
    stored = {};
  }

 private:
  template <class Memory>
  static Element Read(Memory& memory, ChunkRef ref, std::uint32_t i) noexcept {
    Element element;
    std::memcpy(static_cast<void*>(&element), memory.At(ref) + i * sizeof(Element), sizeof(Element));
    return element;
  }
  static void Write(Arena& arena, ChunkRef ref, std::uint32_t i, const Element& element) noexcept {
    std::memcpy(arena.At(ref) + i * sizeof(Element), &element, sizeof(Element));
  }
};

template <class T>
struct Stored<Set<T>> : Stored<List<T>> {
  static Set<T> Get(const typename Stored<List<T>>::Type& stored, Trigger& trigger) noexcept {
    return {Stored<List<T>>::Get(stored, trigger)};
  }
};
template <class K, class V>
struct Stored<Map<K, V>> : Stored<List<MapEntry<K, V>>> {
  static Map<K, V> Get(const typename Stored<List<MapEntry<K, V>>>::Type& stored, Trigger& trigger) noexcept {
    return {Stored<List<MapEntry<K, V>>>::Get(stored, trigger)};
  }
};

namespace detail {

template <class Class, class Member>
Member MemberTypeOf(Member Class::*);
template <class Class, class Member>
Class ClassTypeOf(Member Class::*);

template <auto>
struct Constant {};

/// The member at a place of a record. Without an initializer: nested ones cost a compiler time that doubles with each.
template <std::size_t kIndex, class T>
struct StoredMember {
  T value;
};
template <class Indices, class... T>
struct StoredMembers;
template <std::size_t... kIndex, class... T>
struct StoredMembers<std::index_sequence<kIndex...>, T...> : StoredMember<kIndex, T>... {};

template <std::size_t kIndex, class T>
T& MemberAt(StoredMember<kIndex, T>& member) noexcept {
  return member.value;
}
template <std::size_t kIndex, class T>
const T& MemberAt(const StoredMember<kIndex, T>& member) noexcept {
  return member.value;
}

}  // namespace detail

/// The fields of a record that state can hold, in declared order: `using Members = ::rulert::Members<&R::a, &R::b>;`.
template <auto... kMember>
struct Members {
  using Indices = std::make_index_sequence<sizeof...(kMember)>;
  using Type = detail::StoredMembers<Indices, typename Stored<decltype(detail::MemberTypeOf(kMember))>::Type...>;
  static constexpr bool kHasChunks = (Stored<decltype(detail::MemberTypeOf(kMember))>::kHasChunks || ...);

  template <class Record>
  static void Put(Type& stored, const Record& value, Trigger& trigger) noexcept {
    EachAt([&]<std::size_t kIndex, auto kPointer> {
      StoredOf<kPointer>::Put(detail::MemberAt<kIndex>(stored), value.*kPointer, trigger);
    });
  }
  template <class Record>
  static void Get(const Type& stored, Record& value, Trigger& trigger) noexcept {
    EachAt([&]<std::size_t kIndex, auto kPointer> {
      value.*kPointer = StoredOf<kPointer>::Get(detail::MemberAt<kIndex>(stored), trigger);
    });
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    EachAt([&]<std::size_t kIndex, auto kPointer> {
      StoredOf<kPointer>::Release(detail::MemberAt<kIndex>(stored), memory);
    });
  }

  /// Where the stored field stands in a Type.
  template <auto kWanted>
  static std::size_t OffsetOf() noexcept {
    const Type of{};
    const void* at = nullptr;
    EachAt([&]<std::size_t kIndex, auto kPointer> {
      if constexpr (std::is_same_v<detail::Constant<kWanted>, detail::Constant<kPointer>>) {
        at = &detail::MemberAt<kIndex>(of);
      }
    });
    return static_cast<std::size_t>(static_cast<const char*>(at) - reinterpret_cast<const char*>(&of));
  }
  /// Calls visit.template operator()<kMember>() for each.
  template <class Visit>
  static void Each(Visit&& visit) noexcept {
    (visit.template operator()<kMember>(), ...);
  }

 private:
  template <auto kPointer>
  using StoredOf = Stored<decltype(detail::MemberTypeOf(kPointer))>;

  template <class Visit>
  static void EachAt(Visit&& visit) noexcept {
    [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
      (visit.template operator()<kIndex, kMember>(), ...);
    }(Indices{});
  }
};

template <class Record>
  requires requires { typename Record::Members; }
struct Stored<Record> {
  using Type = typename Record::Members::Type;
  static constexpr bool kHasChunks = Record::Members::kHasChunks;
  static void Put(Type& stored, const Record& value, Trigger& trigger) noexcept {
    Record::Members::Put(stored, value, trigger);
  }
  static Record Get(const Type& stored, Trigger& trigger) noexcept {
    Record value{};
    Record::Members::Get(stored, value, trigger);
    return value;
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    Record::Members::Release(stored, memory);
  }
};

}  // namespace rulert
