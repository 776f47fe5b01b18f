#include "runtime/src/io/kafka/message_headers.h"

#include <cstring>
#include <string_view>

#include "runtime/src/io/record_headers.h"

namespace rulert::io::kafka {

std::string EncodeHeaders(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  std::string encoded;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return encoded;
  AppendHeaderCount(encoded, rd_kafka_header_cnt(headers));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    AppendHeader(encoded, {name, {static_cast<const char*>(value), size}, value == nullptr});
  return encoded;
}

}  // namespace rulert::io::kafka
