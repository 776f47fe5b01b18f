#pragma once
// The answer to a Fetch request: where the record batches of each partition lie in it.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/protocol.h"

namespace rulert::io::kafka_fetch {

struct AbortedTransaction {
  std::int64_t producer_id;
  std::int64_t first_offset;
};

struct FetchedRecords {
  std::int32_t partition = -1;
  ErrorCode error = ErrorCode::kNone;
  std::int64_t high_watermark = -1;
  std::int64_t last_stable_offset = -1;
  std::int64_t log_start_offset = -1;
  std::vector<AbortedTransaction> aborted;  // ascending by first offset
  std::string_view records;                 // batches, the last one perhaps cut
};

struct FetchAnswer {
  std::int32_t throttle_ms = 0;
  ErrorCode error = ErrorCode::kNone;
  std::vector<FetchedRecords> partitions;
};

/// Nothing if this is no answer to a request for one topic. Views point into `body`.
std::optional<FetchAnswer> ReadFetch(std::int16_t version, std::string_view body);

}  // namespace rulert::io::kafka_fetch
