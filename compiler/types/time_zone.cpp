#include "compiler/types/time_zone.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "compiler/base/files.h"

namespace rulec::types {
namespace {

constexpr std::uint64_t kMaxFile = 1 << 20;
constexpr std::int64_t kSecondsPerDay = 86'400;

/// Big-endian numbers, one after the other.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool failed() const { return failed_; }
  std::string_view rest() const { return rest_; }
  std::string_view Take(std::uint64_t size) {
    if (size > rest_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::int64_t Number(int bytes) {
    std::uint64_t number = 0;
    for (const char byte : Take(static_cast<std::uint64_t>(bytes)))
      number = number << 8 | static_cast<std::uint8_t>(byte);
    if (bytes == 4) return static_cast<std::int32_t>(number);
    return static_cast<std::int64_t>(number);
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

struct Header {
  std::int64_t utc_count;
  std::int64_t standard_count;
  std::int64_t leap_count;
  std::int64_t change_count;
  std::int64_t type_count;
  std::int64_t name_size;
};

std::optional<Header> ReadHeader(Reader& in) {
  if (in.Take(4) != "TZif") return std::nullopt;
  in.Take(16);  // version and what is kept free
  Header header{};
  for (std::int64_t* count : {&header.utc_count, &header.standard_count, &header.leap_count, &header.change_count,
                              &header.type_count, &header.name_size}) {
    *count = in.Number(4);
    if (*count < 0) return std::nullopt;
  }
  if (in.failed()) return std::nullopt;
  return header;
}

// ---- the rule behind the listed changes: "GMT0BST,M3.5.0/1,M10.5.0"

class RuleReader {
 public:
  RuleReader(std::string_view text, TimeZone& zone) : rest_(text), zone_(zone) {}

  bool Read() {
    std::int32_t west = 0;
    if (!Name() || !Time(west)) return false;
    zone_.standard = zone_.summer = -west;
    if (rest_.empty()) return true;
    if (!Name()) return false;
    zone_.summer = zone_.standard + 3600;
    if (!rest_.empty() && rest_.front() != ',') {
      if (!Time(west)) return false;
      zone_.summer = -west;
    }
    return DayAndTime(zone_.begins) && DayAndTime(zone_.ends) && rest_.empty();
  }

 private:
  bool Skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool Name() {
    const bool quoted = Skip('<');
    const auto end = std::find_if(rest_.begin(), rest_.end(), [&](char c) {
      return quoted ? c == '>' : !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    });
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(size);
    return size >= 3 && (!quoted || Skip('>'));
  }
  bool Number(std::int32_t& number) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || rest_.front() == '-') return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  /// [+-]h[:m[:s]]
  bool Time(std::int32_t& seconds) {
    const bool negative = Skip('-');
    if (!negative) Skip('+');
    std::int32_t part = 0;
    seconds = 0;
    for (const std::int32_t unit : {3600, 60, 1}) {
      if (unit != 3600 && !Skip(':')) break;
      if (!Number(part) || part > 167) return false;
      seconds += part * unit;
    }
    if (negative) seconds = -seconds;
    return true;
  }
  /// ,Mm.w.d[/time]
  bool DayAndTime(TimeZone::Day& day) {
    if (!Skip(',') || !Skip('M') || !Number(day.month) || !Skip('.') || !Number(day.week) || !Skip('.') ||
        !Number(day.weekday)) {
      return false;
    }
    day.second = 2 * 3600;
    if (Skip('/') && !Time(day.second)) return false;
    return day.month >= 1 && day.month <= 12 && day.week >= 1 && day.week <= 5 && day.weekday <= 6;
  }

  std::string_view rest_;
  TimeZone& zone_;
};

std::int64_t MidnightOf(std::int64_t year, const TimeZone::Day& day) {
  using namespace std::chrono;
  const year_month month_of_year = std::chrono::year(static_cast<int>(year)) / day.month;
  const weekday on(static_cast<unsigned>(day.weekday));
  // Week 5 is the last one.
  const sys_days date = day.week == 5 ? sys_days(month_of_year / on[last])
                                      : sys_days(month_of_year / on[static_cast<unsigned>(day.week)]);
  return date.time_since_epoch().count() * kSecondsPerDay;
}

/// What the rule says: the next change after an instant.
TimeZone::Change NextOfRule(const TimeZone& zone, std::int64_t second) {
  TimeZone::Change next{INT64_MAX, zone.standard};
  if (zone.standard == zone.summer) return next;
  const std::int64_t about = 1970 + second / (kSecondsPerDay * 365 + kSecondsPerDay / 4);
  for (std::int64_t year = about - 1; year <= about + 2; ++year) {
    const TimeZone::Change begins{MidnightOf(year, zone.begins) + zone.begins.second - zone.standard, zone.summer};
    const TimeZone::Change ends{MidnightOf(year, zone.ends) + zone.ends.second - zone.summer, zone.standard};
    for (const TimeZone::Change& change : {begins, ends}) {
      if (change.at > second && change.at < next.at) next = change;
    }
  }
  return next;
}

/// What the rule says as well need not be listed.
void DropWhatTheRuleSays(TimeZone& zone) {
  while (zone.changes.size() >= 2) {
    const TimeZone::Change& last = zone.changes.back();
    const TimeZone::Change& before = zone.changes[zone.changes.size() - 2];
    const TimeZone::Change next = NextOfRule(zone, before.at);
    if (next.at != last.at || next.offset != last.offset) return;
    // Before the change it has to be the other offset.
    const std::int32_t other = last.offset == zone.summer ? zone.standard : zone.summer;
    if (before.offset != other) return;
    zone.changes.pop_back();
  }
}

std::string Folder() {
  const char* const folder = std::getenv("TZDIR");
  return folder == nullptr ? "/usr/share/zoneinfo" : folder;
}

}  // namespace

std::optional<TimeZone> ParseTimeZone(std::string_view name, std::string_view bytes) {
  Reader in(bytes);
  // The first block has 4-byte times; what counts is the second one.
  const auto old = ReadHeader(in);
  if (!old) return std::nullopt;
  in.Take(static_cast<std::uint64_t>(old->change_count * 5 + old->type_count * 6 + old->name_size +
                                     old->leap_count * 8 + old->standard_count + old->utc_count));
  const auto header = ReadHeader(in);
  if (!header || header->type_count == 0) return std::nullopt;
  std::vector<std::int64_t> times(static_cast<std::size_t>(std::min<std::int64_t>(header->change_count, kMaxFile)));
  for (std::int64_t& time : times) time = in.Number(8);
  const std::string_view types = in.Take(static_cast<std::uint64_t>(header->change_count));
  std::vector<std::int32_t> offsets;
  for (std::int64_t i = 0; i < header->type_count && !in.failed(); ++i) {
    offsets.push_back(static_cast<std::int32_t>(in.Number(4)));
    in.Take(2);  // summer time or not, and its name
  }
  in.Take(static_cast<std::uint64_t>(header->name_size + header->leap_count * 12 + header->standard_count +
                                     header->utc_count));
  if (in.failed() || in.Take(1) != "\n" || in.rest().empty() || in.rest().back() != '\n') return std::nullopt;

  TimeZone zone;
  zone.name = name;
  if (!RuleReader(in.rest().substr(0, in.rest().size() - 1), zone).Read()) return std::nullopt;
  zone.first_offset = offsets[0];
  std::int32_t offset = zone.first_offset;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto type = static_cast<std::uint8_t>(types[i]);
    if (type >= offsets.size() || (i > 0 && times[i] <= times[i - 1])) return std::nullopt;
    if (offsets[type] == offset) continue;
    offset = offsets[type];
    zone.changes.push_back({times[i], offset});
  }
  DropWhatTheRuleSays(zone);
  return zone;
}

std::optional<TimeZone> ReadTimeZone(std::string_view name, ZoneError& error) {
  error = ZoneError::kUnknown;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '+' || c == '/';
  });
  if (name.empty() || !plain || name.front() == '/' || name.back() == '/') return std::nullopt;
  const auto bytes = base::ReadFile(Folder() + "/" + std::string(name), kMaxFile);
  if (!bytes) return std::nullopt;
  error = ZoneError::kUnreadable;
  auto zone = ParseTimeZone(name, *bytes);
  if (zone) error = ZoneError::kNone;
  return zone;
}

std::vector<std::string> TimeZoneNames() {
  std::vector<std::string> names;
  std::error_code error;
  const std::string folder = Folder();
  for (auto at = std::filesystem::recursive_directory_iterator(folder, error); !error && at != end(at);
       at.increment(error)) {
    const std::string name = at->path().lexically_relative(folder).string();
    // Copies of all of them, with other leap seconds, and what is no zone.
    const bool is_zone = at->is_regular_file(error) && name.find('.') == std::string::npos;
    if (is_zone && !name.starts_with("posix/") && !name.starts_with("right/")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace rulec::types
