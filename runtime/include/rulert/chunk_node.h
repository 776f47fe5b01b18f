#pragma once
// One chunk of a collection: a header, then elements in order. Small collections are one such chunk that grows with
// them; large ones a tree of them (chunk_tree.h). Every change is announced to the memory first, which marks the chunk
// and can undo it.
//   Memory: Allocate(size), Free(ref, size), Change(ref, offset, size), arena(): a Trigger, or between triggers an
//   Arena
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rulert/arena.h"

namespace rulert {

inline constexpr std::uint32_t kChunkBytes = 2048;
/// Of the collection that C describes; a test makes them small, so that few elements are many chunks.
template <class C>
constexpr std::uint32_t ChunkBytesOf() noexcept {
  if constexpr (requires { C::kChunkBytes; }) {
    return C::kChunkBytes;
  } else {
    return kChunkBytes;
  }
}

struct ChunkHeader {
  std::uint16_t count;
  std::uint16_t capacity;
  std::uint16_t level;  // above the elements
  std::uint16_t reserved;
};

inline ChunkHeader HeaderOf(const Arena& arena, ChunkRef node) noexcept {
  ChunkHeader header;
  std::memcpy(&header, arena.At(node), sizeof(header));
  return header;
}

/// Chunks are aligned to 8, elements may want 16: they are copied in and out.
template <class E, std::uint32_t kNodeBytes>
class ChunkNode {
  static_assert(std::is_trivially_copyable_v<E>);

 public:
  static constexpr std::uint32_t kBytes = kNodeBytes;
  /// A full node; a few, however large they are.
  static constexpr std::uint32_t kMost =
      std::max<std::uint32_t>(4, (kBytes - sizeof(ChunkHeader)) / static_cast<std::uint32_t>(sizeof(E)));

  static E At(const Arena& arena, ChunkRef node, std::uint32_t i) noexcept {
    E element;
    std::memcpy(static_cast<void*>(&element), arena.At(node) + Offset(i), sizeof(E));
    return element;
  }
  /// The first bytes of an element.
  template <class Head>
  static Head HeadAt(const Arena& arena, ChunkRef node, std::uint32_t i) noexcept {
    Head head;
    std::memcpy(static_cast<void*>(&head), arena.At(node) + Offset(i), sizeof(Head));
    return head;
  }

  /// Capacity of a node for `count` elements and some more.
  static std::uint32_t CapacityFor(std::uint32_t count) noexcept {
    const std::uint32_t wanted = std::min(kMost, count + count / 4);
    const std::size_t bytes = Arena::Capacity(Offset(wanted));
    return std::min(kMost, static_cast<std::uint32_t>((bytes - sizeof(ChunkHeader)) / sizeof(E)));
  }
  template <class Memory>
  static ChunkRef Make(Memory& memory, std::uint32_t level, std::uint32_t capacity) noexcept {
    const ChunkRef node = memory.Allocate(Offset(capacity));
    const ChunkHeader header{0, static_cast<std::uint16_t>(capacity), static_cast<std::uint16_t>(level), 0};
    std::memcpy(memory.arena().At(node), &header, sizeof(header));
    return node;
  }
  template <class Memory>
  static void Free(Memory& memory, ChunkRef node) noexcept {
    memory.Free(node, Offset(HeaderOf(memory.arena(), node).capacity));
  }

  /// There is room.
  template <class Memory>
  static void Insert(Memory& memory, ChunkRef node, std::uint32_t i, const E& element) noexcept {
    const std::uint32_t count = HeaderOf(memory.arena(), node).count;
    SetCount(memory, node, count + 1);
    // Also the place behind the last: before this trigger there may have been more of them.
    memory.Change(node, Offset(i), (count - i + 1) * kSize);
    char* const at = memory.arena().At(node) + Offset(i);
    std::memmove(at + kSize, at, (count - i) * kSize);
    std::memcpy(at, &element, kSize);
  }
  template <class Memory>
  static void Erase(Memory& memory, ChunkRef node, std::uint32_t i) noexcept {
    const std::uint32_t count = HeaderOf(memory.arena(), node).count;
    SetCount(memory, node, count - 1);
    memory.Change(node, Offset(i), (count - 1 - i) * kSize);
    char* const at = memory.arena().At(node) + Offset(i);
    std::memmove(at, at + kSize, (count - 1 - i) * kSize);
  }
  template <class Memory>
  static void Set(Memory& memory, ChunkRef node, std::uint32_t i, const E& element) noexcept {
    memory.Change(node, Offset(i), kSize);
    std::memcpy(memory.arena().At(node) + Offset(i), &element, kSize);
  }
  /// Keeps the first `count`.
  template <class Memory>
  static void SetCount(Memory& memory, ChunkRef node, std::uint32_t count) noexcept {
    memory.Change(node, 0, sizeof(ChunkHeader));
    ChunkHeader header = HeaderOf(memory.arena(), node);
    header.count = static_cast<std::uint16_t>(count);
    std::memcpy(memory.arena().At(node), &header, sizeof(header));
  }
  /// Behind what `to` holds; there is room, and `to` was made by this trigger.
  static void Append(Arena& arena, ChunkRef to, ChunkRef from, std::uint32_t first, std::uint32_t count) noexcept {
    ChunkHeader header = HeaderOf(arena, to);
    if (count > 0) std::memcpy(arena.At(to) + Offset(header.count), arena.At(from) + Offset(first), count * kSize);
    header.count = static_cast<std::uint16_t>(header.count + count);
    std::memcpy(arena.At(to), &header, sizeof(header));
  }
  /// The same elements in another chunk.
  template <class Memory>
  static ChunkRef Resize(Memory& memory, ChunkRef node, std::uint32_t capacity) noexcept {
    const ChunkHeader header = HeaderOf(memory.arena(), node);
    const ChunkRef other = Make(memory, header.level, capacity);
    Append(memory.arena(), other, node, 0, header.count);
    Free(memory, node);
    return other;
  }
  /// In a smaller chunk once most of it is empty.
  template <class Memory>
  static ChunkRef Shrunk(Memory& memory, ChunkRef node) noexcept {
    const ChunkHeader header = HeaderOf(memory.arena(), node);
    const std::uint32_t fitting = CapacityFor(header.count);
    return fitting * 2 > header.capacity ? node : Resize(memory, node, fitting);
  }

  static std::uint32_t Used(std::uint32_t count) noexcept { return count * kSize; }

 private:
  static constexpr std::uint32_t kSize = sizeof(E);
  static constexpr std::uint32_t Offset(std::uint32_t i) noexcept { return sizeof(ChunkHeader) + i * kSize; }
};

}  // namespace rulert
