#include "runtime/src/io/kafka_fetch/record_batch.h"

#include <algorithm>
#include <memory>

#include "runtime/src/io/record_headers.h"
#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using namespace test;

struct Walked {
  std::string wrong;
  std::vector<RecordView> list;
};

/// As memory of just its size.
Walked Walk(const BatchHeader& header, const std::string& records, const WalkOptions& options) {
  static std::unique_ptr<char[]> copy;
  copy = std::make_unique<char[]>(records.size());
  std::copy(records.begin(), records.end(), copy.get());
  Walked walked;
  if (const char* wrong = WalkRecords(header, {copy.get(), records.size()}, options, walked.list)) walked.wrong = wrong;
  return walked;
}

Walked Walk(const SampleBatch& batch, std::int64_t first = 0, std::uint64_t max_record = 1 << 20) {
  const std::string bytes = EncodeBatch(batch);
  BatchHeader header;
  REQUIRE(ReadBatchHeader(bytes, header) == BatchShape::kWhole);
  return Walk(header, bytes.substr(BatchHeader::kSize), {7, first, max_record});
}

TEST_CASE("the header of a batch") {
  SampleBatch sample = PlainBatch(100, 3);
  sample.attributes = 0x1b;
  sample.last_offset_delta = 5;
  sample.producer_id = 77;
  const std::string bytes = EncodeBatch(sample) + "behind";
  BatchHeader header;
  REQUIRE(ReadBatchHeader(bytes, header) == BatchShape::kWhole);
  CHECK(header.base_offset == 100);
  CHECK(header.size() == bytes.size() - 6);
  CHECK(header.last_offset() == 105);
  CHECK(header.next_offset() == 106);
  CHECK(header.codec() == 3);
  CHECK(header.log_append_time());
  CHECK(header.transactional());
  CHECK_FALSE(header.control());
  CHECK(header.base_timestamp == 1000);
  CHECK(header.max_timestamp == 2000);
  CHECK(header.producer_id == 77);
  CHECK(header.count == 3);
  CHECK(CrcMatches(header, std::string_view(bytes).substr(0, header.size())));
}

TEST_CASE("what is no whole batch") {
  const std::string bytes = EncodeBatch(PlainBatch(0, 1));
  BatchHeader header;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto copy = std::make_unique<char[]>(size);
    std::copy_n(bytes.data(), size, copy.get());
    REQUIRE(ReadBatchHeader({copy.get(), size}, header) == BatchShape::kCut);
  }
  const auto shape = [&](const SampleBatch& batch) { return ReadBatchHeader(EncodeBatch(batch), header); };
  SampleBatch batch = PlainBatch(0, 1);
  batch.length = 1 << 30;
  CHECK(shape(batch) == BatchShape::kCut);
  batch.length = 48;
  CHECK(shape(batch) == BatchShape::kBroken);
  batch.length = -1;
  CHECK(shape(batch) == BatchShape::kBroken);
  batch = PlainBatch(0, 1);
  batch.magic = 1;
  CHECK(shape(batch) == BatchShape::kForeign);
  batch = PlainBatch(-1, 1);
  CHECK(shape(batch) == BatchShape::kBroken);
  batch = PlainBatch(INT64_MAX - 1, 1);
  batch.last_offset_delta = 1;
  CHECK(shape(batch) == BatchShape::kBroken);
  batch = PlainBatch(0, 1);
  batch.count = -1;
  CHECK(shape(batch) == BatchShape::kBroken);
}

TEST_CASE("every bit that the CRC covers counts") {
  const std::string whole = EncodeBatch(PlainBatch(0, 2));
  BatchHeader header;
  for (std::size_t at = 17; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    if (ReadBatchHeader(bytes, header) == BatchShape::kWhole) REQUIRE_FALSE(CrcMatches(header, bytes));
  }
}

