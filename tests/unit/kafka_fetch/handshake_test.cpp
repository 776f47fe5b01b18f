#include "runtime/src/io/kafka_fetch/handshake.h"

#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using test::Bytes;

/// What Kafka 2.4 says it speaks, in version 0 of the answer.
std::string Kafka24() {
  return Bytes(
      "0000 00000008 0001 0000 000b 0002 0000 0005 0003 0000 0009 0009 0000 0006 000a 0000 0003"
      "0011 0000 0001 0012 0000 0003 0024 0000 0001");
}

TEST_CASE("without SASL the versions are all") {
  const SaslSettings none;
  Handshake handshake(none);
  auto question = handshake.Next();
  REQUIRE(question);
  CHECK(question->api == Api::kApiVersions);
  CHECK(question->version == 3);
  // A broker that does not know version 3 says so in version 0: asked again.
  REQUIRE(handshake.Take(Bytes("0023 00000000")));
  question = handshake.Next();
  REQUIRE(question);
  CHECK(question->version == 0);
  REQUIRE(handshake.Take(Kafka24()));
  CHECK_FALSE(handshake.Next());
  CHECK(handshake.versions()[static_cast<std::size_t>(Api::kFetch)] == 11);
  CHECK(handshake.versions()[static_cast<std::size_t>(Api::kMetadata)] == 9);
  CHECK(handshake.versions()[static_cast<std::size_t>(Api::kListOffsets)] == 5);
}

TEST_CASE("a broker that is too old, or none, is refused") {
  const SaslSettings none;
  Handshake old(none);
  REQUIRE(old.Next());
  REQUIRE(old.Take(Bytes("0023 00000000")));
  const auto taken = old.Take(Bytes("0000 00000001 0001 0000 0004"));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().message.find("Kafka 2.4") != std::string::npos);
  Handshake other(none);
  CHECK_FALSE(other.Take("HTTP/1.1 400 Bad Request"));
}

TEST_CASE("PLAIN: mechanism, proof, lifetime") {
  const SaslSettings settings{SaslMechanism::kPlain, "user", "pencil"};
  Handshake handshake(settings);
  REQUIRE(handshake.Take(Bytes("0023 00000000")));
  REQUIRE(handshake.Take(Kafka24()));
  auto question = handshake.Next();
  REQUIRE(question);
  CHECK(question->api == Api::kSaslHandshake);
  REQUIRE(handshake.Take(Bytes("0000 00000001 0005 504c41494e")));
  question = handshake.Next();
  REQUIRE(question);
  CHECK(question->api == Api::kSaslAuthenticate);
  CHECK(question->version == 1);
  REQUIRE(handshake.Take(Bytes("0000 ffff 00000000 0000000000001000")));
  CHECK_FALSE(handshake.Next());
  CHECK(handshake.lifetime_ms() == 4096);
}

TEST_CASE("refusals are sentences") {
  const SaslSettings settings{SaslMechanism::kScramSha512, "user", "pencil"};
  Handshake handshake(settings);
  REQUIRE(handshake.Take(Bytes("0023 00000000")));
  REQUIRE(handshake.Take(Kafka24()));
  auto taken = handshake.Take(Bytes("0021 00000001 0005 504c41494e"));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().message == "it does not take SASL SCRAM-SHA-512, but PLAIN");
  REQUIRE(handshake.Take(Bytes("0000 00000000")));
  taken = handshake.Take(Bytes("003a 0002 6e6f 00000000 0000000000000000"));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().message == "authentication failed: no");
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
