#pragma once
// The rows of one look-back of one key in time order: a position range [begin, end) in arena chunks. Up to 4 KiB it is
// one chunk (row_chunk.h); beyond, a directory of chunks of 4 KiB, which always have 8-byte times:
//
//   directory    [chunk reference 4 x capacity], 0 where there is none yet
//
// 16 bytes in the state record. Appending never touches an existing row and room is made before anything is written, so
// a copy of the header undoes an append; an insertion is undone by RemoveAt. What writes rows marks their chunks, but
// for SetRow, and what makes room for a row, which marks the chunk when it is written.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "rulert/arena.h"
#include "rulert/row_chunk.h"
#include "rulert/rows_header.h"
#include "rulert/short_times.h"

namespace rulert {

/// Row: trivially copyable, may be empty. kExtra: bytes that come with each row.
template <class Row, std::uint32_t kExtra>
class TimedRows : private RowChunk<Row, kExtra> {
  using Chunk = RowChunk<Row, kExtra>;

 public:
  using Chunk::kRowBytes;
  /// Positions fit 18 bits.
  static constexpr std::uint32_t kMaxPosition = (1u << 18) - 1;

  std::uint32_t begin() const noexcept { return header_.begin(); }
  std::uint32_t end() const noexcept { return header_.end(); }
  bool is_empty() const noexcept { return header_.is_empty(); }
  std::uint32_t count() const noexcept { return header_.count(); }
  bool is_large() const noexcept { return header_.is_large(); }

  /// First position of the running range: kept here, since it moves with the others when room is made.
  std::uint32_t range() const noexcept { return header_.range(); }
  void set_range(std::uint32_t position) noexcept { header_.set_range(position); }
  void set_begin(std::uint32_t position) noexcept { header_.set_begin(position); }

  std::int64_t TimeAt(const Arena& arena, std::uint32_t i) const noexcept {
    const Spot spot = Locate(arena, i);
    return ReadTime(spot, BaseOf(spot));
  }
  Row RowAt(const Arena& arena, std::uint32_t i) const noexcept {
    Row row{};
    if constexpr (kRowBytes > 0) std::memcpy(static_cast<void*>(&row), RowBytes(Locate(arena, i)), sizeof(Row));
    return row;
  }
  /// Of a row that has bytes.
  const char* BytesAt(const Arena& arena, std::uint32_t i) const noexcept { return RowBytes(Locate(arena, i)); }
  const char* ExtraAt(const Arena& arena, std::uint32_t i) const noexcept { return ExtraBytes(Locate(arena, i)); }
  /// To be written.
  char* ChangeExtra(const Arena& arena, std::uint32_t i) const noexcept {
    MarkRow(arena, i);
    return ExtraBytes(Locate(arena, i));
  }

  /// Nearly all rows: of a small chunk with 4-byte times.
  bool has_short_times() const noexcept { return (form() & 2) != 0; }
  /// has_short_times().
  ShortTimes short_times(const Arena& arena) const noexcept {
    const char* const chunk = arena.At(ref_);
    return {chunk + kHeader, BaseOf(chunk), form() == kMillis};
  }

  /// Appends if this is the newest row, and there is room for it in a small chunk with 4-byte times; else does nothing.
  bool TryAppend(const Arena& arena, std::int64_t time, const Row& row) noexcept {
    if (!has_short_times() || end() == CapacityOf(kMillis, chunk_class())) return false;
    char* const chunk = arena.At(ref_);
    std::uint64_t units = static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(BaseOf(chunk));
    if (form() == kMillis) {
      const std::uint64_t us = units;
      units /= 1000;
      if (units * 1000 != us) return false;
    }
    if (units > UINT32_MAX) return false;
    const auto delta = static_cast<std::uint32_t>(units);
    char* const place = chunk + kHeader + end() * 4;
    if (begin() != end()) {
      std::uint32_t last;
      std::memcpy(&last, place - 4, sizeof(last));
      if (last > delta) return false;
    }
    arena.Mark(ref_);
    std::memcpy(place, &delta, sizeof(delta));
    if constexpr (kRowBytes > 0)
      std::memcpy(RowBytes({chunk, end(), CapacityOf(kMillis, chunk_class()), kMillis}), &row, sizeof(Row));
    header_.AddRow();
    return true;
  }

