#include "runtime/src/io/kafka_fetch/fetch_response.h"

#include <algorithm>
#include <memory>

#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using test::Bytes;

const std::string kOffsets = "0000000000000009 0000000000000008 0000000000000001";
const std::string kAborted = "0000000000000005 0000000000000007";

std::string Version11() {
  return Bytes(
      "00000003 0000 00000000 00000001 0001 74 00000002"
      "00000000 0000" +
      kOffsets + "00000002 " + kAborted + "0000000000000006 0000000000000002 ffffffff 00000003 616263" +
      "00000001 0001 ffffffffffffffff ffffffffffffffff ffffffffffffffff ffffffff ffffffff ffffffff");
}

TEST_CASE("Fetch 11: the last plain version") {
  const std::string bytes = Version11();
  const auto read = ReadFetch(11, bytes);
  REQUIRE(read);
  CHECK(read->throttle_ms == 3);
  CHECK(read->error == ErrorCode::kNone);
  REQUIRE(read->partitions.size() == 2);
  const FetchedRecords& first = read->partitions[0];
  CHECK(first.high_watermark == 9);
  CHECK(first.last_stable_offset == 8);
  CHECK(first.log_start_offset == 1);
  REQUIRE(first.aborted.size() == 2);
  CHECK(first.aborted[0].first_offset == 2);  // sorted
  CHECK(first.aborted[0].producer_id == 6);
  CHECK(first.aborted[1].producer_id == 5);
  CHECK(first.records == "abc");
  CHECK((first.records.data() > bytes.data() && first.records.data() < bytes.data() + bytes.size()));
  CHECK(read->partitions[1].error == ErrorCode::kOffsetOutOfRange);
  CHECK(read->partitions[1].aborted.empty());
  CHECK(read->partitions[1].records.empty());
}

TEST_CASE("Fetch 12 and 13 to 17: compact, by name and by id; tags are skipped") {
  const std::string partition = "02 00000004 0000" + kOffsets + "02 " + kAborted + "00 ffffffff 04 616263";
  // A partition with the tags of a diverging epoch and a current leader; an answer with endpoints.
  const std::string tags = "02 00 0d 00000001 0000000000000009 00 01 09 00000002 00000003 00";
  const auto by_name = ReadFetch(12, Bytes("00000000 0000 00000000 02 02 74 " + partition + tags + "00 00"));
  REQUIRE(by_name);
  REQUIRE(by_name->partitions.size() == 1);
  CHECK(by_name->partitions[0].partition == 4);
  CHECK(by_name->partitions[0].records == "abc");
  const std::string id = "000102030405060708090a0b0c0d0e0f";
  for (const std::int16_t version : {13, 15, 17}) {
    const auto read = ReadFetch(version, Bytes("00000000 0000 00000000 02" + id + partition + "00 00 01 00 02 abcd"));
    REQUIRE(read);
    CHECK(read->partitions.at(0).records == "abc");
    CHECK(read->partitions.at(0).aborted.at(0).producer_id == 5);
  }
}

TEST_CASE("an error for the whole request") {
  const auto read = ReadFetch(13, Bytes("00000000 0064 00000000 01 00"));
  REQUIRE(read);
  CHECK(read->error == ErrorCode::kUnknownTopicId);
  CHECK(read->partitions.empty());
}

TEST_CASE("a Fetch answer that is cut anywhere is refused") {
  const std::string whole = Version11();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto copy = std::make_unique<char[]>(size);
    std::copy_n(whole.data(), size, copy.get());
    INFO("prefix of " << size);
    REQUIRE_FALSE(ReadFetch(11, std::string_view(copy.get(), size)));
  }
}

TEST_CASE("absurd counts and lengths of a Fetch answer are refused") {
  const std::string head = "00000000 0000 00000000 00000001 0001 74 ";
  const std::string partition = "00000000 0000" + kOffsets;
  CHECK_FALSE(ReadFetch(11, Bytes("00000000 0000 00000000 00000002 0001 74 00000000 0001 74 00000000")));
  CHECK_FALSE(ReadFetch(11, Bytes(head + "7fffffff " + partition)));
  CHECK_FALSE(ReadFetch(11, Bytes(head + "00000001 " + partition + "7fffffff ffffffff 00000000")));
  CHECK_FALSE(ReadFetch(11, Bytes(head + "00000001 " + partition + "ffffffff ffffffff 7fffffff 61")));
  CHECK_FALSE(ReadFetch(11, Bytes(head + "00000001 " + partition + "ffffffff ffffffff fffffffe 61")));
  CHECK(ReadFetch(11, Bytes(head + "00000001 " + partition + "ffffffff ffffffff 00000001 61")));
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
