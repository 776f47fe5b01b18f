#include "runtime/src/io/lines_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/block_pool.h"
#include "runtime/src/io/json/text.h"
#include "runtime/src/io/lines/file_handle.h"
#include "runtime/src/io/lines/system_error.h"
#include "runtime/src/io/wait_meter.h"

namespace rulert::io {
namespace {

constexpr std::size_t kLeastRead = 64 << 10;
/// A buffer that a long line has made larger is not kept.
constexpr std::size_t kLargestKept = 8 << 20;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Nothing {};

class LinesBlock final : public Block {
 public:
  using Pool = BlockPool<LinesBlock, Nothing>;

  char* data() { return buffer_.get(); }
  std::size_t capacity() const { return capacity_; }
  /// At least `capacity` bytes, the first `used` of them as they were.
  void Reserve(std::size_t capacity, std::size_t used) {
    if (capacity <= capacity_) return;
    capacity = std::max(capacity, capacity_ * 2);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (used > 0) std::memcpy(larger.get(), buffer_.get(), used);
    buffer_ = std::move(larger);
    capacity_ = capacity;
  }
  void Add(const RecordView& record) { list_.push_back(record); }
  std::vector<RecordView>& list() { return list_; }
  void Finish() {
    records_ = list_;
    bytes_ = capacity_;
  }
  void Clear() {
    list_.clear();
    records_ = {};
    if (capacity_ > kLargestKept) {
      buffer_.reset();
      capacity_ = 0;
    }
  }

 private:
  friend Pool;
  void Recycle() override { Pool::Give(this); }

  std::shared_ptr<Pool> pool_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::vector<RecordView> list_;
};

class LinesSource final : public Source {
 public:
  LinesSource(LinesSourceOptions options, std::string name, FileHandle file, FileHandle wake, bool waits)
      : options_(std::move(options)),
        name_(std::move(name)),
        file_(std::move(file)),
        wake_(std::move(wake)),
        waits_(waits),
        head_(std::min(kOversizeHead, options_.max_record)),
        pool_(std::make_shared<LinesBlock::Pool>(Nothing{})) {
    state_.partition = options_.partition;
    state_.next = 1;
  }

  Polled Poll(std::uint64_t max_bytes, Clock::time_point deadline) override;
  std::span<const PartitionState> partitions() const override { return {&state_, 1}; }
  void Commit(std::span<const PartitionOffset>) override {}
  Expected<void> Sync(Clock::time_point) override { return {}; }
  std::chrono::nanoseconds Waited(Clock::time_point now) const override { return wait_meter_.Total(now); }
  void Cancel() override {
    cancelled_ = true;
    const std::uint64_t one = 1;
    // Fails only if the counter is full, and then a reader is awake anyway.
    [[maybe_unused]] const ssize_t written = write(wake_.number(), &one, sizeof one);
  }

 private:
  enum class Wait { kReadable, kTimeout, kCancelled };

  Wait WaitForInput(Clock::time_point deadline);
  Polled Result(PollResult result, BlockRef block = {}) const { return {result, std::move(block), std::nullopt}; }
  void TakeLines(LinesBlock& block, std::size_t& begin, std::size_t& scanned, std::size_t end);
  void TakeLine(LinesBlock& block, const char* begin, std::size_t size);
  void DropMiddle(std::size_t begin, std::size_t& end);

