#pragma once
// A bucket of a state table: slots, then one header: a tag of each slot (0: free), how many keys passed because it was
// full, and mark bits: a bit of each slot that says its record may have changed, then room for two more each. A
// multiple of 64 bytes.
#include <bit>
#include <cstdint>
#include <cstring>

namespace rulert {

template <std::uint32_t kSlotBytes>
struct StateBucket {
  struct Shape {
    std::uint32_t slots;
    std::uint32_t header;
    std::uint32_t bytes;
  };
  // Tags, overflow count, 3 marks a slot: 8 bytes for up to 5 slots, 16 for up to 10.
  static constexpr Shape ShapeOf(std::uint32_t slots) noexcept {
    const std::uint32_t header = slots <= 5 ? 8 : 16;
    return {slots, header, (header + slots * kSlotBytes + 63) / 64 * 64};
  }
  // More slots only where each then takes a twentieth less.
  static constexpr Shape kShape = [] {
    Shape best = ShapeOf(1);
    for (std::uint32_t slots = 2; slots <= 10; ++slots) {
      const Shape shape = ShapeOf(slots);
      if (std::uint64_t{shape.bytes} * best.slots * 20 < std::uint64_t{best.bytes} * shape.slots * 19) best = shape;
    }
    return best;
  }();
  static constexpr std::uint32_t kSlots = kShape.slots;
  static constexpr std::uint32_t kBytes = kShape.bytes;
  static constexpr std::uint32_t kHeaderOffset = kShape.bytes - kShape.header;
  static constexpr std::uint32_t kTags = kShape.header == 8 ? 5 : 10;

  static void Clear(char* bucket) noexcept { std::memset(bucket + kHeaderOffset, 0, kShape.header); }
  /// The record may have changed.
  static void Mark(char* bucket, std::uint32_t i) noexcept { SetMarks(bucket, Marks(bucket) | MarkOf(i)); }
  static void Unmark(char* bucket, std::uint32_t i) noexcept { SetMarks(bucket, Marks(bucket) & ~MarkOf(i)); }
  static bool IsMarked(const char* bucket, std::uint32_t i) noexcept { return (Marks(bucket) & MarkOf(i)) != 0; }

  static char* SlotAt(char* bucket, std::uint32_t i) noexcept { return bucket + i * kSlotBytes; }

  static std::uint8_t Tag(const char* bucket, std::uint32_t i) noexcept {
    return static_cast<std::uint8_t>(bucket[kHeaderOffset + i]);
  }
  static void SetTag(char* bucket, std::uint32_t i, std::uint8_t tag) noexcept {
    bucket[kHeaderOffset + i] = static_cast<char>(tag);
  }
  /// kSlots if there is none.
  static std::uint32_t FreeSlot(const char* bucket) noexcept {
    std::uint32_t i = 0;
    while (i < kSlots && Tag(bucket, i) != 0) ++i;
    return i;
  }

  /// 255 stays 255 for as long as the bucket lives.
  static std::uint8_t Overflow(const char* bucket) noexcept {
    return static_cast<std::uint8_t>(bucket[kHeaderOffset + kTags]);
  }
  static void AddOverflow(char* bucket, int change) noexcept {
    if (Overflow(bucket) != 255) bucket[kHeaderOffset + kTags] = static_cast<char>(Overflow(bucket) + change);
  }

  /// The slots whose tag may be `tag`, low to high. A few others too: compare keys.
  class Matches {
   public:
    Matches(const char* bucket, std::uint8_t tag) noexcept : tags_(bucket + kHeaderOffset), tag_(tag) { Load(); }
    bool any() const noexcept { return bits_ != 0; }
    std::uint32_t index() const noexcept { return first_ + static_cast<std::uint32_t>(std::countr_zero(bits_)) / 8; }
    void Next() noexcept {
      bits_ &= bits_ - 1;
      if (bits_ == 0) LoadRest();
    }

   private:
    // Whole words: reading just the tags would go through memory byte by byte.
    void Load() noexcept {
      std::uint64_t tags;
      std::memcpy(&tags, tags_, sizeof(tags));
      bits_ = EqualBytes(tags);
      if constexpr (kTags < 8) bits_ &= (std::uint64_t{1} << kTags * 8) - 1;
      if (bits_ == 0) LoadRest();
    }
    void LoadRest() noexcept {
      if constexpr (kTags > 8) {
        if (first_ != 0) return;
        std::uint64_t tags;
        std::memcpy(&tags, tags_ + 8, sizeof(tags));
        first_ = 8;
        bits_ = EqualBytes(tags) & ((std::uint64_t{1} << (kTags - 8) * 8) - 1);
      }
    }
    // 0x80 in each byte that equals the tag, and perhaps in one above such a byte.
    std::uint64_t EqualBytes(std::uint64_t tags) const noexcept {
      constexpr std::uint64_t kOnes = 0x0101010101010101u;
      const std::uint64_t differs = tags ^ kOnes * tag_;
      return (differs - kOnes) & ~differs & kOnes * 0x80;
    }
    const char* tags_;
    std::uint64_t bits_ = 0;
    std::uint32_t first_ = 0;
    std::uint8_t tag_;
  };

 private:
  // Whole words, as Matches reads them: after a store of a part the next load of the whole would wait until the store
  // is out.
  static constexpr std::uint32_t kMarksWord = kShape.header - 8;
  static constexpr std::uint32_t kMarksShift = (kTags + 1) % 8 * 8;
  static std::uint64_t Marks(const char* bucket) noexcept {
    std::uint64_t word;
    std::memcpy(&word, bucket + kHeaderOffset + kMarksWord, sizeof(word));
    return word;
  }
  static void SetMarks(char* bucket, std::uint64_t word) noexcept {
    std::memcpy(bucket + kHeaderOffset + kMarksWord, &word, sizeof(word));
  }
  static constexpr std::uint64_t MarkOf(std::uint32_t i) noexcept { return std::uint64_t{1} << (kMarksShift + i); }
};

}  // namespace rulert
