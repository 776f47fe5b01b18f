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

#include "rulert/decimal.h"
#include "rulert/list.h"
#include "rulert/time.h"
#include "rulert/trigger.h"

namespace rulert {

template <class T>
inline constexpr bool kIsPlainValue =
    std::is_arithmetic_v<T> || std::is_enum_v<T> || kIsDecimal<T> || std::is_same_v<T, Timestamp> ||
    std::is_same_v<T, Duration> || std::is_same_v<T, Date>;

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
  requires kIsPlainValue<T>
struct Stored<T> {
  using Type = T;
  static constexpr bool kHasChunks = false;
  static void Put(Type& stored, const T& value, Trigger&) noexcept { stored = value; }
  static T Get(const Type& stored, Trigger&) noexcept { return stored; }
  template <class Memory>
  static void Release(Type&, Memory&) noexcept {}
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
    typename Stored<T>::Type value{};
    bool present = false;
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
  // Chunks are aligned to 8, elements may want 16.
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

namespace detail {

template <class Class, class Member>
Member MemberTypeOf(Member Class::*);
template <class Class, class Member>
Class ClassTypeOf(Member Class::*);

template <auto>
struct Constant {};

/// Stored members one after the other.
template <auto... kMember>
struct StoredMembers {};
template <auto kFirst, auto... kRest>
struct StoredMembers<kFirst, kRest...> {
  typename Stored<decltype(MemberTypeOf(kFirst))>::Type first{};
  [[no_unique_address]] StoredMembers<kRest...> rest{};
};

}  // namespace detail

/// The fields of a record that state can hold, in declared order: `using Members = ::rulert::Members<&R::a, &R::b>;`.
template <auto... kMember>
struct Members {
  using Type = detail::StoredMembers<kMember...>;
  static constexpr bool kHasChunks = (Stored<decltype(detail::MemberTypeOf(kMember))>::kHasChunks || ...);

  template <class Record>
  static void Put(Type& stored, const Record& value, Trigger& trigger) noexcept {
    PutFrom<Record, kMember...>(stored, value, trigger);
  }
  template <class Record>
  static void Get(const Type& stored, Record& value, Trigger& trigger) noexcept {
    GetFrom<Record, kMember...>(stored, value, trigger);
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    ReleaseFrom<kMember...>(stored, memory);
  }

  /// Where the stored field stands in a Type.
  template <auto kWanted>
  static std::size_t OffsetOf() noexcept {
    const Type of{};
    return static_cast<std::size_t>(reinterpret_cast<const char*>(AddressIn<kWanted, kMember...>(of)) -
                                    reinterpret_cast<const char*>(&of));
  }
  /// Calls visit.template operator()<kMember>() for each.
  template <class Visit>
  static void Each(Visit&& visit) noexcept {
    (visit.template operator()<kMember>(), ...);
  }

 private:
  template <auto kWanted, auto kFirst, auto... kRest, class S>
  static const void* AddressIn(const S& stored) noexcept {
    if constexpr (std::is_same_v<detail::Constant<kWanted>, detail::Constant<kFirst>>) {
      return &stored.first;
    } else {
      return AddressIn<kWanted, kRest...>(stored.rest);
    }
  }
  template <auto kPointer>
  using StoredOf = Stored<decltype(detail::MemberTypeOf(kPointer))>;

  template <class Record, auto... kNone, class S>
    requires(sizeof...(kNone) == 0)
  static void PutFrom(S&, const Record&, Trigger&) noexcept {}
  template <class Record, auto kFirst, auto... kRest, class S>
  static void PutFrom(S& stored, const Record& value, Trigger& trigger) noexcept {
    StoredOf<kFirst>::Put(stored.first, value.*kFirst, trigger);
    PutFrom<Record, kRest...>(stored.rest, value, trigger);
  }
  template <class Record, auto... kNone, class S>
    requires(sizeof...(kNone) == 0)
  static void GetFrom(const S&, Record&, Trigger&) noexcept {}
  template <class Record, auto kFirst, auto... kRest, class S>
  static void GetFrom(const S& stored, Record& value, Trigger& trigger) noexcept {
    value.*kFirst = StoredOf<kFirst>::Get(stored.first, trigger);
    GetFrom<Record, kRest...>(stored.rest, value, trigger);
  }
  template <auto... kNone, class S, class Memory>
    requires(sizeof...(kNone) == 0)
  static void ReleaseFrom(S&, Memory&) noexcept {}
  template <auto kFirst, auto... kRest, class S, class Memory>
  static void ReleaseFrom(S& stored, Memory& memory) noexcept {
    StoredOf<kFirst>::Release(stored.first, memory);
    ReleaseFrom<kRest...>(stored.rest, memory);
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
