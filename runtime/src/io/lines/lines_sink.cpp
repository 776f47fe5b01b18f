#include "runtime/src/io/lines_sink.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>

#include "runtime/src/io/envelope.h"
#include "runtime/src/io/lines/file_handle.h"
#include "runtime/src/io/lines/system_error.h"
#include "runtime/src/io/wait_meter.h"

namespace rulert::io {
namespace {

constexpr std::size_t kBufferSize = 256 << 10;

class LinesSink final : public Sink {
 public:
  LinesSink(std::string name, FileHandle file, LineShape shape)
      : name_(std::move(name)), file_(std::move(file)), shape_(shape) {
    buffer_.reserve(kBufferSize + (4 << 10));
  }

  Expected<void> Write(const OutputRecord& record) override {
    if (cancelled_) return Failure(StatusCode::kClosed, "cancelled");
    if (shape_ == LineShape::kOutput) {
      AppendOutputLine(record, buffer_);
    } else {
      buffer_ += record.value;
      buffer_ += '\n';
    }
    return buffer_.size() < kBufferSize ? Expected<void>() : WriteOut();
  }

  Expected<void> EndBatch(std::uint64_t batch) override {
    Expected<void> written = WriteOut();
    if (written) delivered_ = batch;
    return written;
  }

  Expected<std::uint64_t> Delivered() override { return delivered_; }
  Expected<void> Flush(Clock::time_point) override { return WriteOut(); }
  std::chrono::nanoseconds Waited(Clock::time_point now) const override { return waits_.Total(now); }
  void Cancel() override { cancelled_ = true; }

 private:
  Expected<void> WriteOut() {
    if (buffer_.empty()) return {};
    const WaitMeter::Wait waiting(waits_);
    std::size_t done = 0;
    while (done < buffer_.size()) {
      const ssize_t count = write(file_.number(), buffer_.data() + done, buffer_.size() - done);
      if (count < 0) {
        if (errno == EINTR) continue;
        const Status status = SystemFailure("cannot write " + name_);
        buffer_.erase(0, done);
        return tl::unexpected(status);
      }
      done += static_cast<std::size_t>(count);
    }
    buffer_.clear();
    return {};
  }

  const std::string name_;
  const FileHandle file_;
  const LineShape shape_;
  std::string buffer_;
  std::uint64_t delivered_ = 0;
  std::atomic<bool> cancelled_{false};
  WaitMeter waits_;
};

}  // namespace

Expected<std::unique_ptr<Sink>> OpenLinesSink(const LinesSinkOptions& options) {
  const bool standard = options.path == "-";
  const std::string name = standard ? "standard output" : options.path;
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (options.append ? O_APPEND : O_TRUNC);
  FileHandle file(standard ? STDOUT_FILENO : open(options.path.c_str(), flags, 0666));
  if (file.number() < 0) return tl::unexpected(SystemFailure("cannot open " + name));
  return std::make_unique<LinesSink>(name, std::move(file), options.shape);
}

}  // namespace rulert::io
