#pragma once
// Where output records go. At least once: what the caller was told to be delivered is, the rest may be.
//
// A Sink is used by one thread at a time; Cancel and Waited may come from any thread.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/status.h"

namespace rulert::io {

/// One record on its way out; all views are read before Write returns.
struct OutputRecord {
  std::string_view output;  // name of the output
  std::string_view key;     // Kafka: the bytes of the key; output lines: JSON text. Looked at if `has_key`
  bool has_key = false;
  std::string_view value;    // JSON text
  std::string_view id;       // 32 hex digits, or empty
  std::int64_t time_us = 0;  // of the record
  bool has_time = true;      // false: it has none (bytes that could not be decoded)
};

/// A record that the sink's service will never accept (too large, invalid). It counts as delivered.
struct RefusedRecord {
  std::string output;
  std::string id;
  std::string reason;
  std::string value;  // its first kOversizeHead bytes
};

class Sink {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Sink() = default;

  /// Takes the record, in order. Waits while the sink is full; errors are for good (kClosed after Cancel).
  virtual Expected<void> Write(const OutputRecord& record) = 0;

  /// All records written since the last call belong to `batch` (ascending) or one before it; what is buffered goes out.
  /// Does not wait for delivery.
  virtual Expected<void> EndBatch(std::uint64_t batch) = 0;

  /// Every record of this batch and of those before it has been delivered or refused. 0 before the first. Takes note of
  /// what has been acknowledged so far.
  virtual Expected<std::uint64_t> Delivered() = 0;

  /// Waits until every ended batch is delivered; an error at `deadline`, or when the sink is broken.
  virtual Expected<void> Flush(Clock::time_point deadline) = 0;

  /// Records refused since the last call. A batch counts as delivered only after its refused records can be taken here.
  virtual std::vector<RefusedRecord> TakeRefused() { return {}; }

  /// For how long it has waited for what is behind it to take records, up to `now`, but for Flush. Any thread.
  virtual std::chrono::nanoseconds Waited(Clock::time_point) const { return {}; }

  /// Makes a waiting Write or Flush return soon with kClosed, and every later one at once. Any thread.
  virtual void Cancel() = 0;
};

}  // namespace rulert::io
