#include "runtime/src/io/kafka_fetch/settings.h"

#include "runtime/src/io/kafka_fetch/fetch_source.h"
#include "tests/support/catch.h"

namespace rulert::io::kafka_fetch {
namespace {

TEST_CASE("brokers") {
  const auto read = ReadSettings({"a:1, b ,SASL_SSL://[::1]:3", {}});
  REQUIRE(read);
  CHECK(read->bootstrap == std::vector<BrokerAddress>{{"a", 1}, {"b", 9092}, {"::1", 3}});
  CHECK(read->sasl.mechanism == SaslMechanism::kNone);
  CHECK_FALSE(read->tls.enabled);
  CHECK(read->fetch.committed);
  for (const char* wrong : {"", ",", "a:0", "a:65536", "a:x", ":1", "[::1"}) {
    INFO(wrong);
    CHECK_FALSE(ReadSettings({wrong, {}}));
  }
}

TEST_CASE("properties") {
  const auto read = ReadSettings({"a",
                                  {{"security.protocol", "SASL_SSL"},
                                   {"sasl.mechanisms", "SCRAM-SHA-256"},
                                   {"sasl.username", "u"},
                                   {"sasl.password", "p"},
                                   {"ssl.ca.location", "ca.pem"},
                                   {"ssl.endpoint.identification.algorithm", "none"},
                                   {"enable.ssl.certificate.verification", "false"},
                                   {"isolation.level", "read_uncommitted"},
                                   {"fetch.max.bytes", "2048"},
                                   {"socket.timeout.ms", "1500"},
                                   {"linger.ms", "5"}}});
  REQUIRE(read);
  CHECK(read->tls.enabled);
  CHECK(read->tls.ca_location == "ca.pem");
  CHECK_FALSE(read->tls.verify);
  CHECK_FALSE(read->tls.check_host);
  CHECK(read->sasl.mechanism == SaslMechanism::kScramSha256);
  CHECK_FALSE(read->fetch.committed);
  CHECK(read->fetch.most_bytes == 2048);
  CHECK(read->timeout.count() == 1500);
}

std::string Refusal(std::map<std::string, std::string> settings) {
  const auto read = ReadSettings({"a", std::move(settings)});
  return read ? "" : read.error().message;
}

TEST_CASE("what only librdkafka speaks is said to be its") {
  const std::string advice = "is not spoken by the native fetch: write `fetch: librdkafka` under `kafka`";
  CHECK(Refusal({{"security.protocol", "sasl_plaintext"}}) == "sasl mechanism `GSSAPI` " + advice);
  CHECK(Refusal({{"security.protocol", "sasl_ssl"}, {"sasl.mechanism", "OAUTHBEARER"}}) ==
        "sasl mechanism `OAUTHBEARER` " + advice);
  CHECK(Refusal({{"security.protocol", "ssl"}, {"ssl.keystore.location", "x"}}) ==
        "kafka setting `ssl.keystore.location` " + advice);
  CHECK(Refusal({{"ssl.crl.location", "x"}}) == "kafka setting `ssl.crl.location` " + advice);
}

TEST_CASE("wrong values are named") {
  const auto names = [](const std::string& name, const std::string& value) {
    return Refusal({{name, value}}).find("`" + name + "`") != std::string::npos;
  };
  CHECK(names("security.protocol", "carrier-pigeon"));
  CHECK(names("fetch.max.bytes", "many"));
  CHECK(names("socket.timeout.ms", "0"));
  CHECK(names("isolation.level", "read_it"));
  CHECK(names("enable.ssl.certificate.verification", "yes"));
  CHECK(names("ssl.endpoint.identification.algorithm", "http"));
  CHECK(Refusal({{"security.protocol", "sasl_ssl"}, {"sasl.mechanism", "PLAIN"}}) ==
        "kafka settings `sasl.username` and `sasl.password` must be given");
  CHECK(names("ssl.certificate.location", "x"));
}

TEST_CASE("certificates that cannot be read are named at the opening") {
  KafkaFetchOptions options;
  options.source.cluster = {"127.0.0.1:1", {{"security.protocol", "ssl"}, {"ssl.ca.location", "/no/such/file"}}};
  options.source.topic = "t";
  options.source.group = "g";
  const auto source = OpenKafkaFetchSource(options);
  REQUIRE_FALSE(source);
  CHECK(source.error().code == StatusCode::kInvalid);
  CHECK(source.error().message.find("ssl.ca.location") != std::string::npos);
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
