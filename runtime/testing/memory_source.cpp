#include "runtime/testing/memory_source.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace rulert::testing {

MemorySource::MemorySource(std::vector<MemoryRecord> records, MemorySourceOptions options)
    : records_(std::move(records)), options_(options) {
  for (const MemoryRecord& record : records_) {
    io::RecordView view;
    view.data = record.tombstone ? nullptr : record.value.data();
    view.size = record.tombstone ? 0 : record.value.size();
    view.whole_size = view.size;
    view.offset = record.offset;
    view.timestamp_us = record.timestamp_us;
    view.partition = record.partition;
    views_.push_back(view);
  }
  const std::size_t step = std::max<std::uint32_t>(options_.block_records, 1);
  for (std::size_t i = 0; i < views_.size(); i += step) {
    blocks_.emplace_back(std::span<const io::RecordView>(views_).subspan(i, std::min(step, views_.size() - i)));
  }
  for (std::uint32_t p = 0; p < options_.partitions; ++p) states_.push_back({p, 0, false, 0});
  log_->committed.assign(options_.partitions, -1);
  UpdateStates();
}

void MemorySource::UpdateStates() {
  for (io::PartitionState& state : states_) {
    const auto is_of = [&](const io::RecordView& view) { return view.partition == state.partition; };
    const auto waiting = views_.begin() + static_cast<std::ptrdiff_t>(handed_over_);
    state.lag = std::count_if(waiting, views_.end(), is_of);
    state.at_end = state.lag == 0;
    const auto last = std::find_if(std::make_reverse_iterator(waiting), views_.rend(), is_of);
    state.next = last == views_.rend() ? 0 : last->offset + 1;
  }
}

io::Polled MemorySource::Poll(std::uint64_t, Clock::time_point deadline) {
  io::Polled polled;
  if (options_.fail_after && next_block_ >= *options_.fail_after) {
    polled.result = io::PollResult::kFailed;
    polled.failure = io::Status{io::StatusCode::kIo, "the source failed as it was told"};
  } else if (next_block_ < blocks_.size()) {
    polled.result = io::PollResult::kBlock;
    polled.block = io::BlockRef(&blocks_[next_block_]);
    handed_over_ += blocks_[next_block_].records().size();
    ++next_block_;
    UpdateStates();
  } else if (options_.endless && !cancelled_) {
    polled.result = io::PollResult::kIdle;
    ++log_->polls_at_end;
    std::this_thread::sleep_until(std::min(deadline, Clock::now() + std::chrono::milliseconds(1)));
  } else {
    polled.result = io::PollResult::kEnd;
  }
  return polled;
}

void MemorySource::Commit(std::span<const io::PartitionOffset> offsets) {
  for (const io::PartitionOffset& offset : offsets) log_->committed[offset.partition] = offset.next;
}

io::Expected<void> MemorySource::Sync(Clock::time_point) {
  ++log_->syncs;
  return {};
}

std::vector<MemoryRecord> RecordsOfLines(const std::vector<std::string>& lines) {
  std::vector<MemoryRecord> records;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t\r") == std::string::npos) continue;
    MemoryRecord record;
    record.value = lines[i];
    record.offset = static_cast<std::int64_t>(i) + 1;
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace rulert::testing
