#pragma once
// The keys of one shard and their state records. Open addressing in two levels: the key group and the top bits of the
// hash choose a small table, the middle bits a bucket in it; 6 more bits are compared as tags.
//
//   directory    [small table] x 128 groups x 2^depth   16 bytes each; several may name the same small table
//   small table  [header 64][bucket] x n                grows alone by a fifth, splits beyond 256 KiB:
//                                                       no pause over 1 ms, no doubling of memory
//   bucket       state_bucket.h; a full one overflows into the next
//   slot         [key][State]
//
// Key: its canonical bytes. Of fixed width up to 64 they stand in the slot; else up to 16 do, padded with zeros (an
// encoding contains its length, so padding is no ambiguity), longer ones are in the arena.
//
// Each slot has a mark in its bucket's header: its record may have changed since ClearMarks (docs/design/marks.md). A
// record that is inserted, or found to be changed, has it. For checkpoints ForEachInGroup goes through one key group
// small table by small table, each nearly in hash order, so that a base is written by sorting one small table at a
// time.
//
// A State& is valid until the next insertion, erasure or Sweep. One thread at a time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>

#include "rulert/arena.h"
#include "rulert/hash.h"
#include "rulert/key_buffer.h"
#include "rulert/key_shape.h"
#include "rulert/module_abi.h"
#include "rulert/state_bucket.h"
#include "rulert/table_key.h"

namespace rulert {

/// What a sweep has done to a record.
enum class Swept : std::uint8_t { kNothing, kChanged, kErase };

template <class K, class State>
class StateTable {
  static_assert(std::is_trivially_copyable_v<State> && alignof(State) <= 8, "state records are plain data");
  using Shape = KeyShape<K>;
  static constexpr bool kInPlace = TableKey<K>::kInPlace;
  static constexpr std::uint32_t kKeyBytes = TableKey<K>::kBytes;

 public:
  /// A key ready to be compared.
  using Key = TableKey<K>;
  static Key KeyFrom(std::uint64_t h, const K& key, KeyBuffer& buffer) noexcept { return Key::From(h, key, buffer); }

  explicit StateTable(Arena& arena) noexcept : arena_(arena) { directory_ = NewDirectory(); }
  StateTable(const StateTable&) = delete;
  StateTable& operator=(const StateTable&) = delete;
  ~StateTable() {
    for (std::size_t e = 0; e < directory_size(); ++e) {
      if (IsFirst(e)) std::free(directory_[e].table);
    }
    std::free(directory_);
  }

  std::uint64_t size() const noexcept { return size_; }
  /// Of directory and small tables; long keys are in the arena.
  std::size_t reserved_bytes() const noexcept { return reserved_ + directory_size() * sizeof(Entry); }
  std::size_t live_bytes() const noexcept { return size_ * sizeof(Slot); }
  /// Changes whenever a State may have moved or gone.
  std::uint64_t version() const noexcept { return version_; }

  // ---- three steps ahead of FindAt, each for a whole batch; answers hold as long as version() does not change ----

  /// Asks memory for the home bucket of a hash; null if there is none.
  char* PrefetchHome(std::uint64_t hash) const noexcept {
    const Entry& entry = directory_[EntryOf(hash)];
    if (entry.buckets == 0) return nullptr;
    char* const bucket = BucketAt(entry, HomeOf(hash, entry.buckets));
    PrefetchBucket(bucket);
    return bucket;
  }
  /// The bucket where the record most likely is: its home, or the one behind it, which memory is asked for.
  char* PrefetchRecord(char* home, std::uint64_t hash) const noexcept {
    if (home == nullptr) return nullptr;
    typename Bucket::Matches found(home, TagOf(hash));
    if (found.any()) [[likely]] {
      if constexpr (!kBucketIsNear) {
        const char* const slot = Bucket::SlotAt(home, found.index());
        PrefetchLine(slot);
        PrefetchLine(slot + sizeof(Slot) - 1);
      }
      return home;
    }
    if (Bucket::Overflow(home) == 0) return home;
    const Entry& entry = directory_[EntryOf(hash)];
    const std::uint32_t next = HomeOf(hash, entry.buckets) + 1;
    char* const bucket = BucketAt(entry, next == entry.buckets ? 0 : next);
    PrefetchBucket(bucket);
    return bucket;
  }
  /// The record most likely meant, for asking memory for what hangs on it; or null.
  State* Guess(char* bucket, std::uint64_t hash) const noexcept {
    if (bucket == nullptr) return nullptr;
    typename Bucket::Matches found(bucket, TagOf(hash));
    return found.any() ? &SlotAt(bucket, found.index()).state : nullptr;
  }

