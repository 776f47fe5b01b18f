#pragma once
// What brokers answer, but for Fetch (fetch_response.h). Each function reads a body; nothing if it is not one: bytes
// missing, or counts and lengths that cannot be. Bytes that are left over are taken for a later version's.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/protocol.h"
#include "runtime/src/io/kafka_fetch/requests.h"

namespace rulert::io::kafka_fetch {

struct ApiVersions {
  ErrorCode error = ErrorCode::kNone;
  ApiVersionChoice choice{};  // what both sides speak
};
std::optional<ApiVersions> ReadApiVersions(std::int16_t version, std::string_view body);

struct SaslMechanisms {
  ErrorCode error = ErrorCode::kNone;
  std::vector<std::string> names;  // that the broker takes
};
std::optional<SaslMechanisms> ReadSaslHandshake(std::string_view body);

struct SaslAnswer {
  ErrorCode error = ErrorCode::kNone;
  std::string message;  // why not
  std::string bytes;
  std::int64_t lifetime_ms = 0;  // of the session; 0: unlimited
};
std::optional<SaslAnswer> ReadSaslAuthenticate(std::int16_t version, std::string_view body);

struct BrokerAddress {
  std::string host;
  std::int32_t port = 0;

  std::string Text() const;  // "host:port", "[::1]:9092"
  auto operator<=>(const BrokerAddress&) const = default;
};

struct Metadata {
  struct Broker {
    std::int32_t id;
    BrokerAddress address;
  };
  struct Partition {
    ErrorCode error;
    std::int32_t partition;
    std::int32_t leader;        // -1: none
    std::int32_t leader_epoch;  // -1: not known
  };
  std::vector<Broker> brokers;
  ErrorCode error = ErrorCode::kUnknownTopicOrPartition;  // of the topic
  TopicId topic_id{};                                     // zeros: the broker has none
  std::vector<Partition> partitions;                      // ascending
};
std::optional<Metadata> ReadMetadata(std::int16_t version, std::string_view body, std::string_view topic);

struct Coordinator {
  ErrorCode error = ErrorCode::kCoordinatorNotAvailable;
  std::int32_t id = -1;
  BrokerAddress address;
};
std::optional<Coordinator> ReadFindCoordinator(std::int16_t version, std::string_view body);

struct PartitionAnswer {
  std::int32_t partition;
  ErrorCode error;
  std::int64_t offset;  // -1: none
};
struct OffsetAnswers {
  ErrorCode error = ErrorCode::kNone;  // of the group
  std::vector<PartitionAnswer> partitions;
};
std::optional<OffsetAnswers> ReadOffsetFetch(std::int16_t version, std::string_view body);
std::optional<OffsetAnswers> ReadListOffsets(std::int16_t version, std::string_view body);

}  // namespace rulert::io::kafka_fetch
