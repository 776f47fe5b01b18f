#pragma once
// Variants as state keeps them (rulert/stored.h), and their order (rulert/stored_order.h): by arm as declared, then by
// the fields of the arm.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "rulert/stored.h"
#include "rulert/stored_order.h"

namespace rulert {

/// The arms of a variant that state can hold: `using Arms = ::rulert::Arms<&V::arm, &V::approve, &V::decline>;`. One is
/// kept as its arm and the bytes of that arm's stored fields.
template <auto kTag, auto... kArm>
struct Arms {
  template <auto kPointer>
  using ArmOf = decltype(detail::MemberTypeOf(kPointer));
  template <auto kPointer>
  using StoredArm = typename Stored<ArmOf<kPointer>>::Type;

  struct Type {
    std::uint32_t arm;
    alignas(8) char bytes[std::max({sizeof(StoredArm<kArm>)...})];
  };
  static constexpr bool kHasChunks = (Stored<ArmOf<kArm>>::kHasChunks || ...);

  /// Calls visit.template operator()<kPointer>() for the arm at that place.
  template <class Visit>
  static void Take(std::uint32_t arm, Visit&& visit) noexcept {
    std::uint32_t place = 0;
    static_cast<void>(((place++ == arm ? (visit.template operator()<kArm>(), true) : false) || ...));
  }

  template <auto kPointer>
  static StoredArm<kPointer> Read(const Type& stored) noexcept {
    StoredArm<kPointer> fields;
    std::memcpy(static_cast<void*>(&fields), stored.bytes, sizeof(fields));
    return fields;
  }
  template <auto kPointer>
  static void Write(Type& stored, const StoredArm<kPointer>& fields) noexcept {
    std::memcpy(stored.bytes, static_cast<const void*>(&fields), sizeof(fields));
  }

  template <class Variant>
  static void Put(Type& stored, const Variant& value, Trigger& trigger) noexcept {
    const auto arm = static_cast<std::uint32_t>(value.*kTag);
    if (stored.arm != arm) {
      if constexpr (kHasChunks) Empty(stored, trigger);
      stored = Type{};
      stored.arm = arm;
    }
    Take(arm, [&]<auto kPointer>() {
      StoredArm<kPointer> fields = Read<kPointer>(stored);
      Stored<ArmOf<kPointer>>::Put(fields, value.*kPointer, trigger);
      Write<kPointer>(stored, fields);
    });
  }
  template <class Variant>
  static Variant Get(const Type& stored, Trigger& trigger) noexcept {
    Variant value;
    Take(stored.arm,
         [&]<auto kPointer>() { value = Variant(Stored<ArmOf<kPointer>>::Get(Read<kPointer>(stored), trigger)); });
    return value;
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    Take(stored.arm, [&]<auto kPointer>() {
      StoredArm<kPointer> fields = Read<kPointer>(stored);
      Stored<ArmOf<kPointer>>::Release(fields, memory);
    });
    stored = Type{};
  }

 private:
  // Through Put, so that its chunks wait for the commit too.
  static void Empty(Type& stored, Trigger& trigger) noexcept {
    Take(stored.arm, [&]<auto kPointer>() {
      StoredArm<kPointer> fields = Read<kPointer>(stored);
      Stored<ArmOf<kPointer>>::Put(fields, ArmOf<kPointer>{}, trigger);
    });
  }
};

template <class Variant>
  requires requires { typename Variant::Arms; }
struct Stored<Variant> {
  using Arms = typename Variant::Arms;
  using Type = typename Arms::Type;
  static constexpr bool kHasChunks = Arms::kHasChunks;
  static void Put(Type& stored, const Variant& value, Trigger& trigger) noexcept { Arms::Put(stored, value, trigger); }
  static Variant Get(const Type& stored, Trigger& trigger) noexcept {
    return Arms::template Get<Variant>(stored, trigger);
  }
  template <class Memory>
  static void Release(Type& stored, Memory& memory) noexcept {
    Arms::Release(stored, memory);
  }
};

namespace detail {

template <class ArmsOf>
struct ArmsOrder;
template <auto kTag, auto... kArm>
struct ArmsOrder<Arms<kTag, kArm...>> {
  using Of = Arms<kTag, kArm...>;
  template <class Variant>
  static int Compare(const typename Of::Type& stored, const Variant& value, const Arena& arena) noexcept {
    const auto arm = static_cast<std::uint32_t>(value.*kTag);
    if (stored.arm != arm) return stored.arm < arm ? -1 : 1;
    int order = 0;
    Of::Take(arm, [&]<auto kPointer>() {
      order = StoredOrder<decltype(MemberTypeOf(kPointer))>::Compare(Of::template Read<kPointer>(stored),
                                                                     value.*kPointer, arena);
    });
    return order;
  }
};

}  // namespace detail

template <class Variant>
  requires requires { typename Variant::Arms; }
struct StoredOrder<Variant> {
  static int Compare(const typename Stored<Variant>::Type& stored, const Variant& value, const Arena& arena) noexcept {
    return detail::ArmsOrder<typename Variant::Arms>::Compare(stored, value, arena);
  }
};

}  // namespace rulert