  /// Whether a row of that time can be written at end() as the chunks stand.
  bool HasRoom(const Arena& arena, std::int64_t time) const noexcept {
    if (!is_large()) [[likely]]
      return end() != Capacity() && (form() == kWide || FitsBase(arena, time));
    const std::uint32_t chunk = end() / kRowsPerChunk;
    return chunk < DirectoryCapacity() && ChunkAt(arena, chunk) != 0;
  }

  /// In a small chunk with 4-byte times: drops the rows before `first` and moves the others to its front if that makes
  /// room enough. True when it did: positions are as before minus the former begin().
  bool TryPack(const Arena& arena, std::uint32_t first, std::int64_t time) noexcept {
    const std::uint32_t capacity = CapacityOf(kMillis, chunk_class());
    const std::uint32_t live = end() - first;
    if (!Roomy(capacity, live) || !FitsBase(arena, time)) return false;
    set_begin(first);
    PackColumns(arena.At(ref_), capacity);
    MoveTo(first);
    return true;
  }

  /// Makes HasRoom(time) true. Rows before begin() are gone; positions are as before minus the answer. Means nothing to
  /// who reads rows.
  [[gnu::noinline]] std::uint32_t MakeRoom(Arena& arena, std::int64_t time) noexcept {
    const std::uint32_t live = count();
    const Fitting fitting = Fit(arena, time);
    const std::uint32_t wanted = Wanted(live);
    const std::uint32_t size_class = ClassFor(fitting.form, wanted);
    if (is_large()) {
      if (size_class < kSmallClasses && wanted <= CapacityOf(kWide, kSmallClasses - 1) / 4) {
        return ToSmall(arena, fitting, size_class);
      }
      return GrowLarge(arena);
    }
    if (size_class == kSmallClasses) return ToLarge(arena);
    const bool keeps_chunk = ref_ != 0 && WidthOf(form()) == WidthOf(fitting.form) && Roomy(Capacity(), live);
    return keeps_chunk ? Pack(arena, fitting) : ToSmall(arena, fitting, size_class);
  }

  /// Gives back chunks of rows before begin(), of large ones. Positions are as before minus the answer.
  std::uint32_t Trim(Arena& arena) noexcept {
    if (!is_large()) return 0;
    FreeBefore(arena, begin() / kRowsPerChunk);
    const std::uint32_t wanted = Wanted(count());
    if (is_empty() || wanted > CapacityOf(kWide, kSmallClasses - 1) / 4) return 0;
    const Fitting fitting = Fit(arena, TimeAt(arena, end() - 1));
    return ToSmall(arena, fitting, ClassFor(fitting.form, wanted));
  }

  /// HasRoom(time). begin() <= i <= end(); rows from `i` on move up.
  void InsertAt(Arena& arena, std::uint32_t i, std::int64_t time, const Row& row) noexcept {
    if (i != end()) [[unlikely]]
      Shift(arena, i, 1);
    header_.AddRow();
    MarkRow(arena, i);
    const Spot spot = Locate(arena, i);
    WriteTime(spot, BaseOf(spot), time);
    if constexpr (kRowBytes > 0) std::memcpy(RowBytes(spot), &row, sizeof(Row));
  }
  /// The header is as before the insertion: position `i` holds a row that is not counted.
  void RemoveAt(Arena& arena, std::uint32_t i) noexcept { Shift(arena, i, -1); }

