#pragma once
// Instants, spans and calendar days. Plain integers in a type of their own.
#include <compare>
#include <cstdint>

namespace rulert {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// Microseconds since 1970-01-01T00:00:00Z. In a rule's hands always in years 0001-9999.
struct Timestamp {
  std::int64_t us = 0;
  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) noexcept = default;
};

/// Microseconds, of any sign.
struct Duration {
  std::int64_t us = 0;
  friend constexpr auto operator<=>(const Duration&, const Duration&) noexcept = default;
};

/// Days since 1970-01-01. In a rule's hands always in years 0001-9999.
struct Date {
  std::int32_t days = 0;
  friend constexpr auto operator<=>(const Date&, const Date&) noexcept = default;
};

inline constexpr Date kMinDate{-719'162};   // 0001-01-01
inline constexpr Date kMaxDate{2'932'896};  // 9999-12-31
inline constexpr Timestamp kMinTimestamp{kMinDate.days * kMicrosPerDay};
inline constexpr Timestamp kMaxTimestamp{(kMaxDate.days + 1) * kMicrosPerDay - 1};

constexpr bool InRange(Timestamp t) noexcept { return t >= kMinTimestamp && t <= kMaxTimestamp; }
constexpr bool InRange(Date d) noexcept { return d >= kMinDate && d <= kMaxDate; }

/// Differences cannot fail: the whole range is 3.2e17 us.
constexpr Duration DiffTs(Timestamp a, Timestamp b) noexcept {
  return {static_cast<std::int64_t>(static_cast<std::uint64_t>(a.us) - static_cast<std::uint64_t>(b.us))};
}
constexpr Duration DiffDate(Date a, Date b) noexcept {
  return {(static_cast<std::int64_t>(a.days) - b.days) * kMicrosPerDay};
}

}  // namespace rulert
