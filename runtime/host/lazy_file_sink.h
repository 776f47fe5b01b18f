#pragma once
// Output lines to a file that is created by the first record: for outputs of the host that were not bound, so that a
// run without errors leaves no file.
#include <memory>
#include <string>

#include "runtime/src/io/sink.h"

namespace rulert::host {

/// Appends to `path` once there is something to append.
class LazyFileSink final : public io::Sink {
 public:
  explicit LazyFileSink(std::string path) : path_(std::move(path)) {}

  io::Expected<void> Write(const io::OutputRecord& record) override;
  io::Expected<void> EndBatch(std::uint64_t batch) override;
  io::Expected<std::uint64_t> Delivered() override;
  io::Expected<void> Flush(Clock::time_point deadline) override;
  void Cancel() override {}  // a file never waits

 private:
  const std::string path_;
  std::unique_ptr<io::Sink> file_;
  std::uint64_t batch_ = 0;
};

}  // namespace rulert::host
