#pragma once
// Memory for the variable parts of state: chunks named by 32-bit references, so that state records hold no pointers.
// Grows block by block and never moves a chunk. One thread at a time. Out of memory, or of references (32 GiB), aborts.
//
// Each chunk has a mark, a bit at the front of its block: its bytes may have changed since ClearMarks. A new chunk has
// it; who changes one in place sets it (docs/design/marks.md).
//
//   block    [a bit for each unit of the block, 1/64 of it][chunks]
//
// An arena is also the Memory of chunk_node.h between triggers, when nothing is undone.
#include <sys/mman.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "rulert/check.h"
#include "rulert/prefetch.h"

namespace rulert {

/// Units of 8 bytes, counted over all blocks; 0 is none.
using ChunkRef = std::uint32_t;

class Arena {
 public:
  static constexpr std::size_t kUnit = 8;
  static constexpr std::size_t kBlockBytes = std::size_t{2} << 20;
  /// So many bytes behind any shared chunk may be read; what they are means nothing.
  static constexpr std::size_t kReadAhead = 64;
  /// A larger chunk gets a block of its own. What rulert keeps in many pieces (rows of look-backs) stays below 4 KiB.
  static constexpr std::size_t kLargestShared = std::size_t{256} << 10;

  Arena() noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    while (free_blocks_ != 0) {
      const std::uint32_t index = free_blocks_;
      free_blocks_ = NextFreeBlock(index);
      blocks_[index] = nullptr;
    }
    for (std::uint32_t i = 0; i < block_count_; ++i) std::free(blocks_[i]);
    std::free(blocks_);
    std::free(mark_bytes_);
  }

  Arena& arena() noexcept { return *this; }
  char* At(ChunkRef ref) const noexcept { return blocks_[ref >> kOffsetBits] + (ref & kOffsetMask) * kUnit; }

  void Prefetch(ChunkRef ref) const noexcept { PrefetchLine(At(ref)); }

  /// The bytes of the chunk are about to change, or have.
  void Mark(ChunkRef ref) const noexcept {
    char* const at = MarksOf(ref);
    MarkWord word;
    std::memcpy(&word, at, sizeof(word));
    word |= MarkWord{1} << ref % kWordBits;
    std::memcpy(at, &word, sizeof(word));
  }
  bool IsMarked(ChunkRef ref) const noexcept {
    MarkWord word;
    std::memcpy(&word, MarksOf(ref), sizeof(word));
    return (word >> ref % kWordBits & 1) != 0;
  }
  /// Of all chunks.
  void ClearMarks() noexcept {
    for (std::uint32_t i = 0; i < block_count_; ++i) {
      if (mark_bytes_[i] > 0) std::memset(blocks_[i], 0, mark_bytes_[i]);
    }
  }

  /// Uninitialised, aligned to 8. size > 0.
  ChunkRef Allocate(std::size_t size) noexcept {
    if (size > kLargestShared) [[unlikely]]
      return AllocateAlone(size);
    const std::uint32_t size_class = ClassOf(size);
    const std::uint32_t units = UnitsOf(size_class);
    live_units_ += units;
    const ChunkRef ref = free_[size_class];
    if (ref != 0) {
      std::memcpy(&free_[size_class], At(ref), sizeof(ChunkRef));
      Mark(ref);
      return ref;
    }
    if (units > next_end_ - next_) [[unlikely]]
      AddBlock();
    const ChunkRef result = next_;
    next_ += units;
    Mark(result);
    return result;
  }
  void Change(ChunkRef ref, std::uint32_t, std::uint32_t) const noexcept { Mark(ref); }

  /// `size` as given to Allocate.
  void Free(ChunkRef ref, std::size_t size) noexcept {
    if (size > kLargestShared) [[unlikely]] {
      FreeAlone(ref, size);
      return;
    }
    const std::uint32_t size_class = ClassOf(size);
    live_units_ -= UnitsOf(size_class);
    Unmark(ref);
    std::memcpy(At(ref), &free_[size_class], sizeof(ChunkRef));
    free_[size_class] = ref;
  }

  /// Bytes that a chunk of `size` takes: size rounded up to its class.
  static constexpr std::size_t Capacity(std::size_t size) noexcept {
    return size > kLargestShared ? RoundUp(size) : std::size_t{UnitsOf(ClassOf(size))} * kUnit;
  }

  std::size_t live_bytes() const noexcept { return live_units_ * kUnit; }
  std::size_t reserved_bytes() const noexcept {
    return reserved_ + block_capacity_ * (sizeof(char*) + sizeof(*mark_bytes_));
  }

 private:
  static constexpr int kOffsetBits = std::countr_zero(kBlockBytes / kUnit);
  static constexpr ChunkRef kOffsetMask = (ChunkRef{1} << kOffsetBits) - 1;
  static constexpr std::uint32_t kMaxBlocks = (std::uint32_t{1} << (32 - kOffsetBits)) - 1;

