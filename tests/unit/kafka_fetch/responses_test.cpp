// Responses from hand-made bytes in each version range; cut anywhere they are refused.
#include "runtime/src/io/kafka_fetch/responses.h"

#include <memory>

#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using test::Bytes;

/// Every proper prefix is refused. Each is given as memory of just its size, for the sanitizer.
template <class Read>
void RefusesPrefixes(const std::string& whole, Read&& read) {
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto copy = std::make_unique<char[]>(size);
    std::copy_n(whole.data(), size, copy.get());
    INFO("prefix of " << size);
    REQUIRE_FALSE(read(std::string_view(copy.get(), size)));
  }
}

TEST_CASE("ApiVersions: the newest version that both speak") {
  // Fetch 4-18, Metadata 0-7 (too old), OffsetFetch 1-10, an unknown one.
  const auto read =
      ReadApiVersions(0, Bytes("0000 00000004 0001 0004 0012 0003 0000 0007 0009 0001 000a 0063 0000 0001"));
  REQUIRE(read);
  CHECK(read->error == ErrorCode::kNone);
  CHECK(read->choice[static_cast<std::size_t>(Api::kFetch)] == 17);
  CHECK(read->choice[static_cast<std::size_t>(Api::kMetadata)] == -1);
  CHECK(read->choice[static_cast<std::size_t>(Api::kOffsetFetch)] == 8);
  CHECK(read->choice[static_cast<std::size_t>(Api::kListOffsets)] == -1);
  const auto newer = ReadApiVersions(3, Bytes("0000 02 0001 0012 0014 00 00000000 00"));
  REQUIRE(newer);
  CHECK(newer->choice[static_cast<std::size_t>(Api::kFetch)] == -1);  // begins behind ours
  const auto flexible = ReadApiVersions(3, Bytes("0000 02 0001 0000 000b 00 00000000 00"));
  REQUIRE(flexible);
  CHECK(flexible->choice[static_cast<std::size_t>(Api::kFetch)] == 11);
  RefusesPrefixes(Bytes("0000 02 0001 0000 000b 00"), [](std::string_view b) { return ReadApiVersions(3, b); });
  CHECK_FALSE(ReadApiVersions(0, Bytes("0000 7fffffff 0001 0000 000b")));
}

TEST_CASE("SASL answers") {
  const auto mechanisms = ReadSaslHandshake(Bytes("0021 00000002 0005 504c41494e 0001 58"));
  REQUIRE(mechanisms);
  CHECK(mechanisms->error == ErrorCode::kUnsupportedSaslMechanism);
  CHECK(mechanisms->names == std::vector<std::string>{"PLAIN", "X"});
  RefusesPrefixes(Bytes("0021 00000002 0005 504c41494e 0001 58"),
                  [](std::string_view b) { return ReadSaslHandshake(b); });

  const auto plain = ReadSaslAuthenticate(0, Bytes("003a 0002 6e6f 00000002 6162"));
  REQUIRE(plain);
  CHECK(plain->error == ErrorCode::kSaslAuthenticationFailed);
  CHECK(plain->message == "no");
  CHECK(plain->bytes == "ab");
  const std::string one = Bytes("0000 ffff 00000002 6162 0000000000000102");
  const auto lifetime = ReadSaslAuthenticate(1, one);
  REQUIRE(lifetime);
  CHECK(lifetime->lifetime_ms == 258);
  RefusesPrefixes(one, [](std::string_view b) { return ReadSaslAuthenticate(1, b); });
  const auto flexible = ReadSaslAuthenticate(2, Bytes("0000 00 03 6162 0000000000000102 00"));
  REQUIRE(flexible);
  CHECK(flexible->bytes == "ab");
  CHECK(flexible->lifetime_ms == 258);
}

TEST_CASE("Metadata, plain") {
  const std::string bytes = Bytes(
      "00000000 00000001 00000001 0001 68 00002384 ffff"  // broker 1 at h:9092
      "ffff 00000001"                                     // cluster, controller
      "00000001 0000 0001 74 00 00000002"
      "0000 00000001 00000001 00000007 00000001 00000001 00000001 00000001 00000000"
      "0005 00000000 ffffffff 00000008 00000000 00000000 00000000"
      "80000000 80000000");
  const auto read = ReadMetadata(8, bytes, "t");
  REQUIRE(read);
  REQUIRE(read->brokers.size() == 1);
  CHECK(read->brokers[0].id == 1);
  CHECK(read->brokers[0].address == BrokerAddress{"h", 9092});
  CHECK(read->error == ErrorCode::kNone);
  CHECK(read->topic_id == TopicId{});
  REQUIRE(read->partitions.size() == 2);
  CHECK(read->partitions[0].leader == -1);
  CHECK(read->partitions[0].error == ErrorCode::kLeaderNotAvailable);
  CHECK(read->partitions[1].leader == 1);
  CHECK(read->partitions[1].leader_epoch == 7);
  RefusesPrefixes(bytes, [](std::string_view b) { return ReadMetadata(8, b, "t"); });
  const auto other = ReadMetadata(8, bytes, "u");
  REQUIRE(other);
  CHECK(other->error == ErrorCode::kUnknownTopicOrPartition);
  CHECK(other->partitions.empty());
}

