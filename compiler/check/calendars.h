#pragma once
// Calendars of business days.
#include "compiler/check/context.h"

namespace rulec::check {

/// Into Program::calendars.
std::uint32_t AddCalendar(Context& context, const std::string& origin, const ast::Calendar& tree);

}  // namespace rulec::check
