// Windows by the wall clock of a time zone: `each 1d|1w|month in "Europe/London"`.
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/process_checker.h"
#include "compiler/check/time_zones.h"

namespace rulec::check {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kDaysOfWeek = 7;
constexpr std::int64_t kFirstMonday = 4;  // days since 1970-01-01

}  // namespace

// In a module with a zone days and weeks are those of its clock: `each 1d`, not `each 24h`.
bool ProcessChecker::GoesByZone(const ast::Window& source) const {
  if (!exprs_.zone() || (source.form != ast::WindowForm::kTumbling && source.form != ast::WindowForm::kSliding))
    return false;
  const auto counts_days = [this](ast::ExprId duration) {
    return context_.Text(tree().exprs[duration].text).find_first_of("hms") == std::string_view::npos;
  };
  return counts_days(source.size) && (!source.every || counts_days(*source.every)) &&
         (!source.offset || counts_days(*source.offset));
}

void ProcessChecker::CheckCalendar(const ast::Window& source, ir::Window& window) {
  const auto refuse = [&](Span span, std::string_view what, std::string_view remedy) {
    context_.Report(Code::kCalendarWindow, span, std::string(what), std::string(remedy));
  };
  const bool is_month = !source.size.valid();
  ir::Calendar calendar;
  window.form = ir::WindowForm::kTumbling;
  const std::optional<ast::Zone>& zone = exprs_.zone();
  if (source.zone) {
    calendar.zone = FindZone(context_, source.zone->first, source.zone->second, Code::kCalendarWindow).value_or(0);
  } else if (zone) {
    calendar.zone = FindZone(context_, zone->name, zone->name_span, Code::kCalendarWindow).value_or(0);
  } else {
    refuse(source.form_span, "a month is one of a time zone",
           "write `each month in \"UTC\"`, or `zone \"UTC\"` for the module");
  }
  if (is_month) {
    calendar.unit = ir::Calendar::Unit::kMonth;
    window.size_us = 31 * kDayUs;
    for (const auto& option : {source.every, source.offset}) {
      if (option) refuse(tree().exprs[*option].span, "months stand side by side", "leave it out");
    }
  } else {
    calendar.size = WholeDays(source.size, 1, "a window").value_or(1);
    window.size_us = calendar.size * kDayUs;
    std::int64_t step = calendar.size;
    if (source.every) {
      step = calendar.every = WholeDays(*source.every, 1, "`every`").value_or(calendar.size);
      window.form = ir::WindowForm::kSliding;
      window.every_us = calendar.every * kDayUs;
      CheckEvery(tree().exprs[*source.every].span, window);
    }
    const std::int64_t aligned = step % kDaysOfWeek == 0 ? kFirstMonday : 0;
    const std::int64_t offset = source.offset ? WholeDays(*source.offset, 0, "`offset`").value_or(0) : 0;
    calendar.offset = (aligned + offset) % step;
  }
  window.calendar = calendar;
}

std::optional<std::int64_t> ProcessChecker::WholeDays(ast::ExprId expr, std::int64_t least, std::string_view what) {
  const auto us = DurationOf(context_, tree(), expr, least, what);
  if (!us || *us % kDayUs == 0) return us ? std::optional(*us / kDayUs) : std::nullopt;
  context_.Report(Code::kCalendarWindow, tree().exprs[expr].span,
                  fmt::format("`{}` is not a number of whole days", context_.Text(tree().exprs[expr].text)),
                  "days of a time zone have 23 to 25 hours; without `in` windows are of fixed length");
  return std::nullopt;
}

}  // namespace rulec::check
