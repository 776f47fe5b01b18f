// TLS and SASL against a real broker with certificates of the test's own.
#include <fmt/format.h>

#include "tests/e2e/kafka_fetch/certificates.h"
#include "tests/e2e/kafka_fetch/producer.h"
#include "tests/e2e/kafka_fetch/reading.h"
#include "tests/e2e/kafka_io/broker.h"
#include "tests/support/catch.h"

namespace rulert::io::test {
namespace {

constexpr int kRecords = 5000;

struct Setup {
  Broker broker;
  int ssl = Broker::FreePort();
  int mutual = Broker::FreePort();
  int sasl_ssl = Broker::FreePort();
  int sasl = Broker::FreePort();

  Setup() {
    const std::string& directory = broker.directory();
    MakeCertificates(directory, "DNS:localhost");
    // Clients come by the name that is in the certificate, or by the address that is not.
    broker.Configure(fmt::format(
        "listeners=PLAINTEXT://127.0.0.1:@PORT@,SSL://127.0.0.1:{0},MUTUAL://127.0.0.1:{1},SASL_SSL://127.0.0.1:{2},"
        "SASL_PLAINTEXT://127.0.0.1:{3},CONTROLLER://127.0.0.1:@CONTROLLER_PORT@\n"
        "advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,SSL://localhost:{0},MUTUAL://localhost:{1},"
        "SASL_SSL://localhost:{2},SASL_PLAINTEXT://127.0.0.1:{3}\n"
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,MUTUAL:SSL,SASL_SSL:SASL_SSL,"
        "SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT\n"
        "ssl.keystore.type=PEM\nssl.keystore.location={4}/broker.pem\n"
        "ssl.truststore.type=PEM\nssl.truststore.location={4}/ca.pem\n"
        "listener.name.mutual.ssl.client.auth=required\n"
        "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512\n"
        "listener.name.sasl_plaintext.connections.max.reauth.ms=2000\n",
        ssl, mutual, sasl_ssl, sasl, directory));
    std::string logins;
    for (const char* listener : {"sasl_ssl", "sasl_plaintext"}) {
      logins += fmt::format(
          "listener.name.{0}.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
          "user_alice=\"plain-secret\";\n"
          "listener.name.{0}.scram-sha-256.sasl.jaas.config="
          "org.apache.kafka.common.security.scram.ScramLoginModule required;\n"
          "listener.name.{0}.scram-sha-512.sasl.jaas.config="
          "org.apache.kafka.common.security.scram.ScramLoginModule required;\n",
          listener);
    }
    broker.Configure(logins, true);
    broker.Start();
    for (const char* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-512"}) {
      broker.Tool(
          fmt::format("kafka.admin.ConfigCommand --alter --entity-type users --entity-name alice --add-config "
                      "'{}=[password=scram-secret]' >/dev/null",
                      mechanism));
    }
    CreateTopic(broker.address(), "safe", 2);
    Producer producer(broker.address());
    for (int i = 0; i < kRecords; ++i) {
      TestRecord record;
      record.partition = i % 2;
      record.value = fmt::format("{{\"n\":{}}}", i);
      producer.Write("safe", record);
    }
    producer.Flush();
  }

