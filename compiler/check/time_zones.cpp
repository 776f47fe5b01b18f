#include "compiler/check/time_zones.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/eval/constants.h"
#include "compiler/types/time_text.h"
#include "compiler/types/time_zone.h"

namespace rulec::check {

std::optional<std::uint32_t> FindZone(Context& context, Symbol symbol, Span span, Code code) {
  std::vector<types::TimeZone>& zones = context.program.zones;
  const std::string name(context.Text(symbol));
  const auto known = std::find_if(zones.begin(), zones.end(), [&](const auto& zone) { return zone.name == name; });
  if (known != zones.end()) return static_cast<std::uint32_t>(known - zones.begin());
  types::ZoneError error = types::ZoneError::kNone;
  auto zone = types::ReadTimeZone(name, error);
  if (zone) {
    zones.push_back(std::move(*zone));
    return static_cast<std::uint32_t>(zones.size() - 1);
  }
  if (error == types::ZoneError::kUnreadable) {
    context.Report(code, span, fmt::format("the time zone \"{}\" of this machine cannot be read", name),
                   "install the package `tzdata`, or say by TZDIR where its files are");
    return std::nullopt;
  }
  const std::vector<std::string> names = types::TimeZoneNames();
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string remedy = context.DidYouMean(name, candidates);
  if (names.empty())
    remedy = "no time zones are here: install the package `tzdata`, or say by TZDIR where its files are";
  if (remedy.empty()) remedy = "zones are called as in `Europe/London`, `America/New_York`, `UTC`";
  context.Report(code, span, fmt::format("unknown time zone \"{}\"", name), remedy);
  return std::nullopt;
}

ir::ExprId StartOfDay(Context& context, const std::optional<ast::Zone>& zone, ir::ExprId day) {
  Builder& build = context.build;
  const Span span = build.expr(day).span;
  const TypeId whole = context.types().Simple(TypeKind::kInt);
  const TypeId timestamp = context.types().Simple(TypeKind::kTimestamp);
  if (!zone) {
    const ir::Constant& constant = context.program.constants[ir::ConstantId(build.expr(day).index)];
    return build.Number(constant.number * types::kDayUs, timestamp, span);
  }
  const ir::ExprId midnight = build.Number(0, whole, span);
  const ir::ExprId name = build.Text(context.TextOf(zone->name), span);
  const ir::ExprId begin =
      build.Builtin(ir::Builtin::kTimestampIn, timestamp, span, std::array{day, midnight, midnight, name});
  const eval::Folded folded = eval::FoldConstant(context.program, begin);
  if (folded.expr.valid()) return folded.expr;
  context.Report(Code::kConstantFails, span, "the day does not begin in a year that there is", folded.failure);
  return build.Error(span);
}

}  // namespace rulec::check
