#pragma once
// Records of a Kafka topic, fetched by this process itself: the batches that the broker sends are checked and walked in
// place. In all else as the source on librdkafka (kafka/kafka_source.h), which also stores its offsets.
#include <cstdint>
#include <memory>

#include "runtime/src/io/kafka/kafka_source.h"
#include "runtime/src/io/source.h"

namespace rulert::io {

/// What happens to a batch that is still damaged when it has been fetched again twice.
enum class CorruptBatch : std::uint8_t {
  kStop,  // the source fails, naming it
  kSkip,  // it is left out, told to the listener as skipped, and counted
};

struct KafkaFetchOptions {
  KafkaSourceOptions source;
  CorruptBatch corrupt_batch = CorruptBatch::kStop;
};

/// An error only for settings that are wrong or that the native fetch does not speak; nothing is waited for.
Expected<std::unique_ptr<Source>> OpenKafkaFetchSource(KafkaFetchOptions options);

}  // namespace rulert::io
