#include "runtime/testing/memory_sink.h"

#include <algorithm>

#include "runtime/src/io/envelope.h"

namespace rulert::testing {

io::Expected<void> MemorySink::Write(const io::OutputRecord& record) {
  if (cancelled_) return io::Failure(io::StatusCode::kClosed, "the sink was cancelled");
  const std::uint64_t number = written_++;
  if (faults_.fail_after && number >= *faults_.fail_after)
    return io::Failure(io::StatusCode::kIo, "the sink failed as it was told");
  if (std::find(faults_.refused.begin(), faults_.refused.end(), number) != faults_.refused.end()) {
    refused_.push_back({std::string(record.output), std::string(record.id), "too large", std::string(record.value)});
    return {};
  }
  std::string& line = log_->lines.emplace_back();
  io::AppendOutputLine(record, line);
  if (!line.empty() && line.back() == '\n') line.pop_back();
  return {};
}

io::Expected<void> MemorySink::EndBatch(std::uint64_t batch) {
  log_->batches = batch;
  return {};
}

io::Expected<void> MemorySink::Flush(Clock::time_point) {
  if (faults_.never_delivers) return io::Failure(io::StatusCode::kUnavailable, "nothing is acknowledged");
  return {};
}

std::vector<io::RefusedRecord> MemorySink::TakeRefused() { return std::exchange(refused_, {}); }

}  // namespace rulert::testing
