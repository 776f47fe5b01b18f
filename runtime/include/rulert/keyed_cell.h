#pragma once
// Sets and maps in state. A process describes each of them by a struct:
//   struct Seen {
//     using Key = std::string_view;
//     using Value = ::rulert::Nothing;                          // of a map what a key stands for
//     static constexpr std::int64_t kExpires = 60'000'000;      // us after the element's last write; kNever
//     static constexpr bool kAfterAccess = false;               // reading an element counts as a write of it
//     static constexpr std::uint32_t kUpTo = 1000;              // elements; 0: any number
//     static constexpr std::uint32_t kConstruct = 0;            // into Module::constructs
//   };
//
// Each element expires on its own, by the handler's time or the watermark, whichever comes first; its last write is the
// latest in event time. Where a new element has no room, one that has expired by the handler's time leaves without a
// word, else the one whose last write was handled first leaves to `overflow`. An element that has expired by the
// watermark takes no room, so it makes no difference when its memory is given back.
#include <cstdint>
#include <optional>
#include <type_traits>

#include "rulert/collection_parts.h"
#include "rulert/scratch.h"
#include "rulert/stored_order.h"

namespace rulert {

namespace detail {

template <bool kUsed>
struct OldestStamp {
  void Add(const OldestStamp&) noexcept {}
  bool MayLose(const OldestStamp&) const noexcept { return false; }
};
template <>
struct OldestStamp<true> {
  std::int64_t stamp = INT64_MAX;  // us; of the last write
  void Add(const OldestStamp& other) noexcept {
    if (other.stamp < stamp) stamp = other.stamp;
  }
  bool MayLose(const OldestStamp& part) const noexcept { return part.stamp <= stamp; }
};
template <bool kUsed>
struct FirstTurn {
  void Add(const FirstTurn&) noexcept {}
  bool MayLose(const FirstTurn&) const noexcept { return false; }
};
template <>
struct FirstTurn<true> {
  std::uint64_t turn = UINT64_MAX;  // writes are counted
  void Add(const FirstTurn& other) noexcept {
    if (other.turn < turn) turn = other.turn;
  }
  bool MayLose(const FirstTurn& part) const noexcept { return part.turn <= turn; }
};
template <bool kUsed>
struct NextTurn {};
template <>
struct NextTurn<true> {
  std::uint64_t next = 0;
};

template <class C>
struct KeyedSpec {
  static constexpr bool kIsTimed = C::kExpires != kNever;
  static constexpr bool kIsBounded = C::kUpTo != 0;
  static constexpr std::uint32_t kNodeBytes = ChunkBytesOf<C>();
  using Separator = typename Stored<typename C::Key>::Type;
  struct Summary : OldestStamp<kIsTimed>, FirstTurn<kIsBounded> {
    void Add(const Summary& other) noexcept {
      OldestStamp<kIsTimed>::Add(other);
      FirstTurn<kIsBounded>::Add(other);
    }
    bool MayLose(const Summary& part) const noexcept {
      return OldestStamp<kIsTimed>::MayLose(part) || FirstTurn<kIsBounded>::MayLose(part);
    }
  };
  struct Entry {
    Separator key{};
    [[no_unique_address]] typename StoredPart<typename C::Value>::Type value{};
    [[no_unique_address]] Summary last{};  // write
  };
  static Summary SummaryOf(const Entry& entry) noexcept { return entry.last; }
  static Separator SeparatorOf(const Entry& first, Trigger& trigger) noexcept {
    Separator separator{};
    using Key = Stored<typename C::Key>;
    Key::Put(separator, Key::Get(first.key, trigger), trigger);
    return separator;
  }
  template <class Memory>
  static void Empty(Separator& separator, Memory& memory) noexcept {
    EmptyStored<typename C::Key>(separator, memory);
  }
  template <class Memory>
  static void Empty(Entry& entry, Memory& memory) noexcept {
    EmptyStored<typename C::Key>(entry.key, memory);
    EmptyStored<typename C::Value>(entry.value, memory);
  }
};

}  // namespace detail

template <class C, class Ctx>
class KeyedAccess;

template <class C>
class KeyedCell {
  using Spec = detail::KeyedSpec<C>;
  using Tree = ChunkTree<Spec>;