TEST_CASE("Metadata, flexible, without and with topic ids and cluster operations") {
  const std::string broker = "00000000 02 00000001 02 68 00002384 00 00 00 00000001";
  const std::string partition = "02 0000 00000000 00000001 00000007 02 00000001 02 00000001 01 00";
  const std::string id = "000102030405060708090a0b0c0d0e0f";
  const std::string nine = Bytes(broker + "02 0000 02 74 00" + partition + "80000000 00 80000000 00");
  const std::string ten = Bytes(broker + "02 0000 02 74 " + id + " 00" + partition + "80000000 00 80000000 00");
  const std::string twelve = Bytes(broker + "02 0000 02 74 " + id + " 00" + partition + "80000000 00 00");
  for (const auto& [version, bytes] : {std::pair<std::int16_t, std::string>{9, nine}, {10, ten}, {12, twelve}}) {
    INFO("version " << version);
    const auto read = ReadMetadata(version, bytes, "t");
    REQUIRE(read);
    CHECK(read->error == ErrorCode::kNone);
    REQUIRE(read->partitions.size() == 1);
    CHECK(read->partitions[0].leader_epoch == 7);
    CHECK((read->topic_id[15] == 15) == (version >= 10));
  }
  RefusesPrefixes(nine.substr(0, nine.size() - 1), [](std::string_view b) { return ReadMetadata(9, b, "t"); });
}

TEST_CASE("Metadata whose partitions are not dense, or too many to be, is refused") {
  const std::string head = "00000000 00000000 ffff 00000001 00000001 0000 0001 74 00 ";
  const std::string rest = " 00000001 00000007 00000000 00000000 00000000 80000000 80000000";
  CHECK(ReadMetadata(8, Bytes(head + "00000001 0000 00000000" + rest), "t"));
  CHECK_FALSE(ReadMetadata(8, Bytes(head + "00000001 0000 00000001" + rest), "t"));
  CHECK_FALSE(ReadMetadata(8, Bytes(head + "7fffffff 0000 00000000" + rest), "t"));
  CHECK_FALSE(ReadMetadata(8, Bytes(head + "80000000 0000 00000000" + rest), "t"));
}

TEST_CASE("FindCoordinator answers") {
  const std::string two = Bytes("00000000 0000 ffff 00000002 0001 68 00002384");
  const auto plain = ReadFindCoordinator(2, two);
  REQUIRE(plain);
  CHECK(plain->error == ErrorCode::kNone);
  CHECK(plain->id == 2);
  CHECK(plain->address.Text() == "h:9092");
  RefusesPrefixes(two, [](std::string_view b) { return ReadFindCoordinator(2, b); });
  const auto three = ReadFindCoordinator(3, Bytes("00000000 000f 00 ffffffff 01 ffffffff 00"));
  REQUIRE(three);
  CHECK(three->error == ErrorCode::kCoordinatorNotAvailable);
  const std::string many = Bytes("00000000 02 02 67 00000002 02 68 00002384 0010 00 00 00");
  const auto four = ReadFindCoordinator(4, many);
  REQUIRE(four);
  CHECK(four->error == ErrorCode::kNotCoordinator);
  CHECK(four->id == 2);
  CHECK_FALSE(ReadFindCoordinator(4, Bytes("00000000 01 00")));
}

TEST_CASE("OffsetFetch answers") {
  const std::string five = Bytes(
      "00000000 00000001 0001 74 00000002"
      "00000000 0000000000000102 00000003 ffff 0000"
      "00000001 ffffffffffffffff ffffffff 0000 0058 000e");
  const auto plain = ReadOffsetFetch(5, five);
  REQUIRE(plain);
  REQUIRE(plain->partitions.size() == 2);
  CHECK(plain->partitions[0].offset == 258);
  CHECK(plain->partitions[1].offset == -1);
  CHECK(plain->partitions[1].error == ErrorCode::kUnstableOffsetCommit);
  CHECK(plain->error == ErrorCode::kCoordinatorLoadInProgress);
  RefusesPrefixes(five, [](std::string_view b) { return ReadOffsetFetch(5, b); });
  const std::string partition = "02 00000001 0000000000000102 00000003 00 0000 00 00";
  const auto six = ReadOffsetFetch(6, Bytes("00000000 02 02 74 " + partition + " 0000 00"));
  REQUIRE(six);
  CHECK(six->partitions.at(0).offset == 258);
  const auto eight = ReadOffsetFetch(8, Bytes("00000000 02 02 67 02 02 74 " + partition + " 0010 00 00"));
  REQUIRE(eight);
  CHECK(eight->partitions.at(0).offset == 258);
  CHECK(eight->error == ErrorCode::kNotCoordinator);
}

TEST_CASE("ListOffsets answers") {
  const std::string four = Bytes(
      "00000000 00000001 0001 74 00000001"
      "00000002 0000 ffffffffffffffff 0000000000000102 00000003");
  const auto plain = ReadListOffsets(4, four);
  REQUIRE(plain);
  REQUIRE(plain->partitions.size() == 1);
  CHECK(plain->partitions[0].partition == 2);
  CHECK(plain->partitions[0].offset == 258);
  RefusesPrefixes(four, [](std::string_view b) { return ReadListOffsets(4, b); });
  const auto six = ReadListOffsets(
      6, Bytes("00000000 02 02 74 02 00000002 0006 ffffffffffffffff ffffffffffffffff ffffffff 00 00 00"));
  REQUIRE(six);
  CHECK(six->partitions.at(0).error == ErrorCode::kNotLeaderOrFollower);
}

TEST_CASE("addresses as text") {
  CHECK(BrokerAddress{"h", 1}.Text() == "h:1");
  CHECK(BrokerAddress{"::1", 1}.Text() == "[::1]:1");
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
