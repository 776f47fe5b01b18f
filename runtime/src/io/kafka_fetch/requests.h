#pragma once
// Bodies of the requests that the source sends, in each version of protocol.h.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/protocol.h"

namespace rulert::io::kafka_fetch {

using TopicId = std::array<char, 16>;

std::string ApiVersionsRequest(std::int16_t version);
std::string SaslHandshakeRequest(std::string_view mechanism);
std::string SaslAuthenticateRequest(std::int16_t version, std::string_view bytes);
/// Of one topic; none is made by asking.
std::string MetadataRequest(std::int16_t version, std::string_view topic);
std::string FindCoordinatorRequest(std::int16_t version, std::string_view group);
/// `stable`: wait out transactions that commit offsets of the group.
std::string OffsetFetchRequest(std::int16_t version, std::string_view group, std::string_view topic,
                               std::span<const std::int32_t> partitions, bool stable);

inline constexpr std::int64_t kEarliest = -2;
inline constexpr std::int64_t kLatest = -1;

struct ListedPartition {
  std::int32_t partition;
  std::int32_t leader_epoch;  // -1: not known
};
/// `timestamp`: kEarliest, kLatest, or milliseconds: the first record at or after them.
std::string ListOffsetsRequest(std::int16_t version, std::string_view topic,
                               std::span<const ListedPartition> partitions, std::int64_t timestamp, bool committed);

struct FetchedPartition {
  std::int32_t partition;
  std::int32_t leader_epoch;  // -1: not known
  std::int64_t offset;
};
struct FetchLimits {
  std::int32_t wait_ms;
  std::int32_t least_bytes;
  std::int32_t most_bytes;
  std::int32_t most_partition_bytes;
  bool committed;  // isolation level read_committed
};
/// Partitions are served in this order. No fetch session: each request stands alone.
std::string FetchRequest(std::int16_t version, std::string_view topic, const TopicId& topic_id,
                         std::span<const FetchedPartition> partitions, const FetchLimits& limits);

}  // namespace rulert::io::kafka_fetch
