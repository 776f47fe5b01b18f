#include "runtime/host/lazy_file_sink.h"

#include "runtime/src/io/lines_sink.h"

namespace rulert::host {

io::Expected<void> LazyFileSink::Write(const io::OutputRecord& record) {
  if (file_ == nullptr) {
    auto opened = io::OpenLinesSink({path_, true, io::LineShape::kOutput});
    if (!opened) return tl::unexpected(opened.error());
    file_ = std::move(*opened);
  }
  return file_->Write(record);
}

io::Expected<void> LazyFileSink::EndBatch(std::uint64_t batch) {
  batch_ = batch;
  return file_ == nullptr ? io::Expected<void>() : file_->EndBatch(batch);
}

io::Expected<std::uint64_t> LazyFileSink::Delivered() { return file_ == nullptr ? batch_ : file_->Delivered(); }

io::Expected<void> LazyFileSink::Flush(Clock::time_point deadline) {
  return file_ == nullptr ? io::Expected<void>() : file_->Flush(deadline);
}

}  // namespace rulert::host
