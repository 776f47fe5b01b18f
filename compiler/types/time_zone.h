#pragma once
// Time zones as the system knows them: the compiled files of the IANA database (RFC 8536), below /usr/share/zoneinfo or
// where TZDIR says. They are read when rules are compiled, and only then (docs/design/time_zones.md).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::types {

/// The members mean what they mean in rulert/zone.h.
struct TimeZone {
  struct Change {
    std::int64_t at = 0;
    std::int32_t offset = 0;
  };
  struct Day {
    std::int32_t month = 1;
    std::int32_t week = 1;
    std::int32_t weekday = 0;
    std::int32_t second = 0;
  };

  std::string name;  // `Europe/London`
  std::int32_t first_offset = 0;
  std::vector<Change> changes;  // up to where the rule holds
  std::int32_t standard = 0;
  std::int32_t summer = 0;
  Day begins;
  Day ends;
};

enum class ZoneError : std::uint8_t { kNone, kUnknown, kUnreadable };

/// kUnknown: there is no zone of that name; kUnreadable: it is not as RFC 8536 says, or says something that no known
/// zone does (a rule by the day of the year).
std::optional<TimeZone> ReadTimeZone(std::string_view name, ZoneError& error);

/// The same of the bytes of a file.
std::optional<TimeZone> ParseTimeZone(std::string_view name, std::string_view bytes);

/// Of all zones that the machine has, in order.
std::vector<std::string> TimeZoneNames();

}  // namespace rulec::types
