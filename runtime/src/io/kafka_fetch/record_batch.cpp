#include "runtime/src/io/kafka_fetch/record_batch.h"

#include <algorithm>

#include "runtime/src/io/kafka_fetch/crc32c.h"
#include "runtime/src/io/kafka_fetch/wire.h"
#include "runtime/src/io/record_headers.h"
#include "runtime/src/io/zigzag.h"

namespace rulert::io::kafka_fetch {
namespace {

/// -1 for null.
inline bool Sized(const char*& at, const char* end, const char*& data, std::int64_t& size) {
  if (!ReadZigzag(at, end, size) || size < -1 || size > end - at) return false;
  data = nullptr;
  if (size >= 0) {
    data = at;
    at += size;
  }
  return true;
}

bool AreHeaders(const char* at, const char* end) {
  HeaderReader reader(std::string_view(at, static_cast<std::size_t>(end - at)));
  RecordHeader header;
  while (reader.Next(header)) {
  }
  return at < end && reader.ok() && reader.at() == end;
}

/// Milliseconds as microseconds. Kafka writes -1 for none. What 64 bits of microseconds cannot hold stays far outside
/// of all years.
inline std::int64_t Micros(std::int64_t millis) {
  std::int64_t micros = 0;
  if (millis == -1) return kNoTimestamp;
  if (!__builtin_mul_overflow(millis, std::int64_t{1000}, &micros)) return micros;
  return millis < 0 ? INT64_MIN + 1 : INT64_MAX;
}

struct Walk {
  const BatchHeader& header;
  const WalkOptions& options;
  std::int64_t last_delta = -1;

  /// Reads one record and takes `at` behind it.
  const char* Next(const char*& at, const char* end, RecordView& record) {
    std::int64_t length = 0;
    if (!ReadZigzag(at, end, length) || length < 0 || length > end - at) return "a record's length exceeds its batch";
    const char* const stop = at + length;
    if (at == stop) return "a record is empty";
    ++at;  // attributes: none are defined
    std::int64_t time_delta = 0;
    std::int64_t offset_delta = 0;
    if (!ReadZigzag(at, stop, time_delta) || !ReadZigzag(at, stop, offset_delta)) return "a record ends in its deltas";
    if (offset_delta <= last_delta || offset_delta > header.last_offset_delta)
      return "offsets of records do not ascend within their batch";
    last_delta = offset_delta;
    std::int64_t key_size = 0;
    std::int64_t size = 0;
    if (!Sized(at, stop, record.key, key_size)) return "a key's length exceeds its record";
    if (!Sized(at, stop, record.data, size)) return "a value's length exceeds its record";
    record.key_size = static_cast<std::uint64_t>(std::max<std::int64_t>(key_size, 0));
    record.whole_size = static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
    record.size =
        record.whole_size > options.max_record ? std::min(kOversizeHead, options.max_record) : record.whole_size;
    record.headers = nullptr;
    record.headers_size = 0;
    if (stop - at != 1 || *at != 0) {
      if (!AreHeaders(at, stop)) return "a record's headers do not fill it";
      record.headers = at;
      record.headers_size = static_cast<std::uint32_t>(stop - at);
    }
    record.offset = header.base_offset + offset_delta;
    std::int64_t millis = header.max_timestamp;
    if (!header.log_append_time() && __builtin_add_overflow(header.base_timestamp, time_delta, &millis))
      return "a record's time is out of range";
    record.timestamp_us = Micros(millis);
    record.partition = options.partition;
    at = stop;
    return nullptr;
  }
};

}  // namespace

BatchShape ReadBatchHeader(std::string_view bytes, BatchHeader& header) {
  constexpr std::size_t kMagicAt = 16;
  if (bytes.size() <= kMagicAt) return BatchShape::kCut;
  WireReader in(bytes);
  header.base_offset = in.Int64();
  header.length = in.Int32();
  in.Int32();  // leader epoch
  header.magic = in.Int8();
  if (header.length < 0) return BatchShape::kBroken;
  if (header.magic != 2) return BatchShape::kForeign;
  if (header.size() < BatchHeader::kSize || header.base_offset < 0) return BatchShape::kBroken;
  if (bytes.size() < header.size()) return BatchShape::kCut;
  header.crc = static_cast<std::uint32_t>(in.Int32());
  header.attributes = in.Int16();
  header.last_offset_delta = in.Int32();
  header.base_timestamp = in.Int64();
  header.max_timestamp = in.Int64();
  header.producer_id = in.Int64();
  in.Take(6);  // producer epoch, base sequence
  header.count = in.Int32();
  const bool possible =
      header.last_offset_delta >= 0 && header.count >= 0 && header.base_offset < INT64_MAX - header.last_offset_delta;
  return possible ? BatchShape::kWhole : BatchShape::kBroken;
}

bool CrcMatches(const BatchHeader& header, std::string_view batch) {
  return Crc32c(batch.substr(BatchHeader::kCrcFrom)) == header.crc;
}

const char* WalkRecords(const BatchHeader& header, std::string_view records, const WalkOptions& options,
                        std::vector<RecordView>& out) {
  const std::size_t before = out.size();
  Walk walk{header, options};
  const char* at = records.data();
  const char* const end = at + records.size();
  const char* wrong = nullptr;
  RecordView record;
  for (std::int32_t i = 0; i < header.count && wrong == nullptr; ++i) {
    wrong = walk.Next(at, end, record);
    if (wrong == nullptr && record.offset >= options.first_offset) out.push_back(record);
  }
  if (wrong == nullptr && at != end) wrong = "bytes follow the last record of a batch";
  if (wrong != nullptr) out.resize(before);
  return wrong;
}

ControlType ReadControl(std::string_view records) {
  constexpr std::int64_t kKeySize = 4;  // version and type
  const char* at = records.data();
  const char* const end = at + records.size();
  std::int64_t skipped = 0;
  if (!ReadZigzag(at, end, skipped) || at == end) return ControlType::kOther;
  ++at;
  const char* key = nullptr;
  std::int64_t size = 0;
  if (!ReadZigzag(at, end, skipped) || !ReadZigzag(at, end, skipped) || !Sized(at, end, key, size) || size < kKeySize)
    return ControlType::kOther;
  const auto type = LoadBigEndian<std::int16_t>(key + 2);
  return type == 0 ? ControlType::kAbort : type == 1 ? ControlType::kCommit : ControlType::kOther;
}

}  // namespace rulert::io::kafka_fetch
