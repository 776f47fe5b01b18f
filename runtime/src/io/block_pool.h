#pragma once
// Blocks that were released and wait to be filled again, so that a steady load allocates nothing. Any threads. Blocks
// keep the pool alive; the pool keeps what blocks point into.
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "runtime/src/io/block.h"

namespace rulert::io {

/// `B` is a Block with `void Clear()`, which lets go of what it holds. `Keeper` is destroyed after the last block.
template <class B, class Keeper>
class BlockPool : public std::enable_shared_from_this<BlockPool<B, Keeper>> {
 public:
  explicit BlockPool(Keeper keeper) : keeper_(std::move(keeper)) {}

  /// An empty block that comes back here by itself.
  B& Take() {
    std::unique_ptr<B> block;
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        block = std::move(free_.back());
        free_.pop_back();
      }
    }
    if (!block) block = std::make_unique<B>();
    block->pool_ = this->shared_from_this();
    return *block.release();
  }

  Keeper& keeper() { return keeper_; }

 private:
  friend B;
  static void Give(B* block) {
    block->Clear();
    // The block is in the pool before it lets go of it.
    const std::shared_ptr<BlockPool> pool = std::move(block->pool_);
    const std::lock_guard lock(pool->mutex_);
    pool->free_.emplace_back(block);
  }

  Keeper keeper_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<B>> free_;
};

}  // namespace rulert::io
