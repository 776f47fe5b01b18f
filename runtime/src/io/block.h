#pragma once
// A block of raw records and who holds it: reference-counted, recycled by the pool it came from.
#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace rulert::io {

/// Time of a record whose source has none.
inline constexpr std::int64_t kNoTimestamp = INT64_MIN;

/// How much of a record beyond `max_record` is kept.
inline constexpr std::uint64_t kOversizeHead = 4096;

/// One raw record; everything points into its block.
struct RecordView {
  const char* data = nullptr;    // the value; null for a tombstone
  std::uint64_t size = 0;        // bytes at `data`
  std::uint64_t whole_size = 0;  // of the value as it came; more than `size` if and only if the record exceeds
                                 // `max_record`: then only its first kOversizeHead bytes are here
  const char* key = nullptr;     // null: without key
  std::uint64_t key_size = 0;
  std::int64_t offset = 0;  // in its partition; of a file: line number from 1
  std::int64_t timestamp_us = kNoTimestamp;
  std::uint32_t partition = 0;
  std::uint32_t headers_size = 0;
  const char* headers = nullptr;  // as record_headers.h reads them; null: none

  std::string_view value() const { return {data, size}; }
  bool tombstone() const { return data == nullptr; }
  bool oversize() const { return whole_size > size; }
};

/// Immutable once handed over. Any threads.
class Block {
 public:
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  /// In the order of each partition.
  std::span<const RecordView> records() const { return records_; }
  /// Memory that the block keeps from being reused, for budgets.
  std::uint64_t bytes() const { return bytes_; }

 protected:
  Block() = default;
  virtual ~Block() = default;
  /// The last holder is gone: back to the pool. Called on any thread.
  virtual void Recycle() = 0;

  std::span<const RecordView> records_;
  std::uint64_t bytes_ = 0;

 private:
  friend class BlockRef;
  std::atomic<std::uint32_t> holders_{0};
};

/// Shared ownership of a block.
class BlockRef {
 public:
  BlockRef() = default;
  explicit BlockRef(Block* block) : block_(block) { Hold(); }
  BlockRef(const BlockRef& other) : block_(other.block_) { Hold(); }
  BlockRef(BlockRef&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  BlockRef& operator=(BlockRef other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~BlockRef() { Drop(); }

  explicit operator bool() const { return block_ != nullptr; }
  const Block* operator->() const { return block_; }
  const Block& operator*() const { return *block_; }
  void reset() { *this = BlockRef(); }

 private:
  void Hold() {
    if (block_ != nullptr) block_->holders_.fetch_add(1, std::memory_order_relaxed);
  }
  void Drop() {
    if (block_ != nullptr && block_->holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) block_->Recycle();
  }

  Block* block_ = nullptr;
};

}  // namespace rulert::io
