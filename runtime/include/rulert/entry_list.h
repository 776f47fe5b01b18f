#pragma once
// A few entries in their order: the last, which is nearly always the one at hand, stands in the state record, the
// others in one chunk. Trivially copyable.
//
// `Log` is the Trigger whose undo takes changes back, or Unlogged for changes that stay.
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rulert/arena.h"

namespace rulert {

/// Changes that no undo takes back: of due work that is taken out, of what has gone without a trace.
class Unlogged {
 public:
  explicit Unlogged(Arena& arena) noexcept : arena_(arena) {}
  Arena& arena() noexcept { return arena_; }
  ChunkRef Allocate(std::size_t size) noexcept { return arena_.Allocate(size); }
  void Free(ChunkRef ref, std::size_t size) noexcept { arena_.Free(ref, size); }
  void Change(ChunkRef, std::uint32_t, std::uint32_t) noexcept {}

 private:
  Arena& arena_;
};

template <class Entry>
class EntryList {
  static_assert(std::is_trivially_copyable_v<Entry> && alignof(Entry) <= 8, "entries are plain data");

 public:
  std::uint32_t size() const noexcept { return size_; }
  bool is_empty() const noexcept { return size_ == 0; }

  const Entry& At(const Arena& arena, std::uint32_t i) const noexcept {
    return i + 1 == size_ ? last_ : *Slot(arena, i);
  }
  /// For changing it. Valid until the list changes.
  template <class Log>
  Entry& Edit(Log& log, std::uint32_t i) noexcept {
    if (i + 1 == size_) return last_;
    log.Change(ref_, i * kBytes, kBytes);
    return *Slot(log.arena(), i);
  }
  template <class Log>
  void Insert(Log& log, std::uint32_t i, const Entry& entry) noexcept {
    if (size_ > 0) MakeRoom(log);
    if (i == size_) {
      if (size_ > 0) Put(log, size_ - 1, last_);
      last_ = entry;
    } else {
      // The entries from i on move up by one; the last stays where it is.
      const std::uint32_t moved = size_ - 1 - i;
      log.Change(ref_, i * kBytes, (moved + 1) * kBytes);
      char* const place = log.arena().At(ref_) + i * kBytes;
      std::memmove(place + kBytes, place, moved * kBytes);
      std::memcpy(place, &entry, kBytes);
    }
    ++size_;
  }
  /// Gives the chunk back when it is no longer needed.
  template <class Log>
  void Erase(Log& log, std::uint32_t i) noexcept {
    --size_;
    if (size_ == 0) return Clear(log);
    if (i == size_) {
      std::memcpy(static_cast<void*>(&last_), log.arena().At(ref_) + (size_ - 1) * kBytes, kBytes);
      return;
    }
    const std::uint32_t moved = size_ - 1 - i;
    log.Change(ref_, i * kBytes, moved * kBytes);
    char* const place = log.arena().At(ref_) + i * kBytes;
    std::memmove(place, place + kBytes, moved * kBytes);
  }
  template <class Log>
  void Clear(Log& log) noexcept {
    if (capacity_ > 0) log.Free(ref_, capacity_ * kBytes);
    size_ = capacity_ = 0;
    ref_ = 0;
  }
  void Prefetch(const Arena& arena) const noexcept {
    if (capacity_ > 0) arena.Prefetch(ref_);
  }

 private:
  static constexpr std::uint32_t kBytes = sizeof(Entry);

  Entry* Slot(const Arena& arena, std::uint32_t i) const noexcept {
    return reinterpret_cast<Entry*>(arena.At(ref_) + i * kBytes);
  }
  template <class Log>
  void Put(Log& log, std::uint32_t i, const Entry& entry) noexcept {
    log.Change(ref_, i * kBytes, kBytes);
    std::memcpy(log.arena().At(ref_) + i * kBytes, &entry, kBytes);
  }
  /// For one more in the chunk.
  template <class Log>
  void MakeRoom(Log& log) noexcept {
    if (size_ <= capacity_) return;
    const std::uint32_t wanted = capacity_ == 0 ? 1 : capacity_ + capacity_ / 2 + 1;
    const auto capacity = static_cast<std::uint32_t>(Arena::Capacity(wanted * kBytes) / kBytes);
    const ChunkRef ref = log.Allocate(capacity * kBytes);
    if (capacity_ > 0) {
      std::memcpy(log.arena().At(ref), log.arena().At(ref_), capacity_ * kBytes);
      log.Free(ref_, capacity_ * kBytes);
    }
    ref_ = ref;
    capacity_ = capacity;
  }

  Entry last_{};
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;  // of the chunk, in entries
  ChunkRef ref_ = 0;
};

}  // namespace rulert
