#pragma once
// A source whose records are all in memory, and which keeps what was committed: a topic or a file for tests.
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/src/io/source.h"

namespace rulert::testing {

struct MemoryRecord {
  std::string value;
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp_us = io::kNoTimestamp;
  bool tombstone = false;
};

struct MemorySourceOptions {
  std::uint32_t partitions = 1;                  // known from the start; records may name no others
  std::uint32_t block_records = 1000;            // records handed over at a time
  bool endless = false;                          // after the last record it is idle, not at its end
  std::optional<std::uint32_t> fail_after = {};  // broken for good after so many blocks
};

/// What a source was told, for looking at after the job is gone.
struct SourceLog {
  std::vector<std::int64_t> committed;  // by partition; -1: never
  std::uint32_t syncs = 0;
  std::atomic<std::uint32_t> polls_at_end{0};
};

class MemorySource final : public io::Source {
 public:
  MemorySource(std::vector<MemoryRecord> records, MemorySourceOptions options);

  io::Polled Poll(std::uint64_t max_bytes, Clock::time_point deadline) override;
  std::span<const io::PartitionState> partitions() const override { return states_; }
  void Commit(std::span<const io::PartitionOffset> offsets) override;
  io::Expected<void> Sync(Clock::time_point deadline) override;
  void Cancel() override { cancelled_ = true; }

  std::shared_ptr<const SourceLog> log() const { return log_; }

 private:
  class MemoryBlock final : public io::Block {
   public:
    explicit MemoryBlock(std::span<const io::RecordView> records) { records_ = records; }
    void Recycle() override {}
  };

  void UpdateStates();

  std::vector<MemoryRecord> records_;
  std::vector<io::RecordView> views_;
  std::deque<MemoryBlock> blocks_;
  MemorySourceOptions options_;
  std::vector<io::PartitionState> states_;
  std::size_t next_block_ = 0;
  std::size_t handed_over_ = 0;
  std::atomic<bool> cancelled_{false};
  std::shared_ptr<SourceLog> log_ = std::make_shared<SourceLog>();
};

/// Records of a file: one per line, numbered from 1; blank lines are numbered but skipped.
std::vector<MemoryRecord> RecordsOfLines(const std::vector<std::string>& lines);

}  // namespace rulert::testing
