#pragma once
// What the description of a window may leave out, and what holds then.
#include <cstdint>

#include "rulert/instant.h"

namespace rulert {

inline constexpr std::uint32_t kMostWindowRows = 100'000;

namespace detail {

/// `late d`, in us.
template <class W>
constexpr std::int64_t LateOf() noexcept {
  if constexpr (requires { W::kLate; }) {
    return W::kLate;
  } else {
    return 0;
  }
}

/// `early every d`, in us; 0: none.
template <class W>
constexpr std::int64_t EarlyEveryOf() noexcept {
  if constexpr (requires { W::kEarlyEvery; }) {
    return W::kEarlyEvery;
  } else {
    return 0;
  }
}

/// `early on each`.
template <class W>
constexpr bool IsEarlyOnEach() noexcept {
  if constexpr (requires { W::kEarlyOnEach; }) {
    return W::kEarlyOnEach;
  } else {
    return false;
  }
}

/// Of a window that closes: an answer needs its rows, or `up to` is said.
template <class W>
constexpr bool KeepsRows() noexcept {
  if constexpr (requires { W::kKeepsRows; }) {
    return W::kKeepsRows;
  } else {
    return false;
  }
}

/// `up to n`.
template <class W>
constexpr std::uint32_t MostRows() noexcept {
  if constexpr (requires { W::kMaxRows; }) {
    static_assert(W::kMaxRows >= 1 && W::kMaxRows <= kMostWindowRows);
    return W::kMaxRows;
  } else {
    return kMostWindowRows;
  }
}

/// When a window of that closing is closed for good: what comes at this watermark is late.
template <class W>
constexpr std::int64_t GoneAt(std::int64_t closing) noexcept {
  return SaturatingAdd(closing, LateOf<W>());
}

/// The multiple of `early every` that time passes next; an event that comes before time has begun waits for the first
/// one that is not before it.
template <class W>
constexpr std::int64_t NextEarly(std::int64_t watermark, std::int64_t time) noexcept {
  constexpr std::int64_t kEvery = EarlyEveryOf<W>();
  const std::int64_t passed = watermark == INT64_MIN ? time - 1 : watermark;
  const std::int64_t rest = passed % kEvery;
  return passed - rest + (rest < 0 ? 0 : kEvery);
}

}  // namespace detail
}  // namespace rulert
