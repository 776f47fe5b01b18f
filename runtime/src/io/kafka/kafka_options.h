#pragma once
// How to reach a Kafka cluster; no type of the client library appears outside this folder.
#include <cstdint>
#include <map>
#include <string>

namespace rulert::io {

struct KafkaCluster {
  std::string brokers;                          // "host:port,host:port"
  std::map<std::string, std::string> settings;  // security.protocol, ssl.*, sasl.* and the like, passed through
};

}  // namespace rulert::io
