#pragma once
// Record batches as a producer would make them, field by field, so that each can be made wrong.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rulert::io::kafka_fetch::test {

struct SampleRecord {
  std::int64_t offset_delta = 0;
  std::int64_t time_delta = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
};

struct SampleBatch {
  std::int64_t base_offset = 0;
  std::int8_t magic = 2;
  std::int16_t attributes = 0;
  std::optional<std::int32_t> last_offset_delta;  // else that of the last record
  std::int64_t base_timestamp = 1000;
  std::int64_t max_timestamp = 2000;
  std::int64_t producer_id = -1;
  std::optional<std::int32_t> count;   // else the number of records
  std::optional<std::int32_t> length;  // else what it is
  std::optional<std::string> packed;   // in place of the records
  bool right_crc = true;
  std::vector<SampleRecord> records;
};

std::string EncodeRecord(const SampleRecord& record);
std::string EncodeRecords(const std::vector<SampleRecord>& records);
std::string EncodeBatch(const SampleBatch& batch);

/// `count` records with values "v<offset>".
SampleBatch PlainBatch(std::int64_t base_offset, int count);
/// The end of a transaction.
SampleBatch ControlBatch(std::int64_t offset, std::int64_t producer_id, bool commit);

/// Bytes from hexadecimal digits; blanks are left out.
std::string Bytes(std::string_view hex);
std::string Hex(std::string_view bytes);

}  // namespace rulert::io::kafka_fetch::test
