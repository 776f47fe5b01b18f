#pragma once
// What one worker emitted in one epoch, already encoded: entries in the order in which they were emitted, bytes in one
// buffer that keeps its memory from epoch to epoch. One writing thread, then one reading thread.
#include <algorithm>
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

/// Order of what due work emits at the end of an epoch, after all rows, and of what the clock lets run, before them.
inline constexpr std::uint64_t kEpochEnd = UINT64_MAX;
inline constexpr std::uint64_t kAtReading = UINT64_MAX - 1;
constexpr bool IsOfRow(std::uint64_t order) { return order < kAtReading; }

struct OutputEntry {
  std::uint64_t order;    // of the row in its epoch, or kEpochEnd, or kAtReading
  std::uint32_t process;  // number of the process + 1; 0: the decoder
  std::uint32_t output;
  std::int64_t time;  // us, or kNoTime
  OutputId id;
  std::uint64_t begin;     // of the key in the chunk's bytes; the value follows it
  std::uint32_t key_size;  // 0: without key
  std::uint32_t value_size;
};

/// One piece of due work that emitted at the end of an epoch, or by the clock. Its entries, all kEpochEnd or all
/// kAtReading, stand together.
struct DueEntries {
  std::uint64_t order;   // kEpochEnd or kAtReading
  std::int64_t instant;  // when it fell due
  std::uint32_t process;
  std::uint32_t key_size;
  std::uint64_t key_begin;  // of the canonical key in the chunk's bytes
  std::size_t first;        // of its entries
  std::size_t count;

  struct ByOrder {
    bool operator()(const DueEntries& a, std::uint64_t order) const { return a.order < order; }
    bool operator()(std::uint64_t order, const DueEntries& a) const { return order < a.order; }
  };
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
    due_.clear();
  }
  Mark mark() const { return {entries_.size(), bytes_.size()}; }
  void Truncate(Mark mark) {
    entries_.resize(mark.entries);
    bytes_.resize(mark.bytes);
  }

  /// Key and value are appended here, then Add says what they are.
  std::string& bytes() { return bytes_; }
  void Add(const OutputEntry& entry) { entries_.push_back(entry); }

  /// Begins a piece of due work at the end of the epoch, or at the reading: entries belong to it until the next one
  /// begins.
  void BeginDue(std::uint64_t order, std::int64_t instant, std::uint32_t process, std::string_view key) {
    due_.push_back(
        {order, instant, process, static_cast<std::uint32_t>(key.size()), bytes_.size(), entries_.size(), 0});
    bytes_ += key;
  }
  /// Once all work of the epoch is done: pieces of the reading, then those of the end, by instant, process, key; those
  /// of one key stay as they ran.
  void SortDue() {
    for (std::size_t i = 0; i < due_.size(); ++i) {
      std::size_t end = due_[i].first;
      const std::size_t limit = i + 1 < due_.size() ? due_[i + 1].first : entries_.size();
      while (end < limit && entries_[end].order == due_[i].order) ++end;
      due_[i].count = end - due_[i].first;
    }
    std::sort(due_.begin(), due_.end(), [this](const DueEntries& a, const DueEntries& b) {
      const int order = CompareDue(*this, a, *this, b);
      return order != 0 ? order < 0 : a.first < b.first;
    });
  }
  const std::vector<DueEntries>& due() const { return due_; }
  static int CompareDue(const OutputChunk& a_chunk, const DueEntries& a, const OutputChunk& b_chunk,
                        const DueEntries& b) {
    if (a.order != b.order) return a.order < b.order ? -1 : 1;
    if (a.instant != b.instant) return a.instant < b.instant ? -1 : 1;
    if (a.process != b.process) return a.process < b.process ? -1 : 1;
    return a_chunk.DueKey(a).compare(b_chunk.DueKey(b));
  }

  const std::vector<OutputEntry>& entries() const { return entries_; }
  std::string_view key(const OutputEntry& entry) const { return {bytes_.data() + entry.begin, entry.key_size}; }
  std::string_view value(const OutputEntry& entry) const {
    return {bytes_.data() + entry.begin + entry.key_size, entry.value_size};
  }

 private:
  std::string_view DueKey(const DueEntries& due) const { return {bytes_.data() + due.key_begin, due.key_size}; }

  std::vector<OutputEntry> entries_;
  std::string bytes_;
  std::vector<DueEntries> due_;
};

/// Calls visit(chunk, entry) for every entry of the rows of all chunks by (order, process); entries of one row and
/// process stay as they were emitted. In each chunk the entries of one process stand together and ascend by order,
/// processes ascend. Those of one (order, process) are in one chunk, so the answer does not depend on how rows were
/// spread over chunks.
template <class Visit>
void MergeRows(const std::vector<std::unique_ptr<OutputChunk>>& chunks, Visit&& visit) {
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
      while (stop != end && stop->process == entry->process && IsOfRow(stop->order)) ++stop;
      if (stop != entry) runs.push_back({chunk.get(), entry, stop});
      while (stop != end && !IsOfRow(stop->order)) ++stop;
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

/// As above, what due work of one order emitted, sorted: by instant, process and key; a key is in one chunk.
template <class Visit>
void MergeDue(const std::vector<std::unique_ptr<OutputChunk>>& chunks, std::uint64_t order, Visit&& visit) {
  struct Run {
    const OutputChunk* chunk;
    const DueEntries* next;
    const DueEntries* end;
  };
  std::vector<Run> runs;
  for (const auto& chunk : chunks) {
    const auto [begin, end] = std::equal_range(chunk->due().begin(), chunk->due().end(), order, DueEntries::ByOrder());
    if (begin != end) runs.push_back({chunk.get(), &*begin, &*begin + (end - begin)});
  }
  while (!runs.empty()) {
    const auto least = std::min_element(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
      return OutputChunk::CompareDue(*a.chunk, *a.next, *b.chunk, *b.next) < 0;
    });
    for (std::size_t i = 0; i < least->next->count; ++i) {
      visit(*least->chunk, least->chunk->entries()[least->next->first + i]);
    }
    if (++least->next == least->end) runs.erase(least);
  }
}

/// All entries of an epoch in the order of outputs: what fell due by the clock, rows, each with what had fallen due for
/// its key before it, then what fell due at the end.
template <class Visit>
void MergeChunks(const std::vector<std::unique_ptr<OutputChunk>>& chunks, Visit&& visit) {
  MergeDue(chunks, kAtReading, visit);
  MergeRows(chunks, visit);
  MergeDue(chunks, kEpochEnd, visit);
}

}  // namespace rulert::core
