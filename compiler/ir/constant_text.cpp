#include <fmt/format.h>

#include <charconv>

#include "compiler/ir/print.h"

namespace rulec::ir {
namespace {

using base::Int128;
using types::TypeKind;

constexpr std::int64_t kDayUs = 86'400'000'000;

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    switch (c) {
      case '"': quoted += "\\\""; break;
      case '\\': quoted += "\\\\"; break;
      case '\n': quoted += "\\n"; break;
      case '\t': quoted += "\\t"; break;
      case '{': quoted += "\\{"; break;
      case '}': quoted += "\\}"; break;
      default: quoted.push_back(c);
    }
  }
  return quoted + '"';
}

std::string FloatText(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, end.ptr);
  return text.find_first_of(".e") == std::string::npos ? text + "e0" : text;
}

// Civil date of a day count since 1970 (proleptic Gregorian), by eras of 400 years.
std::string DateText(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::string TimestampText(std::int64_t us) {
  std::int64_t days = us / kDayUs;
  std::int64_t rest = us % kDayUs;
  if (rest < 0) {
    rest += kDayUs;
    --days;
  }
  const std::int64_t seconds = rest / 1'000'000;
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", DateText(days), seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (rest % 1'000'000 != 0) {
    std::string fraction = fmt::format("{:06}", rest % 1'000'000);
    while (fraction.back() == '0') fraction.pop_back();
    text += "." + fraction;
  }
  return text + "Z";
}

std::string DurationText(Int128 us) {
  if (us == 0) return "0s";
  std::string text = us < 0 ? "-" : "";
  if (us < 0) us = -us;
  static constexpr std::pair<std::int64_t, const char*> kUnits[] = {
      {kDayUs, "d"}, {3'600'000'000, "h"}, {60'000'000, "m"}, {1'000'000, "s"}, {1'000, "ms"}, {1, "us"}};
  for (const auto& [unit, name] : kUnits) {
    if (us >= unit) text += base::ToString(us / unit) + name;
    us %= unit;
  }
  return text;
}

}  // namespace

std::string DecimalText(Int128 mantissa, int scale) {
  std::string digits = base::ToString(mantissa < 0 ? -mantissa : mantissa);
  if (scale > 0) {
    if (digits.size() <= static_cast<std::size_t>(scale)) digits.insert(0, static_cast<std::size_t>(scale) + 1 - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
  }
  return (mantissa < 0 ? "-" : "") + digits;
}

std::string ConstantText(const Program& program, const Constant& constant, TypeId id) {
  if (constant.missing) return "missing";
  const types::Type type = program.types[program.types.WithoutOptional(id)];
  switch (type.kind) {
    case TypeKind::kBool: return constant.number != 0 ? "true" : "false";
    case TypeKind::kInt: return base::ToString(constant.number);
    case TypeKind::kFloat: return FloatText(constant.real);
    case TypeKind::kDecimal: return DecimalText(constant.number, type.scale);
    case TypeKind::kString: return Quoted(constant.text);
    case TypeKind::kTimestamp: return TimestampText(static_cast<std::int64_t>(constant.number));
    case TypeKind::kDuration: return DurationText(constant.number);
    case TypeKind::kDate: return DateText(static_cast<std::int64_t>(constant.number));
    case TypeKind::kEnum: {
      const Enum& of = program.enums[type.enumeration];
      return of.name + "." + of.values[static_cast<std::size_t>(constant.number)];
    }
    case TypeKind::kError: return "error";
    default: return "missing";
  }
}

}  // namespace rulec::ir
