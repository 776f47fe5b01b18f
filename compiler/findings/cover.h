#pragma once
// Whether boxes together hold everything of a region.
#include <functional>

#include "compiler/findings/box.h"
#include "compiler/findings/columns.h"
#include "compiler/findings/steps.h"

namespace rulec::findings {

enum class Cover {
  kWhole,       // nothing is left
  kLeft,        // something is, and it was enough
  kUnaccepted,  // something is, but not enough
  kOutOfSteps,
};

class CoverSearch {
 public:
  /// Takes a part of the region that nothing holds; true: that is enough.
  using Accept = std::function<bool(const Box& part)>;

  CoverSearch(const Columns& columns, Steps& steps) : columns_(columns), steps_(steps) {}

  Cover Search(const Box& region, const std::vector<const Box*>& obstacles, const Accept& accept);

 private:
  /// An obstacle, and how many of its sides do not yet hold all that is left of the region.
  struct Item {
    std::uint32_t obstacle;
    std::uint32_t open;
    friend auto operator<=>(const Item&, const Item&) = default;
  };
  using Items = std::vector<Item>;

  Cover Part(const Box& region, const Items& items);
  std::uint32_t MostAsked(const Items& items);

  const Columns& columns_;
  Steps& steps_;
  std::vector<Box> obstacles_;  // met with the region, without the sides that hold all of it
  std::vector<bool> done_;      // columns that the region is cut by already
  const Accept* accept_ = nullptr;
};

}  // namespace rulec::findings
