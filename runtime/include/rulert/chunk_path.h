#pragma once
// Where an element of a chunk_tree.h is, or would be.
#include <cstdint>

#include "rulert/arena.h"

namespace rulert {

class ChunkPath {
 public:
  ChunkPath() noexcept { steps[0] = {0, 0}; }

 private:
  template <class Spec>
  friend class ChunkTree;
  struct Step {
    ChunkRef node;
    std::uint32_t position;
  };
  Step steps[24];  // by level
  std::uint32_t depth = 0;
};

}  // namespace rulert
