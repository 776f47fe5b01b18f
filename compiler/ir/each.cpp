#include <algorithm>
#include <array>

#include "compiler/ir/ir.h"

namespace rulec::ir {
namespace {

// By the value of Each.
constexpr std::array<std::string_view, 10> kWords = {"",    "any", "all",  "count", "sum",
                                                     "min", "max", "list", "sort",  "set"};

}  // namespace

std::string_view EachText(Each each) { return kWords[static_cast<std::size_t>(each)]; }

Each EachOf(std::string_view word) {
  const auto found = std::find(kWords.begin() + 1, kWords.end(), word);
  return found == kWords.end() ? Each::kNone : static_cast<Each>(found - kWords.begin());
}

}  // namespace rulec::ir
