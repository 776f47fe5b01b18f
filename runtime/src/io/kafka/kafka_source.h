#pragma once
// Records of a Kafka topic. All partitions are read, assigned by the source itself; it starts at the offsets committed
// for its group, else where `start` says. An offset found by kLatest or kTimestamp is committed at once, so that a
// start that fails is not followed by one that begins elsewhere. Partitions that are made while the source is open, or
// a topic that is, are read from their first record whatever kLatest says: nothing of them was there when it started. A
// missing broker or topic, a broker that goes away and comes back, new partitions: it keeps trying with back-off, tells
// its Listener, and goes on where it was.
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/src/io/kafka/kafka_options.h"
#include "runtime/src/io/source.h"
#include "runtime/src/io/start_at.h"

namespace rulert::io {

struct KafkaSourceOptions {
  KafkaCluster cluster;
  std::string subject;  // for notices: "source transactions"
  std::string topic;
  std::string group;                        // "<job>.<lane>"
  StartAt start;                            // of partitions without committed offset
  std::uint64_t max_record = 1 << 20;       // a larger value is handed over with only its head
  std::uint64_t queue_bytes = 32ull << 20;  // what may be fetched ahead
  Listener listener;
};

/// An error only for settings that the client refuses; nothing is waited for.
Expected<std::unique_ptr<Source>> OpenKafkaSource(KafkaSourceOptions options);

}  // namespace rulert::io
