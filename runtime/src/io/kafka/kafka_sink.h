#pragma once
// Output records to a Kafka topic, idempotent and in order per key; the id goes into the header rulec.id. Partitions
// are chosen as Java's client does. While the cluster or the topic is away records wait, and so does Write once its
// queue is full.
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/src/io/kafka/kafka_options.h"
#include "runtime/src/io/sink.h"

namespace rulert::io {

struct KafkaSinkOptions {
  KafkaCluster cluster;
  std::string subject;  // for notices: "output alerts"
  std::string topic;
  std::uint64_t queue_bytes = 64ull << 20;  // records waiting for the broker
  Listener listener;
};

/// An error only for settings that the client refuses; nothing is waited for.
Expected<std::unique_ptr<Sink>> OpenKafkaSink(KafkaSinkOptions options);

}  // namespace rulert::io