  /// Row `i` goes, those behind it move down; as long as nothing is appended RestoreAt brings it back.
  void EraseAt(Arena& arena, std::uint32_t i) noexcept {
    const Saved row = Save(arena, i);
    header_.DropRow();
    Shift(arena, i, -1);
    Restore(arena, end(), row);
  }
  /// The header is as before EraseAt.
  void RestoreAt(Arena& arena, std::uint32_t i) noexcept {
    header_.DropRow();
    const Saved row = Save(arena, end());
    Shift(arena, i, 1);
    Restore(arena, i, row);
    header_.AddRow();
  }
  void DropLast() noexcept { header_.DropRow(); }

  /// Row `i` is about to change.
  void MarkRow(const Arena& arena, std::uint32_t i) const noexcept { arena.Mark(ChunkOf(arena, i)); }
  /// The same, and an undo puts it back.
  template <class Trigger>
  void KeepRow(Trigger& trigger, std::uint32_t i) const noexcept {
    const Spot spot = Locate(trigger.arena(), i);
    trigger.Change(ChunkOf(trigger.arena(), i), static_cast<std::uint32_t>(RowBytes(spot) - spot.chunk), kRowBytes);
  }
  /// MarkRow or KeepRow was called before.
  void SetRow(const Arena& arena, std::uint32_t i, const Row& row) noexcept {
    if constexpr (kRowBytes > 0) std::memcpy(RowBytes(Locate(arena, i)), &row, sizeof(Row));
  }

  template <class Memory>
  void Release(Memory& memory) noexcept {
    if (is_large()) {
      for (std::uint32_t c = 0; c < DirectoryCapacity(); ++c) FreeChunk(memory, c);
    }
    if (ref_ != 0) memory.Free(ref_, BytesOfClass(chunk_class()));
    ref_ = 0;
    header_ = {};
  }

  void Prefetch(const Arena& arena) const noexcept {
    if (ref_ == 0) return;
    const char* const chunk = arena.At(ref_);
    PrefetchLine(chunk);
    if (is_large()) return;
    const std::uint32_t width = WidthOf(form());
    PrefetchLine(chunk + kHeader + end() * width);
    if constexpr (kRowBytes > 0) PrefetchLine(chunk + kHeader + Capacity() * width + end() * kRowBytes);
  }

 private:
  using Chunk::BaseOf;
  using Chunk::BytesOfClass;
  using Chunk::CapacityOf;
  using Chunk::CopyRow;
  using Chunk::ExtraBytes;
  using Chunk::kCapacities;
  using Chunk::kClassBytes;
  using Chunk::kClasses;
  using Chunk::kHeader;
  using Chunk::kMaxChunk;
  using Chunk::kMicros;
  using Chunk::kMillis;
  using Chunk::kRowChunkBytes;
  using Chunk::kRowsPerChunk;
  using Chunk::kSmallClasses;
  using Chunk::kWide;
  using Chunk::ReadTime;
  using Chunk::RowBytes;
  using Chunk::WidthOf;
  using Chunk::WriteTime;
  using typename Chunk::Spot;

  static constexpr std::uint32_t Wanted(std::uint32_t live) noexcept { return live + std::max(2u, live / 4); }
  /// A chunk that takes `live` rows and more is neither too small nor much too large.
  static constexpr bool Roomy(std::uint32_t capacity, std::uint32_t live) noexcept {
    return capacity >= live + std::max(1u, live / 8) && (capacity <= 8 || capacity <= 2 * live + 4);
  }

  struct Fitting {
    std::uint32_t form;
    std::int64_t base;
  };

