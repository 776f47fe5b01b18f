#pragma once
// Record batches of format 2: their headers, and the records in them walked in place.
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/src/io/block.h"

namespace rulert::io::kafka_fetch {

enum class Codec : std::uint8_t { kNone = 0, kGzip = 1, kSnappy = 2, kLz4 = 3, kZstd = 4 };

struct BatchHeader {
  static constexpr std::size_t kSize = 61;     // up to the first record
  static constexpr std::size_t kPrefix = 12;   // what `length` does not count
  static constexpr std::size_t kCrcFrom = 21;  // first byte that the CRC covers

  std::int64_t base_offset = 0;
  std::int32_t length = 0;
  std::int8_t magic = 0;
  std::uint32_t crc = 0;
  std::int16_t attributes = 0;
  std::int32_t last_offset_delta = 0;
  std::int64_t base_timestamp = 0;
  std::int64_t max_timestamp = 0;
  std::int64_t producer_id = -1;
  std::int32_t count = 0;

  std::size_t size() const { return kPrefix + static_cast<std::size_t>(length); }
  /// Without it the two below make no sense.
  bool offsets_possible() const {
    return base_offset >= 0 && last_offset_delta >= 0 && base_offset < INT64_MAX - last_offset_delta;
  }
  std::int64_t last_offset() const { return base_offset + last_offset_delta; }
  /// Where the next batch may begin: records in between may be gone.
  std::int64_t next_offset() const { return last_offset() + 1; }
  int codec() const { return attributes & 7; }
  bool log_append_time() const { return (attributes & 8) != 0; }
  bool transactional() const { return (attributes & 16) != 0; }
  bool control() const { return (attributes & 32) != 0; }
};

enum class BatchShape : std::uint8_t {
  kWhole,    // header and all bytes are there
  kCut,      // the bytes end before the batch does: brokers cut the last one
  kForeign,  // a magic other than 2: only base_offset, length and magic are read
  kBroken,   // a length or an offset that cannot be
};

/// Reads the header of the batch at the front of `bytes`; nothing of it has been checked by its CRC.
BatchShape ReadBatchHeader(std::string_view bytes, BatchHeader& header);

/// The CRC over the batch, which is whole, is the one that it carries.
bool CrcMatches(const BatchHeader& header, std::string_view batch);

struct WalkOptions {
  std::uint32_t partition = 0;
  std::int64_t first_offset = 0;  // smaller ones are left out
  std::uint64_t max_record = 0;   // larger values are given with their head only
};

/// Appends a view of each record in `records`, the unpacked part behind the header. What is wrong with them, as a
/// sentence, or null; then nothing has been appended.
const char* WalkRecords(const BatchHeader& header, std::string_view records, const WalkOptions& options,
                        std::vector<RecordView>& out);

enum class ControlType : std::uint8_t { kAbort, kCommit, kOther };
/// Of a control batch's first record.
ControlType ReadControl(std::string_view records);

}  // namespace rulert::io::kafka_fetch