  /// To be changed. In the bucket that PrefetchRecord answered; null if it is not there, which says nothing.
  State* FindAt(char* bucket, const Key& key) const noexcept {
    if (bucket == nullptr) return nullptr;
    return Marked(LocateIn(bucket, TagOf(key), key));
  }

  State* Find(const Key& key) const noexcept {
    const Place place = Locate(directory_[EntryOf(key.hash)], key);
    return place.bucket == nullptr ? nullptr : &SlotAt(place.bucket, place.slot).state;
  }

  /// To be changed. Inserts State{} where the key is new.
  State& FindOrInsert(const Key& key, bool& inserted) noexcept {
    State* const found = Marked(Locate(directory_[EntryOf(key.hash)], key));
    inserted = found == nullptr;
    if (found != nullptr) [[likely]]
      return *found;
    return Insert(key);
  }

  /// visit(canonical key bytes, State&) for each record whose key has that hash, true if it has changed. Meanwhile
  /// nothing comes or goes.
  template <class Visit>
  void ForEachOf(std::uint64_t hash, Visit&& visit) noexcept {
    const Entry& entry = directory_[EntryOf(hash)];
    std::uint32_t b = entry.buckets == 0 ? 0 : HomeOf(hash, entry.buckets);
    for (std::uint32_t tried = 0; tried < entry.buckets; ++tried) {
      char* const bucket = BucketAt(entry, b);
      for (std::uint32_t i = 0; i < Bucket::kSlots; ++i) {
        if ((Bucket::Tag(bucket, i) & ~kLongTag) != TagOf(hash) || HashOf(bucket, i) != hash) continue;
        if (visit(BytesOf(bucket, i), SlotAt(bucket, i).state)) Bucket::Mark(bucket, i);
      }
      if (Bucket::Overflow(bucket) == 0) break;
      if (++b == entry.buckets) b = 0;
    }
  }

  /// The key is there. What its State holds in the arena is the caller's to release.
  void Erase(const Key& key) noexcept {
    Entry& entry = directory_[EntryOf(key.hash)];
    const Place place = Locate(entry, key);
    RULERT_CHECK(place.bucket != nullptr, "an unknown key is erased");
    EraseAt(entry, place.bucket, place.slot, key.hash);
  }

  /// Goes on through all records, past about `slots` places for one: sweep(State&) says what becomes of it. True when
  /// the end was passed. Records inserted since the beginning may be met twice or not.
  template <class SweepOne>
  bool Sweep(std::uint32_t slots, SweepOne&& sweep) noexcept {
    while (slots > 0) {
      Entry& entry = directory_[sweep_entry_];
      if (sweep_bucket_ >= entry.buckets || !IsFirst(sweep_entry_)) {
        if (IsFirst(sweep_entry_)) Shrink(sweep_entry_);
        sweep_bucket_ = 0;
        --slots;
        if (++sweep_entry_ < directory_size()) continue;
        sweep_entry_ = 0;
        return true;
      }
      char* const bucket = BucketAt(entry, sweep_bucket_);
      PrefetchLine(bucket + 4 * Bucket::kBytes);
      for (std::uint32_t i = 0; i < Bucket::kSlots; ++i) {
        if (Bucket::Tag(bucket, i) == 0) continue;
        const Swept swept = sweep(SlotAt(bucket, i).state);
        if (swept == Swept::kChanged) Bucket::Mark(bucket, i);
        if (swept == Swept::kErase) EraseAt(entry, bucket, i, HashOf(bucket, i));
      }
      ++sweep_bucket_;
      slots -= std::min(slots, Bucket::kSlots);
    }
    return false;
  }

