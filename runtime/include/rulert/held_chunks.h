#pragma once
// Which chunks a state record holds: those that a copy of it would give back.
#include <cstddef>

#include "rulert/arena.h"

namespace rulert {

namespace detail {

/// In the place of a memory that takes chunks back.
template <class Visit>
class HeldChunks {
 public:
  HeldChunks(Arena& arena, const Visit& visit) noexcept : arena_(arena), visit_(visit) {}
  Arena& arena() noexcept { return arena_; }
  char* At(ChunkRef ref) const noexcept { return arena_.At(ref); }
  void Free(ChunkRef ref, std::size_t size) noexcept { visit_(ref, size); }

 private:
  Arena& arena_;
  const Visit& visit_;
};

}  // namespace detail

/// visit(ChunkRef, size as given to Allocate) for each chunk that hangs on the record.
template <class State, class Visit>
void ForEachChunk(Arena& arena, const State& state, const Visit& visit) noexcept {
  detail::HeldChunks held(arena, visit);
  State copy = state;
  copy.ForEach([&](auto& member) { member.Release(held); });
}

}  // namespace rulert