TEST_CASE("records are views with offsets, times, keys and headers") {
  SampleBatch batch;
  batch.base_offset = 10;
  batch.records = {{0, 0, "key", "value", {}},
                   {1, -500, std::nullopt, "", {{"a", "1"}, {"", std::nullopt}, {"c", ""}}},
                   {4, 70'000, "", std::nullopt, {}}};
  batch.last_offset_delta = 9;  // compacted
  const Walked walked = Walk(batch);
  CHECK(walked.wrong.empty());
  REQUIRE(walked.list.size() == 3);
  const RecordView& first = walked.list[0];
  CHECK(first.offset == 10);
  CHECK(first.timestamp_us == 1'000'000);
  CHECK(first.partition == 7);
  CHECK(std::string_view(first.key, first.key_size) == "key");
  CHECK(first.value() == "value");
  CHECK(first.headers == nullptr);
  const RecordView& second = walked.list[1];
  CHECK(second.offset == 11);
  CHECK(second.timestamp_us == 500'000);
  CHECK(second.key == nullptr);
  CHECK(second.size == 0);
  CHECK_FALSE(second.tombstone());
  HeaderReader reader({second.headers, second.headers_size});
  RecordHeader header;
  REQUIRE(reader.Next(header));
  CHECK((header.name == "a" && header.value == "1" && !header.null));
  REQUIRE(reader.Next(header));
  CHECK((header.name.empty() && header.null));
  REQUIRE(reader.Next(header));
  CHECK((header.name == "c" && header.value.empty() && !header.null));
  CHECK_FALSE(reader.Next(header));
  CHECK(reader.ok());
  const RecordView& third = walked.list[2];
  CHECK(third.offset == 14);
  CHECK(third.timestamp_us == 71'000'000);
  CHECK(third.key != nullptr);
  CHECK(third.key_size == 0);
  CHECK(third.tombstone());
}

TEST_CASE("times: of the broker, none, and beyond what microseconds hold") {
  SampleBatch batch = PlainBatch(0, 1);
  batch.attributes = 8;
  CHECK(Walk(batch).list.at(0).timestamp_us == 2'000'000);
  batch.attributes = 0;
  batch.base_timestamp = -1;
  CHECK(Walk(batch).list.at(0).timestamp_us == kNoTimestamp);
  batch.base_timestamp = INT64_MAX - 10;
  CHECK(Walk(batch).list.at(0).timestamp_us == INT64_MAX);
  batch.base_timestamp = INT64_MIN + 10;
  CHECK(Walk(batch).list.at(0).timestamp_us == INT64_MIN + 1);
  batch.base_timestamp = INT64_MAX;
  batch.records[0].time_delta = 1;
  CHECK(Walk(batch).wrong == "a record's time is out of range");
}

TEST_CASE("offsets before the first one wanted are left out") {
  const Walked walked = Walk(PlainBatch(100, 5), 103);
  REQUIRE(walked.list.size() == 2);
  CHECK(walked.list[0].offset == 103);
  CHECK(walked.list[0].value() == "v103");
}

TEST_CASE("a value beyond max_record comes with its head") {
  SampleBatch batch = PlainBatch(0, 1);
  batch.records[0].value = std::string(9000, 'x');
  const Walked exact = Walk(batch, 0, 9000);
  CHECK_FALSE(exact.list.at(0).oversize());
  const Walked large = Walk(batch, 0, 8999);
  CHECK(large.list.at(0).oversize());
  CHECK(large.list.at(0).size == kOversizeHead);
  CHECK(large.list.at(0).whole_size == 9000);
  CHECK(Walk(batch, 0, 100).list.at(0).size == 100);
}

TEST_CASE("records that are wrong take the whole batch with them") {
  BatchHeader header;
  REQUIRE(ReadBatchHeader(EncodeBatch(PlainBatch(0, 2)), header) == BatchShape::kWhole);
  const std::string good = EncodeRecord({0, 0, "k", "v", {{"h", "x"}}}) + EncodeRecord({1, 0, "k", "v", {}});
  REQUIRE(Walk(header, good, {0, 0, 100}).wrong.empty());
  for (std::size_t size = 0; size < good.size(); ++size) {
    INFO("prefix of " << size);
    const Walked walked = Walk(header, good.substr(0, size), {0, 0, 100});
    REQUIRE_FALSE(walked.wrong.empty());
    REQUIRE(walked.list.empty());
  }
  const auto wrong = [&](const std::string& records) { return Walk(header, records, {0, 0, 100}).wrong; };
  CHECK(wrong(good + "x") == "bytes follow the last record of a batch");
  const std::string first = EncodeRecord({0, 0, "k", "v", {}});
  CHECK(wrong(first + first) == "offsets of records do not ascend within their batch");
  CHECK(wrong(first + EncodeRecord({2, 0, "k", "v", {}})) == "offsets of records do not ascend within their batch");
  CHECK(wrong(first + Bytes("00")) == "a record is empty");
  CHECK(wrong(first + Bytes("feffffff0f 00")) == "a record's length exceeds its batch");
  CHECK(wrong(first + Bytes("01 00")) == "a record's length exceeds its batch");  // -1
  CHECK(wrong(first + Bytes("0c 00 00 02 7e 01 00")) == "a key's length exceeds its record");
  CHECK(wrong(first + Bytes("0c 00 00 02 03 01 00")) == "a key's length exceeds its record");  // -2
  CHECK(wrong(first + Bytes("0c 00 00 02 01 7e 00")) == "a value's length exceeds its record");
  CHECK(wrong(first + Bytes("0c 00 00 02 01 01 02")) == "a record's headers do not fill it");
  CHECK(wrong(first + Bytes("0e 00 00 02 01 01 00 00")) == "a record's headers do not fill it");
  CHECK(wrong(first + Bytes("12 00 00 02 01 01 02 01 00 00")) == "a record's headers do not fill it");  // name -1
}

TEST_CASE("the kind of a control batch") {
  const auto kind = [](const std::string& bytes) { return ReadControl(bytes.substr(BatchHeader::kSize)); };
  CHECK(kind(EncodeBatch(ControlBatch(0, 1, false))) == ControlType::kAbort);
  CHECK(kind(EncodeBatch(ControlBatch(0, 1, true))) == ControlType::kCommit);
  CHECK(kind(EncodeBatch(PlainBatch(0, 1))) == ControlType::kOther);
  CHECK(ReadControl({}) == ControlType::kOther);
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
