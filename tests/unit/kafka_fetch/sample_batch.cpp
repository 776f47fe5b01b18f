#include "tests/unit/kafka_fetch/sample_batch.h"

#include "runtime/src/io/kafka_fetch/crc32c.h"
#include "runtime/src/io/kafka_fetch/record_batch.h"
#include "runtime/src/io/kafka_fetch/wire.h"

namespace rulert::io::kafka_fetch::test {
namespace {

void Sized(WireWriter& out, const std::optional<std::string>& text) {
  out.Varint(text ? static_cast<std::int64_t>(text->size()) : -1);
  if (text) out.Raw(*text);
}

}  // namespace

std::string EncodeRecord(const SampleRecord& record) {
  WireWriter body;
  body.Int8(0);
  body.Varint(record.time_delta);
  body.Varint(record.offset_delta);
  Sized(body, record.key);
  Sized(body, record.value);
  body.Varint(static_cast<std::int64_t>(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    Sized(body, name);
    Sized(body, value);
  }
  WireWriter out;
  out.Varint(static_cast<std::int64_t>(body.bytes().size()));
  out.Raw(body.bytes());
  return out.Take();
}

std::string EncodeRecords(const std::vector<SampleRecord>& records) {
  std::string bytes;
  for (const SampleRecord& record : records) bytes += EncodeRecord(record);
  return bytes;
}

std::string EncodeBatch(const SampleBatch& batch) {
  const auto last = batch.records.empty() ? 0 : batch.records.back().offset_delta;
  WireWriter summed;
  summed.Int16(batch.attributes);
  summed.Int32(batch.last_offset_delta.value_or(static_cast<std::int32_t>(last)));
  summed.Int64(batch.base_timestamp);
  summed.Int64(batch.max_timestamp);
  summed.Int64(batch.producer_id);
  summed.Int16(0);
  summed.Int32(0);
  summed.Int32(batch.count.value_or(static_cast<std::int32_t>(batch.records.size())));
  summed.Raw(batch.packed ? *batch.packed : EncodeRecords(batch.records));
  const std::uint32_t crc = Crc32cByTable(summed.bytes());
  WireWriter out;
  out.Int64(batch.base_offset);
  out.Int32(batch.length.value_or(static_cast<std::int32_t>(summed.bytes().size() + 9)));
  out.Int32(0);
  out.Int8(batch.magic);
  out.Int32(static_cast<std::int32_t>(batch.right_crc ? crc : crc ^ 1));
  out.Raw(summed.bytes());
  return out.Take();
}

SampleBatch PlainBatch(std::int64_t base_offset, int count) {
  SampleBatch batch;
  batch.base_offset = base_offset;
  for (int i = 0; i < count; ++i) {
    SampleRecord record;
    record.offset_delta = i;
    record.value = "v" + std::to_string(base_offset + i);
    batch.records.push_back(record);
  }
  return batch;
}

SampleBatch ControlBatch(std::int64_t offset, std::int64_t producer_id, bool commit) {
  SampleBatch batch;
  batch.base_offset = offset;
  batch.attributes = 0x30;
  batch.producer_id = producer_id;
  SampleRecord record;
  record.key = std::string({0, 0, 0, static_cast<char>(commit ? 1 : 0)});
  record.value = std::string(6, '\0');
  batch.records.push_back(record);
  return batch;
}

std::string Bytes(std::string_view hex) {
  std::string bytes;
  int half = -1;
  for (const char c : hex) {
    if (c == ' ') continue;
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (half < 0) {
      half = digit;
    } else {
      bytes.push_back(static_cast<char>(half * 16 + digit));
      half = -1;
    }
  }
  return bytes;
}

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

}  // namespace rulert::io::kafka_fetch::test
