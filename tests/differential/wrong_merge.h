#pragma once
// Merge orders that are wrong. Included into delivery.cpp for one test (CMakeLists.txt), where they stand in for
// MergeChunks: no other program has them.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/src/core/output_chunk.h"

namespace rulert::core {

enum class MergeBug {
  kNone,
  kChunkAfterChunk,   // what a worker emitted stays together
  kProcessesByChunk,  // rows in order, but those of one row by the worker that ran its process
  kTwoSwapped,        // once in an epoch, two neighbours of two workers
};

/// Of the next run.
inline MergeBug merge_bug = MergeBug::kNone;

template <class Visit>
void MergeWrongly(const std::vector<std::unique_ptr<OutputChunk>>& chunks, Visit&& visit) {
  using Item = std::pair<const OutputChunk*, const OutputEntry*>;
  std::vector<Item> items;
  if (merge_bug == MergeBug::kNone || merge_bug == MergeBug::kTwoSwapped) {
    MergeChunks(chunks,
                [&](const OutputChunk& chunk, const OutputEntry& entry) { items.emplace_back(&chunk, &entry); });
  } else {
    for (const auto& chunk : chunks) {
      for (const OutputEntry& entry : chunk->entries()) items.emplace_back(chunk.get(), &entry);
    }
  }
  if (merge_bug == MergeBug::kProcessesByChunk) {
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.second->order < b.second->order; });
  }
  if (merge_bug == MergeBug::kTwoSwapped) {
    const auto two =
        std::adjacent_find(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.first != b.first; });
    if (two != items.end()) std::iter_swap(two, two + 1);
  }
  for (const auto& [chunk, entry] : items) visit(*chunk, *entry);
}

}  // namespace rulert::core

#define MergeChunks MergeWrongly
