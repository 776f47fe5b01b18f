#pragma once
// Days and months of a time zone by what the C library's clock shows: another reader of the database than the one that
// compiles zones into modules.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "tests/support/naive_window.h"

namespace rulec::testing {

/// Of the years 2011 to 2029.
class NaiveCalendar final : public naive::Calendar {
 public:
  NaiveCalendar(const std::string& zone, ir::Calendar::Unit unit);
  std::int64_t NumberOf(std::int64_t instant) const override;
  std::int64_t InstantOf(std::int64_t number) const override;

 private:
  struct Begin {
    std::int64_t instant;  // us
    std::int64_t number;
  };
  std::vector<Begin> begins_;  // of each number but those that the clock leaves out
};

}  // namespace rulec::testing