  const LinesSourceOptions options_;
  const std::string name_;
  const FileHandle file_;
  const FileHandle wake_;
  const bool waits_;          // for its input to come: not a regular file
  const std::uint64_t head_;  // what is kept of an oversize line
  std::shared_ptr<LinesBlock::Pool> pool_;
  std::string open_line_;      // read, but its end has not come
  std::uint64_t dropped_ = 0;  // bytes of the open line that were not kept
  bool ended_ = false;
  PartitionState state_;
  std::atomic<bool> cancelled_{false};
  WaitMeter wait_meter_;
};

LinesSource::Wait LinesSource::WaitForInput(Clock::time_point deadline) {
  if (cancelled_) return Wait::kCancelled;
  if (!waits_) return Wait::kReadable;
  const WaitMeter::Wait waiting(wait_meter_);
  pollfd files[] = {{file_.number(), POLLIN, 0}, {wake_.number(), POLLIN, 0}};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int ready = poll(files, 2, static_cast<int>(std::clamp<std::int64_t>(left, 0, INT32_MAX)));
    if (cancelled_) return Wait::kCancelled;
    if (ready > 0) return Wait::kReadable;
    if (ready == 0 && Clock::now() >= deadline) return Wait::kTimeout;
  }
}

void LinesSource::TakeLine(LinesBlock& block, const char* begin, std::size_t size) {
  const std::int64_t number = state_.next++;
  if (number == 1 && std::string_view(begin, size).starts_with(kByteOrderMark)) {
    begin += kByteOrderMark.size();
    size -= kByteOrderMark.size();
  }
  std::uint64_t whole = size + dropped_;
  if (dropped_ == 0 && size > 0 && begin[size - 1] == '\r') whole = --size;
  dropped_ = 0;
  if (whole == size && std::all_of(begin, begin + size, json::IsWhitespace)) return;
  RecordView record;
  record.data = begin;
  record.size = whole > options_.max_record ? std::min<std::uint64_t>(size, head_) : size;
  record.whole_size = whole;
  record.offset = number;
  record.partition = options_.partition;
  block.Add(record);
}

/// Whole lines of [begin, end); `begin` moves behind them. Nothing before `scanned` ends a line.
void LinesSource::TakeLines(LinesBlock& block, std::size_t& begin, std::size_t& scanned, std::size_t end) {
  while (scanned < end) {
    const void* const found = std::memchr(block.data() + scanned, '\n', end - scanned);
    if (found == nullptr) break;
    const auto stop = static_cast<std::size_t>(static_cast<const char*>(found) - block.data());
    TakeLine(block, block.data() + begin, stop - begin);
    begin = scanned = stop + 1;
  }
  scanned = end;
}

/// Of an open line beyond `max_record` only the head stays.
void LinesSource::DropMiddle(std::size_t begin, std::size_t& end) {
  if (end - begin <= options_.max_record && (dropped_ == 0 || end - begin <= head_)) return;
  dropped_ += end - begin - head_;
  end = begin + head_;
}

Polled LinesSource::Poll(std::uint64_t max_bytes, Clock::time_point deadline) {
  if (ended_) return Result(PollResult::kEnd);
  Wait wait = WaitForInput(deadline);
  if (wait != Wait::kReadable) {
    state_.at_end = wait == Wait::kTimeout;
    return Result(PollResult::kIdle);
  }
  LinesBlock& block = pool_->Take();
  BlockRef reference(&block);
  const std::size_t read_size = std::max<std::size_t>(max_bytes, kLeastRead);
  block.Reserve(open_line_.size() + read_size, 0);
  std::size_t end = open_line_.size();
  std::memcpy(block.data(), open_line_.data(), end);
  open_line_.clear();
  std::size_t begin = 0;
  std::size_t scanned = end;
  while (wait == Wait::kReadable && block.list().empty() && !ended_) {
    DropMiddle(begin, end);
    scanned = std::min(scanned, end);
    block.Reserve(end + read_size / 2, end);
    const ssize_t count = read(file_.number(), block.data() + end, std::min(block.capacity() - end, read_size));
    if (count < 0) {
      if (errno == EINTR) continue;
      ended_ = true;
      return {PollResult::kFailed, {}, SystemFailure("cannot read " + name_)};
    }
    end += static_cast<std::size_t>(count);
    TakeLines(block, begin, scanned, end);
    if (count == 0) {
      ended_ = true;
      if (end > begin) TakeLine(block, block.data() + begin, end - begin);
      begin = end;
    } else if (block.list().empty()) {
      wait = WaitForInput(deadline);
    }
  }
  DropMiddle(begin, end);
  open_line_.assign(block.data() + begin, end - begin);
  state_.at_end = ended_ || wait == Wait::kTimeout;
  if (block.list().empty()) return Result(ended_ ? PollResult::kEnd : PollResult::kIdle);
  block.Finish();
  return Result(PollResult::kBlock, std::move(reference));
}

}  // namespace

Expected<std::unique_ptr<Source>> OpenLinesSource(const LinesSourceOptions& options) {
  const bool standard = options.path == "-";
  const std::string name = standard ? "standard input" : options.path;
  FileHandle file(standard ? STDIN_FILENO : open(options.path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts{};
  if (file.number() < 0 || fstat(file.number(), &facts) != 0) {
    return tl::unexpected(SystemFailure("cannot open " + name));
  }
  if (S_ISDIR(facts.st_mode)) return Failure(StatusCode::kIsDirectory, "cannot read " + name + ": it is a directory");
  FileHandle wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (wake.number() < 0) return tl::unexpected(SystemFailure("cannot wait for " + name));
  return std::make_unique<LinesSource>(options, name, std::move(file), std::move(wake), !S_ISREG(facts.st_mode));
}

}  // namespace rulert::io
