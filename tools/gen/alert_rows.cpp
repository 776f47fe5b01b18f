#include "tools/gen/alert_rows.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

namespace rulec::gen {
namespace {

using nlohmann::json;

std::optional<std::int64_t> ParseDigits(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

/// Epoch milliseconds of 2026-01-31T10:00:00[.fraction]Z; digits past the third of the fraction are cut.
std::optional<std::int64_t> ParseInstant(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text.back() != 'Z') {
    return std::nullopt;
  }
  std::int64_t part[6] = {};
  constexpr std::pair<std::size_t, std::size_t> kPlaces[6] = {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}};
  for (std::size_t k = 0; k < 6; ++k) {
    const std::optional<std::int64_t> digits = ParseDigits(text.substr(kPlaces[k].first, kPlaces[k].second));
    if (!digits) return std::nullopt;
    part[k] = *digits;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(part[0])),
                                         std::chrono::month(static_cast<unsigned>(part[1])),
                                         std::chrono::day(static_cast<unsigned>(part[2]))};
  if (!date.ok() || part[3] > 23 || part[4] > 59 || part[5] > 59) return std::nullopt;
  std::string fraction;
  if (text.size() > 20) {
    fraction = text.substr(20, text.size() - 21);
    if (text[19] != '.' || fraction.empty() || !ParseDigits(fraction)) return std::nullopt;
  }
  fraction.resize(3, '0');
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + part[3]) * 60 + part[4]) * 60'000 + part[5] * 1000 + *ParseDigits(fraction);
}

std::optional<std::int64_t> Instant(const json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_string()) return ParseInstant(value.get_ref<const std::string&>());
  return std::nullopt;
}

}  // namespace

tl::expected<ResultRow, std::string> ReadAlert(std::string_view line, AlertLine shape) {
  const json whole = json::parse(line, nullptr, false);
  if (!whole.is_object()) return tl::unexpected<std::string>("not a JSON object");
  const json none;
  const auto member = [&none](const json& object, const char* name) -> const json& {
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
  };
  const json& value = shape == AlertLine::kValue ? whole : member(whole, "value");
  if (!value.is_object()) return tl::unexpected<std::string>("no `value` object (bare values are read with --values)");

  const json& customer = member(value, "customer");
  std::optional<std::int64_t> number;
  if (customer.is_string()) {
    const std::string_view name = customer.get_ref<const std::string&>();
    if (name.size() > 1 && name[0] == 'c') number = ParseDigits(name.substr(1));
  }
  if (!number) return tl::unexpected(fmt::format("`customer` is not c and digits: {}", customer.dump()));

  const json& at = value.contains("at") ? value["at"] : member(whole, "time");
  const std::optional<std::int64_t> instant = Instant(at);
  if (!instant) return tl::unexpected(fmt::format("`at` is not an instant in UTC: {}", at.dump()));

  const json& count = member(value, "count");
  if (!count.is_number_integer()) return tl::unexpected(fmt::format("`count` is not an integer: {}", count.dump()));
  return ResultRow{static_cast<std::uint64_t>(*number), *instant, count.get<std::int64_t>(), 0, 0};
}

}  // namespace rulec::gen
