// Zones as compiled into modules against the C library's: two readers of one database.
#include "compiler/types/time_zone.h"

#include <cstdlib>
#include <ctime>
#include <random>

#include "rulert/zone.h"
#include "tests/support/catch.h"

namespace {

using rulec::types::TimeZone;
using rulec::types::ZoneError;

struct Tables {
  std::vector<rulert::ZoneChange> changes;
  rulert::Zone zone;
};

TimeZone Read(const char* name) {
  ZoneError error{};
  const auto zone = rulec::types::ReadTimeZone(name, error);
  REQUIRE(zone);
  REQUIRE(error == ZoneError::kNone);
  return *zone;
}

Tables TablesOf(const TimeZone& zone) {
  Tables tables;
  for (const TimeZone::Change& change : zone.changes) tables.changes.push_back({change.at, change.offset});
  const auto day = [](const TimeZone::Day& d) { return rulert::ZoneDay{d.month, d.week, d.weekday, d.second}; };
  tables.zone = {zone.first_offset,
                 static_cast<std::uint32_t>(tables.changes.size()),
                 tables.changes.data(),
                 {zone.standard, zone.summer, day(zone.begins), day(zone.ends)}};
  return tables;
}

/// Seconds that the clock of the C library shows, as if it were in UTC.
std::int64_t Shown(std::int64_t second) {
  const std::time_t time = second;
  std::tm local{};
  REQUIRE(localtime_r(&time, &local) != nullptr);
  return rulert::DaysFromCivil({local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}) * std::int64_t{86'400} +
         local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
}

std::int64_t FloorDay(std::int64_t second) { return second >= 0 ? second / 86'400 : -((-second + 86'399) / 86'400); }

}  // namespace

TEST_CASE("zones show what the C library shows", "[time_zone]") {
  std::mt19937_64 random(3);
  for (const char* name : {"Europe/London", "America/New_York", "Europe/Dublin", "America/Sao_Paulo", "Pacific/Apia",
                           "America/Havana", "America/St_Johns", "Africa/Casablanca", "Asia/Gaza", "Asia/Kathmandu",
                           "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Monrovia", "UTC", "Asia/Tehran"}) {
    INFO(name);
    REQUIRE(setenv("TZ", (std::string(":") + name).c_str(), 1) == 0);
    tzset();
    const TimeZone read = Read(name);
    const Tables tables = TablesOf(read);
    const rulert::Zone& zone = tables.zone;
    std::vector<std::int64_t> instants;
    for (const rulert::ZoneChange& change : tables.changes) {
      for (const std::int64_t near : {-1, 0, 1, 3599, 3600, 86'399}) instants.push_back(change.at + near);
    }
    // Years 1800 to 2600.
    for (int i = 0; i < 3000; ++i)
      instants.push_back(static_cast<std::int64_t>(random() % 25'246'080'000) - 5'364'662'400);
    for (const std::int64_t instant : instants) {
      CAPTURE(instant);
      const rulert::Zone::Span span = zone.SpanAt(instant);
      REQUIRE(span.from <= instant);
      REQUIRE(instant < span.until);
      REQUIRE(instant + span.offset == Shown(instant));

      // The greatest day that has begun, by the clock.
      const std::int64_t day = zone.DayOf(instant);
      std::int64_t greatest = INT64_MIN;
      for (std::int64_t back = 0; back <= 2 * 86'400; back += 7200) {
        greatest = std::max(greatest, FloorDay(Shown(instant - back)));
      }
      for (const rulert::ZoneChange& change : tables.changes) {
        if (change.at <= instant && change.at > instant - 2 * 86'400) {
          greatest = std::max(greatest, FloorDay(Shown(change.at - 1)));
        }
      }
      REQUIRE(day == greatest);
      const std::int64_t begin = zone.BeginOfDay(day);
      REQUIRE(begin <= instant);
      REQUIRE(Shown(begin) >= day * 86'400);
      REQUIRE(Shown(begin - 1) < day * 86'400);
      REQUIRE(zone.BeginOfDay(day + 1) > instant);
    }
  }
  unsetenv("TZ");
  tzset();
}

TEST_CASE("what a rule says is not listed", "[time_zone]") {
  const TimeZone london = Read("Europe/London");
  REQUIRE(london.changes.back().at < 900'000'000);  // 1998
  REQUIRE(london.standard == 0);
  REQUIRE(london.summer == 3600);
  REQUIRE(Read("UTC").changes.empty());
}

TEST_CASE("zones that there are not", "[time_zone]") {
  ZoneError error{};
  for (const char* name : {"", "Europe/Londn", "/etc/passwd", "../zoneinfo/UTC", "Europe", "Europe/", "a b"}) {
    INFO(name);
    REQUIRE(!rulec::types::ReadTimeZone(name, error));
    REQUIRE(error == ZoneError::kUnknown);
  }
  for (const char* name : {"tzdata.zi", "zone.tab"}) {
    // Files beside the zones; not every system has both.
    if (!rulec::types::ReadTimeZone(name, error)) REQUIRE(error != ZoneError::kNone);
  }
}

TEST_CASE("files that are cut off", "[time_zone]") {
  const auto number = [](std::uint32_t x) {
    return std::string{static_cast<char>(x >> 24), static_cast<char>(x >> 16), static_cast<char>(x >> 8),
                       static_cast<char>(x)};
  };
  const std::string zeros(16, '\0');
  const auto header = [&](std::uint32_t changes, std::uint32_t types) {
    return "TZif" + zeros + number(0) + number(0) + number(0) + number(changes) + number(types) + number(4);
  };
  const std::string type = number(3600) + std::string(2, '\0');
  const std::string name("CET\0", 4);
  const std::string whole = header(0, 1) + type + name + header(1, 1) + number(0) + number(5) + std::string(1, '\0') +
                            type + name + "\nCET-1\n";
  REQUIRE(rulec::types::ParseTimeZone("X", whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    REQUIRE(!rulec::types::ParseTimeZone("X", std::string_view(whole).substr(0, size)));
  }
  for (const char* rule : {"CET", "CET-1CEST", "CET-1CEST,J60,J300", "CET-1CEST,M13.1.0,M10.5.0", "-1", "CET-1x"}) {
    INFO(rule);
    REQUIRE(!rulec::types::ParseTimeZone("X", whole.substr(0, whole.size() - 6) + rule + "\n"));
  }
}
