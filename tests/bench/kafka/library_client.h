#pragma once
// librdkafka as benches use it: what fails ends the bench.
#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rulec::bench {

using ClientSettings = std::vector<std::pair<const char*, std::string>>;

/// A record that cannot be delivered ends the bench, too. For rd_kafka_destroy.
rd_kafka_t* OpenClient(rd_kafka_type_t type, const ClientSettings& settings);

/// From the beginning of each partition of the topic; answers how many there are.
int AssignAll(rd_kafka_t* consumer, const std::string& topic);

/// Waits while the producer's queue is full. Copies.
void Produce(rd_kafka_t* producer, rd_kafka_topic_t* topic, std::int32_t partition, std::string_view key,
             std::string_view value);

/// Until all is delivered.
void Flush(rd_kafka_t* producer);

}  // namespace rulec::bench
