#pragma once
// In the place of ::rulert::Saved where the state record is one member.
#include <cstring>

namespace rulert_tests {

struct SavedWhole {
  static constexpr bool kIsEmpty = false;
  template <class State>
  static void Copy(const State& from, State& to) noexcept {
    std::memcpy(static_cast<void*>(&to), static_cast<const void*>(&from), sizeof(State));
  }
};

}  // namespace rulert_tests
