#pragma once
// When which keys are to be looked at. Hierarchical: rings of 512 slots, each level's slots 256 times as wide as those
// of the level below. A slot is a chain of chunks in the arena, 16 bytes an entry, however far ahead it lies.
//
// An entry moves down a level when its slot comes up; a ring reaches over two slots of the level above, so the next one
// of these is emptied bit by bit (Work) before time gets there, and no step of time moves more than was left.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "rulert/arena.h"
#include "rulert/check.h"
#include "rulert/trigger.h"

namespace rulert {

class TimingWheel {
 public:
  struct Entry {
    std::uint64_t hash;  // of the key
    std::int64_t instant;
  };

  /// Entries live in `arena`, which outlives this.
  explicit TimingWheel(Arena& arena) noexcept : arena_(arena) {
    slots_ = static_cast<Slot*>(std::calloc(kLevels * kSlots, sizeof(Slot)));
    RULERT_CHECK(slots_ != nullptr, "out of memory");
  }
  TimingWheel(const TimingWheel&) = delete;
  TimingWheel& operator=(const TimingWheel&) = delete;
  ~TimingWheel() { std::free(slots_); }

  /// Every entry up to here has come out.
  std::int64_t now() const noexcept { return Instant(now_); }
  std::uint64_t size() const noexcept { return size_; }
  std::size_t reserved_bytes() const noexcept { return kLevels * kSlots * sizeof(Slot); }

  /// `entry.instant` is after now().
  void Add(const Entry& entry) noexcept {
    RULERT_CHECK(Order(entry.instant) > now_, "due work lies in the past");
    ++size_;
    Place(entry);
  }

  /// Time moves to `instant`, never back; what is due by then comes out of Take.
  void Advance(std::int64_t instant) noexcept {
    const std::uint64_t then = Order(instant);
    if (then <= now_) return;
    const std::uint64_t before = now_;
    now_ = then;
    if (size_ == 0) return;
    // From below, so that what moves down finds its ring already past the slots of before.
    for (std::uint32_t level = 0; level < kLevels; ++level) {
      const std::uint64_t last = then >> ShiftOf(level);
      std::uint64_t at = before >> ShiftOf(level);
      const std::uint64_t end = last - at < kSlots ? last : at + kSlots;
      if (at == last) break;  // then no level above has moved either
      while ((at = NextOccupied(level, at + 1, end)) <= end) {
        Slot slot = Detach(level, at);
        // The slot of `then` itself holds earlier and later ones. (Where time has gone round, none is of that slot.)
        if (at == last && level > 0) {
          Spread(slot);
        } else {
          ready_.Add(slot);
        }
      }
    }
  }

  /// Up to `count` entries that are due, in no order; 0 when there are no more. Entries may be added in between.
  std::uint32_t Take(Entry* entries, std::uint32_t count) noexcept {
    std::uint32_t taken = 0;
    while (taken < count && !ready_.empty()) {
      Slot& slot = ready_.back();
      while (taken < count && slot.count > 0) entries[taken++] = EntryAt(slot, --slot.count);
      if (slot.count == 0 && !DropChunk(slot)) ready_.pop_back();
    }
    size_ -= taken;
    return taken;
  }

  /// Moves up to about `entries` that come up next to where they are found at their time.
  void Work(std::uint32_t entries) noexcept {
    for (std::uint32_t level = 1; level < kLevels && entries > 0; ++level) {
      const std::uint64_t next = (now_ >> ShiftOf(level)) + 1;
      Slot& slot = SlotAt(level, next);
      // What is put back to where it was is left for later.
      while (slot.chunk != 0 && slot.count > 0 && entries > 0) {
        const Entry entry = EntryAt(slot, --slot.count);
        if (slot.count == 0 && !DropChunk(slot)) ClearBit(level, next);
        --entries;
        if (Place(entry) == &slot) return;
      }
    }
  }

 private:
  struct Slot {
    ChunkRef chunk;          // newest of a chain; 0: none
    std::uint16_t count;     // of entries in it
    std::uint16_t capacity;  // of it
  };
  struct ChunkHeader {
    ChunkRef next;  // an older one, full; 0: none
    std::uint16_t capacity;
    std::uint16_t unused;
  };
  static constexpr std::uint32_t kSlotBits = 9;
  static constexpr std::uint32_t kSlots = 1 << kSlotBits;
  static constexpr std::uint32_t kLevelBits = kSlotBits - 1;
  static constexpr std::uint32_t kLevels = 64 / kLevelBits;
  static constexpr std::uint32_t kLargestChunk = 254;  // 4 KiB
  static constexpr std::uint32_t kWords = kSlots / 64;

