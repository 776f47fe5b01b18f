#pragma once
// Time zones that rules name.
#include <optional>

#include "compiler/check/context.h"

namespace rulec::check {

/// Into Program::zones; reports a zone that this machine does not know, as `code`.
std::optional<std::uint32_t> FindZone(Context& context, Symbol name, Span span, Code code);

/// When a day, a constant, begins in the zone, or in UTC without one: a constant.
ir::ExprId StartOfDay(Context& context, const std::optional<ast::Zone>& zone, ir::ExprId day);

}  // namespace rulec::check
