#pragma once
// Lines that say which stream a record belongs to, as `rulec run` reads them, and lines that say which output one came
// from, as it writes them.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/src/io/record_codec.h"
#include "runtime/src/io/sink.h"

namespace rulert::io {

/// {"stream":"transactions","value":{...},"partition":0,"time":"..."}, {"watermark":"...","stream":"transactions"},
/// {"idle":true,"stream":"transactions","partition":0} or {"clock":"..."}.
struct EnvelopeItem {
  enum class Kind : std::uint8_t { kRecord, kWatermark, kIdle, kClock };
  Kind kind = Kind::kRecord;
  std::string_view stream;         // points into the line, or into the reader until its next line
  std::string_view value;          // JSON text inside the line; null data for `"value":null`, a tombstone
  std::uint64_t value_offset = 0;  // where `value` begins in the line
  std::uint32_t partition = 0;
  bool has_time = false;
  std::int64_t time_us = 0;
  std::int64_t watermark_us = 0;
  bool idle = false;  // kIdle: false wakes the partition
  std::int64_t clock_us = 0;
};

/// One thread at a time.
class EnvelopeReader {
 public:
  EnvelopeReader();
  ~EnvelopeReader();
  EnvelopeReader(EnvelopeReader&&) noexcept;
  EnvelopeReader& operator=(EnvelopeReader&&) noexcept;

  /// Everything but the inside of `value` is checked here: that is the decoder's, in full validation. False fills
  /// `error`. Whether the stream exists is the caller's question.
  bool Read(std::string_view line, EnvelopeItem& item, DecodeError& error);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Appends {"output":"alerts","key":{...},"time":"...","id":"...","value":{...}} and a line end; what the record does
/// not have is absent.
void AppendOutputLine(const OutputRecord& record, std::string& out);

}  // namespace rulert::io
