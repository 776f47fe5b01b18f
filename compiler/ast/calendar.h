#pragma once
// What a module says of days: its zone and its calendars.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ast/name.h"

namespace rulec::ast {

/// `zone "Europe/London"`.
struct Zone {
  Span span;
  Symbol name;
  Span name_span;
};

/// `calendar name from "path"`; what follows is there once the file has been read.
struct Calendar {
  Name name;
  Span span;
  std::string doc;
  std::string path;
  Span path_span;
  std::uint8_t weekend = 0;  // bit 0 is Monday
  int first_year = 0;        // of what it knows
  int last_year = 0;
  std::vector<std::int32_t> holidays;  // days since 1970-01-01, ascending
};

}  // namespace rulec::ast