  std::uint32_t form() const noexcept { return header_.form(); }
  std::uint32_t chunk_class() const noexcept { return header_.chunk_class(); }
  std::uint32_t Capacity() const noexcept { return ref_ == 0 ? 0 : CapacityOf(form(), chunk_class()); }
  std::uint32_t DirectoryCapacity() const noexcept { return BytesOfClass(chunk_class()) / sizeof(ChunkRef); }
  ChunkRef ChunkAt(const Arena& arena, std::uint32_t chunk) const noexcept {
    ChunkRef ref;
    std::memcpy(&ref, arena.At(ref_) + chunk * sizeof(ref), sizeof(ref));
    return ref;
  }
  ChunkRef ChunkOf(const Arena& arena, std::uint32_t i) const noexcept {
    return !is_large() ? ref_ : ChunkAt(arena, i / kRowsPerChunk);
  }
  void SetChunk(Arena& arena, std::uint32_t chunk, ChunkRef ref) noexcept {
    arena.Mark(ref_);
    std::memcpy(arena.At(ref_) + chunk * sizeof(ref), &ref, sizeof(ref));
  }
  template <class Memory>
  void FreeChunk(Memory& memory, std::uint32_t chunk) noexcept {
    if (const ChunkRef ref = ChunkAt(memory.arena(), chunk); ref != 0) memory.Free(ref, kRowChunkBytes);
  }

  void FreeBefore(Arena& arena, std::uint32_t first) noexcept {
    for (std::uint32_t c = 0; c < first; ++c) {
      FreeChunk(arena, c);
      SetChunk(arena, c, 0);
    }
  }

  /// has_short_times().
  bool FitsBase(const Arena& arena, std::int64_t time) const noexcept {
    const auto delta = static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(BaseOf(arena.At(ref_)));
    if (form() == kMicros) return delta <= UINT32_MAX;
    return delta <= std::uint64_t{UINT32_MAX} * 1000 && delta % 1000 == 0;
  }

  Spot Locate(const Arena& arena, std::uint32_t i) const noexcept {
    if (!is_large()) [[likely]]
      return {arena.At(ref_), i, CapacityOf(form(), chunk_class()), form()};
    return {arena.At(ChunkAt(arena, i / kRowsPerChunk)), i % kRowsPerChunk, kRowsPerChunk, kWide};
  }
  /// The narrowest form that holds the rows and one of `time`, and a base with some room for older ones.
  Fitting Fit(const Arena& arena, std::int64_t time) const noexcept {
    std::int64_t oldest = time;
    std::int64_t newest = time;
    bool millis = time % 1000 == 0;
    if (!is_empty()) {
      oldest = std::min(oldest, TimeAt(arena, begin()));
      newest = std::max(newest, TimeAt(arena, end() - 1));
    }
    const auto span = static_cast<std::uint64_t>(newest) - static_cast<std::uint64_t>(oldest);
    const bool micros = span <= UINT32_MAX;
    const bool keeps_micros = ref_ != 0 && !is_large() && form() == kMicros && micros && !is_empty();
    if (is_large() || form() != kMillis || ref_ == 0) {
      for (std::uint32_t i = begin(); millis && !keeps_micros && i < end(); ++i) millis = TimeAt(arena, i) % 1000 == 0;
    }
    if (KeepsBase(arena, millis, micros, oldest, newest)) return {form(), BaseOf(arena.At(ref_))};
    if (millis && !keeps_micros && span / 1000 <= UINT32_MAX) {
      const std::uint64_t slack = std::min<std::uint64_t>(1 << 20, (UINT32_MAX - span / 1000) / 2);
      return {kMillis, oldest - static_cast<std::int64_t>(slack) * 1000};
    }
    if (micros) {
      const std::uint64_t slack = std::min<std::uint64_t>(1 << 26, (UINT32_MAX - span) / 2);
      return {kMicros, oldest - static_cast<std::int64_t>(slack)};
    }
    return {kWide, 0};
  }

  /// The base at hand holds them and leaves an eighth of its range for newer ones.
  bool KeepsBase(const Arena& arena, bool millis, bool micros, std::int64_t oldest,
                 std::int64_t newest) const noexcept {
    if (ref_ == 0 || is_large() || is_empty()) return false;
    if (form() == kWide || (form() == kMillis ? !millis : !micros)) return false;
    const std::int64_t base = BaseOf(arena.At(ref_));
    if (oldest < base) return false;
    const auto reach = static_cast<std::uint64_t>(newest) - static_cast<std::uint64_t>(base);
    return reach <= (UINT32_MAX - UINT32_MAX / 8) * std::uint64_t{form() == kMillis ? 1000u : 1u};
  }

