#pragma once
// Instants in microseconds since 1970 UTC, beyond the years that rules can name.
#include <cstdint>

namespace rulert {

/// Of what has no end, and of work that is not to run.
inline constexpr std::int64_t kNever = INT64_MAX;

namespace detail {

/// Stays at the end of the range.
constexpr std::int64_t SaturatingAdd(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t r = 0;
  if (__builtin_add_overflow(a, b, &r)) return b > 0 ? INT64_MAX : INT64_MIN;
  return r;
}
constexpr std::int64_t SaturatingSub(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t r = 0;
  if (__builtin_sub_overflow(a, b, &r)) return b > 0 ? INT64_MIN : INT64_MAX;
  return r;
}

}  // namespace detail

}  // namespace rulert
