#pragma once
// The events of one side of a join of one key, in time order, ties by arrival: what handlers read of each, and where it
// came from. 16 bytes in the state record, 8 more where events are told that stay without a partner.
#include <algorithm>
#include <cstdint>

#include "rulert/chunk_tree.h"
#include "rulert/collection_parts.h"
#include "rulert/instant.h"
#include "rulert/module_abi.h"
#include "rulert/stored.h"
#include "rulert/trigger.h"

namespace rulert::detail {

/// Which event, and whether a partner has come.
template <bool kDerived>
struct JoinOrigin {
  std::int64_t offset;
  std::uint32_t partition;
  std::uint32_t input : 31;
  std::uint32_t has_partner : 1;

  static JoinOrigin Of(const EventRef& event) noexcept { return {event.offset, event.partition, event.input, 0}; }
  EventRef Ref() const noexcept { return {offset, partition, input, 0}; }
};
template <>
struct JoinOrigin<true> {
  std::int64_t offset;
  std::uint32_t partition;
  std::uint32_t rest;
  bool has_partner;

  static JoinOrigin Of(const EventRef& event) noexcept { return {event.offset, event.partition, event.rest, false}; }
  EventRef Ref() const noexcept { return {offset, partition, 0, rest}; }
};

/// The least time of those without a partner.
template <bool kOuter>
struct AloneSince {
  std::int64_t alone = kNever;
  void Add(const AloneSince& other) noexcept { alone = std::min(alone, other.alone); }
  bool MayLose(const AloneSince& part) const noexcept { return part.alone == alone; }
};
template <>
struct AloneSince<false> {
  void Add(const AloneSince&) noexcept {}
  bool MayLose(const AloneSince&) const noexcept { return false; }
};

/// Side: `Left` or `Right` of what join.h describes. kWait: how long after an event its last partner may come.
template <class Side, std::int64_t kWait>
class JoinEvents {
  static constexpr bool kOuter = Side::kIsOuter;
  using Event = typename Side::Event;

 public:
  struct Entry {
    std::int64_t time = 0;
    JoinOrigin<Side::kIsDerived> origin{};
    typename Stored<Event>::Type event{};
  };

  std::uint32_t count() const noexcept { return tree_.count(); }
  /// When the first of those without a partner gives up; kNever where none is told.
  std::int64_t Due() const noexcept {
    if constexpr (kOuter) return SaturatingAdd(tree_.summary().alone, kWait);
    return kNever;
  }

  /// Behind those of its time. Answers its index.
  std::uint32_t Insert(Trigger& trigger, const Event& event, const EventRef& ref, std::int64_t time,
                       bool has_partner) noexcept {
    Entry entry;
    entry.time = time;
    entry.origin = JoinOrigin<Side::kIsDerived>::Of(ref);
    entry.origin.has_partner = has_partner;
    Stored<Event>::Put(entry.event, event, trigger);
    Path path;
    FindAfter(trigger.arena(), time, path);
    const std::uint32_t index = tree_.IndexOf(trigger.arena(), path);
    tree_.Insert(trigger, path, entry);
    return index;
  }
  /// Index of the first event at `time` or later.
  std::uint32_t FirstFrom(const Arena& arena, std::int64_t time) const noexcept {
    Path path;
    tree_.Find(arena, [&](const Head& head) { return head.time < time ? -1 : 1; }, path);
    return tree_.IndexOf(arena, path);
  }
  /// Index of the first event after `time`.
  std::uint32_t FirstAfter(const Arena& arena, std::int64_t time) const noexcept {
    Path path;
    FindAfter(arena, time, path);
    return tree_.IndexOf(arena, path);
  }
  Entry At(const Arena& arena, std::uint32_t index) const noexcept {
    Path path;
    tree_.FindIndex(arena, index, path);
    return tree_.At(arena, path);
  }
  /// Events [first, last) have a partner.
  void Meet([[maybe_unused]] Trigger& trigger, [[maybe_unused]] std::uint32_t first,
            [[maybe_unused]] std::uint32_t last) noexcept {
    if constexpr (kOuter) {
      for (std::uint32_t i = first; i < last; ++i) {
        Path path;
        tree_.FindIndex(trigger.arena(), i, path);
        Entry entry = tree_.At(trigger.arena(), path);
        if (entry.origin.has_partner) continue;
        entry.origin.has_partner = true;
        tree_.Replace(trigger, path, entry);
      }
    }
  }

  /// The first of those without a partner leaves. Of an outer side that has one.
  Entry TakeAlone(Trigger& trigger) noexcept {
    Path path;
    tree_.template FindLeast<&Summary::alone>(trigger.arena(), path);
    Entry entry = tree_.At(trigger.arena(), path);
    tree_.Erase(trigger.arena(), path);
    if constexpr (Stored<Event>::kHasChunks) {
      auto event = entry.event;
      LeavingMemory leaving(trigger);
      Stored<Event>::Release(event, leaving);
    }
    return entry;
  }

  /// Those for which no partner can come leave, once it is time for some of them.
  void Evict(Trigger& trigger, std::int64_t watermark) noexcept {
    if (SaturatingAdd(tree_.summary().first, kWait + kWait / 4) <= watermark) [[unlikely]]
      Prune(trigger, watermark);
  }
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    Prune(arena, watermark);
    return tree_.count() == 0;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    tree_.Clear(memory);
  }
  void Prefetch(const Arena& arena) const noexcept { tree_.Prefetch(arena); }

 private:
  struct Head {
    std::int64_t time;
  };
  struct Summary : AloneSince<kOuter> {
    std::int64_t first = kNever;
    void Add(const Summary& other) noexcept {
      AloneSince<kOuter>::Add(other);
      first = std::min(first, other.first);
    }
    bool MayLose(const Summary& part) const noexcept {
      return part.first == first || AloneSince<kOuter>::MayLose(part);
    }
  };
  struct Spec {
    using Entry = JoinEvents::Entry;
    using Separator = Head;
    using Summary = JoinEvents::Summary;
    static constexpr std::uint32_t kNodeBytes = ChunkBytesOf<Side>();
    static Summary SummaryOf(const Entry& entry) noexcept {
      Summary summary;
      summary.first = entry.time;
      if constexpr (kOuter) summary.alone = entry.origin.has_partner ? kNever : entry.time;
      return summary;
    }
    template <class Memory>
    static Separator SeparatorOf(const Entry& first, Memory&) noexcept {
      return {first.time};
    }
    template <class Memory>
    static void Empty(Separator&, Memory&) noexcept {}
    template <class Memory>
    static void Empty(Entry& entry, Memory& memory) noexcept {
      EmptyStored<Event>(entry.event, memory);
    }
  };
  using Tree = ChunkTree<Spec>;
  using Path = typename Tree::Path;

  void FindAfter(const Arena& arena, std::int64_t time, Path& path) const noexcept {
    tree_.Find(arena, [&](const Head& head) { return head.time <= time ? -1 : 1; }, path);
  }
  template <class Memory>
  void Prune(Memory& memory, std::int64_t watermark) noexcept {
    tree_.Prune(memory, [&](const Summary& some) { return SaturatingAdd(some.first, kWait) <= watermark; });
  }

  Tree tree_;
};

}  // namespace rulert::detail
