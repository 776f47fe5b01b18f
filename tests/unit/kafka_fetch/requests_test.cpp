// Requests byte by byte, in the plain encoding and in the flexible ones.
#include "runtime/src/io/kafka_fetch/requests.h"

#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using test::Bytes;
using test::Hex;

std::string Packed(std::string_view hex) { return Hex(Bytes(hex)); }

TEST_CASE("headers in front") {
  CHECK(Hex(Frame(Api::kFetch, 11, 7, "me", "xy")) == Packed("0000000e 0001 000b 00000007 0002 6d65 7879"));
  CHECK(Hex(Frame(Api::kFetch, 12, 7, "me", "xy")) == Packed("0000000f 0001 000c 00000007 0002 6d65 00 7879"));
}

TEST_CASE("response headers have tags in flexible versions, but for ApiVersions") {
  const std::string bytes = Bytes("00000007 00 55");
  WireReader flexible(bytes);
  CHECK(ReadResponseHeader(Api::kMetadata, 9, flexible) == 7);
  CHECK(flexible.left() == 1);
  WireReader plain(bytes);
  CHECK(ReadResponseHeader(Api::kMetadata, 8, plain) == 7);
  CHECK(plain.left() == 2);
  WireReader versions(bytes);
  CHECK(ReadResponseHeader(Api::kApiVersions, 3, versions) == 7);
  CHECK(versions.left() == 2);
  WireReader cut(std::string_view(bytes).substr(0, 3));
  CHECK_FALSE(ReadResponseHeader(Api::kMetadata, 8, cut));
}

TEST_CASE("ApiVersions requests") {
  CHECK(ApiVersionsRequest(0).empty());
  CHECK(Hex(ApiVersionsRequest(3)) == Packed("07 72756c657274 02 31 00"));
}

TEST_CASE("SASL requests") {
  CHECK(Hex(SaslHandshakeRequest("PLAIN")) == Packed("0005 504c41494e"));
  CHECK(Hex(SaslAuthenticateRequest(1, "ab")) == Packed("00000002 6162"));
  CHECK(Hex(SaslAuthenticateRequest(2, "ab")) == Packed("03 6162 00"));
}

TEST_CASE("Metadata requests") {
  CHECK(Hex(MetadataRequest(8, "t")) == Packed("00000001 0001 74 00 00 00"));
  CHECK(Hex(MetadataRequest(9, "t")) == Packed("02 02 74 00 00 00 00 00"));
  const std::string no_id = "00000000000000000000000000000000";
  CHECK(Hex(MetadataRequest(10, "t")) == Packed("02 " + no_id + " 02 74 00 00 00 00 00"));
  CHECK(Hex(MetadataRequest(12, "t")) == Packed("02 " + no_id + " 02 74 00 00 00 00"));
}

TEST_CASE("FindCoordinator requests") {
  CHECK(Hex(FindCoordinatorRequest(2, "g")) == Packed("0001 67 00"));
  CHECK(Hex(FindCoordinatorRequest(3, "g")) == Packed("02 67 00 00"));
  CHECK(Hex(FindCoordinatorRequest(4, "g")) == Packed("00 02 02 67 00"));
}

TEST_CASE("OffsetFetch requests") {
  const std::int32_t partitions[] = {3};
  CHECK(Hex(OffsetFetchRequest(5, "g", "t", partitions, true)) == Packed("0001 67 00000001 0001 74 00000001 00000003"));
  CHECK(Hex(OffsetFetchRequest(6, "g", "t", partitions, true)) == Packed("02 67 02 02 74 02 00000003 00 00"));
  CHECK(Hex(OffsetFetchRequest(7, "g", "t", partitions, true)) == Packed("02 67 02 02 74 02 00000003 00 01 00"));
  CHECK(Hex(OffsetFetchRequest(8, "g", "t", partitions, false)) == Packed("02 02 67 02 02 74 02 00000003 00 00 00 00"));
}

TEST_CASE("ListOffsets requests") {
  const ListedPartition partitions[] = {{3, 5}};
  CHECK(Hex(ListOffsetsRequest(4, "t", partitions, kEarliest, true)) ==
        Packed("ffffffff 01 00000001 0001 74 00000001 00000003 00000005 fffffffffffffffe"));
  CHECK(Hex(ListOffsetsRequest(6, "t", partitions, kLatest, false)) ==
        Packed("ffffffff 00 02 02 74 02 00000003 00000005 ffffffffffffffff 00 00 00"));
  CHECK(Hex(ListOffsetsRequest(10, "t", partitions, kLatest, false)) ==
        Packed("ffffffff 00 02 02 74 02 00000003 00000005 ffffffffffffffff 00 00 00002710 00"));
  CHECK(Hex(ListOffsetsRequest(4, "t", partitions, 1'767'258'000'000, true)) ==
        Packed("ffffffff 01 00000001 0001 74 00000001 00000003 00000005 0000019b78c90a80"));
}

TEST_CASE("Fetch requests") {
  const FetchedPartition partitions[] = {{3, 5, 258}};
  const FetchLimits limits{100, 1, 1024, 512, true};
  TopicId id{};
  id[15] = 9;
  const std::string limit_bytes = "00000064 00000001 00000400 01 00000000 ffffffff";
  const std::string start = "ffffffffffffffff";
  CHECK(Hex(FetchRequest(11, "t", id, partitions, limits)) ==
        Packed("ffffffff" + limit_bytes + "00000001 0001 74 00000001 00000003 00000005 0000000000000102" + start +
               "00000200 00000000 0000"));
  CHECK(Hex(FetchRequest(12, "t", id, partitions, limits)) ==
        Packed("ffffffff" + limit_bytes + "02 02 74 02 00000003 00000005 0000000000000102 ffffffff" + start +
               "00000200 00 00 01 01 00"));
  const std::string id_bytes = "00000000000000000000000000000009";
  CHECK(Hex(FetchRequest(13, "t", id, partitions, limits)) ==
        Packed("ffffffff" + limit_bytes + "02" + id_bytes + "02 00000003 00000005 0000000000000102 ffffffff" + start +
               "00000200 00 00 01 01 00"));
  CHECK(Hex(FetchRequest(17, "t", id, partitions, limits)) ==
        Packed(limit_bytes + "02" + id_bytes + "02 00000003 00000005 0000000000000102 ffffffff" + start +
               "00000200 00 00 01 01 00"));
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
