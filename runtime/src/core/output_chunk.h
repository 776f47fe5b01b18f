#pragma once
// What one worker emitted in one epoch, already encoded: entries in the order in which they were emitted, bytes in one
// buffer that keeps its memory from epoch to epoch. One writing thread, then one reading thread.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rulert/output_id.h"

namespace rulert::core {

/// Outputs of the host itself stand behind the module's: number output_count + one of these.
enum class BuiltIn : std::uint32_t { kErrors, kLate, kOverflow };
inline constexpr std::uint32_t kBuiltInOutputs = 3;

/// Time of an entry that has none (a record that could not be decoded).
inline constexpr std::int64_t kNoTime = INT64_MIN;

struct OutputEntry {
  std::uint64_t order;    // of the row in its epoch
  std::uint32_t process;  // number of the process + 1; 0: the decoder
  std::uint32_t output;
  std::int64_t time;  // us, or kNoTime
  OutputId id;
  std::uint64_t begin;     // of the key in the chunk's bytes; the value follows it
  std::uint32_t key_size;  // 0: without key
  std::uint32_t value_size;
};

class OutputChunk {
 public:
  /// Where a trigger began: its entries are dropped by going back here.
  struct Mark {
    std::size_t entries = 0;
    std::size_t bytes = 0;
  };

  void Clear() {
    entries_.clear();
    bytes_.clear();
  }
  Mark mark() const { return {entries_.size(), bytes_.size()}; }
  void Truncate(Mark mark) {
    entries_.resize(mark.entries);
    bytes_.resize(mark.bytes);
  }

  /// Key and value are appended here, then Add says what they are.
  std::string& bytes() { return bytes_; }
  void Add(const OutputEntry& entry) { entries_.push_back(entry); }

  const std::vector<OutputEntry>& entries() const { return entries_; }
  std::string_view key(const OutputEntry& entry) const { return {bytes_.data() + entry.begin, entry.key_size}; }
  std::string_view value(const OutputEntry& entry) const {
    return {bytes_.data() + entry.begin + entry.key_size, entry.value_size};
  }

 private:
  std::vector<OutputEntry> entries_;
  std::string bytes_;
};

/// Calls visit(chunk, entry) for every entry of all chunks by (order, process); entries of one row and process stay as
/// they were emitted. In each chunk the entries of one process stand together and ascend by order, processes ascend.
/// Those of one (order, process) are in one chunk, so the answer does not depend on how rows were spread over chunks.
template <class Visit>
void MergeChunks(const std::vector<std::unique_ptr<OutputChunk>>& chunks, Visit&& visit) {
  struct Run {
    const OutputChunk* chunk;
    const OutputEntry* next;
    const OutputEntry* end;
  };
  std::vector<Run> runs;
  for (const auto& chunk : chunks) {
    const OutputEntry* entry = chunk->entries().data();
    const OutputEntry* const end = entry + chunk->entries().size();
    while (entry != end) {
      const OutputEntry* stop = entry;
      while (stop != end && stop->process == entry->process) ++stop;
      runs.push_back({chunk.get(), entry, stop});
      entry = stop;
    }
  }
  const auto before = [](const Run& a, const Run& b) {
    return a.next->order != b.next->order ? a.next->order < b.next->order : a.next->process < b.next->process;
  };
  while (!runs.empty()) {
    std::size_t least = 0;
    for (std::size_t i = 1; i < runs.size(); ++i) {
      if (before(runs[i], runs[least])) least = i;
    }
    Run& run = runs[least];
    // A whole stretch of one run: everything that comes before the next best.
    std::size_t second = least == 0 ? 1 : 0;
    for (std::size_t i = second + 1; i < runs.size(); ++i) {
      if (i != least && before(runs[i], runs[second])) second = i;
    }
    do {
      visit(*run.chunk, *run.next);
      ++run.next;
    } while (run.next != run.end && (runs.size() == 1 || before(run, runs[second])));
    if (run.next == run.end) {
      runs[least] = runs.back();
      runs.pop_back();
    }
  }
}

}  // namespace rulert::core