 public:
  static constexpr bool kHasChunks = true;
  static constexpr std::int64_t kMemory = C::kExpires;
  template <class Ctx>
  using Access = KeyedAccess<C, Ctx>;

  /// True when nothing is remembered at this watermark; gives chunks back.
  bool Sweep([[maybe_unused]] Arena& arena, [[maybe_unused]] std::int64_t watermark) noexcept {
    if constexpr (Spec::kIsTimed) {
      tree_.Prune(arena, [&](const typename Spec::Summary& last) { return !Lives(last, watermark); });
    }
    return tree_.count() == 0;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    tree_.Clear(memory);
  }
  void Prefetch(const Arena& arena) const noexcept { tree_.Prefetch(arena); }
  std::uint64_t rows() const noexcept { return 0; }

 private:
  template <class, class>
  friend class KeyedAccess;

  static bool Lives([[maybe_unused]] const typename Spec::Summary& last,
                    [[maybe_unused]] std::int64_t instant) noexcept {
    if constexpr (Spec::kIsTimed) return detail::SaturatingAdd(last.stamp, C::kExpires) > instant;
    return true;
  }

  Tree tree_;
  [[no_unique_address]] detail::NextTurn<Spec::kIsBounded> turn_;
};

/// One collection in one trigger: ctx.Of(state.seen).
template <class C, class Ctx>
class KeyedAccess {
  using Cell = KeyedCell<C>;
  using Spec = detail::KeyedSpec<C>;
  using Entry = typename Spec::Entry;
  using Path = typename Cell::Tree::Path;
  using Key = typename C::Key;
  using Value = typename C::Value;
  static constexpr bool kIsMap = !std::is_same_v<Value, Nothing>;

 public:
  KeyedAccess(Cell& cell, Ctx& ctx) noexcept : cell_(cell), ctx_(ctx) {}

  std::int64_t Length() const noexcept {
    const std::int64_t instant = ctx_.instant();
    return cell_.tree_.Count(arena(), [&](const typename Spec::Summary& last) { return Cell::Lives(last, instant); });
  }
  /// Those that live; looking at all of them is no access. In the scratch.
  Set<Key> Keys(Scratch& scratch) const noexcept {
    return {Living<Key>(scratch, [&](const Entry& entry) { return Stored<Key>::Get(entry.key, ctx_.trigger()); })};
  }
  /// A map as a value, as Keys has it.
  Map<Key, Value> Entries(Scratch& scratch) const noexcept
    requires kIsMap
  {
    return {Living<MapEntry<Key, Value>>(scratch, [&](const Entry& entry) {
      return MapEntry<Key, Value>{Stored<Key>::Get(entry.key, ctx_.trigger()),
                                  Stored<Value>::Get(entry.value, ctx_.trigger())};
    })};
  }
  bool Has(const Key& key) noexcept {
    Path path;
    Entry entry;
    return Read(key, path, entry);
  }
  /// Missing without such a key.
  std::optional<Value> At(const Key& key) noexcept
    requires kIsMap
  {
    Path path;
    Entry entry;
    if (!Read(key, path, entry)) return std::nullopt;
    return Stored<Value>::Get(entry.value, ctx_.trigger());
  }

  void Add(const Key& key) noexcept
    requires(!kIsMap)
  {
    Write(key, Value{});
  }
  void Put(const Key& key, const Value& value) noexcept
    requires kIsMap
  {
    Write(key, value);
  }
  void Remove(const Key& key) noexcept {
    Path path;
    if (ctx_.template IsDone<Cell>() || !Find(key, path)) return;
    EraseAt(path);
  }
  void Clear() noexcept {
    if (!ctx_.template IsDone<Cell>()) cell_.tree_.Clear(ctx_.trigger());
  }
  /// These and no others, in this order.
  void Assign(const List<Key>& keys) noexcept
    requires(!kIsMap)
  {
    Clear();
    for (const Key& key : keys) Write(key, Value{});
  }
  void Assign(const Map<Key, Value>& entries) noexcept
    requires kIsMap
  {
    Clear();
    for (const MapEntry<Key, Value>& entry : entries) Write(entry.key, entry.value);
  }

