#pragma once
// Dates, timestamps and durations as text: in rules, in JSON, in messages.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rulec::types {

/// Days since 1970-01-01 of the proleptic Gregorian calendar; nothing for a day that does not exist or a year outside
/// 0001-9999.
std::optional<std::int64_t> DaysOf(int year, int month, int day);

/// `2026-01-31` as days since 1970.
std::optional<std::int64_t> ParseDate(std::string_view text);

/// `2026-01-31T10:00Z`, with seconds, up to six digits of fraction, `Z` or an offset, as microseconds since 1970 UTC;
/// nothing for what does not exist or leaves the years 0001-9999.
std::optional<std::int64_t> ParseTimestamp(std::string_view text);

/// `1h30m` in microseconds; nothing past 64 bits.
std::optional<std::int64_t> ParseDuration(std::string_view text);

/// `2026-01-31`.
std::string DateText(std::int64_t days);
/// `2026-01-31T10:00:00Z`; a fraction only where there is one, without zeros at its end.
std::string TimestampText(std::int64_t us);
/// `1d12h`, `250ms`, `-5s`, `0s`.
std::string DurationText(std::int64_t us);

inline constexpr std::int64_t kDayUs = 86'400'000'000;
inline constexpr std::int64_t kLongestUs = 3'652'500 * kDayUs;  // 10,000 years: past every pair of timestamps
inline constexpr std::int64_t kFirstDay = -719'162;             // 0001-01-01
inline constexpr std::int64_t kLastDay = 2'932'896;             // 9999-12-31

}  // namespace rulec::types
