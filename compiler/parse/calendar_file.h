#pragma once
// `calendar uk from "holidays.csv"`: the days on which nobody works.
#include <cstdint>

#include "compiler/ast/calendar.h"
#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::parse {

inline constexpr std::size_t kMostCalendarBytes = 1u << 20;

/// Fills the calendar from `file`. False after a report.
bool ReadCalendar(const base::SourceFile& file, ast::Calendar& calendar, diagnostics::Sink& sink);

}  // namespace rulec::parse