  /// visit(canonical key bytes, State&) for every record of a key group; meanwhile nothing is inserted or erased.
  template <class Visit>
  void ForEachInGroup(std::uint32_t group, Visit&& visit) noexcept {
    const std::size_t first = std::size_t{group} << depth_;
    for (std::size_t e = first; e < first + (std::size_t{1} << depth_); ++e) {
      if (!IsFirst(e)) continue;
      ForEachSlot(directory_[e],
                  [&](char* bucket, std::uint32_t i) { visit(BytesOf(bucket, i), SlotAt(bucket, i).state); });
    }
  }
  template <class Visit>
  void ForEach(Visit&& visit) noexcept {
    for (std::uint32_t group = 0; group < kKeyGroups; ++group) ForEachInGroup(group, visit);
  }

  /// Those that may have changed since ClearMarks, as ForEach visits all.
  template <class Visit>
  void ForEachMarked(Visit&& visit) noexcept {
    ForEachPlace([&](char* bucket, std::uint32_t i) {
      if (Bucket::IsMarked(bucket, i)) visit(BytesOf(bucket, i), SlotAt(bucket, i).state);
    });
  }
  void ClearMarks() noexcept { ForEachPlace(&Bucket::Unmark); }

 private:
  struct Slot {
    std::uint64_t key[kKeyBytes / 8];  // the bytes, or reference and size of a long key
    State state;
  };
  using Bucket = StateBucket<sizeof(Slot)>;
  struct alignas(64) Table {
    std::uint32_t count;
    std::uint32_t depth;  // all keys here share that many top bits
  };
  struct Entry {
    Table* table;  // null, in all entries of a group, until it has a key
    std::uint32_t buckets;
    std::uint32_t unused;
  };
  struct Place {
    char* bucket;
    std::uint32_t slot;
  };

  static constexpr bool kBucketIsNear = Bucket::kBytes <= 128;
  static void PrefetchBucket(const char* bucket) noexcept {
    PrefetchLine(bucket + Bucket::kHeaderOffset);
    if constexpr (kBucketIsNear && Bucket::kBytes > 64) PrefetchLine(bucket);
  }

  static constexpr std::size_t kMaxTableBytes = std::size_t{256} << 10;
  static constexpr std::uint32_t kMaxBuckets =
      static_cast<std::uint32_t>(std::max<std::size_t>(8, kMaxTableBytes / Bucket::kBytes));
  /// Keys that so many buckets take before they grow: nine tenths.
  static constexpr std::uint32_t Limit(std::uint32_t buckets) noexcept {
    return (buckets * Bucket::kSlots * 9 + 9) / 10;
  }
  /// Buckets for so many keys, three quarters full.
  static constexpr std::uint32_t BucketsFor(std::uint32_t count) noexcept {
    return count * 4 / (Bucket::kSlots * 3) + 1;
  }

  std::size_t directory_size() const noexcept { return std::size_t{kKeyGroups} << depth_; }
  std::size_t EntryOf(std::uint64_t hash) const noexcept {
    return (hash % kKeyGroups) << depth_ | (hash >> 1) >> (63 - depth_);
  }
  // Bits 16 to 47: not those of group and tag, nor, up to depth 16, those of the directory.
  static std::uint32_t HomeOf(std::uint64_t hash, std::uint32_t buckets) noexcept {
    return static_cast<std::uint32_t>((hash >> 16 & 0xffffffff) * buckets >> 32);
  }
  static std::uint8_t TagOf(std::uint64_t hash) noexcept {
    return static_cast<std::uint8_t>(0x80 | (hash >> 7 & 0x3f));
  }
  static constexpr std::uint8_t kLongTag = 0x40;  // the key is in the arena
  static std::uint8_t TagOf(const Key& key) noexcept {
    return static_cast<std::uint8_t>(TagOf(key.hash) | (key.is_long() ? kLongTag : 0));
  }