  // Classes: 1..8 units, then four for each doubling.
  static constexpr std::uint32_t ClassOf(std::size_t size) noexcept {
    const auto units = static_cast<std::uint32_t>((size + kUnit - 1) / kUnit);
    if (units <= 8) return units - 1;
    const int shift = std::bit_width(units - 1) - 3;
    return static_cast<std::uint32_t>(4 * shift) + ((units - 1) >> shift);
  }
  static constexpr std::uint32_t UnitsOf(std::uint32_t size_class) noexcept {
    if (size_class < 8) return size_class + 1;
    const std::uint32_t shift = size_class / 4 - 1;
    return (size_class % 4 + 5) << shift;
  }
  static constexpr std::uint32_t kClasses = 4 * (std::bit_width(kLargestShared / kUnit - 1) - 3) + 8;
  using MarkWord = std::uint32_t;
  static constexpr std::uint32_t kWordBits = 32;
  static constexpr std::size_t kUnitsPerMarkByte = 8;
  char* MarksOf(ChunkRef ref) const noexcept {
    return blocks_[ref >> kOffsetBits] + (ref & kOffsetMask) / kWordBits * sizeof(MarkWord);
  }
  void Unmark(ChunkRef ref) const noexcept {
    char* const at = MarksOf(ref);
    MarkWord word;
    std::memcpy(&word, at, sizeof(word));
    word &= ~(MarkWord{1} << ref % kWordBits);
    std::memcpy(at, &word, sizeof(word));
  }
  /// Of a block's marks.
  static constexpr std::uint32_t MarkBytes(std::size_t block_bytes) noexcept {
    return static_cast<std::uint32_t>(block_bytes / kUnit / kUnitsPerMarkByte);
  }
  static constexpr std::size_t kFirstBlockBytes = kLargestShared + 8192;
  /// In front of a chunk that has a block of its own: its mark, and 16 bytes keep it aligned.
  static constexpr std::size_t kAloneHeader = 16;

  static constexpr std::size_t RoundUp(std::size_t size) noexcept { return (size + kUnit - 1) / kUnit * kUnit; }

  // The table entry of a freed block names the next one.
  std::uint32_t NextFreeBlock(std::uint32_t index) const noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(blocks_[index]));
  }
  std::uint32_t NewBlockIndex() noexcept {
    if (free_blocks_ != 0) {
      const std::uint32_t index = free_blocks_;
      free_blocks_ = NextFreeBlock(index);
      return index;
    }
    RULERT_CHECK(block_count_ < kMaxBlocks, "state of one shard exceeds 32 GiB");
    if (block_count_ == block_capacity_) {
      block_capacity_ = block_capacity_ == 0 ? 16 : block_capacity_ * 2;
      blocks_ = static_cast<char**>(std::realloc(blocks_, block_capacity_ * sizeof(char*)));
      mark_bytes_ = static_cast<std::uint32_t*>(std::realloc(mark_bytes_, block_capacity_ * sizeof(*mark_bytes_)));
      RULERT_CHECK(blocks_ != nullptr && mark_bytes_ != nullptr, "out of memory");
    }
    return block_count_++;
  }

  // The first blocks are small, so that a process with little state stays small.
  [[gnu::noinline]] void AddBlock() noexcept {
    KeepRest();
    static_assert(kFirstBlockBytes - MarkBytes(kFirstBlockBytes) - kReadAhead >= kLargestShared);
    const std::size_t bytes = block_count_ == 0 ? kFirstBlockBytes : kBlockBytes;
    char* const block = static_cast<char*>(std::aligned_alloc(bytes == kBlockBytes ? kBlockBytes : 4096, bytes));
    RULERT_CHECK(block != nullptr, "out of memory");
    if (bytes == kBlockBytes) madvise(block, bytes, MADV_HUGEPAGE);  // fewer misses of the TLB; no matter if refused
    const std::uint32_t index = NewBlockIndex();
    blocks_[index] = block;
    mark_bytes_[index] = MarkBytes(bytes);
    std::memset(block, 0, MarkBytes(bytes));
    reserved_ += bytes;
    next_ = (index << kOffsetBits) + MarkBytes(bytes) / kUnit;
    next_end_ = (index << kOffsetBits) + static_cast<std::uint32_t>((bytes - kReadAhead) / kUnit);
  }

  // What is left of the block at hand goes to the free lists.
  void KeepRest() noexcept {
    while (next_ < next_end_) {
      std::uint32_t size_class = ClassOf((next_end_ - next_) * kUnit);
      if (UnitsOf(size_class) > next_end_ - next_) --size_class;
      std::memcpy(At(next_), &free_[size_class], sizeof(ChunkRef));
      free_[size_class] = next_;
      next_ += UnitsOf(size_class);
    }
  }

  [[gnu::noinline]] ChunkRef AllocateAlone(std::size_t size) noexcept {
    if (block_count_ == 0) AddBlock();  // what is freed never has index 0
    char* const block = static_cast<char*>(std::malloc(kAloneHeader + RoundUp(size)));
    RULERT_CHECK(block != nullptr, "out of memory");
    const std::uint32_t index = NewBlockIndex();
    blocks_[index] = block;
    mark_bytes_[index] = kAloneHeader;
    std::memset(block, 0, kAloneHeader);
    reserved_ += kAloneHeader + RoundUp(size);
    live_units_ += RoundUp(size) / kUnit;
    const ChunkRef ref = (index << kOffsetBits) + kAloneHeader / kUnit;
    Mark(ref);
    return ref;
  }
  [[gnu::noinline]] void FreeAlone(ChunkRef ref, std::size_t size) noexcept {
    const std::uint32_t index = ref >> kOffsetBits;
    std::free(blocks_[index]);
    mark_bytes_[index] = 0;
    reserved_ -= kAloneHeader + RoundUp(size);
    live_units_ -= RoundUp(size) / kUnit;
    blocks_[index] = reinterpret_cast<char*>(std::uintptr_t{free_blocks_});
    free_blocks_ = index;
  }

  char** blocks_ = nullptr;
  std::uint32_t* mark_bytes_ = nullptr;  // at the front of each block
  ChunkRef next_ = 0;
  ChunkRef next_end_ = 0;
  ChunkRef free_[kClasses] = {};
  std::uint32_t block_count_ = 0;
  std::uint32_t block_capacity_ = 0;
  std::uint32_t free_blocks_ = 0;
  std::size_t live_units_ = 0;
  std::size_t reserved_ = 0;
};

}  // namespace rulert
