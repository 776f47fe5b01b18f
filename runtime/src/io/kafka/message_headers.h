#pragma once
// Headers of a message as librdkafka has them, in the encoding of record_headers.h.
#include <librdkafka/rdkafka.h>

#include <string>

namespace rulert::io::kafka {

/// Empty: the message has none.
std::string EncodeHeaders(const rd_kafka_message_t& message);

}  // namespace rulert::io::kafka