  /// kSmallClasses if no small chunk holds that many.
  static std::uint32_t ClassFor(std::uint32_t form, std::uint32_t rows) noexcept {
    const auto& capacities = kCapacities[form == kWide ? 1 : 0];
    return static_cast<std::uint32_t>(std::lower_bound(capacities.begin(), capacities.end(), rows) -
                                      capacities.begin());
  }

  struct Saved {
    std::int64_t time;
    Row row;
    char extra[kExtra == 0 ? 1 : kExtra];
  };
  Saved Save(const Arena& arena, std::uint32_t i) const noexcept {
    Saved saved{TimeAt(arena, i), RowAt(arena, i), {}};
    if constexpr (kExtra > 0) std::memcpy(saved.extra, ExtraAt(arena, i), kExtra);
    return saved;
  }
  /// Shift has marked it.
  void Restore(Arena& arena, std::uint32_t i, const Saved& saved) noexcept {
    const Spot spot = Locate(arena, i);
    WriteTime(spot, BaseOf(spot), saved.time);
    SetRow(arena, i, saved.row);
    if constexpr (kExtra > 0) std::memcpy(ExtraBytes(spot), saved.extra, kExtra);
  }

  void MoveTo(std::uint32_t shift) noexcept { header_.MoveDown(shift); }

  /// In the chunk that it has.
  std::uint32_t Pack(Arena& arena, const Fitting& fitting) noexcept {
    char* const chunk = arena.At(ref_);
    const std::int64_t old_base = BaseOf(Spot{chunk, 0, 0, form()});
    std::memcpy(chunk, &fitting.base, sizeof(fitting.base));
    const std::uint32_t shift = begin();
    const std::uint32_t capacity = Capacity();
    if (old_base == fitting.base && form() == fitting.form) {
      PackColumns(chunk, capacity);
    } else {
      for (std::uint32_t i = begin(); i < end(); ++i) {
        CopyRow({chunk, i - shift, capacity, fitting.form}, fitting.base, {chunk, i, capacity, form()}, old_base);
      }
    }
    header_.set_form(fitting.form);
    MoveTo(shift);
    return shift;
  }
  void PackColumns(char* chunk, std::uint32_t capacity) noexcept {
    const std::uint32_t width = WidthOf(form());
    std::memmove(chunk + kHeader, chunk + kHeader + begin() * width, count() * width);
    const Spot from{chunk, begin(), capacity, form()};
    const Spot to{chunk, 0, capacity, form()};
    if constexpr (kRowBytes > 0) std::memmove(RowBytes(to), RowBytes(from), count() * kRowBytes);
    if constexpr (kExtra > 0) std::memmove(ExtraBytes(to), ExtraBytes(from), count() * kExtra);
  }

  std::uint32_t ToSmall(Arena& arena, const Fitting& fitting, std::uint32_t size_class) noexcept {
    const ChunkRef ref = arena.Allocate(BytesOfClass(size_class));
    char* const chunk = arena.At(ref);
    const std::uint32_t capacity = CapacityOf(fitting.form, size_class);
    std::memcpy(chunk, &fitting.base, sizeof(fitting.base));
    for (std::uint32_t i = begin(); i < end(); ++i) {
      const Spot from = Locate(arena, i);
      CopyRow({chunk, i - begin(), capacity, fitting.form}, fitting.base, from, BaseOf(from));
    }
    const std::uint32_t shift = begin();
    TimedRows old = *this;
    old.Release(arena);
    ref_ = ref;
    header_.SetChunk(fitting.form, false, size_class);
    MoveTo(shift);
    return shift;
  }