  static char* BucketAt(const Entry& entry, std::uint32_t bucket) noexcept {
    return reinterpret_cast<char*>(entry.table + 1) + std::size_t{bucket} * Bucket::kBytes;
  }
  static Slot& SlotAt(char* bucket, std::uint32_t i) noexcept {
    return *std::launder(reinterpret_cast<Slot*>(Bucket::SlotAt(bucket, i)));
  }
  /// The first entry that names its small table.
  bool IsFirst(std::size_t e) const noexcept {
    return e == 0 || directory_[e].table == nullptr || directory_[e - 1].table != directory_[e].table;
  }
  template <class Visit>
  static void ForEachSlot(const Entry& entry, Visit&& visit) noexcept {
    for (std::uint32_t b = 0; b < entry.buckets; ++b) {
      char* const bucket = BucketAt(entry, b);
      for (std::uint32_t i = 0; i < Bucket::kSlots; ++i) {
        if (Bucket::Tag(bucket, i) != 0) visit(bucket, i);
      }
    }
  }

  template <class Visit>
  void ForEachPlace(const Visit& visit) noexcept {
    for (std::size_t e = 0; e < directory_size(); ++e) {
      if (IsFirst(e)) ForEachSlot(directory_[e], visit);
    }
  }

  /// Its record, null of no place.
  static State* Marked(const Place& place) noexcept {
    if (place.bucket == nullptr) return nullptr;
    Bucket::Mark(place.bucket, place.slot);
    return &SlotAt(place.bucket, place.slot).state;
  }
  Place LocateIn(char* bucket, std::uint8_t tag, const Key& key) const noexcept {
    for (typename Bucket::Matches found(bucket, tag); found.any(); found.Next()) {
      if (Equal(SlotAt(bucket, found.index()), key)) [[likely]]
        return {bucket, found.index()};
    }
    return {nullptr, 0};
  }
  Place Locate(const Entry& entry, const Key& key) const noexcept {
    const std::uint8_t tag = TagOf(key);
    std::uint32_t b = entry.buckets == 0 ? 0 : HomeOf(key.hash, entry.buckets);
    for (std::uint32_t tried = 0; tried < entry.buckets; ++tried) {
      char* const bucket = BucketAt(entry, b);
      const Place place = LocateIn(bucket, tag, key);
      if (place.bucket != nullptr) return place;
      if (Bucket::Overflow(bucket) == 0) break;
      if (++b == entry.buckets) b = 0;
    }
    return {nullptr, 0};
  }
  bool Equal(const Slot& slot, const Key& key) const noexcept {
    if constexpr (!kInPlace) {
      if (key.is_long()) [[unlikely]] {
        return slot.key[1] == key.bytes.size() && std::memcmp(LongKey(slot), key.bytes.data(), key.bytes.size()) == 0;
      }
    }
    std::uint64_t differs = 0;
    for (std::uint32_t i = 0; i < kKeyBytes / 8; ++i) differs |= slot.key[i] ^ key.words[i];
    return differs == 0;
  }
  const char* LongKey(const Slot& slot) const noexcept { return arena_.At(static_cast<ChunkRef>(slot.key[0])); }
  std::string_view BytesOf(char* bucket, std::uint32_t i) const noexcept {
    const Slot& slot = SlotAt(bucket, i);
    if constexpr (!kInPlace) {
      if ((Bucket::Tag(bucket, i) & kLongTag) != 0) return {LongKey(slot), slot.key[1]};
    }
    const char* const bytes = reinterpret_cast<const char*>(slot.key);
    return {bytes, Shape::LengthOf(bytes)};
  }
  std::uint64_t HashOf(char* bucket, std::uint32_t i) const noexcept {
    return !Shape::kVaries && Shape::kWidth == 0 ? 0 : Hash64(BytesOf(bucket, i));
  }

