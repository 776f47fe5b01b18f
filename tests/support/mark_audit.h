#pragma once
// Whether all that changes in a store has its mark (docs/design/marks.md): what it holds is copied and the marks are
// cleared; later, what differs from the copy must be marked. Includes rulert alone, so that generated modules can too.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "rulert/held_chunks.h"
#include "rulert/keyed_shard.h"
#include "rulert/process_desc.h"
#include "rulert/state_store.h"

namespace rulert::testing {

template <class P>
class MarkAudit {
 public:
  /// `store` outlives this.
  explicit MarkAudit(StateStore<P>& store) : store_(store) { Begin(); }

  void Begin() {
    store_.ClearMarks();
    records_.clear();
    chunks_.clear();
    store_.ForEach([&](std::string_view key, auto& state) {
      records_.emplace(key, BytesOf(state));
      ForEachChunk(arena(), state, [&](ChunkRef ref, std::size_t size) { chunks_.emplace(ref, BytesAt(ref, size)); });
    });
  }
  /// What is new or differs since Begin and would not be met in a walk over what is marked; empty if nothing is.
  std::string Unmarked() {
    Marked marked;
    store_.ForEachMarked(marked);
    std::string found;
    store_.ForEach([&](std::string_view key, auto& state) {
      const auto record = records_.find(key);
      if (!marked.records.contains(key) && (record == records_.end() || record->second != BytesOf(state))) {
        found += "a record of " + std::to_string(sizeof(state)) + " bytes has no mark\n";
      }
      ForEachChunk(arena(), state, [&](ChunkRef ref, std::size_t size) {
        const auto chunk = chunks_.find(ref);
        if (!marked.chunks.contains(ref) && (chunk == chunks_.end() || chunk->second != BytesAt(ref, size))) {
          found += "a chunk of " + std::to_string(size) + " bytes has no mark\n";
        }
      });
    });
    return found;
  }

 private:
  struct Marked {
    template <class State>
    void Record(std::string_view key, const State&) {
      records.emplace(key);
    }
    void Chunk(ChunkRef ref, std::size_t) { chunks.insert(ref); }
    std::set<std::string, std::less<>> records;
    std::set<ChunkRef> chunks;
  };

  Arena& arena() { return store_.trigger().arena(); }
  std::string BytesAt(ChunkRef ref, std::size_t size) { return {arena().At(ref), size}; }
  template <class State>
  static std::string BytesOf(const State& state) {
    return {reinterpret_cast<const char*>(&state), sizeof(state)};
  }

  StateStore<P>& store_;
  std::map<std::string, std::string, std::less<>> records_;  // by key
  std::map<ChunkRef, std::string> chunks_;
};

/// A shard that ends the program where something changes without a mark.
template <class P>
class AuditedShard {
 public:
  AuditedShard(const HostApi& api, void* host, const typename P::Params& params) noexcept
      : shard_(api, host, params), audit_(shard_.store()) {}

  void Process(const RowRef* rows, std::uint32_t count) noexcept {
    for (std::uint32_t i = 0; i < count; ++i) {
      shard_.Process(rows + i, 1);
      Compare("row");
    }
  }
  void Advance(std::int64_t watermark) noexcept {
    shard_.Advance(watermark);
    Compare("advance");
  }
  void ReadClock(std::int64_t watermark, std::int64_t clock) noexcept {
    shard_.ReadClock(watermark, clock);
    Compare("clock");
  }
  ShardStats stats() const noexcept { return shard_.stats(); }

 private:
  void Compare(const char* step) noexcept {
    const std::string unmarked = audit_.Unmarked();
    if (!unmarked.empty()) {
      std::fprintf(stderr, "process %.*s, %s: %s", static_cast<int>(P::kName.size()), P::kName.data(), step,
                   unmarked.c_str());
      std::abort();
    }
    audit_.Begin();
  }

  KeyedShard<P> shard_;
  MarkAudit<P> audit_;
};

}  // namespace rulert::testing

/// A generated module that includes this has audited shards.
template <class P>
struct rulert::detail::ShardOf<P, true> {
  using Type = rulert::testing::AuditedShard<P>;
};