  static constexpr std::uint32_t ShiftOf(std::uint32_t level) noexcept { return level * kLevelBits; }
  // As unsigned numbers of the same order.
  static std::uint64_t Order(std::int64_t instant) noexcept {
    return static_cast<std::uint64_t>(instant) ^ (std::uint64_t{1} << 63);
  }
  static std::int64_t Instant(std::uint64_t order) noexcept {
    return static_cast<std::int64_t>(order ^ (std::uint64_t{1} << 63));
  }
  static constexpr std::size_t BytesOf(std::uint32_t capacity) noexcept {
    return sizeof(ChunkHeader) + capacity * sizeof(Entry);
  }

  Slot& SlotAt(std::uint32_t level, std::uint64_t number) noexcept {
    return slots_[level * kSlots + (number & (kSlots - 1))];
  }
  Entry EntryAt(const Slot& slot, std::uint32_t i) const noexcept {
    Entry entry;
    std::memcpy(&entry, arena_.At(slot.chunk) + sizeof(ChunkHeader) + i * sizeof(Entry), sizeof(entry));
    return entry;
  }

  /// The lowest level whose ring reaches so far; above it, an entry never lies in the slot of now.
  Slot* Place(const Entry& entry) noexcept {
    const std::uint64_t order = Order(entry.instant);
    const auto width = static_cast<std::uint32_t>(std::bit_width(order - now_));
    std::uint32_t level = width <= kSlotBits ? 0 : (width - kSlotBits + kLevelBits - 1) / kLevelBits;
    if ((order >> ShiftOf(level)) - (now_ >> ShiftOf(level)) >= kSlots) ++level;
    const std::uint64_t number = order >> ShiftOf(level);
    Slot& slot = SlotAt(level, number);
    if (slot.count == slot.capacity) [[unlikely]] {
      AddChunk(slot);
      bits_[level][(number & (kSlots - 1)) / 64] |= std::uint64_t{1} << (number % 64);
    }
    std::memcpy(arena_.At(slot.chunk) + sizeof(ChunkHeader) + slot.count * sizeof(Entry), &entry, sizeof(entry));
    ++slot.count;
    return &slot;
  }
  [[gnu::noinline]] void AddChunk(Slot& slot) noexcept {
    // Sizes that fill their size class: 3, 7, 15, ...
    const auto capacity =
        static_cast<std::uint16_t>(slot.capacity >= kLargestChunk / 2 ? kLargestChunk : slot.capacity * 2 + 1);
    const std::uint16_t first = capacity < 3 ? 3 : capacity;
    const ChunkHeader header{slot.chunk, slot.capacity, 0};
    slot = {arena_.Allocate(BytesOf(first)), 0, first};
    std::memcpy(arena_.At(slot.chunk), &header, sizeof(header));
  }
  /// Gives the empty newest chunk back; false, and the slot is empty, if there is no other.
  bool DropChunk(Slot& slot) noexcept {
    ChunkHeader header;
    std::memcpy(&header, arena_.At(slot.chunk), sizeof(header));
    arena_.Free(slot.chunk, BytesOf(slot.capacity));
    slot = {header.next, header.capacity, header.capacity};
    return slot.chunk != 0;
  }

  Slot Detach(std::uint32_t level, std::uint64_t number) noexcept {
    Slot& slot = SlotAt(level, number);
    const Slot detached = slot;
    slot = {};
    ClearBit(level, number);
    return detached;
  }
  void Spread(Slot slot) noexcept {
    do {
      while (slot.count > 0) {
        const Entry entry = EntryAt(slot, --slot.count);
        if (Order(entry.instant) <= now_) {
          AddReady(entry);
        } else {
          Place(entry);
        }
      }
    } while (DropChunk(slot));
  }
  /// Beside others that came out one by one.
  void AddReady(const Entry& entry) noexcept {
    if (ready_.empty() || ready_.back().count == ready_.back().capacity) {
      Slot slot{};
      AddChunk(slot);
      ready_.Add(slot);
    }
    Slot& slot = ready_.back();
    std::memcpy(arena_.At(slot.chunk) + sizeof(ChunkHeader) + slot.count * sizeof(Entry), &entry, sizeof(entry));
    ++slot.count;
  }

  void ClearBit(std::uint32_t level, std::uint64_t number) noexcept {
    bits_[level][(number & (kSlots - 1)) / 64] &= ~(std::uint64_t{1} << (number % 64));
  }
  /// The first occupied slot of numbers [from, last], or last + 1. At most a ring's worth of numbers.
  std::uint64_t NextOccupied(std::uint32_t level, std::uint64_t from, std::uint64_t last) const noexcept {
    while (from <= last) {
      const std::uint64_t word = bits_[level][(from & (kSlots - 1)) / 64] >> (from % 64);
      if (word != 0) {
        from += static_cast<std::uint32_t>(std::countr_zero(word));
        return from <= last ? from : last + 1;
      }
      from += 64 - from % 64;
    }
    return last + 1;
  }

  Arena& arena_;
  Slot* slots_;
  std::uint64_t bits_[kLevels][kWords] = {};  // slots that hold something
  std::uint64_t now_ = 0;
  std::uint64_t size_ = 0;
  ShortLog<Slot> ready_;
};

}  // namespace rulert
