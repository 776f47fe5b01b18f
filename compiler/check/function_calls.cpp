// Calls of built-in functions that the table gives the types of.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"
#include "compiler/check/time_zones.h"

namespace rulec::check {

// Those of one name differ in their number of arguments, or in that the last one is a calendar. Where the module has a
// zone, a call may leave out the zone.
ir::ExprId ExprChecker::FunctionCall(ast::ExprId expr, std::string_view name) {
  const std::size_t given = node(expr).count - 1;
  const auto all = ir::AllBuiltins();
  const bool knows_calendars = std::any_of(all.begin(), all.end(), [name](const ir::BuiltinInfo& info) {
    return info.name == name && info.takes_calendar();
  });
  const ast::ExprId last = ChildOf(expr, static_cast<std::uint32_t>(given));
  const bool names_calendar =
      knows_calendars && given > 0 && (FindCalendar(last) != nullptr || IsOpenName(last) || QuotesCalendar(last));
  const ir::BuiltinInfo* function = nullptr;
  const ir::BuiltinInfo* in_zone = nullptr;
  bool lacks_zone = false;
  std::size_t least = ir::BuiltinSignature::kMostParams;
  std::size_t most = 0;
  for (const ir::BuiltinInfo& info : all) {
    if (info.name != name) continue;
    const std::size_t count = info.signature.param_count;
    const bool fits = function == nullptr || info.takes_calendar() == names_calendar;
    if (count == given && fits) function = &info;
    if (zone() && info.zone_param() && count == given + 1 && info.takes_calendar() == names_calendar) in_zone = &info;
    lacks_zone |= !zone() && info.zone_param() && count == given + 1;
    least = std::min(least, count - (zone() && info.zone_param() ? 1 : 0));
    most = std::max(most, count);
  }
  if (function == nullptr && in_zone == nullptr) {
    if (lacks_zone) {
      context_.Report(Code::kArgumentCount, node(expr).span, fmt::format("`{}` lacks a time zone", name),
                      "add one, such as \"Europe/London\", or say `zone \"Europe/London\"` for the module");
    } else {
      CheckCount(expr, name, least, most);
    }
    return Error(expr);
  }
  // Of a day or of an instant: the first argument says which.
  std::optional<ir::ExprId> first;
  if (function != nullptr && in_zone != nullptr) {
    first = CheckOperand(ChildOf(expr, 1));
    if (types().Kind(types().WithoutOptional(build_.type(*first))) != TypeKind::kTimestamp) in_zone = nullptr;
  }
  if (in_zone != nullptr) function = in_zone;
  std::vector<ir::ExprId> arguments;
  bool failed = false;
  std::uint32_t at = 1;
  for (const ir::BuiltinParam& param : function->params()) {
    if (in_zone != nullptr && param.is_zone) {
      arguments.push_back(build_.Text(context_.TextOf(zone()->name), node(expr).span));
      continue;
    }
    const ast::ExprId source = ChildOf(expr, at);
    arguments.push_back(at == 1 && first ? Coerce(*first, Simple(param.type), source)
                                         : FunctionArgument(source, param));
    failed = failed || IsError(arguments.back());
    ++at;
  }
  if (failed) return Error(expr);
  return build_.Builtin(function->builtin, Simple(function->signature.result), node(expr).span, arguments);
}

ir::ExprId ExprChecker::FunctionArgument(ast::ExprId source, const ir::BuiltinParam& param) {
  if (param.is_zone) return ZoneArgument(source);
  if (param.is_calendar) return CalendarArgument(source);
  if (!param.takes_bytes) return CheckAs(source, Simple(param.type));
  const ir::ExprId value = CheckOperand(source, Simple(param.type));
  return KindOf(value) == TypeKind::kBytes ? value : Coerce(value, Simple(param.type), source);
}

ir::ExprId ExprChecker::ZoneArgument(ast::ExprId source) {
  const ast::Expr& e = node(source);
  if (e.kind != ast::ExprKind::kString) {
    context_.Report(Code::kNotConstant, e.span, "a time zone is written out", "such as \"Europe/London\"");
    return Error(source);
  }
  if (!FindZone(context_, e.text, e.span, Code::kUnknownTimeZone)) return Error(source);
  return Check(source);
}

}  // namespace rulec::check
