#pragma once
// What a trigger must be able to put back: the members of its state record that its handlers write before something
// that can fail. The compiler knows them, and prints them beside the handlers:
//
//   using Saved = ::rulert::Saved<&State::hour, &State::risk>;
//   template <class E, class Ctx, class M>
//   static void On(const E& t, State& state, Ctx& ctx, M& m) noexcept { ... }
//
// They are copied before the trigger. Every other member is written only while nothing has failed, and then nothing
// can: it needs no copy. An empty list copies nothing and keeps no journal of changes.
#include <cstring>
#include <type_traits>

namespace rulert {

namespace detail {
template <class>
struct TypeOfMember;
template <class State, class Member>
struct TypeOfMember<Member State::*> {
  using Type = Member;
};
}  // namespace detail

template <auto... kMembers>
struct Saved {
  static constexpr bool kIsEmpty = sizeof...(kMembers) == 0;
  /// Of a cell or a window: a State has one of each type.
  template <class Member>
  static constexpr bool kHolds =
      (std::is_same_v<Member, typename detail::TypeOfMember<std::remove_const_t<decltype(kMembers)>>::Type> || ...);

  template <class State>
  static void Copy(const State& from, State& to) noexcept {
    (std::memcpy(static_cast<void*>(&(to.*kMembers)), static_cast<const void*>(&(from.*kMembers)),
                 sizeof(to.*kMembers)),
     ...);
  }
};

}  // namespace rulert