  // ---- changes ----

  /// A place for a key of that hash, with the tag set. There is one.
  static Place Take(const Entry& entry, std::uint64_t hash, std::uint8_t tag) noexcept {
    std::uint32_t b = HomeOf(hash, entry.buckets);
    for (;;) {
      char* const bucket = BucketAt(entry, b);
      const std::uint32_t i = Bucket::FreeSlot(bucket);
      if (i < Bucket::kSlots) {
        Bucket::SetTag(bucket, i, tag);
        return {bucket, i};
      }
      Bucket::AddOverflow(bucket, 1);
      if (++b == entry.buckets) b = 0;
    }
  }

  [[gnu::noinline]] State& Insert(const Key& key) noexcept {
    std::size_t e = EntryOf(key.hash);
    if (directory_[e].table == nullptr) {
      SetEntries(e, {NewTable(1, 0), 1, 0});
    } else if (directory_[e].table->count == Limit(directory_[e].buckets)) {
      Grow(e);
      e = EntryOf(key.hash);
    }
    const bool is_long = key.is_long();
    const Place place = Take(directory_[e], key.hash, TagOf(key));
    Bucket::Mark(place.bucket, place.slot);
    Slot& slot = *new (Bucket::SlotAt(place.bucket, place.slot)) Slot;
    std::memcpy(slot.key, key.words, sizeof(slot.key));
    if constexpr (!kInPlace) {
      if (is_long) {
        const ChunkRef ref = arena_.Allocate(key.bytes.size());
        std::memcpy(arena_.At(ref), key.bytes.data(), key.bytes.size());
        slot.key[0] = ref;
        slot.key[1] = key.bytes.size();
      }
    }
    slot.state = State{};
    ++directory_[e].table->count;
    ++size_;
    ++version_;
    return slot.state;
  }

  void EraseAt(const Entry& entry, char* bucket, std::uint32_t i, std::uint64_t hash) noexcept {
    if constexpr (!kInPlace) {
      const Slot& slot = SlotAt(bucket, i);
      if ((Bucket::Tag(bucket, i) & kLongTag) != 0) arena_.Free(static_cast<ChunkRef>(slot.key[0]), slot.key[1]);
    }
    Bucket::SetTag(bucket, i, 0);
    Bucket::Unmark(bucket, i);
    std::uint32_t b = HomeOf(hash, entry.buckets);
    while (BucketAt(entry, b) != bucket) {
      Bucket::AddOverflow(BucketAt(entry, b), -1);
      if (++b == entry.buckets) b = 0;
    }
    --entry.table->count;
    --size_;
    ++version_;
  }

  // ---- growth ----

  Entry* NewDirectory() const noexcept {
    auto* const directory = static_cast<Entry*>(std::calloc(directory_size(), sizeof(Entry)));
    RULERT_CHECK(directory != nullptr, "out of memory");
    return directory;
  }
  Table* NewTable(std::uint32_t buckets, std::uint32_t depth) noexcept {
    const std::size_t bytes = sizeof(Table) + std::size_t{buckets} * Bucket::kBytes;
    void* const memory = std::aligned_alloc(64, bytes);
    RULERT_CHECK(memory != nullptr, "out of memory");
    reserved_ += bytes;
    ++tables_;
    auto* const table = new (memory) Table{0, depth};
    for (std::uint32_t b = 0; b < buckets; ++b) Bucket::Clear(BucketAt({table, buckets, 0}, b));
    return table;
  }
  void FreeTable(const Entry& entry) noexcept {
    reserved_ -= sizeof(Table) + std::size_t{entry.buckets} * Bucket::kBytes;
    --tables_;
    std::free(entry.table);
  }
  /// In all entries that share the top bits of entry e which the small table's depth says.
  void SetEntries(std::size_t e, const Entry& entry) noexcept {
    const std::size_t shared = std::size_t{1} << (depth_ - entry.table->depth);
    const std::size_t first = e & ~(shared - 1);
    for (std::size_t i = first; i < first + shared; ++i) directory_[i] = entry;
  }
  void CopySlot(const Entry& to, char* bucket, std::uint32_t i, std::uint64_t hash) noexcept {
    const Place place = Take(to, hash, Bucket::Tag(bucket, i));
    std::memcpy(Bucket::SlotAt(place.bucket, place.slot), Bucket::SlotAt(bucket, i), sizeof(Slot));
    if (Bucket::IsMarked(bucket, i)) Bucket::Mark(place.bucket, place.slot);
    ++to.table->count;
  }

