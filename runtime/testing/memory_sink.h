#pragma once
// A sink that keeps output lines in memory, and misbehaves as it is told.
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/src/io/sink.h"

namespace rulert::testing {

struct SinkFaults {
  std::optional<std::uint64_t> fail_after;  // records written, then it is broken for good
  std::vector<std::uint64_t> refused;       // numbers of records (from 0) that it will never accept
  bool never_delivers = false;              // takes everything and acknowledges nothing
};

/// What a sink received, for looking at after the job is gone.
struct SinkLog {
  std::vector<std::string> lines;  // output lines (io/envelope.h), without line ends
  std::uint64_t batches = 0;
};

class MemorySink final : public io::Sink {
 public:
  explicit MemorySink(SinkFaults faults = {}) : faults_(std::move(faults)) {}

  io::Expected<void> Write(const io::OutputRecord& record) override;
  io::Expected<void> EndBatch(std::uint64_t batch) override;
  io::Expected<std::uint64_t> Delivered() override { return faults_.never_delivers ? 0 : log_->batches; }
  io::Expected<void> Flush(Clock::time_point deadline) override;
  std::vector<io::RefusedRecord> TakeRefused() override;
  void Cancel() override { cancelled_ = true; }

  std::shared_ptr<const SinkLog> log() const { return log_; }

 private:
  SinkFaults faults_;
  std::uint64_t written_ = 0;
  std::vector<io::RefusedRecord> refused_;
  std::atomic<bool> cancelled_{false};
  std::shared_ptr<SinkLog> log_ = std::make_shared<SinkLog>();
};

}  // namespace rulert::testing