  std::string Ca() const { return broker.directory() + "/ca.pem"; }
};

Setup& TheSetup() {
  static Setup setup;
  return setup;
}

struct Attempt {
  bool whole = false;
  std::string notices;
};

/// Reads everything, or until the source says that it is not let in.
Attempt Read(const std::string& brokers, const Properties& properties) {
  Notices notices;
  KafkaSourceOptions options = Options(brokers, "safe", notices);
  options.cluster.settings = properties;
  auto source = OpenKafkaFetchSource({std::move(options), CorruptBatch::kStop});
  if (!source) return {false, source.error().message};
  int records = 0;
  Drain(**source, [&](const RecordView&) { ++records; }, [&] { return AllAtEnd(**source) || notices.Said(false, ""); });
  return {records == kRecords, notices.Text()};
}

Properties Sasl(const std::string& protocol, const std::string& mechanism, const std::string& password) {
  return {{"security.protocol", protocol},
          {"ssl.ca.location", TheSetup().Ca()},
          {"sasl.mechanism", mechanism},
          {"sasl.username", "alice"},
          {"sasl.password", password}};
}

TEST_CASE("TLS with the broker's name checked") {
  const std::string brokers = fmt::format("localhost:{}", TheSetup().ssl);
  const Attempt attempt = Read(brokers, {{"security.protocol", "ssl"}, {"ssl.ca.location", TheSetup().Ca()}});
  INFO(attempt.notices);
  CHECK(attempt.whole);
}

TEST_CASE("a broker under a name that its certificate does not hold is refused") {
  const std::string brokers = fmt::format("127.0.0.1:{}", TheSetup().ssl);
  const Properties properties = {{"security.protocol", "ssl"}, {"ssl.ca.location", TheSetup().Ca()}};
  const Attempt attempt = Read(brokers, properties);
  CHECK_FALSE(attempt.whole);
  INFO(attempt.notices);
  CHECK(attempt.notices.find("can be used") != std::string::npos);
  CHECK(attempt.notices.find("is not trusted: IP address mismatch") != std::string::npos);
  Properties unchecked = properties;
  unchecked["ssl.endpoint.identification.algorithm"] = "none";
  CHECK(Read(brokers, unchecked).whole);
}

TEST_CASE("a broker of an authority that we do not know is refused") {
  const std::string brokers = fmt::format("localhost:{}", TheSetup().ssl);
  const Attempt attempt = Read(brokers, {{"security.protocol", "ssl"}});
  CHECK_FALSE(attempt.whole);
  INFO(attempt.notices);
  CHECK(attempt.notices.find("is not trusted") != std::string::npos);
  CHECK(Read(brokers, {{"security.protocol", "ssl"}, {"enable.ssl.certificate.verification", "false"}}).whole);
}

TEST_CASE("the client's certificate, where the broker wants one") {
  const std::string brokers = fmt::format("localhost:{}", TheSetup().mutual);
  Properties properties = {{"security.protocol", "ssl"}, {"ssl.ca.location", TheSetup().Ca()}};
  CHECK_FALSE(Read(brokers, properties).whole);
  properties["ssl.certificate.location"] = TheSetup().broker.directory() + "/user.pem";
  properties["ssl.key.location"] = TheSetup().broker.directory() + "/user.key";
  const Attempt attempt = Read(brokers, properties);
  INFO(attempt.notices);
  CHECK(attempt.whole);
}

TEST_CASE("plain text to a port of TLS, and the other way, is said") {
  const Attempt plain = Read(fmt::format("localhost:{}", TheSetup().ssl), {});
  INFO(plain.notices);
  CHECK_FALSE(plain.whole);
  CHECK(plain.notices.find("no broker") != std::string::npos);
  const Attempt tls =
      Read(TheSetup().broker.address(),
           {{"security.protocol", "ssl"}, {"ssl.ca.location", TheSetup().Ca()}, {"socket.timeout.ms", "1000"}});
  CHECK_FALSE(tls.whole);
  CHECK(tls.notices.find("no broker") != std::string::npos);
}

TEST_CASE("SASL over TLS and in the clear") {
  for (const auto& [mechanism, password] : {std::pair<std::string, std::string>{"PLAIN", "plain-secret"},
                                            {"SCRAM-SHA-256", "scram-secret"},
                                            {"SCRAM-SHA-512", "scram-secret"}}) {
    INFO(mechanism);
    const Attempt sealed =
        Read(fmt::format("localhost:{}", TheSetup().sasl_ssl), Sasl("sasl_ssl", mechanism, password));
    INFO(sealed.notices);
    CHECK(sealed.whole);
    const Attempt clear =
        Read(fmt::format("127.0.0.1:{}", TheSetup().sasl), Sasl("sasl_plaintext", mechanism, password));
    INFO(clear.notices);
    CHECK(clear.whole);
    const Attempt wrong = Read(fmt::format("localhost:{}", TheSetup().sasl_ssl), Sasl("sasl_ssl", mechanism, "guess"));
    CHECK_FALSE(wrong.whole);
    INFO(wrong.notices);
    CHECK(wrong.notices.find("can be used") != std::string::npos);
    CHECK(wrong.notices.find("authentication failed") != std::string::npos);
    CHECK(wrong.notices.find("guess") == std::string::npos);
  }
}

TEST_CASE("a session that ends is begun again without a word") {
  Notices notices;
  KafkaSourceOptions options = Options(fmt::format("127.0.0.1:{}", TheSetup().sasl), "safe", notices);
  options.cluster.settings = Sasl("sasl_plaintext", "PLAIN", "plain-secret");
  auto source = OpenKafkaFetchSource({std::move(options), CorruptBatch::kStop});
  REQUIRE(source);
  int records = 0;
  const auto count = [&](const RecordView&) { ++records; };
  REQUIRE(Drain(**source, count, [&] { return AllAtEnd(**source) && notices.Said(true, "reads topic safe"); }));
  // The broker ends sessions after 2 s.
  const auto until = Source::Clock::now() + std::chrono::seconds(5);
  REQUIRE(Drain(**source, count, [&] { return Source::Clock::now() > until; }));
  INFO(notices.Text());
  CHECK(records == kRecords);
  CHECK_FALSE(notices.Said(false, ""));
  CHECK(Drain(**source, count, [&] { return AllAtEnd(**source); }));
}

}  // namespace
}  // namespace rulert::io::test