 private:
  const Arena& arena() const noexcept { return ctx_.trigger().arena(); }

  /// What `read` makes of each element that lives, in order.
  template <class T, class ReadEntry>
  List<T> Living(Scratch& scratch, ReadEntry&& read) const noexcept {
    T* const living = scratch.AllocateArray<T>(cell_.tree_.count());
    std::uint32_t count = 0;
    const std::int64_t instant = ctx_.instant();
    cell_.tree_.Any(arena(), [&](const Entry& entry) {
      if (Cell::Lives(entry.last, instant)) living[count++] = read(entry);
      return false;
    });
    return {living, count};
  }
  bool Find(const Key& key, Path& path) const noexcept {
    return cell_.tree_.Find(
        arena(),
        [&](const typename Spec::Separator& stored) { return StoredOrder<Key>::Compare(stored, key, arena()); }, path);
  }
  bool Read(const Key& key, Path& path, Entry& entry) noexcept {
    if (!Find(key, path)) return false;
    entry = cell_.tree_.At(arena(), path);
    if (!Cell::Lives(entry.last, ctx_.instant())) return false;
    if constexpr (Spec::kIsTimed && C::kAfterAccess) {
      if (ctx_.time().us > entry.last.stamp && !ctx_.template IsDone<Cell>()) {
        entry.last.stamp = ctx_.time().us;
        cell_.tree_.Replace(ctx_.trigger(), path, entry);
      }
    }
    return true;
  }

  void Write(const Key& key, [[maybe_unused]] const Value& value) noexcept {
    if (ctx_.template IsDone<Cell>()) [[unlikely]]
      return;
    Path path;
    Entry entry{};
    const bool is_known = Find(key, path);
    if (is_known) {
      entry = cell_.tree_.At(arena(), path);
    } else {
      if constexpr (Spec::kIsTimed) {
        // Gone before it came.
        if (detail::SaturatingAdd(ctx_.time().us, C::kExpires) <= ctx_.watermark()) return;
      }
      if constexpr (Spec::kIsBounded) {
        if (cell_.tree_.count() >= C::kUpTo) {
          MakeRoom();
          (void)Find(key, path);
        }
      }
      Stored<Key>::Put(entry.key, key, ctx_.trigger());
    }
    if constexpr (kIsMap) Stored<Value>::Put(entry.value, value, ctx_.trigger());
    if constexpr (Spec::kIsTimed) {
      if (!is_known || ctx_.time().us > entry.last.stamp) entry.last.stamp = ctx_.time().us;
    }
    if constexpr (Spec::kIsBounded) entry.last.turn = cell_.turn_.next++;
    if (is_known) {
      cell_.tree_.Replace(ctx_.trigger(), path, entry);
    } else {
      cell_.tree_.Insert(ctx_.trigger(), path, entry);
    }
  }

  void MakeRoom() noexcept {
    Path path;
    if constexpr (Spec::kIsTimed) {
      if (!Cell::Lives(cell_.tree_.summary(), ctx_.instant())) {
        cell_.tree_.template FindLeast<&Spec::Summary::stamp>(arena(), path);
        EraseAt(path);
        return;
      }
    }
    cell_.tree_.template FindLeast<&Spec::Summary::turn>(arena(), path);
    const Entry entry = cell_.tree_.At(arena(), path);
    const Key key = Stored<Key>::Get(entry.key, ctx_.trigger());
    if constexpr (kIsMap) {
      const MapEntry<Key, Value> left{key, Stored<Value>::Get(entry.value, ctx_.trigger())};
      ctx_.outlet().Overflow(C::kConstruct, ctx_.time().us, left);
    } else {
      ctx_.outlet().Overflow(C::kConstruct, ctx_.time().us, key);
    }
    EraseAt(path);
  }
  void EraseAt(const Path& path) noexcept {
    Entry entry = cell_.tree_.At(arena(), path);
    cell_.tree_.Erase(ctx_.trigger(), path);
    Spec::Empty(entry, ctx_.trigger());
  }

  Cell& cell_;
  Ctx& ctx_;
};

}  // namespace rulert