  std::uint32_t ToLarge(Arena& arena) noexcept {
    TimedRows old = *this;
    const std::uint32_t shift = begin();
    NewDirectory(arena, count() / kRowsPerChunk + 2);
    MoveTo(shift);
    for (std::uint32_t i = 0; i <= end(); ++i) {
      if (i % kRowsPerChunk == 0) SetChunk(arena, i / kRowsPerChunk, arena.Allocate(kRowChunkBytes));
      if (i == end()) break;
      const Spot from = old.Locate(arena, i + shift);
      CopyRow(Locate(arena, i), 0, from, BaseOf(from));
    }
    old.Release(arena);
    return shift;
  }

  /// A chunk at the end; a new directory without what is gone if this one is full.
  std::uint32_t GrowLarge(Arena& arena) noexcept {
    const std::uint32_t first = begin() / kRowsPerChunk;
    FreeBefore(arena, first);
    std::uint32_t shift = 0;
    const std::uint32_t last = end() / kRowsPerChunk;
    if (last == DirectoryCapacity()) {
      const ChunkRef old_ref = ref_;
      const std::uint32_t old_class = chunk_class();
      const std::uint32_t chunks = last - first;
      NewDirectory(arena, chunks + chunks / 4 + 2);
      std::memcpy(arena.At(ref_), arena.At(old_ref) + first * sizeof(ChunkRef), chunks * sizeof(ChunkRef));
      arena.Free(old_ref, BytesOfClass(old_class));
      shift = first * kRowsPerChunk;
      MoveTo(shift);
    }
    SetChunk(arena, end() / kRowsPerChunk, arena.Allocate(kRowChunkBytes));
    return shift;
  }

  /// Empty, of at least that many chunks. What there was is not given back.
  void NewDirectory(Arena& arena, std::uint32_t chunks) noexcept {
    const auto size_class = static_cast<std::uint32_t>(
        std::lower_bound(kClassBytes.begin(), kClassBytes.end(), chunks * sizeof(ChunkRef)) - kClassBytes.begin());
    RULERT_CHECK(size_class < kClasses, "a look-back has too many rows");
    ref_ = arena.Allocate(BytesOfClass(size_class));
    std::memset(arena.At(ref_), 0, BytesOfClass(size_class));
    header_.SetChunk(kWide, true, size_class);
  }

  /// Moves rows [i, end) one up, or rows (i, end] one down.
  [[gnu::noinline]] void Shift(Arena& arena, std::uint32_t i, int direction) noexcept {
    for (std::uint32_t k = i; k < end(); k += kRowsPerChunk) MarkRow(arena, k);
    MarkRow(arena, end());
    if (!is_large()) {
      const Spot low = Locate(arena, i);
      const Spot high = Locate(arena, i + 1);
      const std::uint32_t rows = end() - i;
      const Spot& to = direction > 0 ? high : low;
      const Spot& from = direction > 0 ? low : high;
      const std::uint32_t width = WidthOf(form());
      char* const times = low.chunk + kHeader;
      std::memmove(times + to.index * width, times + from.index * width, rows * width);
      if constexpr (kRowBytes > 0) std::memmove(RowBytes(to), RowBytes(from), rows * kRowBytes);
      if constexpr (kExtra > 0) std::memmove(ExtraBytes(to), ExtraBytes(from), rows * kExtra);
    } else if (direction > 0) {
      for (std::uint32_t k = end(); k > i; --k) CopyRow(Locate(arena, k), 0, Locate(arena, k - 1), 0);
    } else {
      for (std::uint32_t k = i; k < end(); ++k) CopyRow(Locate(arena, k), 0, Locate(arena, k + 1), 0);
    }
  }

  ChunkRef ref_ = 0;

 protected:
  /// For LookBack: when the newest row leaves, in units of 2^28 us, rounded up.
  std::int32_t due_ = INT32_MIN;

 private:
  RowsHeader header_;
};

}  // namespace rulert
