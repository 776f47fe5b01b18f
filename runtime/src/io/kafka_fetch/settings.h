#pragma once
// What of a cluster's properties, named as librdkafka names them, the native fetch goes by.
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/src/io/kafka/kafka_options.h"
#include "runtime/src/io/kafka_fetch/requests.h"
#include "runtime/src/io/kafka_fetch/responses.h"
#include "runtime/src/io/status.h"

namespace rulert::io::kafka_fetch {

enum class SaslMechanism : std::uint8_t { kNone, kPlain, kScramSha256, kScramSha512 };
const char* NameOf(SaslMechanism mechanism);

struct TlsSettings {
  bool enabled = false;
  std::string ca_location;           // file or directory; empty: the system's
  std::string certificate_location;  // empty: the client shows none
  std::string key_location;
  std::string key_password;
  bool verify = true;      // the broker's certificate against the authorities
  bool check_host = true;  // and the name in it
};

struct SaslSettings {
  SaslMechanism mechanism = SaslMechanism::kNone;
  std::string username;
  std::string password;
};

struct Settings {
  std::vector<BrokerAddress> bootstrap;
  std::string client_id = "rulert";
  TlsSettings tls;
  SaslSettings sasl;
  std::chrono::milliseconds timeout{30'000};            // of a broker that does not answer, or hardly
  std::chrono::milliseconds metadata_interval{30'000};  // between looks for new partitions
  FetchLimits fetch{100, 1, 4 << 20, 4 << 20, true};
};

/// An error for properties that change how a broker is reached or trusted and that only librdkafka knows: it says so.
/// Other properties are left to it, who commits offsets.
Expected<Settings> ReadSettings(const KafkaCluster& cluster);

}  // namespace rulert::io::kafka_fetch
