#pragma once
// Records as they were fetched: the block holds the buffers that its views point into.
#include <memory>
#include <string_view>
#include <vector>

#include "runtime/src/io/block_pool.h"
#include "runtime/src/io/kafka_fetch/buffer.h"

namespace rulert::io::kafka_fetch {

struct NothingToKeep {};

class FetchBlock final : public Block {
 public:
  using Pool = BlockPool<FetchBlock, NothingToKeep>;

  ~FetchBlock() override = default;

  /// Records are appended here; what they point into is in a buffer of `buffers`.
  std::vector<RecordView>& list() { return list_; }
  /// The last one may be filled further.
  std::vector<BufferRef>& unpacked() { return unpacked_; }
  void Hold(const BufferRef& frame) {
    if (frames_.empty() || frames_.back() != frame) frames_.push_back(frame);
  }
  void Count(std::uint64_t bytes) { bytes_ += bytes; }
  bool empty() const { return list_.empty(); }
  void Finish() { records_ = list_; }
  void Clear() {
    records_ = {};
    list_.clear();
    frames_.clear();
    unpacked_.clear();
    bytes_ = 0;
  }

 private:
  friend Pool;
  void Recycle() override { Pool::Give(this); }

  std::shared_ptr<Pool> pool_;
  std::vector<BufferRef> frames_;
  std::vector<BufferRef> unpacked_;
  std::vector<RecordView> list_;
};

}  // namespace rulert::io::kafka_fetch