  void Grow(std::size_t e) noexcept {
    const Entry old = directory_[e];
    const std::uint32_t buckets = old.buckets + std::max(1u, old.buckets / 5);
    // Keys whose hashes share many top bits must not double the directory for ever.
    const bool may_split = old.table->depth < depth_ || directory_size() < 8 * (tables_ + kKeyGroups);
    if (buckets <= kMaxBuckets || !may_split) {
      Rebuild(e, buckets);
    } else {
      Split(e);
    }
  }
  [[gnu::noinline]] void Rebuild(std::size_t e, std::uint32_t buckets) noexcept {
    const Entry old = directory_[e];
    const Entry grown{NewTable(buckets, old.table->depth), buckets, 0};
    ForEachSlot(old, [&](char* bucket, std::uint32_t i) { CopySlot(grown, bucket, i, HashOf(bucket, i)); });
    SetEntries(e, grown);
    FreeTable(old);
    ++version_;
  }
  [[gnu::noinline]] void Split(std::size_t e) noexcept {
    const Entry old = directory_[e];
    if (old.table->depth == depth_) {
      DoubleDirectory();
      e *= 2;
    }
    const std::uint32_t depth = old.table->depth + 1;
    const auto is_high = [&](std::uint64_t hash) { return (hash >> (64 - depth) & 1) != 0; };
    std::uint32_t high_count = 0;
    ForEachSlot(old, [&](char* bucket, std::uint32_t i) { high_count += is_high(HashOf(bucket, i)) ? 1 : 0; });
    const std::uint32_t low_buckets = BucketsFor(old.table->count - high_count);
    const std::uint32_t high_buckets = BucketsFor(high_count);
    const Entry low{NewTable(low_buckets, depth), low_buckets, 0};
    const Entry high{NewTable(high_buckets, depth), high_buckets, 0};
    ForEachSlot(old, [&](char* bucket, std::uint32_t i) {
      const std::uint64_t hash = HashOf(bucket, i);
      CopySlot(is_high(hash) ? high : low, bucket, i, hash);
    });
    const std::size_t half = std::size_t{1} << (depth_ - depth);
    const std::size_t first = e & ~(2 * half - 1);
    SetEntries(first, low);
    SetEntries(first + half, high);
    FreeTable(old);
    ++version_;
  }
  void DoubleDirectory() noexcept {
    Entry* const old = directory_;
    const std::size_t size = directory_size();
    ++depth_;
    directory_ = NewDirectory();
    for (std::size_t e = 0; e < size; ++e) directory_[2 * e] = directory_[2 * e + 1] = old[e];
    std::free(old);
    sweep_entry_ *= 2;
  }
  /// After many erasures.
  void Shrink(std::size_t e) noexcept {
    const Entry& entry = directory_[e];
    if (entry.buckets > 1 && entry.table->count < Limit(entry.buckets) / 4) Rebuild(e, BucketsFor(entry.table->count));
  }

  Arena& arena_;
  Entry* directory_ = nullptr;
  std::uint32_t depth_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t version_ = 0;
  std::size_t reserved_ = 0;
  std::size_t tables_ = 0;
  std::size_t sweep_entry_ = 0;
  std::uint32_t sweep_bucket_ = 0;
};

}  // namespace rulert
